package blt4j.compute.cpu;

import blt4j.weights.DType;
import java.lang.foreign.MemorySegment;

/**
 * A weight as the kernels read it: row-major, little-endian, where it lies.
 *
 * @param dtype how its numbers are stored
 * @param rows the outputs of a projection, the entries of a table
 * @param columns the inputs of a projection, the width of an entry
 * @param data the numbers; for {@link DType#Q8} the signed bytes alone
 * @param scales for {@link DType#Q8} the float scales, {@code ceil(columns / 32)} for each row; otherwise empty
 */
record Matrix(DType dtype, int rows, int columns, MemorySegment data, MemorySegment scales) {
    /** A matrix without scales. */
    static Matrix of(DType dtype, int rows, int columns, MemorySegment data) {
        return new Matrix(dtype, rows, columns, data, MemorySegment.NULL);
    }

    /** Scales of one row of {@link DType#Q8}. */
    int blocks() {
        return Math.ceilDiv(columns, DType.Q8_BLOCK);
    }

    /** The byte offset of a number in {@link #data}. */
    long offset(int row, int column) {
        return ((long) row * columns + column) * dtype.bytes();
    }

    /** The byte offset of a block's scale in {@link #scales}. */
    long scaleOffset(int row, int block) {
        return ((long) row * blocks() + block) * Float.BYTES;
    }
}
