package blt4j.compute.cpu.kernel;

import blt4j.weights.DType;
import java.lang.foreign.MemorySegment;

/**
 * A weight as the kernels read it: row-major, little-endian, where it lies or converted.
 *
 * @param dtype how its numbers are stored
 * @param rows the outputs of a projection, the entries of a table
 * @param columns the inputs of a projection, the width of an entry
 * @param data the numbers; for {@link DType#Q8} the signed bytes alone
 * @param scales for {@link DType#Q8} what each row's bytes are multiplied with; otherwise empty
 */
public record Matrix(DType dtype, int rows, int columns, MemorySegment data, MemorySegment scales) {
    /** A matrix without scales. */
    public static Matrix of(DType dtype, int rows, int columns, MemorySegment data) {
        return new Matrix(dtype, rows, columns, data, MemorySegment.NULL);
    }

    /** The byte offset of a number in {@link #data}. */
    public long offset(int row, int column) {
        return ((long) row * columns + column) * dtype.bytes();
    }

    /** The bytes of all numbers. */
    public long bytes() {
        return offset(rows, 0);
    }

    /** What a row's bytes are multiplied with. */
    float scale(int row) {
        return scales.get(PlainKernels.FLOAT, (long) row * Float.BYTES);
    }
}
