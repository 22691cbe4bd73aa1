package blt4j.compute.cpu;

import blt4j.weights.DType;
import blt4j.weights.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Weights as the kernels read them: where they lie, or converted. */
final class Conversion {
    private static final long ALIGNMENT = 64;

    private Conversion() {}

    /** A tensor where it lies; checkpoints hold none in 8 bits. */
    static Matrix view(Tensor tensor) {
        return Matrix.of(tensor.dtype(), tensor.rows(), tensor.columns(), tensor.data());
    }

    /** A copy in another type. */
    static Matrix convert(Matrix from, DType to, Arena arena, Kernels kernels) {
        MemorySegment data = arena.allocate((long) from.rows() * from.columns() * to.bytes(), ALIGNMENT);
        MemorySegment scales = to == DType.Q8 ? arena.allocate(4L * from.rows(), ALIGNMENT) : MemorySegment.NULL;
        Matrix result = new Matrix(to, from.rows(), from.columns(), data, scales);
        float[] row = new float[from.columns()];
        for (int r = 0; r < from.rows(); r++) {
            kernels.unpack(from, r, 0, row.length, row, 0);
            switch (to) {
                case F32 -> MemorySegment.copy(row, 0, data, PlainKernels.FLOAT, result.offset(r, 0), row.length);
                case F16 -> throw new IllegalArgumentException("nothing is converted to f16");
                case BF16 -> toBf16(row, data, result.offset(r, 0));
                case Q8 -> toQ8(row, result, r);
            }
        }
        return result;
    }

    /** Rounds to the nearest, ties to even. */
    private static void toBf16(float[] row, MemorySegment data, long offset) {
        for (int i = 0; i < row.length; i++) {
            int bits = Float.floatToRawIntBits(row[i]);
            int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
            data.set(PlainKernels.SHORT, offset + 2L * i, (short) (rounded >>> 16));
        }
    }

    /** A row's largest magnitude becomes ±127. */
    private static void toQ8(float[] row, Matrix to, int r) {
        float largest = 0;
        for (float number : row) {
            largest = Math.max(largest, Math.abs(number));
        }
        float inverse = largest == 0 ? 0 : 127 / largest;
        to.scales().set(PlainKernels.FLOAT, (long) r * Float.BYTES, largest / 127);
        long offset = to.offset(r, 0);
        for (int i = 0; i < row.length; i++) {
            to.data().set(ValueLayout.JAVA_BYTE, offset + i, (byte) Math.round(row[i] * inverse));
        }
    }
}
