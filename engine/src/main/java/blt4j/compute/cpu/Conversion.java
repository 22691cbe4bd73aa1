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

    /** A tensor where it lies. An 8-bit tensor's scales follow its bytes. */
    static Matrix view(Tensor tensor) {
        int rows = tensor.rows();
        int columns = tensor.columns();
        if (tensor.dtype() != DType.Q8) {
            return Matrix.of(tensor.dtype(), rows, columns, tensor.data());
        }
        long bytes = (long) rows * columns;
        return new Matrix(
                DType.Q8,
                rows,
                columns,
                tensor.data().asSlice(0, bytes),
                tensor.data().asSlice(bytes));
    }

    /** A copy in another type. */
    static Matrix convert(Matrix from, DType to, Arena arena, Kernels kernels) {
        MemorySegment data = arena.allocate((long) from.rows() * from.columns() * to.bytes(), ALIGNMENT);
        MemorySegment scales = to == DType.Q8
                ? arena.allocate(4L * from.rows() * Math.ceilDiv(from.columns(), DType.Q8_BLOCK), ALIGNMENT)
                : MemorySegment.NULL;
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

    /** Each block's largest magnitude becomes ±127. */
    private static void toQ8(float[] row, Matrix to, int r) {
        for (int begin = 0; begin < row.length; begin += DType.Q8_BLOCK) {
            int end = Math.min(row.length, begin + DType.Q8_BLOCK);
            float largest = 0;
            for (int i = begin; i < end; i++) {
                largest = Math.max(largest, Math.abs(row[i]));
            }
            float scale = largest / 127;
            float inverse = largest == 0 ? 0 : 127 / largest;
            to.scales().set(PlainKernels.FLOAT, to.scaleOffset(r, begin / DType.Q8_BLOCK), scale);
            for (int i = begin; i < end; i++) {
                to.data().set(ValueLayout.JAVA_BYTE, to.offset(r, i), (byte) Math.round(row[i] * inverse));
            }
        }
    }
}
