package blt4j.frontend.arrow;

/**
 * A column of a table.
 *
 * @param name what it is called
 * @param type of its values
 * @param nullable whether values may be missing
 */
public record ArrowField(String name, ArrowType type, boolean nullable) {
    /** A column in which no value is missing. */
    public static ArrowField of(String name, ArrowType type) {
        return new ArrowField(name, type, false);
    }
}
