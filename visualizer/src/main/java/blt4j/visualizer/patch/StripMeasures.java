package blt4j.visualizer.patch;

import blt4j.visualizer.draw.Typeface;
import javafx.scene.text.Font;

/**
 * The sizes of the strip, in pixels.
 *
 * @param scale how much larger than by default everything is
 * @param fullScale the entropy, in nats, of a bar of full height
 */
record StripMeasures(double scale, double fullScale, Font mono, Font monoWide, Font small, Font tiny) {
    private static final double COLUMN = 15;
    private static final double BARS = 42;
    private static final double GLYPH = 24;
    private static final double HEAT = 5;
    private static final double BETWEEN_LINES = 16;

    static StripMeasures of(double scale, double fullScale) {
        return new StripMeasures(
                scale,
                fullScale,
                Typeface.MONO.at(15 * scale),
                Typeface.TEXT.at(15 * scale),
                Typeface.MONO.at(10 * scale),
                Typeface.MONO.at(8 * scale));
    }

    double column() {
        return COLUMN * scale;
    }

    /** The left margin, where line offsets stand. */
    double gutter() {
        return 58 * scale;
    }

    double top() {
        return 14 * scale;
    }

    double bars() {
        return BARS * scale;
    }

    double glyphTop() {
        return bars() + 3 * scale;
    }

    double glyph() {
        return GLYPH * scale;
    }

    double heatTop() {
        return glyphTop() + glyph() + 3 * scale;
    }

    double heat() {
        return HEAT * scale;
    }

    double lineHeight() {
        return heatTop() + heat() + BETWEEN_LINES * scale;
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
    int columns(double width) {
        return (int) ((width - gutter() - 16 * scale) / column());
    }
}
