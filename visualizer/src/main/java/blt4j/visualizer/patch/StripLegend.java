package blt4j.visualizer.patch;

import blt4j.stage.Stage;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.TextReading;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * What the strip's bars, line, bands and colours mean, in a line above them. Where room is scarce the words are fewer.
 *
 * @param messages the words
 * @param reading what is drawn below; what does not occur there is not explained
 * @param prose whether entropies are shades behind letters
 * @param movable whether the threshold can be dragged
 * @param palette colours
 * @param scale how much larger than by default
 */
record StripLegend(
        Messages messages, TextReading reading, boolean prose, boolean movable, Palette palette, double scale) {
    private static final double HEIGHT = 28;
    private static final double SIGN = 7;
    private static final double BETWEEN = 18;
    private static final double MIDDLE = 17;
    private static final double MARGIN = 20;
    private static final int SHADES = 5;

    /** Draws a sign from x on, around the height y. */
    private interface Sign {
        void draw(Pen pen, double x, double y);
    }

    /** A sign, how wide it is, and the key of its words. */
    private record Entry(String key, double width, Sign sign) {}

    /** How high it is. */
    static double height(double scale) {
        return Math.round(HEIGHT * scale);
    }

    /**
     * Draws it.
     *
     * @param left where the text below begins; it begins further to the left if that lets all words in
     */
    void draw(Pen pen, double left, double width) {
        Font font = Typeface.TEXT.at(13 * scale);
        List<Entry> entries = entries();
        double right = width - MARGIN * scale;
        double full = width(entries, font, "");
        boolean fits = full <= right - MARGIN * scale;
        String ending = fits ? "" : ".short";
        double x = fits ? Math.min(left, right - full) : left;
        for (Entry entry : entries) {
            String words = words(entry, ending);
            double to = x + entry.width() + SIGN * scale + Typeface.width(words, font);
            if (to > right) {
                return;
            }
            entry.sign().draw(pen, x, MIDDLE * scale);
            pen.text(
                    words,
                    x + entry.width() + SIGN * scale,
                    (MIDDLE + 4) * scale,
                    font,
                    Align.LEFT,
                    palette.secondary());
            x = to + BETWEEN * scale;
        }
    }

    private String words(Entry entry, String ending) {
        return messages.get("legend." + entry.key() + ending);
    }

    private double width(List<Entry> entries, Font font, String ending) {
        return entries.stream()
                        .mapToDouble(e -> e.width() + SIGN * scale + Typeface.width(words(e, ending), font))
                        .sum()
                + BETWEEN * scale * (entries.size() - 1);
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        boolean threshold = StripDrawing.threshold(reading.patching()).isPresent();
        boolean rise = StripDrawing.rise(reading.patching()).isPresent();
        if (reading.entropies().present()) {
            entries.add(
                    prose
                            ? new Entry("shade", 6 * SHADES * scale, this::drawShades)
                            : new Entry("entropy", 19 * scale, this::drawBars));
            String begins = threshold ? "over" : rise ? "risen" : "begins";
            entries.add(new Entry(begins, 5 * scale, prose ? this::drawMark : (pen, x, y) -> bar(pen, x, y, 13, true)));
        }
        if ((threshold || rise) && !prose) {
            String line = rise && !threshold ? "rise" : movable ? "movable" : "threshold";
            entries.add(new Entry(line, 20 * scale, this::drawThreshold));
        }
        if (!prose) {
            entries.add(new Entry("patches", 30 * scale, this::drawBands));
        }
        if (reading.work().isPresent() && !prose) {
            entries.add(new Entry("work", 28 * scale, this::drawCost));
        }
        return entries;
    }

    private void bar(Pen pen, double x, double y, double height, boolean high) {
        pen.fill(x, y + (4.5 - height) * scale, 5 * scale, height * scale, high ? palette.high() : palette.low());
    }

    private void drawBars(Pen pen, double x, double y) {
        bar(pen, x, y, 5, false);
        bar(pen, x + 7 * scale, y, 9, false);
        bar(pen, x + 14 * scale, y, 3, false);
    }

    private void drawThreshold(Pen pen, double x, double y) {
        pen.dashed(x, y, x + 20 * scale, y, 1.5 * scale, 4 * scale, palette.threshold());
    }

    private void drawBands(Pen pen, double x, double y) {
        for (int i = 0; i < 2; i++) {
            double left = x + 15.5 * i * scale;
            pen.fillRound(
                    left,
                    y - 6 * scale,
                    14.5 * scale,
                    12 * scale,
                    2 * scale,
                    i == 0 ? palette.bandB() : palette.bandA());
            pen.fill(left, y - 6 * scale, 1.5 * scale, 12 * scale, palette.high());
        }
    }

    private void drawCost(Pen pen, double x, double y) {
        double[] widths = {5, 14, 7};
        double[] depths = {12, 5, 9};
        double at = x;
        for (int i = 0; i < widths.length; i++) {
            double top = y - 6 * scale;
            Color latent = palette.stage(Stage.LATENT_TRANSFORMER);
            pen.fill(at, top, widths[i] * scale, depths[i] * scale, latent);
            pen.fill(at, top, widths[i] * scale, 2 * scale, palette.bandB());
            at += (widths[i] + 1) * scale;
        }
    }

    private void drawShades(Pen pen, double x, double y) {
        for (int i = 0; i < SHADES; i++) {
            double amount = i / (SHADES - 1.0);
            pen.fill(x + 6 * i * scale, y - 6 * scale, 6 * scale + 0.3, 12 * scale, palette.shade(amount));
        }
    }

    private void drawMark(Pen pen, double x, double y) {
        pen.fill(x + scale, y - 7 * scale, 2 * scale, 14 * scale, palette.high());
    }
}
