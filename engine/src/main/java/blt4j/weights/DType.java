package blt4j.weights;

/** How a tensor's numbers are stored. All are little-endian. */
public enum DType {
    /** IEEE 754 binary32. */
    F32(4),
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of a binary32. */
    BF16(2),
    /** Signed 8-bit integers, one {@code float} scale for each block of {@value #Q8_BLOCK} along a row. */
    Q8(1);

    /** How many consecutive numbers of a row share a scale in {@link #Q8}. */
    public static final int Q8_BLOCK = 32;

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** The bytes that one number takes, scales not counted. */
    public int bytes() {
        return bytes;
    }

    /** The bytes that a row of numbers takes, scales counted. */
    public long rowBytes(int columns) {
        long scales = this == Q8 ? 4L * Math.ceilDiv(columns, Q8_BLOCK) : 0;
        return (long) columns * bytes + scales;
    }
}
