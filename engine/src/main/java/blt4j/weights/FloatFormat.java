package blt4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Turns stored numbers into floats and back. Rounds to the nearest, ties to even. */
enum FloatFormat {
    F32(4) {
        @Override
        float get(MemorySegment data, long offset) {
            return data.get(FLOAT, offset);
        }

        @Override
        void set(MemorySegment data, long offset, float number) {
            data.set(FLOAT, offset, number);
        }
    },
    F16(2) {
        @Override
        float get(MemorySegment data, long offset) {
            return Float.float16ToFloat(data.get(SHORT, offset));
        }

        @Override
        void set(MemorySegment data, long offset, float number) {
            data.set(SHORT, offset, Float.floatToFloat16(number));
        }
    },
    BF16(2) {
        @Override
        float get(MemorySegment data, long offset) {
            return Float.intBitsToFloat(data.get(SHORT, offset) << 16);
        }

        @Override
        void set(MemorySegment data, long offset, float number) {
            data.set(SHORT, offset, toBfloat16(number));
        }
    };

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    FloatFormat(int bytes) {
        this.bytes = bytes;
    }

    /** The format of a type whose numbers stand for themselves, without scales. */
    static FloatFormat of(DType dtype) {
        return switch (dtype) {
            case F32 -> F32;
            case F16 -> F16;
            case BF16 -> BF16;
            case Q8 -> throw new IllegalArgumentException("Q8 numbers need their scales to be read");
        };
    }

    abstract float get(MemorySegment data, long offset);

    abstract void set(MemorySegment data, long offset, float number);

    /** Reads {@code count} numbers from a byte offset on. */
    void decode(MemorySegment data, long byteOffset, float[] into, int offset, int count) {
        for (int i = 0; i < count; i++) {
            into[offset + i] = get(data, byteOffset + (long) i * bytes);
        }
    }

    /** Writes numbers into a new piece of the heap. */
    MemorySegment encode(float[] numbers) {
        MemorySegment data = MemorySegment.ofArray(new byte[Math.multiplyExact(numbers.length, bytes)]);
        for (int i = 0; i < numbers.length; i++) {
            set(data, (long) i * bytes, numbers[i]);
        }
        return data.asReadOnly();
    }

    private static short toBfloat16(float number) {
        int bits = Float.floatToRawIntBits(number);
        if (Float.isNaN(number)) {
            // Rounding could carry a NaN's payload away and leave an infinity.
            return (short) ((bits >>> 16) | 0x40);
        }
        int odd = (bits >>> 16) & 1;
        return (short) ((bits + 0x7FFF + odd) >>> 16);
    }
}
