package blt4j.visualizer.patch;

import blt4j.patching.PatcherConfig;
import blt4j.program.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.PatchEdges;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * Draws lines of the strip: entropy bars with the threshold across them, the characters on bands of their patches, and
 * the heat of what each byte costs.
 *
 * @param reading what is drawn
 * @param layout where bytes stand
 * @param measures sizes
 * @param palette colours
 * @param selected the byte that is looked at
 * @param hovered the byte under the pointer
 * @param written how many bytes at the beginning are faded, having been given and not written; 0 for none
 */
record StripDrawing(
        TextReading reading,
        StripLayout layout,
        StripMeasures measures,
        Palette palette,
        OptionalInt selected,
        OptionalInt hovered,
        int written) {

    /** Draws the lines that are in view. */
    void draw(Pen pen, double width, double height, double scroll) {
        StripMeasures m = measures;
        int first = Math.max(0, (int) ((scroll - m.top()) / m.lineHeight()));
        for (int line = first; line < layout.lines(); line++) {
            double y = Math.round(m.top() + line * m.lineHeight() - scroll);
            if (y > height) {
                return;
            }
            drawLine(pen, line, y);
        }
    }

    private void drawLine(Pen pen, int line, double y) {
        int begin = layout.begin(line);
        int end = layout.end(line);
        StripMeasures m = measures;
        double offsetBaseline = y + m.glyphTop() + m.glyph() / 2 + 3.5 * m.scale();
        pen.text(
                Integer.toString(begin),
                m.gutter() - 12 * m.scale(),
                offsetBaseline,
                m.small(),
                Align.RIGHT,
                palette.faint());
        pen.fill(m.gutter(), y + m.bars(), (end - begin) * m.column(), 1, palette.line());
        List<Utf8.Glyph> glyphs = Utf8.glyphs(layout.text().bytes(begin, end));
        drawBands(pen, begin, end, y, new PatchEdges(glyphs));
        drawBars(pen, begin, end, y);
        drawThreshold(pen, begin, end, y);
        drawGlyphs(pen, glyphs, begin, y);
        drawHeat(pen, begin, end, y);
        drawFocus(pen, begin, end, y);
    }

    private double x(int begin, int index) {
        return measures.gutter() + (index - begin) * measures.column();
    }

    /** The band of each patch behind its characters, and a mark where it begins. */
    private void drawBands(Pen pen, int begin, int end, double y, PatchEdges edges) {
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        for (int i = begin; i < read; ) {
            int patch = reading.patchOf(i);
            int to = Math.min(read, reading.patchEnd(patch));
            boolean odd = patch % 2 == 1;
            double left = x(begin, i);
            double right = x(begin, to);
            pen.fillRound(
                    left + 0.5,
                    y + m.glyphTop(),
                    right - left - 1,
                    m.glyph(),
                    m.radius(),
                    odd ? palette.bandA() : palette.bandB());
            if (reading.beginsAt(i)) {
                Color edge = odd ? palette.edgeA() : palette.edgeB();
                pen.fill(left - 0.5, y, 1, m.bars() + 1, edge.deriveColor(0, 1, 1, 0.28));
                edges.draw(pen, i - begin, left, y + m.glyphTop(), m.mark(), m.glyph(), edge);
            }
            i = to;
        }
        if (read < end) {
            double left = x(begin, Math.max(begin, read));
            pen.fillRound(
                    left + 0.5, y + m.glyphTop(), x(begin, end) - left - 1, m.glyph(), m.radius(), palette.raised());
        }
    }

    private void drawBars(Pen pen, int begin, int end, double y) {
        if (!reading.entropies().present()) {
            return;
        }
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        double gap = Math.max(1, m.column() * 0.14);
        for (int i = begin; i < read; i++) {
            double height = Math.max(1, m.barHeight(reading.entropies().of(i)));
            Color color = reading.beginsAt(i) ? palette.high() : palette.low();
            pen.fill(x(begin, i) + gap, y + m.bars() - height, m.column() - 2 * gap, height, fade(i, color, 0.45));
        }
    }

    private Color fade(int index, Color color, double opacity) {
        return index < written ? color.deriveColor(0, 1, 1, opacity) : color;
    }

    /** Over all columns for a threshold; over each, from the entropy before it, for a rise. */
    private void drawThreshold(Pen pen, int begin, int end, double y) {
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        threshold(reading.patching()).ifPresent(t -> {
            double at = y + m.bars() - m.barHeight(t);
            pen.dashed(m.gutter(), at, x(begin, end), at, 1.2, 4, palette.threshold());
            pen.dot(m.gutter() - 5 * m.scale(), at, 3.5 * m.scale(), palette.threshold());
            String label = String.format(Locale.ROOT, "%.2f", t);
            pen.text(
                    label,
                    m.gutter() - 12 * m.scale(),
                    at + 3.5 * m.scale(),
                    m.small(),
                    Align.RIGHT,
                    palette.threshold());
        });
        rise(reading.patching()).ifPresent(rise -> {
            for (int i = Math.max(1, begin); i < read; i++) {
                double at = y
                        + m.bars()
                        - m.barHeight(Math.max(0, reading.entropies().of(i - 1) + rise));
                pen.line(x(begin, i) + 1, at, x(begin, i + 1) - 1, at, 1.2, palette.threshold());
            }
        });
    }

    static OptionalDouble threshold(PatcherConfig config) {
        return config.mode().entropyThreshold();
    }

    static OptionalDouble rise(PatcherConfig config) {
        return config.mode().riseThreshold();
    }

    private void drawGlyphs(Pen pen, List<Utf8.Glyph> glyphs, int begin, double y) {
        StripMeasures m = measures;
        for (Utf8.Glyph glyph : glyphs) {
            int index = begin + glyph.begin();
            double left = x(begin, index);
            double width = glyph.length() * m.column();
            String label = ByteLabel.glyph(glyph, layout.text().at(index));
            boolean blank = ByteLabel.blank(glyph);
            boolean wide = label.codePointCount(0, label.length()) > 1;
            Font font = wide ? m.tiny() : glyph.valid() && glyph.codePoint() < 0x2E80 ? m.mono() : m.monoWide();
            Color color = !glyph.valid() ? palette.high() : blank ? palette.faint() : palette.ink();
            if (wide && glyph.length() > 1) {
                veil(pen, label, left + width / 2, y);
            }
            double drop = wide ? m.tiny().getSize() * 0.35 : m.mono().getSize() * 0.36;
            pen.text(
                    label,
                    left + width / 2,
                    y + m.glyphTop() + m.glyph() / 2 + drop,
                    font,
                    Align.CENTER,
                    fade(index, color, 0.7));
            if (glyph.length() > 1) {
                drawByteTicks(pen, left, y, glyph.length());
            }
        }
    }

    /** Takes back the marks of patches behind a label of several signs, which could not be read across them. */
    private void veil(Pen pen, String label, double middle, double y) {
        StripMeasures m = measures;
        double width = label.length() * m.tiny().getSize() * 0.62;
        double height = m.tiny().getSize() * 1.3;
        pen.fill(
                middle - width / 2,
                y + m.glyphTop() + (m.glyph() - height) / 2,
                width,
                height,
                palette.surface().deriveColor(0, 1, 1, 0.75));
    }

    /** A bracket under a character of several bytes, with a notch between each two. */
    private void drawByteTicks(Pen pen, double left, double y, int bytes) {
        StripMeasures m = measures;
        double at = y + m.glyphTop() + m.glyph() - 3;
        pen.line(left + 3, at, left + bytes * m.column() - 3, at, 1, palette.faint());
        for (int i = 1; i < bytes; i++) {
            pen.line(left + i * m.column(), at - 2, left + i * m.column(), at + 2, 1, palette.faint());
        }
    }

    private void drawHeat(Pen pen, int begin, int end, double y) {
        int read = Math.min(end, reading.read());
        reading.work().filter(w -> read > begin).ifPresent(work -> {
            double most = work.everyByte().total();
            double least = 0.9 * work.cost().without(Stage.LATENT_TRANSFORMER).total();
            double[] flops = work.flops(begin, read);
            for (int i = begin; i < read; i++) {
                double amount = (flops[i - begin] - least) / Math.max(1, most - least);
                pen.fill(
                        x(begin, i),
                        y + measures.heatTop(),
                        measures.column() + 0.3,
                        measures.heat(),
                        palette.heat(amount));
            }
        });
    }

    private void drawFocus(Pen pen, int begin, int end, double y) {
        StripMeasures m = measures;
        double height = m.heatTop() + m.heat();
        hovered.ifPresent(i -> {
            if (i >= begin && i < end) {
                pen.outline(x(begin, i), y, m.column(), height, m.radius(), 1, palette.secondary());
            }
        });
        selected.ifPresent(i -> {
            if (i >= begin && i < end) {
                pen.outline(x(begin, i) - 0.5, y - 1, m.column() + 1, height + 2, m.radius(), 2, palette.accent());
            }
        });
    }
}
