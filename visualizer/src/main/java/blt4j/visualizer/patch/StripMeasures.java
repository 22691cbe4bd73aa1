package blt4j.visualizer.patch;

import blt4j.visualizer.draw.Typeface;
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

    /**
     * Sizes for a text of so many lines: where they leave room, the bars take it.
     *
     * @param height of what is in view
     */
    static StripMeasures of(double scale, double fullScale, int lines, double height) {
        double besides = (3 + GLYPH + 3 + HEAT + BETWEEN_LINES) * scale;
        double room = Math.floor((height - 2 * TOP * scale) / Math.max(1, lines) - besides);
        return new StripMeasures(
                scale,
                fullScale,
                Math.rint(Math.clamp(room, LEAST_BARS * scale, MOST_BARS * scale)),
                Typeface.MONO.at(15 * scale),
                Typeface.TEXT.at(13 * scale),
                Typeface.MONO.at(10 * scale),
                Typeface.MONO.at(8 * scale));
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
        return Math.round(TOP * scale);
    }

    double glyphTop() {
        return Math.round(bars() + 3 * scale);
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

    double entropyAt(double height) {
        return height / bars() * fullScale;
    }

    /** How many columns fit. */
    static int columns(double scale, double width) {
        return (int) ((width - (GUTTER + 16) * scale) / (COLUMN * scale));
    }
}
