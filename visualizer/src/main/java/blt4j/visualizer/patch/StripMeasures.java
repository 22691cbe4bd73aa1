package blt4j.visualizer.patch;

import blt4j.patching.PatcherConfig;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.StripForm;
import blt4j.visualizer.state.TextReading;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javafx.scene.text.Font;

/**
 * The sizes of the strip, in pixels; heights are whole ones, so that edges are sharp.
 *
 * @param style what is drawn
 * @param scale how much larger than by default everything is
 * @param stretch how much wider than usual columns are
 * @param fullScale the entropy, in nats, of a bar of full height
 * @param bars how high such a bar is
 */
record StripMeasures(
        Style style, double scale, double stretch, double fullScale, double bars, Font mono, Font wide, Font small) {
    private static final double COLUMN = 18;
    private static final double PROSE_COLUMN = 12;

    /** Digits stand apart from those of the next byte. */
    private static final double HEX_COLUMN = 22;

    private static final double DECIMAL_COLUMN = 29;
    private static final double LEAST_BARS = 74;
    private static final double MOST_BARS = 96;
    private static final double LETTER = 20;
    private static final double LARGE_LETTER = 22.3;
    private static final double SMALL = 13;
    private static final double GLYPH = 32;
    private static final double SPELLED = 18;
    private static final double COST = 22;
    private static final double BETWEEN_LINES = 18;
    private static final double PROSE_BETWEEN = 8;
    private static final double TOP = 16;
    private static final double GUTTER = 32;

    /** Fewer would break every word. */
    private static final int LEAST_COLUMNS = 20;

    /** As many as can be read from the last row. */
    private static final int MOST_LARGE_COLUMNS = 40;

    private static final int LEAST_DIGITS = 4;

    /** Lines of a text that is a short one. */
    private static final int MOST_STRETCHED = 3;

    /** In steps, so that the picture rests while somebody types. */
    private static final double[] STRETCHES = {1.45, 1.3, 1.15};

    /**
     * What is drawn, as far as sizes depend on it.
     *
     * @param form bars or prose
     * @param large whether it is seen from afar
     * @param digits of the highest number of a byte
     */
    record Style(StripForm form, boolean large, int digits) {
        /** The style of a text. */
        static Style of(StripForm form, boolean large, ByteText text) {
            return new Style(
                    form,
                    large,
                    Math.max(LEAST_DIGITS, Integer.toString(text.length()).length()));
        }

        boolean prose() {
            return form.shape() == StripForm.Shape.PROSE;
        }

        private double column() {
            if (prose()) {
                return PROSE_COLUMN * (large ? LARGE_LETTER / LETTER : 1);
            }
            return switch (form.row()) {
                case NONE -> COLUMN;
                case HEX -> HEX_COLUMN;
                case DECIMAL -> DECIMAL_COLUMN;
            };
        }

        private double gutter() {
            return GUTTER + 0.6 * SMALL * digits;
        }

        /** What a line takes besides its bars. */
        private double besides(double scale) {
            double letters = Math.round(GLYPH * scale);
            if (prose()) {
                return letters + Math.round(PROSE_BETWEEN * scale);
            }
            double spelled = form.spelled() ? Math.round(SPELLED * scale) : 0;
            return Math.round(3 * scale)
                    + letters
                    + spelled
                    + Math.round(2 * scale)
                    + Math.round(COST * scale)
                    + Math.round(BETWEEN_LINES * scale);
        }

        private double leastBars(double scale) {
            return prose() ? 0 : Math.rint(LEAST_BARS * scale);
        }

        /** How much of the width is there for columns. */
        private double room(double scale, double width) {
            return width - (gutter() + 16) * scale;
        }

        /** How many columns fit. */
        int columns(double scale, double width) {
            int fitting = (int) (room(scale, width) / (column() * scale));
            return large && !prose() ? Math.min(MOST_LARGE_COLUMNS, fitting) : fitting;
        }
    }

    /**
     * Sizes for a text of so many lines: where they leave room, the bars take it.
     *
     * @param height of what is in view
     */
    static StripMeasures of(Style style, double scale, double fullScale, int lines, double height) {
        double room = Math.floor((height - 2 * top(scale)) / Math.max(1, lines)) - style.besides(scale);
        double most = style.prose() ? 0 : MOST_BARS * scale;
        double letter = style.large() ? LARGE_LETTER : LETTER;
        return new StripMeasures(
                style,
                scale,
                1,
                fullScale,
                Math.rint(Math.clamp(room, style.leastBars(scale), most)),
                Typeface.MONO.at(letter * scale),
                Typeface.TEXT.at(0.92 * letter * scale),
                Typeface.MONO.at(SMALL * scale));
    }

    /**
     * How large the strip can be so that all of a text fits into a place; the least size if it does not fit at all.
     *
     * @param step from one size to the next that is tried, over 1
     */
    static double fitting(
            Style style, ByteText text, double least, double most, double step, double width, double height) {
        double scale = most;
        while (scale > least) {
            int columns = style.columns(scale, width);
            int lines = (int) ((height - 2 * top(scale)) / (style.leastBars(scale) + style.besides(scale)));
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
        OptionalDouble threshold = threshold(reading.patching());
        return Math.ceil(2 * Math.max(highest, Math.min(6, threshold.orElse(0) + 0.2))) / 2;
    }

    private static OptionalDouble threshold(PatcherConfig config) {
        return StripDrawing.threshold(config);
    }

    /** The same with columns as wide as lets a short text take the room, though its letters stay together as words. */
    StripMeasures stretched(StripLayout layout, double width) {
        if (style.prose() || layout.lines() > MOST_STRETCHED) {
            return this;
        }
        double longest = IntStream.range(0, layout.lines())
                .mapToDouble(line -> layout.end(line) - layout.begin(line))
                .reduce(1, Math::max);
        double most = style.room(scale, width) / (longest * style.column() * scale);
        double wider =
                Arrays.stream(STRETCHES).filter(s -> s <= most).findFirst().orElse(1);
        return new StripMeasures(style, scale, wider, fullScale, bars, mono, wide, small);
    }

    double column() {
        return style.column() * scale * stretch;
    }

    /** The left margin, where line offsets stand. */
    double gutter() {
        return Math.round(style.gutter() * scale);
    }

    double top() {
        return top(scale);
    }

    private static double top(double scale) {
        return Math.round(TOP * scale);
    }

    double glyphTop() {
        return style.prose() ? 0 : bars() + Math.round(3 * scale);
    }

    double glyph() {
        return Math.round(GLYPH * scale);
    }

    /** The baseline of the row that spells bytes out, below the letters. */
    double spelledBaseline() {
        return glyphTop() + glyph() + 14 * scale;
    }

    double costTop() {
        return glyphTop()
                + glyph()
                + (style.form().spelled() ? Math.round(SPELLED * scale) : 0)
                + Math.round(2 * scale);
    }

    /** How far down the dearest byte in view hangs. */
    double cost() {
        return Math.round(COST * scale);
    }

    /** How high a line is without the room below it. */
    double body() {
        return style.prose() ? glyph() : costTop() + cost();
    }

    double lineHeight() {
        return bars() + style.besides(scale);
    }

    double radius() {
        return 3 * scale;
    }

    double mark() {
        return 2 * scale;
    }

    double barHeight(double entropy) {
        return Math.min(1, entropy / fullScale) * bars();
    }
}
