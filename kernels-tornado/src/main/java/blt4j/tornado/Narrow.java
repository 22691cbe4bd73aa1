package blt4j.tornado;

import uk.ac.manchester.tornado.api.types.BFloat16;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Numbers in 16 or 8 bits. Those in 8 are a row's steps ({@link #BYTES}). Those in 16 lie four in a long integer, the lowest bits first. TornadoVM has no way to take an integer's bits for a
 * float's that all its backends know, so a number is looked up by its sign and exponent and multiplied by its mantissa,
 * which is exact: in bfloat16 {@code ±2^(e−134) · (128 + m)}, but numbers below 2^−126 are 0; in binary16
 * {@code ±2^(e−25) · (1024 + m)}, and {@code ±2^−24 · m} where e is 0. Infinities are large numbers, and so is what is
 * none.
 *
 * <p>A kernel is told the format as a constant, so that what is compiled knows one format alone.
 */
final class Narrow {
    /** 32 bits, in an array of floats. */
    static final int FLOAT32 = 0;

    /** The upper half of 32 bits. */
    static final int BFLOAT16 = 1;

    /** IEEE 754 binary16. */
    static final int FLOAT16 = 2;

    /** As {@link #BFLOAT16}, for drivers that take an integer's bits for a float's. */
    static final int BFLOAT16_BITS = 3;

    /** Signed bytes, eight in a long integer, of which a row of a matrix has one scale. */
    static final int BYTES = 4;

    /** Numbers in a long integer. */
    static final int QUAD = 4;

    /** Bytes in a long integer. */
    static final int OCTET = 8;

    private static final int BFLOAT16_SCALES = 512;
    private static final int FLOAT16_SCALES = 64;

    /** Entries of the tables of signs and exponents, with which {@code numbers} begins. */
    static final int TABLE = BFLOAT16_SCALES + FLOAT16_SCALES;

    private Narrow() {}

    /** Writes the tables to the beginning of an array. */
    static void writeTable(FloatArray numbers) {
        for (int i = 0; i < BFLOAT16_SCALES; i++) {
            int exponent = i & 255;
            float scale = exponent == 0 ? 0f : (float) Math.scalb(1.0, exponent - 134);
            numbers.set(i, i < 256 ? scale : -scale);
        }
        for (int i = 0; i < FLOAT16_SCALES; i++) {
            float scale = (float) Math.scalb(1.0, Math.max(1, i & 31) - 25);
            numbers.set(BFLOAT16_SCALES + i, i < 32 ? scale : -scale);
        }
    }

    /** The number in the lower 16 bits. */
    static float low(FloatArray numbers, int format, int bits) {
        float number;
        if (format == BFLOAT16_BITS) {
            number = BFloat16.bf16ToFloat((short) bits);
        } else {
            number = lookedUp(numbers, format, bits);
        }
        return number;
    }

    /** {@link #low} of a format that is looked up: what is left out would make {@link #dot} too long to be compiled. */
    private static float lookedUp(FloatArray numbers, int format, int bits) {
        float number;
        if (format == BFLOAT16) {
            number = numbers.get((bits >> 7) & 511) * (128 + (bits & 127));
        } else {
            // 1 where the exponent is not 0: the bit that is not stored.
            int normal = ((bits >> 10 & 31) + 31) >> 5;
            number = numbers.get(BFLOAT16_SCALES + (bits >> 10 & 63)) * ((normal << 10) + (bits & 1023));
        }
        return number;
    }

    /** The sum of four numbers' products with others; of formats that are looked up. */
    static float dot(FloatArray numbers, int format, long quad, float a, float b, float c, float d) {
        int first = (int) quad;
        int second = (int) (quad >> 32);
        return a * lookedUp(numbers, format, first)
                + b * lookedUp(numbers, format, first >> 16)
                + (c * lookedUp(numbers, format, second) + d * lookedUp(numbers, format, second >> 16));
    }

    /** {@link #dot} of bfloat16, for drivers that take an integer's bits for a float's. */
    static float dotOfBits(long quad, float a, float b, float c, float d) {
        int first = (int) quad;
        int second = (int) (quad >> 32);
        return a * BFloat16.bf16ToFloat((short) first)
                + b * BFloat16.bf16ToFloat((short) (first >> 16))
                + (c * BFloat16.bf16ToFloat((short) second) + d * BFloat16.bf16ToFloat((short) (second >> 16)));
    }

    /** The sum of eight bytes' products with numbers, the first two of which are added up, and so on. */
    @SuppressWarnings("TooManyParameters")
    static float dotOfBytes(long octet, float a, float b, float c, float d, float e, float f, float g, float h) {
        int low = (int) octet;
        int high = (int) (octet >> 32);
        return a * (low << 24 >> 24)
                + b * (low << 16 >> 24)
                + (c * (low << 8 >> 24) + d * (low >> 24))
                + (e * (high << 24 >> 24) + f * (high << 16 >> 24) + (g * (high << 8 >> 24) + h * (high >> 24)));
    }

    /**
     * The number at an index.
     *
     * @param wide where it is in 32 bits
     * @param narrow where it is in fewer
     */
    static float get(FloatArray numbers, FloatArray wide, LongArray narrow, int format, int index) {
        float number;
        if (format == FLOAT32) {
            number = wide.get(index);
        } else {
            number = low(numbers, format, (int) (narrow.get(index >> 2) >> ((index & 3) * 16)));
        }
        return number;
    }

    /** The number of all 32 bits, which is none of those below 2^−126. */
    static float whole(FloatArray numbers, int bits) {
        return numbers.get((bits >> 23) & 511) * ((8388608 + (bits & 8388607)) * (1f / 65536));
    }
}
