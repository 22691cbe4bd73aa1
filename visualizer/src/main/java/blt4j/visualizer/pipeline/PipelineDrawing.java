package blt4j.visualizer.pipeline;

import blt4j.analysis.cost.Outline;
import blt4j.analysis.cost.Outline.Part;
import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.PatchEdges;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.Priced;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
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
    /** The least room, in pixels at 100 %, that all words fit into on a slide. */
    static final double LEAST_WIDTH = 1000;

    /** The least height that shapes fit into as well. */
    static final double ROOMY_HEIGHT = 716;

    private static final double MARGIN = 20;
    private static final double COLUMN = 20;
    private static final double STRIP = 92;

    /** Where the letters' row begins, and how high it is. */
    static final double STRIP_TOP = 26;

    static final double STRIP_ROW = 30;
    private static final double GAP = 64;
    private static final double LEAST_CARD = 172;
    private static final double HEAD = 92;

    /** What a layer's name has beside it. */
    private static final double CHIP = 22;

    private static final double NARROW = 900;
    private static final double NARROW_GAP = 58;
    private static final double BYTES = 84;
    private static final double ENTROPY_CARD = 62;
    private static final double BETWEEN = 40;
    private static final double LANE = 34;
    private static final double TABLE_ROW = 27;
    private static final double MOST_TABLE_ROW = 34;
    private static final double LEAST_CARDS = 330;
    private static final double LEAST_PITCH = 17;
    private static final double MOST_PITCH = 110;
    private static final double TINT = 0.1;
    private static final int DECK = 3;

    private double s(double pixels) {
        return pixels * scale;
    }

    private Font font(Typeface face, double size) {
        return face.at(size * scale);
    }

    /** How wide the strip is: where somebody can open the X-ray, the button for that stands beside it. */
    private double strip(double width) {
        return width - s(2 * MARGIN) - (interactive ? XrayTools.room(messages, scale) : 0);
    }

    private int fits(double width) {
        return Math.max(1, (int) (strip(width) / s(COLUMN)));
    }

    /** A little wider than need be, so that whole columns end where their room does. */
    private double column(double width) {
        return strip(width) / fits(width);
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
        double top = s(STRIP + 18);
        int rows = (int) Math.clamp((height - top - s(LEAST_CARDS + 60)) / s(TABLE_ROW), 0, sizes.size());
        double row = Math.clamp((height - top - s(470)) / (sizes.size() + 2), s(TABLE_ROW), s(MOST_TABLE_ROW));
        double table = rows == 0 ? 0 : s(44) + row * rows;
        double bottom = height - s(12) - table;
        drawCards(pen, width, top, bottom);
        if (rows > 0) {
            drawTable(pen, width, bottom + s(2), row, rows);
        }
    }

    private void drawStrip(Pen pen, double width) {
        int[] range = shown(width);
        Font mono = font(Typeface.MONO, 15);
        Font tiny = font(Typeface.TEXT, 13);
        double top = s(STRIP_TOP);
        double column = column(width);
        List<Utf8.Glyph> glyphs = Utf8.glyphs(reading.text().bytes(range[0], range[1]));
        PatchEdges edges = new PatchEdges(glyphs);
        for (int i = range[0]; i < range[1]; i++) {
            double x = s(MARGIN) + (i - range[0]) * column;
            boolean odd = reading.patchOf(i) % 2 == 1;
            pen.fill(x, top, column + 0.4, s(STRIP_ROW), odd ? palette.bandA() : palette.bandB());
            if (reading.beginsAt(i)) {
                edges.draw(pen, i - range[0], x, top, s(1.5), s(STRIP_ROW), palette.high());
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
                hint, x, s(STRIP - 14), font(Typeface.TEXT, 13), right ? Align.RIGHT : Align.LEFT, palette.secondary());
    }

    /** Where the cards stand. */
    private record Places(double top, double bottom, double head, List<Double> lefts, List<Double> widths) {
        private Places {
            lefts = List.copyOf(lefts);
            widths = List.copyOf(widths);
        }
    }

    /** The stages that bytes pass through one after another; the entropy model stands above them. */
    private List<Outline> chain() {
        return sizes.getFirst().outlines().stream()
                .filter(o -> o.stage() != Stage.ENTROPY_MODEL)
                .toList();
    }

    private Optional<Outline> entropyModel() {
        return sizes.getFirst().outlines().stream()
                .filter(o -> o.stage() == Stage.ENTROPY_MODEL)
                .findFirst();
    }

    /** As wide as their work, as far as words fit in: those that would be too narrow are as wide as need be. */
    private double[] widths(List<Outline> chain, double room) {
        double[] least = chain.stream()
                .mapToDouble(outline -> Math.min(need(outline), room / chain.size()))
                .toArray();
        double[] widths = new double[chain.size()];
        boolean[] narrow = new boolean[chain.size()];
        boolean changed = true;
        while (changed) {
            changed = false;
            double free = room;
            double work = 0;
            for (int i = 0; i < widths.length; i++) {
                free -= narrow[i] ? least[i] : 0;
                work += narrow[i] ? 0 : flops(chain.get(i));
            }
            for (int i = 0; i < widths.length; i++) {
                widths[i] = narrow[i] ? least[i] : free * flops(chain.get(i)) / work;
                changed |= !narrow[i] && widths[i] < least[i] - 0.01;
                narrow[i] |= widths[i] < least[i] - 0.01;
            }
        }
        return widths;
    }

    /** How wide a card is in which no words are cut. */
    private double need(Outline outline) {
        Font font = font(Typeface.MEDIUM, 13);
        double words = outline.parts().stream()
                .mapToDouble(part -> Typeface.width(messages.get(key(part)) + times(part), font) + s(CHIP))
                .max()
                .orElse(0);
        return Math.max(s(LEAST_CARD), words + s(28));
    }

    private static String key(Part part) {
        return "pipeline.part." + part.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String times(Part part) {
        return part.count() > 1 ? "× " + part.count() : "";
    }

    /** Between cards, where what is carried on stands. */
    private double gap(double width) {
        return s(width < s(NARROW) ? NARROW_GAP : GAP);
    }

    private double flops(Outline outline) {
        return sizes.getFirst().size().flopsPerByte(outline.stage());
    }

    private Places places(double width, double top, double bottom) {
        List<Outline> chain = chain();
        double head = chain.isEmpty() ? 0 : s(HEAD);
        double gaps = gap(width) * chain.size();
        double[] widths = widths(chain, width - s(2 * MARGIN) - head - gaps);
        List<Double> lefts = new ArrayList<>();
        double at = s(MARGIN);
        for (double w : widths) {
            lefts.add(at);
            at += w + gap(width);
        }
        double above = entropyModel().isPresent() ? s(ENTROPY_CARD + BETWEEN) : 0;
        return new Places(
                top + (chain.isEmpty() ? 0 : above),
                bottom,
                at,
                lefts,
                DoubleStream.of(widths).boxed().toList());
    }

    private void drawCards(Pen pen, double width, double top, double bottom) {
        List<Outline> chain = chain();
        Places places = places(width, top, bottom - (chain.isEmpty() ? 0 : s(LANE)));
        if (chain.isEmpty()) {
            entropyModel().ifPresent(o -> drawCard(pen, o, s(MARGIN), top, width - s(2 * MARGIN), bottom - top));
            return;
        }
        drawBytes(pen, width, top, places);
        entropyModel().ifPresent(o -> drawControl(pen, o, width, top, places));
        drawLane(pen, places);
        for (int i = 0; i < chain.size(); i++) {
            double x = places.lefts().get(i);
            drawCard(pen, chain.get(i), x, places.top(), places.widths().get(i), places.bottom() - places.top());
            arrow(
                    pen,
                    x + places.widths().get(i) + s(3),
                    (places.top() + places.bottom()) / 2,
                    x + places.widths().get(i) + gap(width) - s(3),
                    chain.get(i).stage());
        }
        drawHead(pen, places);
    }

    private OptionalInt shownFocus() {
        return focus.isPresent() && focus.getAsInt() < reading.read() ? focus : OptionalInt.empty();
    }

    private Color way() {
        return focus.isPresent() && focus.getAsInt() < reading.read() ? palette.accent() : palette.faint();
    }

    /** The bytes' way down: to the entropy model, and past it to the encoder. */
    private void drawBytes(Pen pen, double width, double top, Places places) {
        int[] range = shown(width);
        double rail = top - s(14);
        double past = s(MARGIN + BYTES / 2);
        double x = focus.isPresent() && focus.getAsInt() < reading.read()
                ? s(MARGIN) + (focus.getAsInt() - range[0] + 0.5) * column(width)
                : past;
        pen.line(x, s(62), x, rail, 1.6, way());
        pen.line(Math.min(x, past), rail, Math.max(x, past), rail, 1.6, way());
        down(pen, past, rail, places.top(), way());
        if (entropyModel().isPresent()) {
            double into = s(MARGIN + BYTES + 40);
            pen.line(past, rail, into, rail, 1.6, way());
            down(pen, into, rail, top, way());
            Font font = font(Typeface.TEXT, 13);
            String bytes = messages.get("pipeline.bytes");
            pen.text(bytes, past - s(7), top + s(ENTROPY_CARD / 2), font, Align.RIGHT, palette.secondary());
        }
    }

    private void down(Pen pen, double x, double from, double to, Color color) {
        pen.line(x, from, x, to - s(5), 1.6, color);
        pen.polygon(new double[] {x - s(4), x + s(4), x}, new double[] {to - s(7), to - s(7), to - s(1)}, color);
    }

    /** The entropy model, above the others: it does nothing to the bytes but say where they are cut. */
    private void drawControl(Pen pen, Outline outline, double width, double top, Places places) {
        double x = s(MARGIN + BYTES);
        double w = width - s(MARGIN) - x;
        Color color = palette.stage(outline.stage());
        pen.fillRound(x, top, w, s(ENTROPY_CARD), s(8), palette.raised());
        pen.fillRound(x, top, w, s(ENTROPY_CARD), s(8), color.deriveColor(0, 1, 1, TINT));
        pen.outline(x, top, w, s(ENTROPY_CARD), s(8), 1, color);
        pen.text(name(outline), x + s(16), top + s(26), font(Typeface.STRONG, 15), Align.LEFT, palette.ink());
        pen.text(about(outline), x + s(16), top + s(46), font(Typeface.TEXT, 13), Align.LEFT, palette.secondary());
        double right = x + w - s(16);
        pen.text(share(outline), right, top + s(30), font(Typeface.STRONG, 20), Align.RIGHT, palette.ink());
        pen.text(work(outline), right, top + s(50), font(Typeface.TEXT, 13), Align.RIGHT, palette.secondary());
        shownFocus()
                .ifPresent(i -> pen.text(
                        meaning(outline.stage(), i),
                        x + w / 2,
                        top + s(38),
                        font(Typeface.MEDIUM, 13),
                        Align.CENTER,
                        reading.beginsAt(i) ? palette.high() : palette.ink()));
        double cut = places.lefts().get(0) + places.widths().get(0) + gap(width) / 2;
        double from = top + s(ENTROPY_CARD);
        double to = (places.top() + places.bottom()) / 2 - s(14);
        pen.dashed(cut, from, cut, to, 1.6, 4, palette.high());
        pen.polygon(new double[] {cut - s(4), cut + s(4), cut}, new double[] {to, to, to + s(6)}, palette.high());
        Font small = font(Typeface.TEXT, 13);
        String cuts = messages.get("pipeline.cuts");
        pen.text(cuts, cut + s(9), from + s(BETWEEN / 2 + 4), small, Align.LEFT, palette.secondary());
    }

    /** The bytes' own way, below the latent transformer: the decoder reads what the encoder made of each byte. */
    private void drawLane(Pen pen, Places places) {
        int last = places.lefts().size() - 1;
        if (last < 1) {
            return;
        }
        double from = places.lefts().get(0) + places.widths().get(0) / 2;
        double to = places.lefts().get(last) + places.widths().get(last) / 2;
        double y = places.bottom() + s(LANE) - s(14);
        pen.line(from, places.bottom(), from, y, 1.6, way());
        pen.line(from, y, to, y, 1.6, way());
        pen.line(to, y, to, places.bottom() + s(6), 1.6, way());
        double tip = places.bottom() + s(1);
        pen.polygon(new double[] {to - s(4), to + s(4), to}, new double[] {tip + s(6), tip + s(6), tip}, way());
        Font font = font(Typeface.TEXT, 13);
        String words = messages.get("pipeline.lane");
        double middle = (from + to) / 2;
        double room = Typeface.width(words, font) + s(16);
        pen.fill(middle - room / 2, y - s(9), room, s(18), palette.surface());
        pen.text(words, middle, y + s(4.5), font, Align.CENTER, palette.secondary());
    }

    /** What comes out: a probability for each byte that may be next. */
    private void drawHead(Pen pen, Places places) {
        double height = Math.min(s(96), places.bottom() - places.top());
        double top = (places.top() + places.bottom() - height) / 2;
        double x = places.head();
        pen.fillRound(x, top, s(HEAD), height, s(8), palette.raised());
        pen.outline(x, top, s(HEAD), height, s(8), 1, palette.stage(Stage.LOCAL_DECODER));
        double middle = x + s(HEAD) / 2;
        String[] lines = messages.get("pipeline.head", Vocabulary.SIZE).split("\n", -1);
        double y = top + height / 2 - (lines.length - 1) * s(9) + s(4.5);
        for (int i = 0; i < lines.length; i++) {
            Font font = font(i == 0 ? Typeface.STRONG : Typeface.TEXT, 13);
            pen.text(lines[i], middle, y, font, Align.CENTER, i == 0 ? palette.ink() : palette.secondary());
            y += s(18);
        }
    }

    private void arrow(Pen pen, double x1, double y, double x2, Stage from) {
        Color color = way();
        pen.line(x1, y, x2 - s(5), y, focus.isPresent() ? 1.8 : 1.2, color);
        pen.polygon(new double[] {x2 - s(7), x2 - s(7), x2}, new double[] {y - s(4.5), y + s(4.5), y}, color);
        String carried = messages.get("pipeline.carries." + from.name().toLowerCase(Locale.ROOT));
        pen.text(carried, (x1 + x2) / 2, y + s(20), font(Typeface.TEXT, 13), Align.CENTER, palette.secondary());
    }

    private String name(Outline outline) {
        return messages.get("stage." + outline.stage().name().toLowerCase(Locale.ROOT));
    }

    private String about(Outline outline) {
        boolean patches = outline.stage() == Stage.LATENT_TRANSFORMER;
        return messages.get(patches ? "pipeline.patchStage" : "pipeline.byteStage", outline.layers(), outline.width());
    }

    private String share(Outline outline) {
        double percent = 100 * flops(outline) / sizes.getFirst().size().totalFlopsPerByte();
        return messages.number(percent, percent < 9.95 ? 1 : 0) + "%";
    }

    private String work(Outline outline) {
        return messages.get("unit.flopsPerByte", messages.metric(flops(outline)));
    }

    private void drawCard(Pen pen, Outline outline, double x, double top, double width, double height) {
        Color color = palette.stage(outline.stage());
        pen.fillRound(x, top, width, height, s(8), palette.raised());
        pen.fillRound(x, top, width, height, s(8), color.deriveColor(0, 1, 1, TINT));
        pen.outline(x, top, width, height, s(8), focus.isPresent() ? 2 : 1, color);
        pen.text(name(outline), x + s(14), top + s(26), font(Typeface.STRONG, 15), Align.LEFT, palette.ink());
        double y = top + s(46);
        for (String line : fold(about(outline), width - s(28))) {
            pen.text(line, x + s(14), y, font(Typeface.TEXT, 13), Align.LEFT, palette.secondary());
            y += s(17);
        }
        double facts = top + height - s(66) - (tells(height) ? s(42) : 0);
        double pitch = Math.min(
                s(MOST_PITCH), (facts - y) / Math.max(1, outline.parts().size()));
        for (int i = 0; pitch >= s(LEAST_PITCH) && i < outline.parts().size(); i++) {
            drawPart(pen, outline.parts().get(i), color, x + s(14), y + i * pitch, width - s(28), pitch);
        }
        drawFacts(pen, outline, x + s(14), facts, width - s(28), tells(height));
    }

    private boolean tells(double height) {
        return focus.isPresent() && height > s(300);
    }

    /** Words in lines that fit. */
    private List<String> fold(String words, double width) {
        Font font = font(Typeface.TEXT, 13);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : words.split(" · ", -1)) {
            String longer = line.isEmpty() ? part : line + " · " + part;
            if (!line.isEmpty() && Typeface.width(longer, font) > width) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(part);
            } else {
                line.setLength(0);
                line.append(longer);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /** A layer; several equal ones as a deck of cards. */
    private void drawPart(Pen pen, Part part, Color color, double x, double y, double width, double pitch) {
        boolean deep = pitch >= s(30);
        double below = deep ? s(2.5) * DECK : 0;
        double height = pitch - s(3) - below;
        for (int under = deep ? Math.min(DECK, part.count() - 1) : 0; under > 0; under--) {
            double inset = s(4) * under;
            double lower = y + s(2.5) * under;
            pen.fillRound(x + inset, lower, width - 2 * inset, height, s(5), palette.surface());
            pen.outline(x + inset, lower, width - 2 * inset, height, s(5), 1, palette.line());
        }
        pen.fillRound(x, y, width, height, s(5), palette.surface());
        pen.outline(x, y, width, height, s(5), 1, palette.line());
        pen.fillRound(x, y, s(3), height, s(1.5), color);
        String key = key(part);
        Font strong = font(Typeface.MEDIUM, 13);
        String times = times(part);
        double room = width - s(CHIP) - Typeface.width(times, strong);
        boolean roomy = height >= s(38);
        double first = roomy ? y + height / 2 - s(3) : y + height / 2 + s(4.5);
        String name = Typeface.width(messages.get(key), strong) <= room
                ? messages.get(key)
                : fitting(messages.get(messages.has(key + ".short") ? key + ".short" : key), strong, room);
        pen.text(name, x + s(10), first, strong, Align.LEFT, palette.ink());
        pen.text(times, x + width - s(8), first, strong, Align.RIGHT, palette.ink());
        if (!roomy) {
            return;
        }
        Object[] arguments = part.sizes().stream().map(n -> messages.count(n)).toArray();
        boolean windowed = part.kind() == Outline.Kind.ATTENTION && part.sizes().getLast() > 0;
        String sizesText = messages.get(key + (windowed ? ".windowed" : ".sizes"), arguments);
        Font small = font(Typeface.TEXT, 13);
        String fitted = fitting(sizesText, small, width - s(18));
        pen.text(fitted, x + s(10), first + s(16), small, Align.LEFT, palette.secondary());
    }

    /** As much of some words as there is room for. */
    private static String fitting(String words, Font font, double room) {
        if (Typeface.width(words, font) <= room) {
            return words;
        }
        String rest = words;
        while (rest.length() > 1 && Typeface.width(rest + "…", font) > room) {
            rest = rest.substring(0, rest.length() - 1);
        }
        return rest.strip() + "…";
    }

    /** Work and parameters of a stage; and what the chosen byte meant to it. */
    private void drawFacts(Pen pen, Outline outline, double x, double y, double width, boolean tells) {
        Font font = font(Typeface.TEXT, 13);
        Stage stage = outline.stage();
        var size = sizes.getFirst().size();
        pen.text(share(outline), x, y + s(24), font(Typeface.STRONG, 20), Align.LEFT, palette.ink());
        boolean whole = Typeface.width(work(outline), font) <= width - s(64);
        String flops = whole ? work(outline) : messages.metric(flops(outline));
        pen.text(flops, x + width, y + s(23), font, Align.RIGHT, palette.ink());
        String parameters = messages.get("pipeline.parametersOf", messages.metric((double) size.parameters(stage)));
        pen.text(parameters, x, y + s(46), font, Align.LEFT, palette.secondary());
        if (tells && focus.getAsInt() < reading.read()) {
            int i = focus.getAsInt();
            pen.line(x, y + s(56), x + width, y + s(56), 1, palette.line());
            String meaning = fitting(meaning(stage, i), font(Typeface.MEDIUM, 13), width);
            pen.text(meaning, x, y + s(75), font(Typeface.MEDIUM, 13), Align.LEFT, palette.accent());
            reading.work()
                    .filter(w -> loaded && w.of() == Priced.Of.OPEN)
                    .map(w -> messages.metric(w.flops(stage, i, i + 1)[0]))
                    .ifPresent(ofByte -> {
                        String words = messages.get("pipeline.cost", ofByte);
                        String cost = Typeface.width(words, font) <= width ? words : messages.get("unit.flops", ofByte);
                        pen.text(cost, x, y + s(93), font, Align.LEFT, palette.secondary());
                    });
        }
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

    private void drawTable(Pen pen, double width, double top, double pitch, int rows) {
        Font font = font(Typeface.TEXT, 13);
        Font small = font(Typeface.TEXT, 13);
        double name = s(MARGIN);
        double layers = name + s(200);
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
        pen.text(fitting(share, small, end - bar), bar, top + s(20), small, Align.LEFT, palette.secondary());
        pen.line(name, top + s(29), end, top + s(29), 1, palette.line());
        for (int i = 0; i < rows; i++) {
            Sizes model = sizes.get(i);
            double middle = top + s(36) + (i + 0.5) * pitch;
            double y = middle + s(4.5);
            Font row = loaded && i == 0 ? font(Typeface.STRONG, 13) : font;
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
