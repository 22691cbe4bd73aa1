package blt4j.compute.cpu.kernel;

import blt4j.weights.DType;
import blt4j.weights.NativeMemory;
import blt4j.weights.Quantization;
import blt4j.weights.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Weights as the kernels read them: where they lie, or converted. */
public final class Conversion {
    private Conversion() {}

    /** A tensor where it lies. */
    public static Matrix view(Tensor tensor) {
        return new Matrix(tensor.dtype(), tensor.rows(), tensor.columns(), tensor.data(), tensor.scales());
    }

    /**
     * A copy in another type.
     *
     * @param name of the tensor, for whoever reads that there is no memory for it
     */
    public static Matrix convert(String name, Matrix from, DType to, Arena arena, Kernels kernels) {
        String what = "the weights '" + name + "' as " + to;
        MemorySegment data = NativeMemory.allocate(arena, (long) from.rows() * from.columns() * to.bytes(), what);
        MemorySegment scales =
                to == DType.Q8 ? NativeMemory.allocate(arena, 4L * from.rows(), what) : MemorySegment.NULL;
        Matrix result = new Matrix(to, from.rows(), from.columns(), data, scales);
        float[] row = new float[from.columns()];
        for (int r = 0; r < from.rows(); r++) {
            kernels.unpack(from, r, 0, row.length, row, 0);
            switch (to) {
                case F32 -> MemorySegment.copy(row, 0, data, PlainKernels.FLOAT, result.offset(r, 0), row.length);
                case F16 -> throw new IllegalArgumentException("nothing is converted to f16");
                case BF16 -> toBf16(row, data, result.offset(r, 0));
                case Q8 ->
                    scales.set(
                            PlainKernels.FLOAT,
                            (long) r * Float.BYTES,
                            Quantization.quantizeRow(row, data, result.offset(r, 0)));
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
}
