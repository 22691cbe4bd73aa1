package blt4j.frontend.arrow;

/** The types of values that are written. */
public enum ArrowType {
    /** Characters, as UTF-8; of whatever object, its words. */
    STRING,
    /** Whole numbers of 32 bits. */
    INT32,
    /** Whole numbers of 64 bits. */
    INT64,
    /** Numbers of 64 bits. */
    FLOAT64,
    /** True or false. */
    BOOL,
    /** Arrays of int. */
    INT32_LIST,
    /** Arrays of float. */
    FLOAT32_LIST;

    /** Whether a value is a list. */
    boolean list() {
        return this == INT32_LIST || this == FLOAT32_LIST;
    }
}
