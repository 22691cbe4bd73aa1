package blt4j.visualizer.patch;

import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.TextReading;
import java.util.OptionalDouble;
import javafx.scene.text.Font;

/**
 * The sizes of the strip, in pixels; heights are whole ones, so that edges are sharp.
 *
 * @param scale how much larger than by default everything is
 * @param fullScale the entropy, in nats, of a bar of full height
 * @param bars how high such a bar is
 */
record StripMeasures(double scale, double fullScale, double bars, Font mono, Font monoWide, Font small, Font tiny) {
    private static final double COLUMN = 15;
    private static final double LEAST_BARS = 42;
    private static final double MOST_BARS = 92;
    private static final double GLYPH = 24;
    private static final double HEAT = 5;
    private static final double BETWEEN_LINES = 16;
    private static final double TOP = 14;
    private static final double GUTTER = 58;

    /** Fewer would break every word. */
    private static final int LEAST_COLUMNS = 24;

    /**
     * Sizes for a text of so many lines: where they leave room, the bars take it.
     *
     * @param height of what is in view
     */
    static StripMeasures of(double scale, double fullScale, int lines, double height) {
        double room = Math.floor((height - 2 * top(scale)) / Math.max(1, lines)) - besides(scale);
        return new StripMeasures(
                scale,
                fullScale,
                Math.rint(Math.clamp(room, LEAST_BARS * scale, MOST_BARS * scale)),
                Typeface.MONO.at(15 * scale),
                Typeface.TEXT.at(13 * scale),
                Typeface.MONO.at(10 * scale),
                Typeface.MONO.at(8 * scale));
    }

    /**
     * How large the strip can be so that all of a text fits into a place; the least size if it does not fit at all.
     *
     * @param step from one size to the next that is tried, over 1
     */
    static double fitting(ByteText text, double least, double most, double step, double width, double height) {
        double scale = most;
        while (scale > least) {
            int columns = columns(scale, width);
            int lines = (int) ((height - 2 * top(scale)) / (Math.rint(LEAST_BARS * scale) + besides(scale)));
            boolean may = columns >= LEAST_COLUMNS && text.length() <= (long) columns * lines;
            if (may && StripLayout.of(text, columns).lines() <= lines) {
                return scale;
            }
            scale /= step;
        }
        return least;
    }

    /** The next half nat over the highest entropy and the threshold, so that bars keep their scale while one types. */
    static double fullScale(TextReading reading) {
        double highest = Math.max(2.5, reading.entropies().highest());
        OptionalDouble threshold = StripDrawing.threshold(reading.patching());
        return Math.ceil(2 * Math.max(highest, Math.min(6, threshold.orElse(0) + 0.2))) / 2;
    }

    /** These sizes, if they are still right; or else the right ones. */
    StripMeasures fitted(double newScale, double newFullScale, int lines, double height) {
        StripMeasures fitting = of(newScale, newFullScale, lines, height);
        return fitting.equals(this) ? this : fitting;
    }

    double column() {
        return COLUMN * scale;
    }

    /** The left margin, where line offsets stand. */
    double gutter() {
        return GUTTER * scale;
    }

    double top() {
        return top(scale);
    }

    private static double top(double scale) {
        return Math.round(TOP * scale);
    }

    /** What a line takes besides its bars. */
    private static double besides(double scale) {
        return 2 * Math.round(3 * scale)
                + Math.round(GLYPH * scale)
                + Math.round(HEAT * scale)
                + Math.round(BETWEEN_LINES * scale);
    }

    double glyphTop() {
        return bars() + Math.round(3 * scale);
    }

    double glyph() {
        return Math.round(GLYPH * scale);
    }

    double heatTop() {
        return glyphTop() + glyph() + Math.round(3 * scale);
    }

    double heat() {
        return Math.round(HEAT * scale);
    }

    double lineHeight() {
        return heatTop() + heat() + Math.round(BETWEEN_LINES * scale);
    }

    double radius() {
        return 3 * scale;
    }

    double mark() {
        return 1.5 * scale;
    }

    double barHeight(double entropy) {
        return Math.min(1, entropy / fullScale) * bars();
    }

    /** How many columns fit. */
    static int columns(double scale, double width) {
        return (int) ((width - (GUTTER + 16) * scale) / (COLUMN * scale));
    }
}
