package blt4j.weights;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * A named, read-only tensor where it lies: a slice of a memory-mapped file, little-endian, row-major, without gaps, and
 * not necessarily aligned.
 *
 * @param name the canonical name, for messages
 * @param dtype how the numbers are stored
 * @param shape the extents, outermost first; a vector has one
 * @param data the numbers; its lifetime is that of the {@link Weights} it came from
 * @param scales for {@link DType#Q8} a little-endian {@code float} for each row; otherwise empty
 */
public record Tensor(String name, DType dtype, List<Integer> shape, MemorySegment data, MemorySegment scales) {
    /** Copies the shape. */
    public Tensor {
        shape = List.copyOf(shape);
    }

    /** A tensor whose numbers stand for themselves. */
    public Tensor(String name, DType dtype, List<Integer> shape, MemorySegment data) {
        this(name, dtype, shape, data, MemorySegment.NULL);
    }

    /**
     * A tensor of its own on the heap.
     *
     * @param dtype {@link DType#F32}, {@link DType#F16} or {@link DType#BF16}; numbers are rounded to the nearest
     * @param numbers row-major, as many as the shape holds
     */
    public static Tensor of(String name, DType dtype, List<Integer> shape, float[] numbers) {
        Tensor tensor = new Tensor(name, dtype, shape, FloatFormat.of(dtype).encode(numbers));
        if (tensor.numbers() != numbers.length) {
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + tensor.numbers() + " numbers, not " + numbers.length);
        }
        return tensor;
    }

    /** The rows of the tensor seen as a matrix of rows as long as the innermost extent; a vector has one. */
    public int rows() {
        long rows = 1;
        for (int extent : shape.subList(0, Math.max(0, shape.size() - 1))) {
            rows *= extent;
        }
        return Math.toIntExact(rows);
    }

    /** The numbers in a row. */
    public int columns() {
        return shape.isEmpty() ? 1 : shape.getLast();
    }

    /** How many numbers there are in all. */
    public long numbers() {
        long numbers = 1;
        for (int extent : shape) {
            numbers *= extent;
        }
        return numbers;
    }

    /** The same tensor under another name. */
    public Tensor named(String newName) {
        return newName.equals(name) ? this : new Tensor(newName, dtype, shape, data, scales);
    }

    /**
     * Some of a matrix's rows as a matrix of its own, where they lie.
     *
     * @param newName the name of the slice
     * @param firstRow the first of the rows, from 0
     * @param count how many rows
     */
    public Tensor slice(String newName, int firstRow, int count) {
        requireMatrix();
        Objects.checkFromIndexSize(firstRow, count, rows());
        long rowBytes = (long) columns() * dtype.bytes();
        MemorySegment rows = data.asSlice(firstRow * rowBytes, count * rowBytes);
        MemorySegment rowScales =
                dtype == DType.Q8 ? scales.asSlice((long) firstRow * Float.BYTES, (long) count * Float.BYTES) : scales;
        return new Tensor(newName, dtype, List.of(count, columns()), rows, rowScales);
    }

    /**
     * Reads one row of a matrix, or a whole vector.
     *
     * @param row from 0
     * @param into receives {@link #columns} numbers
     * @param offset where in {@code into} they begin
     */
    public void readRow(int row, float[] into, int offset) {
        Objects.checkIndex(row, rows());
        if (dtype == DType.Q8) {
            Quantization.decodeRow(this, row, into, offset);
        } else {
            FloatFormat.of(dtype).decode(data, row * dtype.rowBytes(columns()), into, offset, columns());
        }
    }

    /** Reads all numbers, row-major. Meant for small tensors: an array holds at most 2³¹ − 1. */
    public float[] toFloats() {
        float[] floats = new float[Math.toIntExact(numbers())];
        int rows = floats.length == 0 ? 0 : rows();
        for (int row = 0; row < rows; row++) {
            readRow(row, floats, row * columns());
        }
        return floats;
    }

    private void requireMatrix() {
        if (shape.size() != 2) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + shape + " is not a matrix");
        }
    }
}
