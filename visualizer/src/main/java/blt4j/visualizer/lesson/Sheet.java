package blt4j.visualizer.lesson;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Paragraph;
import blt4j.visualizer.draw.PdfFile;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;
import java.util.Optional;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** Pages of A4, filled from top to bottom. Units are points. */
final class Sheet {
    private static final double WIDTH = 595;
    private static final double HEIGHT = 842;
    private static final double MARGIN = 56;
    private static final double BODY = 11;
    private static final double LINE = 16;
    private static final double BARS = 54;
    private static final double CELL = 22;
    private static final double MOST_CELL = 20;

    private final PdfFile pdf;
    private final Palette palette = Palette.LIGHT;
    private Pen pen;
    private double y = MARGIN;
    private int pages = 1;

    Sheet(PdfFile pdf) {
        this.pdf = pdf;
        this.pen = pdf.page(WIDTH, HEIGHT, 1);
        number();
    }

    private void number() {
        Font font = Typeface.TEXT.at(10);
        pen.text(Integer.toString(pages), WIDTH / 2, HEIGHT - 30, font, Align.CENTER, palette.secondary());
    }

    void newPage() {
        pen = pdf.page(WIDTH, HEIGHT, 1);
        pages++;
        y = MARGIN;
        number();
    }

    /** Goes to the next page unless a heading, some lines and perhaps a strip still fit on this one. */
    void keep(int lines, boolean strip) {
        if (y + 2 * LINE + lines * LINE + (strip ? BARS + CELL + 2 * LINE : 0) > HEIGHT - MARGIN) {
            newPage();
        }
    }

    void heading(String words, double size) {
        y += y > MARGIN ? size * 1.1 : 0;
        for (String line : Paragraph.lines(words, Typeface.STRONG.at(size), WIDTH - 2 * MARGIN)) {
            y += size * 1.15;
            pen.text(line, MARGIN, y, Typeface.STRONG.at(size), Align.LEFT, palette.ink());
        }
        y += size * 0.3;
    }

    void words(String words, double indent) {
        text(words, indent, Typeface.TEXT.at(BODY), palette.ink());
    }

    /** What is to be done, or seen, in smaller letters. */
    void note(String words) {
        text(words, 0, Typeface.TEXT.at(BODY - 1), palette.secondary());
    }

    private void text(String words, double indent, Font font, Color color) {
        for (String line : Paragraph.lines(words, font, WIDTH - 2 * MARGIN - indent)) {
            if (y + LINE > HEIGHT - MARGIN) {
                newPage();
            }
            y += LINE;
            pen.text(line, MARGIN + indent, y, font, Align.LEFT, color);
        }
    }

    /** A box to tick and what it stands for. */
    void choice(String words) {
        double top = y + LINE * 0.45;
        pen.outline(MARGIN + 4, top, 9, 9, 1.5, 0.8, palette.ink());
        words(words, 22);
        y += 2;
    }

    /** Lines to write on. */
    void blanks(String... names) {
        y += 2 * LINE;
        double each = (WIDTH - 2 * MARGIN) / names.length;
        Font font = Typeface.TEXT.at(BODY);
        for (int i = 0; i < names.length; i++) {
            double x = MARGIN + i * each;
            pen.text(names[i], x, y, font, Align.LEFT, palette.secondary());
            pen.line(x + Typeface.width(names[i], font) + 8, y + 2, x + each - 16, y + 2, 0.6, palette.secondary());
        }
        y += LINE * 0.5;
    }

    /**
     * A cell for each byte with its letter, and room above for bars.
     *
     * @param reading the bars and patches; absent where they are to be drawn by hand
     */
    void strip(ByteText text, Optional<TextReading> reading) {
        double cell = Math.min(MOST_CELL, (WIDTH - 2 * MARGIN) / text.length());
        double top = y + LINE * 0.7;
        double ground = top + BARS;
        double right = MARGIN + text.length() * cell;
        for (double part = 0; part <= 1; part += 0.25) {
            double at = ground - part * BARS;
            pen.line(MARGIN, at, right, at, 0.4, palette.line());
        }
        reading.ifPresent(r -> bars(r, cell, ground));
        for (Utf8.Glyph glyph : Utf8.glyphs(text.bytes())) {
            double left = MARGIN + glyph.begin() * cell;
            double wide = glyph.length() * cell;
            pen.outline(left, ground, wide, CELL, 0, 0.5, palette.faint());
            for (int i = 1; i < glyph.length(); i++) {
                pen.line(left + i * cell, ground + CELL - 4, left + i * cell, ground + CELL, 0.5, palette.faint());
            }
            String label = ByteLabel.glyph(glyph, text.at(glyph.begin()));
            pen.text(label, left + wide / 2, ground + 15.5, font(glyph), Align.CENTER, palette.ink());
        }
        y = ground + CELL + LINE * 0.4;
    }

    private static Font font(Utf8.Glyph glyph) {
        boolean wide = glyph.valid() && glyph.codePoint() >= 0x2E80;
        Typeface face = wide ? Typeface.of(glyph.codePoint()).orElse(Typeface.TEXT) : Typeface.MONO;
        return face.at(12);
    }

    private void bars(TextReading reading, double cell, double ground) {
        double full = Math.max(3, reading.entropies().highest());
        for (int i = 0; i < reading.read(); i++) {
            double high = reading.entropies().of(i) / full * BARS;
            boolean begins = reading.beginsAt(i);
            double left = MARGIN + i * cell;
            pen.fill(left + 2, ground - high, cell - 4, high, begins ? palette.high() : palette.low());
            if (begins) {
                pen.fill(left - 1, ground, 2, CELL, palette.high());
            }
        }
    }
}
