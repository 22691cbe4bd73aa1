package blt4j.visualizer.pair;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import blt4j.vocabulary.Utf8;
import java.util.List;
import java.util.OptionalInt;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * The text, byte by byte: the first model's entropies as bars, the second's as a line over them, and below the letters the
 * patches of each. Where the two disagree most over what a byte cost, its letter has a frame.
 *
 * @param pair what is drawn
 * @param selected the byte that is looked at
 * @param scale how much larger than by default
 */
record PairPicture(Pair pair, OptionalInt selected, Messages messages, Palette palette, double scale)
        implements Drawing {
    /** How many disagreements are marked. */
    static final int MARKED = 5;

    private static final double COLUMN = 19;
    private static final double BARS = 84;
    private static final double LETTERS = 30;
    private static final double BAND = 11;
    private static final double BETWEEN = 22;
    private static final double GUTTER = 58;
    private static final double TOP = 40;

    private double s(double pixels) {
        return pixels * scale;
    }

    /** The colour of the first model, or of the second: bars and a line, so that no hue is needed to tell them apart. */
    Color color(boolean first) {
        return palette.series().get(first ? 0 : 4);
    }

    private int columns(double width) {
        return Math.max(8, (int) ((width - s(GUTTER + 20)) / s(COLUMN)));
    }

    private double lineHeight() {
        return s(BARS + LETTERS + 2 * BAND + BETWEEN);
    }

    /** How high it is where it is so wide. */
    double height(double width) {
        return s(TOP) + Math.ceilDiv(pair.text().length(), columns(width)) * lineHeight();
    }

    /** The byte at a place. */
    OptionalInt byteAt(double x, double y, double width) {
        int line = (int) Math.floor((y - s(TOP)) / lineHeight());
        int column = (int) Math.floor((x - s(GUTTER)) / s(COLUMN));
        int index = line * columns(width) + column;
        boolean in = line >= 0
                && column >= 0
                && column < columns(width)
                && index < pair.text().length();
        return in ? OptionalInt.of(index) : OptionalInt.empty();
    }

    @Override
    public void draw(Pen pen, double width, double height) {
        drawLegend(pen);
        int columns = columns(width);
        double full = full();
        List<Integer> marked = pair.disagreements(MARKED);
        for (int from = 0; from < pair.text().length(); from += columns) {
            int line = from / columns;
            double top = s(TOP) + line * lineHeight();
            int to = Math.min(from + columns, pair.text().length());
            drawBars(pen, from, to, top, full);
            drawLetters(pen, from, to, top + s(BARS), marked);
            drawBands(pen, pair.first(), from, to, top + s(BARS + LETTERS), color(true));
            drawBands(pen, pair.second(), from, to, top + s(BARS + LETTERS + BAND + 2), color(false));
        }
    }

    private void drawLegend(Pen pen) {
        Font font = Typeface.TEXT.at(s(13));
        double y = s(24);
        double x = s(GUTTER);
        pen.fill(x, y - s(10), s(12), s(11), color(true));
        String one = messages.get("pair.bars", pair.first().name());
        pen.text(one, x + s(18), y, font, Align.LEFT, palette.ink());
        x += s(18) + Typeface.width(one, font) + s(24);
        pen.line(x, y - s(5), x + s(16), y - s(5), s(2.5), color(false));
        String two = messages.get("pair.line", pair.second().name());
        pen.text(two, x + s(22), y, font, Align.LEFT, palette.ink());
        x += s(22) + Typeface.width(two, font) + s(24);
        pen.outline(x, y - s(11), s(13), s(14), s(3), s(1.5), palette.accent());
        pen.text(messages.get("pair.marked"), x + s(20), y, font, Align.LEFT, palette.secondary());
    }

    /** The next half nat over the highest entropy of the two. */
    private double full() {
        double highest = 2.5;
        for (int i = 0; i < pair.text().length(); i++) {
            highest = Math.max(
                    highest, Math.max(pair.first().entropy(i), pair.second().entropy(i)));
        }
        return Math.ceil(2 * highest) / 2;
    }

    private double x(int from, int index) {
        return s(GUTTER) + (index - from) * s(COLUMN);
    }

    private void drawBars(Pen pen, int from, int to, double top, double full) {
        double ground = top + s(BARS);
        Font font = Typeface.TEXT.at(s(13));
        for (int nats = 0; nats <= full; nats += 2) {
            double y = Math.round(ground - nats / full * s(BARS)) + 0.5;
            pen.line(s(GUTTER), y, x(from, to), y, 1, palette.line());
            String label = nats == 0 ? messages.get("pair.nats") : Integer.toString(nats);
            pen.text(label, s(GUTTER) - s(8), y + s(5), font, Align.RIGHT, palette.secondary());
        }
        double[] xs = new double[2 * (to - from)];
        double[] ys = new double[xs.length];
        for (int i = from; i < to; i++) {
            double high = pair.first().entropy(i) / full * s(BARS);
            pen.fill(x(from, i) + s(2), ground - high, s(COLUMN - 4), high, color(true));
            double other = ground - pair.second().entropy(i) / full * s(BARS);
            xs[2 * (i - from)] = x(from, i);
            xs[2 * (i - from) + 1] = x(from, i + 1);
            ys[2 * (i - from)] = other;
            ys[2 * (i - from) + 1] = other;
        }
        pen.polyline(xs, ys, s(4.5), palette.surface());
        pen.polyline(xs, ys, s(2.2), color(false));
    }

    private void drawLetters(Pen pen, int from, int to, double y, List<Integer> marked) {
        byte[] text = pair.text().bytes();
        for (Utf8.Glyph glyph : Utf8.glyphs(text)) {
            if (glyph.begin() < from || glyph.begin() >= to) {
                continue;
            }
            double wide = Math.min(glyph.length(), to - glyph.begin()) * s(COLUMN);
            String label = ByteLabel.glyph(glyph, text[glyph.begin()] & 0xFF);
            boolean coded = label.codePointCount(0, label.length()) > 1;
            Typeface face = glyph.valid() && glyph.codePoint() >= 0x2E80
                    ? Typeface.of(glyph.codePoint()).orElse(Typeface.TEXT)
                    : Typeface.MONO;
            Color ink = ByteLabel.blank(glyph) ? palette.secondary() : palette.ink();
            pen.text(
                    label,
                    x(from, glyph.begin()) + wide / 2,
                    y + s(21),
                    face.at(s(coded ? 13 : 17)),
                    Align.CENTER,
                    ink);
        }
        for (int i = from; i < to; i++) {
            if (marked.contains(i)) {
                pen.outline(
                        x(from, i) + s(0.5), y + s(3), s(COLUMN - 1), s(LETTERS - 6), s(3), s(1.5), palette.accent());
            }
            if (selected.isPresent() && selected.getAsInt() == i) {
                pen.outline(
                        x(from, i) - s(1), y - s(BARS), s(COLUMN + 2), s(BARS + LETTERS), s(3), s(2), palette.accent());
            }
        }
    }

    /** A bar for each patch, with a gap where the next begins. */
    private void drawBands(Pen pen, Side side, int from, int to, double y, Color color) {
        int begin = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || side.beginsAt(i)) {
                pen.fill(x(from, begin) + s(1), y, (i - begin) * s(COLUMN) - s(2), s(BAND - 3), color);
                begin = i;
            }
        }
    }
}
