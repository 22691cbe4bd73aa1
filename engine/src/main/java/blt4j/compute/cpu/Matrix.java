package blt4j.compute.cpu;

import blt4j.weights.DType;
import java.lang.foreign.MemorySegment;

/**
 * A weight as the kernels read it: row-major, little-endian, where it lies; or in 8 bits, converted.
 *
 * <p>{@link DType#Q8} lies in blocks of {@value DType#Q8_BLOCK} columns: all rows' bytes of the first block, then all
 * rows' bytes of the second, the last block being filled up; and so do the scales.
 *
 * @param dtype how its numbers are stored
 * @param rows the outputs of a projection, the entries of a table
 * @param columns the inputs of a projection, the width of an entry
 * @param data the numbers; for {@link DType#Q8} the signed bytes alone
 * @param scales for {@link DType#Q8} the float scales, one for each row and block; otherwise empty
 */
record Matrix(DType dtype, int rows, int columns, MemorySegment data, MemorySegment scales) {
    /** A matrix without scales. */
    static Matrix of(DType dtype, int rows, int columns, MemorySegment data) {
        return new Matrix(dtype, rows, columns, data, MemorySegment.NULL);
    }

    /** Blocks of {@link DType#Q8}. */
    int blocks() {
        return Math.ceilDiv(columns, DType.Q8_BLOCK);
    }

    /** The byte offset of a number in {@link #data}. */
    long offset(int row, int column) {
        if (dtype == DType.Q8) {
            return ((long) (column / DType.Q8_BLOCK) * rows + row) * DType.Q8_BLOCK + column % DType.Q8_BLOCK;
        }
        return ((long) row * columns + column) * dtype.bytes();
    }

    /** The byte offset of a block's scale in {@link #scales}. */
    long scaleOffset(int row, int block) {
        return ((long) block * rows + row) * Float.BYTES;
    }
}
