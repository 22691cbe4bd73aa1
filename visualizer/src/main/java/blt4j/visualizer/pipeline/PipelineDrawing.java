package blt4j.visualizer.pipeline;

import blt4j.analysis.cost.Outline;
import blt4j.analysis.cost.Outline.Part;
import blt4j.program.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.PatchEdges;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * Draws the pipeline: the bytes around the chosen one, a card for each stage with its layers, what the chosen byte meant
 * to each, and the sizes of the published models beside the loaded one's.
 *
 * @param sizes the loaded model, if one is open, and the published ones
 * @param loaded whether the first of them is the loaded one
 * @param reading the text
 * @param focus the byte that is looked at
 * @param interactive whether somebody can choose another byte
 * @param messages words
 * @param palette colours
 * @param scale how much larger than by default
 */
record PipelineDrawing(
        List<Sizes> sizes,
        boolean loaded,
        TextReading reading,
        OptionalInt focus,
        boolean interactive,
        Messages messages,
        Palette palette,
        double scale) {
    /** The least room, in pixels at 100 %, that all words fit into. */
    static final double LEAST_WIDTH = 1170;

    static final double LEAST_HEIGHT = 640;

    /** The least height that shapes fit into as well. */
    static final double ROOMY_HEIGHT = 716;

    private static final double MARGIN = 20;
    private static final double COLUMN = 20;
    private static final double STRIP = 92;
    private static final double GAP = 58;
    private static final double TABLE_ROW = 27;
    private static final double MOST_TABLE_ROW = 40;
    private static final double MOST_CARD = 640;
    private static final double MOST_PITCH = 62;
    private static final int DECK = 3;

    private double s(double pixels) {
        return pixels * scale;
    }

    private Font font(Typeface face, double size) {
        return face.at(size * scale);
    }

    private int fits(double width) {
        return Math.max(1, (int) ((width - s(2 * MARGIN)) / s(COLUMN)));
    }

    /** A little wider than need be, so that whole columns end where the cards below end. */
    private double column(double width) {
        return (width - s(2 * MARGIN)) / fits(width);
    }

    /** Which bytes are in view: as many as fit, the chosen one in the middle. */
    private int[] shown(double width) {
        int fits = fits(width);
        int length = reading.read();
        int begin = Math.clamp(focus.orElse(0) - fits / 2L, 0, Math.max(0, length - fits));
        return new int[] {begin, Math.min(length, begin + fits)};
    }

    /** The byte at a place on the picture. */
    OptionalInt byteAt(double x, double y, double width) {
        int[] range = shown(width);
        int index = range[0] + (int) Math.floor((x - s(MARGIN)) / column(width));
        boolean inside = y < s(STRIP) && index >= range[0] && index < range[1];
        return inside ? OptionalInt.of(index) : OptionalInt.empty();
    }

    void draw(Pen pen, double width, double height) {
        drawStrip(pen, width);
        if (sizes.isEmpty()) {
            return;
        }
        double top = s(STRIP + 34);
        double row = Math.clamp((height - top - s(440)) / (sizes.size() + 2), s(TABLE_ROW), s(MOST_TABLE_ROW));
        double bottom = Math.min(height - s(44 + 16) - row * sizes.size(), top + s(MOST_CARD));
        drawCards(pen, width, top, bottom);
        drawTable(pen, width, bottom + s(10), row);
    }

    private void drawStrip(Pen pen, double width) {
        int[] range = shown(width);
        Font mono = font(Typeface.MONO, 15);
        Font tiny = font(Typeface.TEXT, 8);
        double top = s(26);
        double column = column(width);
        List<Utf8.Glyph> glyphs = Utf8.glyphs(reading.text().bytes(range[0], range[1]));
        PatchEdges edges = new PatchEdges(glyphs);
        for (int i = range[0]; i < range[1]; i++) {
            double x = s(MARGIN) + (i - range[0]) * column;
            boolean odd = reading.patchOf(i) % 2 == 1;
            pen.fill(x, top, column + 0.4, s(30), odd ? palette.bandA() : palette.bandB());
            if (reading.beginsAt(i)) {
                edges.draw(pen, i - range[0], x, top, s(1.5), s(30), odd ? palette.edgeA() : palette.edgeB());
            }
        }
        for (Utf8.Glyph glyph : glyphs) {
            int index = range[0] + glyph.begin();
            String label = ByteLabel.glyph(glyph, reading.text().at(index));
            Font font = label.codePointCount(0, label.length()) > 1 ? tiny : mono;
            double x = s(MARGIN) + (glyph.begin() + glyph.length() / 2.0) * column;
            Color color = ByteLabel.blank(glyph) ? palette.faint() : palette.ink();
            pen.text(label, x, top + s(20.5), font, Align.CENTER, color);
        }
        focus.ifPresent(i ->
                pen.outline(s(MARGIN) + (i - range[0]) * column, top - s(2), column, s(34), s(3), 2, palette.accent()));
        if (interactive || focus.isPresent()) {
            drawHint(pen, width, (focus.orElse(range[1]) - range[0]) * column);
        }
    }

    /** Whose way is lit up; and, where somebody can, how to light up another's. */
    private void drawHint(Pen pen, double width, double at) {
        String way = focus.isPresent() ? messages.get("pipeline.way", focus.getAsInt()) : messages.get("pipeline.hint");
        String hint = interactive && focus.isPresent() ? way + messages.get("pipeline.another") : way;
        // On the side where the byte's way does not cross it.
        boolean right = at < width / 2;
        double x = right ? width - s(MARGIN) : s(MARGIN);
        pen.text(
                hint, x, s(STRIP - 14), font(Typeface.TEXT, 12), right ? Align.RIGHT : Align.LEFT, palette.secondary());
    }

    private double cardWidth(double width, int cards) {
        return (width - s(2 * MARGIN) - (cards - 1) * s(GAP)) / cards;
    }

    private void drawCards(Pen pen, double width, double top, double bottom) {
        List<Outline> outlines = sizes.getFirst().outlines();
        double card = cardWidth(width, outlines.size());
        double rail = top - s(14);
        drawRails(pen, width, card, outlines.size(), rail, top);
        for (int i = 0; i < outlines.size(); i++) {
            double x = s(MARGIN) + i * (card + s(GAP));
            drawCard(pen, outlines.get(i), x, top, card, bottom - top - s(18));
            if (i + 1 < outlines.size()) {
                arrow(
                        pen,
                        x + card + s(5),
                        top + s(26),
                        x + card + s(GAP) - s(5),
                        outlines.get(i).stage());
            }
        }
    }

    /** The byte's way: from its place in the strip to the stages that read bytes. */
    private void drawRails(Pen pen, double width, double card, int cards, double rail, double top) {
        if (focus.isEmpty() || focus.getAsInt() >= reading.read()) {
            return;
        }
        int[] range = shown(width);
        double x = s(MARGIN) + (focus.getAsInt() - range[0] + 0.5) * column(width);
        List<Outline> outlines = sizes.getFirst().outlines();
        List<Double> ends = new ArrayList<>();
        for (int i = 0; i < cards; i++) {
            if (outlines.get(i).stage() != Stage.LATENT_TRANSFORMER) {
                ends.add(s(MARGIN) + i * (card + s(GAP)) + card / 2);
            }
        }
        pen.line(x, s(62), x, rail, 1.6, palette.accent());
        double least = Math.min(x, ends.getFirst());
        double most = Math.max(x, ends.getLast());
        pen.line(least, rail, most, rail, 1.6, palette.accent());
        for (double end : ends) {
            pen.line(end, rail, end, top - s(5), 1.6, palette.accent());
            pen.polygon(
                    new double[] {end - s(4), end + s(4), end},
                    new double[] {top - s(7), top - s(7), top - s(1)},
                    palette.accent());
        }
    }

    private void arrow(Pen pen, double x1, double y, double x2, Stage from) {
        boolean lit = focus.isPresent();
        Color color = lit ? palette.accent() : palette.faint();
        pen.line(x1, y, x2 - s(5), y, lit ? 1.8 : 1.2, color);
        pen.polygon(new double[] {x2 - s(7), x2 - s(7), x2}, new double[] {y - s(4.5), y + s(4.5), y}, color);
        String carried = messages.get("pipeline.carries." + from.name().toLowerCase(Locale.ROOT));
        pen.text(carried, (x1 + x2) / 2, y - s(8), font(Typeface.TEXT, 10), Align.CENTER, palette.secondary());
    }

    private void drawCard(Pen pen, Outline outline, double x, double top, double width, double height) {
        Color color = palette.stage(outline.stage());
        pen.fillRound(x, top, width, height, s(8), palette.raised());
        pen.outline(x, top, width, height, s(8), focus.isPresent() ? 2 : 1, focus.isPresent() ? color : palette.line());
        pen.fillRound(x + s(14), top + s(16), s(5), s(34), s(2), color);
        String name = messages.get("stage." + outline.stage().name().toLowerCase(Locale.ROOT));
        pen.text(name, x + s(28), top + s(29), font(Typeface.STRONG, 14.5), Align.LEFT, palette.ink());
        boolean patches = outline.stage() == Stage.LATENT_TRANSFORMER;
        String about =
                messages.get(patches ? "pipeline.patchStage" : "pipeline.byteStage", outline.layers(), outline.width());
        pen.text(about, x + s(28), top + s(48), font(Typeface.TEXT, 11.5), Align.LEFT, palette.secondary());
        double facts = top + height - s(focus.isPresent() ? 88 : 48);
        int most = sizes.getFirst().outlines().stream()
                .mapToInt(o -> o.parts().size())
                .max()
                .orElse(1);
        double pitch = Math.min(s(MOST_PITCH), (facts - top - s(72)) / most);
        for (int i = 0; i < outline.parts().size(); i++) {
            double y = top + s(66) + i * pitch;
            drawPart(pen, outline.parts().get(i), color, x + s(14), y, width - s(28), pitch);
        }
        drawFacts(pen, outline.stage(), x + s(14), facts, width - s(28));
    }

    /** A layer; several equal ones as a deck of cards. */
    private void drawPart(Pen pen, Part part, Color color, double x, double y, double width, double pitch) {
        double below = s(2.5) * DECK;
        double height = pitch - s(2) - below;
        for (int under = Math.min(DECK, part.count() - 1); under > 0; under--) {
            double inset = s(4) * under;
            double lower = y + s(2.5) * under;
            pen.fillRound(x + inset, lower, width - 2 * inset, height, s(5), palette.surface());
            pen.outline(x + inset, lower, width - 2 * inset, height, s(5), 1, palette.line());
        }
        pen.fillRound(x, y, width, height, s(5), palette.surface());
        if (part.count() > 1) {
            pen.outline(x, y, width, height, s(5), 1, palette.line());
        }
        pen.fillRound(x, y, s(3), height, s(1.5), color);
        String key = "pipeline.part." + part.kind().name().toLowerCase(Locale.ROOT);
        Font strong = font(Typeface.MEDIUM, 11.5);
        boolean roomy = height >= s(27);
        double first = roomy ? y + height / 2 - s(2) : y + height / 2 + s(4);
        pen.text(messages.get(key), x + s(10), first, strong, Align.LEFT, palette.ink());
        if (part.count() > 1) {
            pen.text("× " + part.count(), x + width - s(8), first, strong, Align.RIGHT, palette.ink());
        }
        if (!roomy) {
            return;
        }
        Object[] arguments = part.sizes().stream().map(n -> messages.count(n)).toArray();
        boolean windowed = part.kind() == Outline.Kind.ATTENTION && part.sizes().getLast() > 0;
        String sizesText = messages.get(key + (windowed ? ".windowed" : ".sizes"), arguments);
        pen.text(sizesText, x + s(10), first + s(13), font(Typeface.TEXT, 10.5), Align.LEFT, palette.secondary());
    }

    /** Parameters and work of a stage; and what the chosen byte meant to it. */
    private void drawFacts(Pen pen, Stage stage, double x, double y, double width) {
        Font font = font(Typeface.TEXT, 11.5);
        Font strong = font(Typeface.MEDIUM, 11.5);
        var size = sizes.getFirst().size();
        pen.line(x, y, x + width, y, 1, palette.line());
        String parameters = messages.metric(size.parameters().getOrDefault(stage, 0L));
        String flops = messages.metric(size.flopsPerByte(stage));
        pen.text(messages.get("pipeline.parameters"), x, y + s(17), font, Align.LEFT, palette.secondary());
        pen.text(parameters, x + width, y + s(17), strong, Align.RIGHT, palette.ink());
        pen.text(messages.get("compare.flops"), x, y + s(34), font, Align.LEFT, palette.secondary());
        pen.text(flops, x + width, y + s(34), strong, Align.RIGHT, palette.ink());
        focus.ifPresent(i -> {
            if (i < reading.read()) {
                pen.text(meaning(stage, i), x, y + s(58), strong, Align.LEFT, palette.accent());
                reading.work()
                        .ifPresent(w -> pen.text(
                                messages.get("pipeline.cost", messages.metric(w.flops(stage, i, i + 1)[0])),
                                x,
                                y + s(75),
                                font,
                                Align.LEFT,
                                palette.secondary()));
            }
        });
    }

    private String meaning(Stage stage, int index) {
        int patch = reading.patchOf(index);
        int bytes = reading.patchEnd(patch) - reading.patchBegin(patch);
        return switch (stage) {
            case ENTROPY_MODEL ->
                reading.entropies().present()
                        ? messages.get(
                                reading.beginsAt(index) ? "pipeline.begins" : "pipeline.goesOn",
                                messages.number(reading.entropies().of(index), 2))
                        : "";
            case LOCAL_ENCODER -> messages.get("pipeline.encodes", index - reading.patchBegin(patch) + 1, bytes);
            case LATENT_TRANSFORMER -> messages.get("pipeline.step", patch, bytes);
            case LOCAL_DECODER -> messages.get("pipeline.decodes");
        };
    }

    private void drawTable(Pen pen, double width, double top, double pitch) {
        Font font = font(Typeface.TEXT, 12.5);
        Font small = font(Typeface.TEXT, 11.5);
        double name = s(MARGIN);
        double layers = name + s(250);
        double parameters = layers + s(120);
        double flops = parameters + s(120);
        double bar = flops + s(24);
        double end = width - s(MARGIN);
        pen.text(messages.get("pipeline.layers"), layers, top + s(20), small, Align.RIGHT, palette.secondary());
        pen.text(messages.get("pipeline.parameters"), parameters, top + s(20), small, Align.RIGHT, palette.secondary());
        pen.text(messages.get("compare.flops"), flops, top + s(20), small, Align.RIGHT, palette.secondary());
        String share = messages.get(
                "pipeline.share",
                messages.number(sizes.getFirst().size().bytesPerPatch(), 1),
                messages.count(Sizes.CONTEXT));
        pen.text(share, bar, top + s(20), small, Align.LEFT, palette.secondary());
        pen.line(name, top + s(29), end, top + s(29), 1, palette.line());
        for (int i = 0; i < sizes.size(); i++) {
            Sizes model = sizes.get(i);
            double middle = top + s(36) + (i + 0.5) * pitch;
            double y = middle + s(4.5);
            Font row = loaded && i == 0 ? font(Typeface.STRONG, 12.5) : font;
            String depth = model.outlines().stream()
                    .map(o -> Integer.toString(o.layers()))
                    .collect(Collectors.joining(" · "));
            pen.text(model.name(), name, y, row, Align.LEFT, palette.ink());
            pen.text(depth, layers, y, row, Align.RIGHT, palette.ink());
            pen.text(
                    messages.metric((double) model.size().totalParameters()),
                    parameters,
                    y,
                    row,
                    Align.RIGHT,
                    palette.ink());
            pen.text(messages.metric(model.size().totalFlopsPerByte()), flops, y, row, Align.RIGHT, palette.ink());
            drawShares(pen, model, bar, end, middle);
        }
    }

    private void drawShares(Pen pen, Sizes model, double left, double right, double middle) {
        double total = model.size().totalFlopsPerByte();
        double at = left;
        for (Stage stage : model.size().stages()) {
            double part = model.size().flopsPerByte(stage);
            double length = part / total * (right - left);
            pen.fill(at, middle - s(7), Math.max(0.5, length - 0.5), s(14), palette.stage(stage));
            at += length;
        }
    }
}
