package blt4j.visualizer.xray;

import blt4j.visualizer.state.Xrayed;

/**
 * Where bytes stand: in columns, the one that is looked at always at the same place.
 *
 * @param left where the drawing begins
 * @param right where it ends
 * @param column how wide a byte is
 * @param focus the middle of the byte that is looked at
 */
record Axis(double left, double right, double column, double focus, int index) {
    private static final double PLACE = 0.52;
    private static final double LEAST_PLACE = 0.26;

    /** Past the middle, so that there is room for what lies before; further left where the text has hardly begun. */
    static Axis of(double left, double right, double column, Xrayed seen) {
        double width = right - left;
        double before = (seen.index() + 1) * column;
        return new Axis(
                left, right, column, left + Math.clamp(before, LEAST_PLACE * width, PLACE * width), seen.index());
    }

    /** The left edge of a byte's column. */
    double x(int byteIndex) {
        return focus + (byteIndex - index - 0.5) * column;
    }

    /** The middle of a byte's column. */
    double middle(int byteIndex) {
        return x(byteIndex) + column / 2;
    }

    /** The first byte whose column is in view as a whole. */
    int first() {
        return Math.max(0, index - (int) Math.floor((focus - left - column / 2) / column));
    }

    /** One past the last. */
    int end(int length) {
        return Math.min(length, index + 1 + (int) Math.floor((right - focus - column / 2) / column));
    }

    /** The byte at a place. */
    int byteAt(double x) {
        return index + (int) Math.floor((x - focus) / column + 0.5);
    }
}
