package blt4j.weights;

/** How a tensor's numbers are stored. All are little-endian. */
public enum DType {
    /** IEEE 754 binary32. */
    F32(4),
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of a binary32. */
    BF16(2),
    /**
     * Signed 8-bit integers and one {@code float} scale for each row, which they are multiplied with; stored as a tensor
     * of type I8 and a tensor of scales beside it.
     */
    Q8(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** The bytes that one number takes, scales not counted. */
    public int bytes() {
        return bytes;
    }

    /** The bytes that a row of numbers takes, its scale counted. */
    public long rowBytes(int columns) {
        return (long) columns * bytes + (this == Q8 ? Float.BYTES : 0);
    }
}
