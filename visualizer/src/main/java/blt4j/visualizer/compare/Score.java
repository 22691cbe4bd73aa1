package blt4j.visualizer.compare;

import blt4j.patching.BytePatches;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.PatchEdges;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.engine.Compared;
import blt4j.visualizer.engine.Compared.Piece;
import blt4j.visualizer.i18n.Messages;
import blt4j.vocabulary.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * Draws the text like a score: a voice for each way of cutting it, all voices in step, byte under byte; as many lines
 * of voices as the text needs.
 *
 * @param compared what is drawn
 * @param glyphs its characters
 * @param lines the first character of each line
 * @param sizes pixels
 * @param messages words
 * @param palette colours
 */
record Score(
        Compared compared,
        List<Utf8.Glyph> glyphs,
        List<Integer> lines,
        Sizes sizes,
        Messages messages,
        Palette palette) {
    private static final double LETTER = 13;
    private static final double BETWEEN_CODES = 4;

    /**
     * Pixels.
     *
     * @param scale how much larger than by default
     * @param gutter room for the voices' names
     * @param least how wide a byte's column must be, at 100 %
     * @param width of the whole
     */
    record Sizes(double scale, double gutter, double least, double width) {
        private static final double COLUMN = 10.5;
        private static final double VOICE = 23;
        private static final double HEAD = 22;
        private static final double TOP = 8;
        private static final double BETWEEN = 14;

        /** A little wider than need be, so that whole columns end where the table above ends. */
        double column() {
            return room() / columns();
        }

        double voice() {
            return VOICE * scale;
        }

        double head() {
            return HEAD * scale;
        }

        double top() {
            return TOP * scale;
        }

        private double room() {
            return width - gutter - 20 * scale;
        }

        int columns() {
            return Math.max(8, (int) (room() / (least * scale)));
        }
    }

    /** Lays a text out in a width. */
    static Score of(Compared compared, Messages messages, Palette palette, double scale, double width) {
        Font font = Typeface.TEXT.at(13 * scale);
        double names = compared.segmentations().stream()
                .mapToDouble(s -> Typeface.width(WayNames.of(s.name(), messages), font))
                .max()
                .orElse(0);
        List<Utf8.Glyph> glyphs = Utf8.glyphs(compared.text().bytes());
        Sizes sizes = new Sizes(scale, names + 34 * scale, column(compared, glyphs), width);
        return new Score(compared, glyphs, lines(glyphs, sizes.columns()), sizes, messages, palette);
    }

    /** Wide enough that hexadecimal does not lie over its neighbours, in a text that has some. */
    private static double column(Compared compared, List<Utf8.Glyph> glyphs) {
        Map<String, Integer> lengths = new HashMap<>();
        for (Utf8.Glyph glyph : glyphs) {
            if (!glyph.valid() || ByteLabel.blank(glyph)) {
                lengths.merge(label(compared, glyph), glyph.length(), Math::min);
            }
        }
        Font font = Typeface.TEXT.at(LETTER);
        return lengths.entrySet().stream()
                .filter(entry -> coded(entry.getKey()))
                .mapToDouble(entry -> (Typeface.width(entry.getKey(), font) + BETWEEN_CODES) / entry.getValue())
                .reduce(Sizes.COLUMN, Math::max);
    }

    /** What stands for a character; of one that leaves no ink the number alone, as there is no more room. */
    private static String label(Compared compared, Utf8.Glyph glyph) {
        String label = ByteLabel.glyph(glyph, compared.text().at(glyph.begin()));
        return label.startsWith("U+") ? label.substring(2) : label;
    }

    private static boolean coded(String label) {
        return label.codePointCount(0, label.length()) > 1;
    }

    private static List<Integer> lines(List<Utf8.Glyph> glyphs, int columns) {
        List<Integer> lines = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < glyphs.size(); i++) {
            if (i == 0 || glyphs.get(i).end() - begin > columns) {
                lines.add(i);
                begin = glyphs.get(i).begin();
            }
        }
        return List.copyOf(lines);
    }

    private double lineHeight() {
        return sizes.head() + compared.segmentations().size() * sizes.voice() + Sizes.BETWEEN * sizes.scale();
    }

    /** How high so many lines of so many voices are, at 100 %. */
    static double height(int voices, int lines) {
        return Sizes.TOP + lines * (Sizes.HEAD + voices * Sizes.VOICE + Sizes.BETWEEN);
    }

    /** How high all lines are. */
    double height() {
        return sizes.top() + lines.size() * lineHeight();
    }

    /**
     * Draws the lines that are in view.
     *
     * @param focus the byte that is looked at
     */
    void draw(Pen pen, double height, double scroll, OptionalInt focus) {
        int first = Math.max(0, (int) ((scroll - sizes.top()) / lineHeight()));
        for (int line = first; line < lines.size(); line++) {
            double y = sizes.top() + line * lineHeight() - scroll;
            if (y > height) {
                return;
            }
            drawLine(pen, line, y);
            List<Utf8.Glyph> shown = glyphsOf(line);
            focus.ifPresent(i ->
                    drawFocus(pen, i, shown.getFirst().begin(), shown.getLast().end(), y));
        }
    }

    /** Draws the line with the byte that is looked at, or else the first, and the lines after it that fit. */
    void drawWhole(Pen pen, double height, OptionalInt focus) {
        double fitting = Math.max(1, Math.floor((height - sizes.top()) / lineHeight()));
        double last = Math.max(0, (lines.size() - fitting) * lineHeight());
        double from = focus.isPresent() ? placeOf(focus.getAsInt())[0] - sizes.top() : 0;
        draw(pen, sizes.top() + fitting * lineHeight() - 1, Math.min(from, last), focus);
    }

    /** The byte at a place in the picture. */
    OptionalInt byteAt(double x, double y, double scroll) {
        int line = (int) Math.floor((y + scroll - sizes.top()) / lineHeight());
        int column = (int) Math.floor((x - sizes.gutter()) / sizes.column());
        if (line < 0 || line >= lines.size() || column < 0) {
            return OptionalInt.empty();
        }
        List<Utf8.Glyph> shown = glyphsOf(line);
        int index = shown.getFirst().begin() + column;
        return index < shown.getLast().end() ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /** How far down the line with a byte begins, and how far it ends. */
    double[] placeOf(int index) {
        int line = 0;
        while (line + 1 < lines.size() && glyphs.get(lines.get(line + 1)).begin() <= index) {
            line++;
        }
        double y = sizes.top() + line * lineHeight();
        return new double[] {y, y + lineHeight()};
    }

    private List<Utf8.Glyph> glyphsOf(int line) {
        return glyphs.subList(lines.get(line), line + 1 < lines.size() ? lines.get(line + 1) : glyphs.size());
    }

    private void drawLine(Pen pen, int line, double y) {
        List<Utf8.Glyph> shown = glyphsOf(line);
        int begin = shown.getFirst().begin();
        int end = shown.getLast().end();
        double s = sizes.scale();
        drawRuler(pen, begin, end, y);
        Font font = Typeface.TEXT.at(13 * s);
        PatchEdges edges = new PatchEdges(shown);
        for (int voice = 0; voice < compared.segmentations().size(); voice++) {
            double top = y + sizes.head() + voice * sizes.voice();
            String name = WayNames.of(compared.segmentations().get(voice).name(), messages);
            double baseline = top + sizes.voice() / 2 + 3.5 * s;
            pen.text(name, sizes.gutter() - 12 * s, baseline, font, Align.RIGHT, palette.secondary());
            drawBands(pen, compared.segmentations().get(voice).patches().inBytes(), begin, end, top, edges);
            drawGlyphs(pen, shown, begin, top);
        }
    }

    /** Lights the byte up in every voice, and in each the piece that it is part of. */
    private void drawFocus(Pen pen, int index, int begin, int end, double y) {
        double s = sizes.scale();
        for (int voice = 0; voice < compared.segmentations().size(); voice++) {
            Piece piece = compared.piece(compared.segmentations().get(voice), index);
            if (piece.begin() >= end || piece.end() <= begin) {
                continue;
            }
            double left = x(begin, Math.max(begin, piece.begin()));
            double right = x(begin, Math.min(end, piece.end()));
            double top = y + sizes.head() + voice * sizes.voice();
            pen.outline(left, top + s, right - left, sizes.voice() - 2 * s, 3 * s, 1.6 * s, palette.accent());
        }
        if (index >= begin && index < end) {
            double height = compared.segmentations().size() * sizes.voice();
            Color veil = palette.accent().deriveColor(0, 1, 1, 0.16);
            pen.fill(x(begin, index), y + sizes.head(), sizes.column(), height, veil);
            pen.polygon(
                    new double[] {x(begin, index) + 1, x(begin, index + 1) - 1, x(begin, index) + sizes.column() / 2},
                    new double[] {y + sizes.head() - 5 * s, y + sizes.head() - 5 * s, y + sizes.head()},
                    palette.accent());
        }
    }

    /** Where in the text the line is: every twentieth byte by its number. */
    private void drawRuler(Pen pen, int begin, int end, double y) {
        Font font = Typeface.TEXT.at(13 * sizes.scale());
        int step = 20;
        for (int i = Math.ceilDiv(begin, step) * step; i < end; i += step) {
            pen.text(Integer.toString(i), x(begin, i) + 1, y + 12 * sizes.scale(), font, Align.LEFT, palette.faint());
            pen.line(x(begin, i), y + 5 * sizes.scale(), x(begin, i), y + 16 * sizes.scale(), 1, palette.line());
        }
    }

    private double x(int begin, int index) {
        return Math.round(sizes.gutter() + (index - begin) * sizes.column());
    }

    private void drawBands(Pen pen, BytePatches cut, int begin, int end, double top, PatchEdges edges) {
        double s = sizes.scale();
        int patch = cut.of(begin);
        while (patch < cut.patches().count() && cut.begin(patch) < end) {
            double left = x(begin, Math.max(begin, cut.begin(patch)));
            double right = x(begin, Math.min(end, cut.end(patch)));
            boolean odd = patch % 2 == 1;
            pen.fillRound(
                    left + 0.5,
                    top + s,
                    right - left - 1,
                    sizes.voice() - 2 * s,
                    3 * s,
                    odd ? palette.bandA() : palette.bandB());
            if (cut.begin(patch) >= begin && cut.patches().begin(patch) > 0) {
                Color edge = palette.secondary();
                edges.draw(pen, cut.begin(patch), left, top + s, 1.3 * s, sizes.voice() - 2 * s, edge);
            }
            patch++;
        }
    }

    private void drawGlyphs(Pen pen, List<Utf8.Glyph> shown, int begin, double top) {
        double s = sizes.scale();
        Font mono = Typeface.MONO.at(LETTER * s);
        Font tiny = Typeface.TEXT.at(LETTER * s);
        double middle = top + sizes.voice() / 2;
        for (Utf8.Glyph glyph : shown) {
            boolean space = glyph.valid() && glyph.codePoint() == ' ';
            if (space) {
                continue;
            }
            String label = label(compared, glyph);
            Font font = coded(label) ? tiny : mono;
            double x = (x(begin, glyph.begin()) + x(begin, glyph.end())) / 2;
            pen.text(
                    label,
                    x,
                    middle + font.getSize() * 0.36,
                    font,
                    Align.CENTER,
                    ByteLabel.blank(glyph) ? palette.faint() : palette.ink());
        }
    }
}
