package blt4j.weights;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A named, read-only tensor where it lies: a slice of a memory-mapped file, little-endian, row-major, without gaps.
 *
 * @param name the canonical name, for messages
 * @param dtype how the numbers are stored
 * @param shape the extents, outermost first; a vector has one
 * @param data the numbers; its lifetime is that of the {@link Weights} it came from
 */
public record Tensor(String name, DType dtype, List<Integer> shape, MemorySegment data) {
    /** Copies the shape. */
    public Tensor {
        shape = List.copyOf(shape);
    }

    /** The rows of the tensor seen as a matrix; a vector has one. */
    public int rows() {
        return shape.size() < 2 ? 1 : shape.getFirst();
    }

    /** The numbers in a row. */
    public int columns() {
        return shape.isEmpty() ? 1 : shape.getLast();
    }
}
