package blt4j.visualizer.patch;

import blt4j.patching.PatcherConfig;
import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.Clusters;
import blt4j.visualizer.control.Clusters.Cluster;
import blt4j.visualizer.control.PatchEdges;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.StripForm;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import blt4j.vocabulary.Utf8;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * Draws lines of the strip: entropy bars with the threshold across them, the characters on bands of their patches, and
 * below each patch a block whose depth is what each of its bytes costs. Vermilion is where a patch begins.
 *
 * @param reading what is drawn
 * @param before how it was cut a moment ago, while bands go over from there
 * @param progress how far they have come, 0 to 1
 * @param layout where bytes stand
 * @param measures sizes
 * @param palette colours
 * @param selected the byte that is looked at
 * @param hovered the byte under the pointer
 * @param written how many bytes at the beginning are faded, having been given and not written; 0 for none
 */
record StripDrawing(
        TextReading reading,
        Optional<TextReading> before,
        double progress,
        StripLayout layout,
        StripMeasures measures,
        Palette palette,
        OptionalInt selected,
        OptionalInt hovered,
        int written) {
    private static final double LEAST_DEPTH = 1.5;

    /** Draws the lines that are in view. */
    void draw(Pen pen, double width, double height, double scroll) {
        StripMeasures m = measures;
        int first = Math.max(0, (int) ((scroll - m.top()) / m.lineHeight()));
        int last = first;
        while (last + 1 < layout.lines() && y(last + 1, scroll) <= height) {
            last++;
        }
        double dearest = dearest(layout.begin(first), layout.end(last));
        for (int line = first; line <= last; line++) {
            drawLine(pen, line, y(line, scroll), line == first, dearest);
        }
    }

    private double y(int line, double scroll) {
        return Math.round(measures.top() + line * measures.lineHeight() - scroll);
    }

    /** What the dearest byte in view costs: that hangs down all the way. */
    private double dearest(int begin, int end) {
        int read = Math.min(end, reading.read());
        if (measures.style().prose() || read <= begin) {
            return 0;
        }
        double most = 0;
        for (double flops : reading.work().map(w -> w.flops(begin, read)).orElse(new double[0])) {
            most = Math.max(most, flops);
        }
        return most;
    }

    private void drawLine(Pen pen, int line, double y, boolean first, double dearest) {
        int begin = layout.begin(line);
        int end = layout.end(line);
        StripMeasures m = measures;
        double offsetBaseline = y + m.glyphTop() + m.glyph() / 2 + 4.5 * m.scale();
        String offset = Integer.toString(begin);
        pen.text(offset, m.gutter() - 14 * m.scale(), offsetBaseline, m.small(), Align.RIGHT, palette.faint());
        List<Utf8.Glyph> glyphs = Utf8.glyphs(layout.text().bytes(begin, end));
        PatchEdges edges = new PatchEdges(glyphs);
        if (m.style().prose()) {
            drawShades(pen, begin, end, y);
        } else {
            pen.fill(m.gutter(), y + m.bars(), (end - begin) * m.column(), 1, palette.line());
            drawBands(pen, begin, end, y);
            drawBars(pen, begin, end, y);
            drawThreshold(pen, begin, end, y, first);
            drawCost(pen, begin, end, y, dearest);
            drawSpelled(pen, begin, end, y);
        }
        drawEdges(pen, begin, end, y, edges);
        drawGlyphs(pen, Clusters.of(glyphs), begin, y);
        drawFocus(pen, begin, end, y);
    }

    private double x(int begin, int index) {
        return measures.gutter() + (index - begin) * measures.column();
    }

    /** How much there is of a beginning of a patch: all or nothing, or less while bands split and merge. */
    private double begins(int index) {
        double now = reading.beginsAt(index) ? 1 : 0;
        double then = before.map(b -> b.beginsAt(index) ? 1.0 : 0.0).orElse(now);
        return then + progress * (now - then);
    }

    private Color band(TextReading of, int index) {
        return of.patchOf(index) % 2 == 1 ? palette.bandA() : palette.bandB();
    }

    private Color band(int index) {
        Color now = band(reading, index);
        return before.map(b -> band(b, index).interpolate(now, progress)).orElse(now);
    }

    /** One past the last byte that lies in one patch with a byte, both now and a moment ago. */
    private int pieceEnd(int index, int limit) {
        int end = Math.min(limit, reading.patchEnd(reading.patchOf(index)));
        return before.map(b -> Math.min(end, b.patchEnd(b.patchOf(index)))).orElse(end);
    }

    /** The band of each patch behind its characters. */
    private void drawBands(Pen pen, int begin, int end, double y) {
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        for (int i = begin; i < read; ) {
            int to = pieceEnd(i, read);
            double apart = 0.5 * begins(i);
            double right = x(begin, to) - (to < read ? 0.5 * begins(to) : 0.5);
            double left = x(begin, i) + apart;
            double radius = begins(i) == 1 ? m.radius() : 0;
            pen.fillRound(left, y + m.glyphTop(), right - left, m.glyph(), radius, band(i));
            i = to;
        }
        if (read < end) {
            double left = x(begin, Math.max(begin, read));
            pen.fillRound(
                    left + 0.5, y + m.glyphTop(), x(begin, end) - left - 1, m.glyph(), m.radius(), palette.raised());
        }
    }

    /** Each letter's ground, the darker the less it was expected. */
    private void drawShades(Pen pen, int begin, int end, double y) {
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        for (int i = begin; i < read && reading.entropies().present(); i++) {
            Color shade = palette.shade(reading.entropies().of(i) / m.fullScale());
            pen.fill(x(begin, i), y, m.column() + 0.4, m.glyph(), fade(i, shade, 0.6));
        }
    }

    private void drawEdges(Pen pen, int begin, int end, double y, PatchEdges edges) {
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        for (int i = begin; i < read; i++) {
            double there = begins(i);
            if (there > 0) {
                Color edge =
                        fade(i, there == 1 ? palette.high() : palette.high().deriveColor(0, 1, 1, there), 0.6);
                edges.draw(pen, i - begin, x(begin, i) - m.mark() / 2, y + m.glyphTop(), m.mark(), m.glyph(), edge);
            }
        }
    }

    private void drawBars(Pen pen, int begin, int end, double y) {
        if (!reading.entropies().present()) {
            return;
        }
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        double gap = Math.max(1, m.column() * 0.11);
        for (int i = begin; i < read; i++) {
            double height = Math.max(1, m.barHeight(reading.entropies().of(i)));
            double there = begins(i);
            Color color = there == 0
                    ? palette.low()
                    : there == 1 ? palette.high() : palette.low().interpolate(palette.high(), there);
            pen.fill(x(begin, i) + gap, y + m.bars() - height, m.column() - 2 * gap, height, fade(i, color, 0.45));
        }
    }

    private Color fade(int index, Color color, double opacity) {
        return index < written ? color.deriveColor(0, 1, 1, opacity) : color;
    }

    /** Over all columns for a threshold; over each, from the entropy before it, for a rise. */
    private void drawThreshold(Pen pen, int begin, int end, double y, boolean first) {
        StripMeasures m = measures;
        int read = Math.min(end, reading.read());
        threshold(reading.patching()).ifPresent(t -> {
            double at = y + m.bars() - m.barHeight(t);
            pen.dashed(
                    m.gutter() - 8 * m.scale(),
                    at,
                    x(begin, end),
                    at,
                    1.2 * m.scale(),
                    4 * m.scale(),
                    palette.threshold());
            drawHandle(pen, String.format(Locale.ROOT, "%.2f", t), at, first);
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

    /** What the threshold is taken hold of by: a plate with its number on the first line in view, the number on others. */
    private void drawHandle(Pen pen, String number, double at, boolean first) {
        StripMeasures m = measures;
        double s = m.scale();
        double right = m.gutter() - 8 * s;
        double width = number.length() * 0.6 * m.small().getSize() + 12 * s;
        if (first) {
            pen.fillRound(right - width, at - 10 * s, width, 20 * s, 5 * s, palette.threshold());
        }
        Color ink = first ? palette.surface() : palette.secondary();
        pen.text(number, right - 6 * s, at + 4.5 * s, m.small(), Align.RIGHT, ink);
    }

    static OptionalDouble threshold(PatcherConfig config) {
        return config.mode().entropyThreshold();
    }

    static OptionalDouble rise(PatcherConfig config) {
        return config.mode().riseThreshold();
    }

    private void drawGlyphs(Pen pen, List<Cluster> clusters, int begin, double y) {
        StripMeasures m = measures;
        for (Cluster cluster : clusters) {
            int index = begin + cluster.begin();
            double left = x(begin, index);
            double width = cluster.length() * m.column();
            Utf8.Glyph first = cluster.first();
            String label = label(cluster, index, width);
            boolean coded = !cluster.joined() && label.codePointCount(0, label.length()) > 1;
            Color color = ByteLabel.blank(first) && !cluster.joined() ? palette.faint() : palette.ink();
            if (coded && cluster.length() > 1) {
                veil(pen, label, left + width / 2, y);
            }
            Font font = coded ? m.small() : font(cluster);
            double baseline = y + m.glyphTop() + m.glyph() / 2 + font.getSize() * 0.35;
            pen.text(label, left + width / 2, baseline, font, Align.CENTER, fade(index, color, 0.7));
            if (cluster.length() > 1) {
                drawByteTicks(pen, left, y, cluster);
            }
        }
    }

    private Font font(Cluster cluster) {
        int first = cluster.first().codePoint();
        Optional<Typeface> own = cluster.first().valid() ? Typeface.of(first) : Optional.empty();
        if (own.isPresent()) {
            return own.get().at(measures.wide().getSize());
        }
        return cluster.joined() || first >= 0x2E80 ? measures.wide() : measures.mono();
    }

    /** What stands for a cluster; in prose a space is a space. */
    private String label(Cluster cluster, int index, double width) {
        if (cluster.joined()) {
            return cluster.string();
        }
        boolean space = cluster.first().valid() && cluster.first().codePoint() == ' ';
        String label = measures.style().prose() && space
                ? " "
                : ByteLabel.glyph(cluster.first(), layout.text().at(index));
        boolean tooWide = label.startsWith("U+")
                && label.length() * 0.6 * measures.small().getSize() > width;
        return tooWide ? label.substring(2) : label;
    }

    /** Takes back the marks of patches behind a label of several signs, which could not be read across them. */
    private void veil(Pen pen, String label, double middle, double y) {
        StripMeasures m = measures;
        double width = label.length() * m.small().getSize() * 0.62;
        double height = m.small().getSize() * 1.3;
        pen.fill(
                middle - width / 2,
                y + m.glyphTop() + (m.glyph() - height) / 2,
                width,
                height,
                palette.surface().deriveColor(0, 1, 1, 0.75));
    }

    /** A bracket under what a reader takes for one character of several bytes, with a notch between each two. */
    private void drawByteTicks(Pen pen, double left, double y, Cluster cluster) {
        StripMeasures m = measures;
        double at = y + m.glyphTop() + m.glyph() - 3;
        pen.line(left + 3, at, left + cluster.length() * m.column() - 3, at, 1, palette.faint());
        for (int i = 1; i < cluster.length(); i++) {
            pen.line(left + i * m.column(), at - 2, left + i * m.column(), at + 2, 1, palette.faint());
        }
    }

    private void drawSpelled(Pen pen, int begin, int end, double y) {
        StripForm form = measures.style().form();
        if (!form.spelled()) {
            return;
        }
        boolean hex = form.row() == StripForm.Row.HEX;
        // Three digits of a decimal are as wide as a column only if they are set a little closer.
        Font font = hex ? measures.small() : Typeface.TEXT.at(measures.small().getSize());
        for (int i = begin; i < end; i++) {
            int value = layout.text().at(i);
            String spelled = hex ? ByteLabel.hex(value) : Integer.toString(value);
            double middle = x(begin, i) + measures.column() / 2;
            pen.text(spelled, middle, y + measures.spelledBaseline(), font, Align.CENTER, palette.secondary());
        }
    }

    /** A block below each patch: as deep as each of its bytes costs, so that its area is what the patch costs. */
    private void drawCost(Pen pen, int begin, int end, double y, double dearest) {
        int read = Math.min(end, reading.read());
        Optional<Work> work = reading.work().filter(w -> read > begin && dearest > 0);
        if (work.isEmpty()) {
            return;
        }
        double[] all = work.get().flops(begin, read);
        double[] latent = work.get().flops(Stage.LATENT_TRANSFORMER, begin, read);
        StripMeasures m = measures;
        for (int i = begin; i < read; ) {
            int to = Math.min(read, reading.patchEnd(reading.patchOf(i)));
            double whole = Math.max(LEAST_DEPTH, all[i - begin] / dearest * m.cost());
            double bytes = (all[i - begin] - latent[i - begin]) / dearest * m.cost();
            double left = x(begin, i) + 0.5;
            double width = x(begin, to) - left - 0.5;
            pen.fill(left, y + m.costTop(), width, whole, palette.stage(Stage.LATENT_TRANSFORMER));
            pen.fill(left, y + m.costTop(), width, bytes, palette.bandB());
            i = to;
        }
    }

    private void drawFocus(Pen pen, int begin, int end, double y) {
        StripMeasures m = measures;
        hovered.ifPresent(i -> {
            if (i >= begin && i < end) {
                pen.outline(x(begin, i), y, m.column(), m.body(), m.radius(), 1, palette.secondary());
            }
        });
        selected.ifPresent(i -> {
            if (i >= begin && i < end) {
                pen.outline(x(begin, i) - 1, y - 2, m.column() + 2, m.body() + 4, m.radius(), 2, palette.accent());
            }
        });
    }
}
