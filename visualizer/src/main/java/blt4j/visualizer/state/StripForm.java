package blt4j.visualizer.state;

/**
 * How the patch view draws a text.
 *
 * @param shape what entropies look like
 * @param row what stands below the letters
 */
public record StripForm(Shape shape, Row row) {
    /** What entropies look like. */
    public enum Shape {
        /** A bar over each byte. */
        BARS,
        /** Shades behind the letters of flowing prose. */
        PROSE
    }

    /** What stands below the letters. */
    public enum Row {
        /** Nothing. */
        NONE,
        /** Each byte in hexadecimal. */
        HEX,
        /** Each byte in decimal. */
        DECIMAL
    }

    /** Bars, and letters alone. */
    public static final StripForm USUAL = new StripForm(Shape.BARS, Row.NONE);

    /** Whether bytes are spelled out below the letters. */
    public boolean spelled() {
        return row != Row.NONE && shape == Shape.BARS;
    }

    /** The same in another shape. */
    public StripForm withShape(Shape newShape) {
        return new StripForm(newShape, row);
    }

    /** The same with another row. */
    public StripForm withRow(Row newRow) {
        return new StripForm(shape, newRow);
    }
}
