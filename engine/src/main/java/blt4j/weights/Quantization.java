package blt4j.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers in 8 bits: a row's largest magnitude becomes ±127, and its scale what one step is worth. */
public final class Quantization {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int STEPS = 127;

    private Quantization() {}

    /**
     * Quantises a matrix.
     *
     * @param tensor of any type
     * @param arena owns the result
     * @return the same tensor as {@link DType#Q8}; itself if it is that already
     */
    public static Tensor quantize(Tensor tensor, Arena arena) {
        if (tensor.dtype() == DType.Q8) {
            return tensor;
        }
        int columns = tensor.columns();
        String what = "the tensor '" + tensor.name() + "' in 8 bits";
        MemorySegment data = NativeMemory.allocate(arena, (long) tensor.rows() * columns, what);
        MemorySegment scales = NativeMemory.allocate(arena, (long) tensor.rows() * Float.BYTES, what);
        float[] row = new float[columns];
        for (int r = 0; r < tensor.rows(); r++) {
            tensor.readRow(r, row, 0);
            scales.set(FLOAT, (long) r * Float.BYTES, quantizeRow(row, data, (long) r * columns));
        }
        return new Tensor(tensor.name(), DType.Q8, tensor.shape(), data, scales);
    }

    /**
     * Quantises a row.
     *
     * @param data receives a byte for each number
     * @param offset where in it they begin
     * @return the row's scale; 0 if all its numbers are 0
     */
    public static float quantizeRow(float[] row, MemorySegment data, long offset) {
        float largest = 0;
        for (float number : row) {
            largest = Math.max(largest, Math.abs(number));
        }
        float inverse = largest == 0 ? 0 : STEPS / largest;
        for (int i = 0; i < row.length; i++) {
            data.set(ValueLayout.JAVA_BYTE, offset + i, (byte) Math.round(row[i] * inverse));
        }
        return largest / STEPS;
    }

    static void decodeRow(Tensor tensor, int row, float[] into, int offset) {
        float scale = tensor.scales().get(FLOAT, (long) row * Float.BYTES);
        long begin = (long) row * tensor.columns();
        for (int i = 0; i < tensor.columns(); i++) {
            into[offset + i] = tensor.data().get(ValueLayout.JAVA_BYTE, begin + i) * scale;
        }
    }
}
