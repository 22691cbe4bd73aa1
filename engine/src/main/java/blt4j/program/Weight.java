package blt4j.program;

import blt4j.weights.DType;

/**
 * A weight that an op uses, by name.
 *
 * @param name the canonical tensor name
 * @param dtype how it is stored where it is computed with
 * @param rows the outputs of a projection, the entries of a table, 1 for a gain
 * @param columns the inputs of a projection, the width of a table's entries or of a gain
 */
public record Weight(String name, DType dtype, int rows, int columns) {
    /** How many numbers it holds. */
    public long count() {
        return (long) rows * columns;
    }

    /** How many bytes it takes. */
    public long bytes() {
        return rows * dtype.rowBytes(columns);
    }
}
