package blt4j.visualizer.guess;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.vocabulary.Utf8;
import java.util.List;
import java.util.Optional;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * The text as far as it is known; over each byte that was guessed a bar for each player, as high as the byte cost them in
 * bits, and where it goes on, an empty box.
 *
 * @param game what is drawn
 * @param look how
 * @param grown how far the newest bars have grown, 0 to 1
 */
record GuessStrip(Game game, Look look, double grown) implements Drawing {
    private static final double COLUMN = 27;
    private static final double LETTER = 23;
    private static final double LETTERS = 40;
    private static final double LEAST_BARS = 70;
    private static final double SHALLOW_BARS = 30;
    private static final double MOST_BARS = 220;
    private static final double BETWEEN = 20;
    private static final double GUTTER = 58;
    private static final double LEGEND = 34;
    private static final double BITS = 8;

    /** From one line of the scale to the next, in bits. */
    private static final double STEP = 4;

    private double s(double pixels) {
        return pixels * look.scale();
    }

    @Override
    public void draw(Pen pen, double width, double height) {
        drawLegend(pen);
        double room = height - s(LEGEND);
        int columns = Math.max(8, (int) ((width - s(GUTTER + 24)) / s(COLUMN)));
        int current = Math.min(game.at(), game.text().length() - 1);
        int lines = current / columns + 1;
        int fitting = Math.max(1, (int) (room / s(LEAST_BARS + LETTERS + BETWEEN)));
        int shown = Math.min(lines, fitting);
        // Where not all lines fit, the text stands in those that do, moved on by a part of a line at a time.
        int step = Math.max(1, columns / 4);
        int begin = shown == lines ? 0 : Math.ceilDiv(current + 1 - shown * columns, step) * step;
        double bars = Math.clamp(room / shown - s(LETTERS + BETWEEN), s(SHALLOW_BARS), s(MOST_BARS));
        double lineHeight = bars + s(LETTERS + BETWEEN);
        double spare = Math.max(0, room - shown * lineHeight) / 2;
        for (int line = 0; line < shown; line++) {
            double top = s(LEGEND) + spare + line * lineHeight + s(BETWEEN) / 2;
            drawLine(pen, begin + line * columns, columns, top, bars);
        }
    }

    private void drawLegend(Pen pen) {
        double x = s(GUTTER);
        double y = s(22);
        Palette palette = look.palette();
        Font font = Typeface.TEXT.at(s(13));
        for (Player player : players()) {
            pen.fill(x, y - s(10), s(11), s(11), look.color(player));
            String name = look.name(player);
            pen.text(name, x + s(17), y, font, Align.LEFT, palette.ink());
            x += s(17) + Typeface.width(name, font) + s(20);
        }
        String words = look.messages().get("guess.legend");
        pen.text(words, x + s(4), y, font, Align.LEFT, palette.secondary());
    }

    private List<Player> players() {
        return List.of(Player.values()).stream()
                .filter(p -> game.result(p).isPresent())
                .toList();
    }

    /** The highest bar so far, in bits; never less than a byte that nobody knows anything of. */
    private double most() {
        return game.turns().stream()
                .flatMap(t -> t.bits().values().stream())
                .mapToDouble(Double::doubleValue)
                .reduce(BITS, Math::max);
    }

    private void drawLine(Pen pen, int from, int columns, double top, double bars) {
        drawScale(pen, from, columns, top, bars);
        int known = game.at() + (game.revealed() ? 1 : 0);
        int to = Math.min(from + columns, known);
        byte[] text = game.text().bytes(0, Math.min(known, game.text().length()));
        for (Turn turn : game.turns()) {
            if (turn.index() >= from && turn.index() < to) {
                drawBars(pen, turn, x(from, turn.index()), top, bars);
            }
        }
        for (int i = from; i < to; ) {
            i = drawCharacter(pen, text, i, x(from, i), top + bars);
        }
        if (!game.over() && game.at() >= from && game.at() < from + columns) {
            drawPlace(pen, place(text), from, top + bars);
        }
    }

    private double x(int from, int index) {
        return s(GUTTER) + (index - from) * s(COLUMN);
    }

    private void drawScale(Pen pen, int from, int columns, double top, double bars) {
        double right = s(GUTTER) + columns * s(COLUMN);
        Font font = Typeface.TEXT.at(s(13));
        Palette palette = look.palette();
        for (double bits = 0; bits <= most(); bits += STEP) {
            double y = Math.round(top + bars - bits / most() * bars) + 0.5;
            pen.line(s(GUTTER), y, right, y, 1, palette.line());
            String figure = String.valueOf((int) bits);
            boolean highest = bits + STEP > most();
            String label = highest ? look.messages().get("guess.bits", figure) : figure;
            pen.text(label, s(GUTTER) - s(8), y + s(5), font, Align.RIGHT, palette.secondary());
        }
        if (from == 0) {
            double end = x(0, Math.min(game.begin(), columns));
            if (game.begin() > 0) {
                String given = look.messages().get("guess.given");
                pen.text(given, (s(GUTTER) + end) / 2, top + bars - s(10), font, Align.CENTER, palette.secondary());
            }
        }
    }

    private void drawBars(Pen pen, Turn turn, double left, double top, double bars) {
        boolean newest = turn.index() == game.at();
        List<Player> players = players();
        double gap = s(1);
        double margin = s(3.5);
        double each = (s(COLUMN) - 2 * margin - (players.size() - 1) * gap) / players.size();
        for (int i = 0; i < players.size(); i++) {
            Double bits = turn.bits().get(players.get(i));
            if (bits == null) {
                continue;
            }
            double height = Math.max(s(1.5), bits / most() * bars * (newest ? grown : 1));
            Color color = look.color(players.get(i));
            Color shown = turn.counts() ? color : color.deriveColor(0, 1, 1, 0.35);
            pen.fill(left + margin + i * (each + gap), top + bars - height, each, height, shown);
        }
    }

    /** Draws a character over all its bytes, as soon as all are known. Returns where the next one begins. */
    private int drawCharacter(Pen pen, byte[] text, int index, double left, double y) {
        Palette palette = look.palette();
        Optional<Utf8.Glyph> character = Look.character(text, index).filter(g -> g.begin() == index);
        int length = character.map(Utf8.Glyph::length).orElse(1);
        Utf8.Glyph glyph = character.orElse(new Utf8.Glyph(index, 1, Utf8.Glyph.NO_CHARACTER));
        String label = ByteLabel.glyph(glyph, text[index] & 0xFF);
        boolean given = index < game.begin();
        boolean blank = ByteLabel.blank(glyph);
        Font font = font(glyph, label);
        Color color = blank || given ? palette.secondary() : palette.ink();
        double wide = length * s(COLUMN);
        pen.text(label, left + wide / 2, y + s(31), font, Align.CENTER, color);
        if (length > 1) {
            pen.line(left + s(3), y + s(LETTERS), left + wide - s(3), y + s(LETTERS), 1, palette.faint());
        }
        return index + length;
    }

    private Font font(Utf8.Glyph glyph, String label) {
        if (label.codePointCount(0, label.length()) > 1) {
            return Typeface.MONO.at(s(14));
        }
        if (glyph.valid() && glyph.codePoint() >= 0x2E80) {
            return Typeface.of(glyph.codePoint()).orElse(Typeface.TEXT).at(s(0.9 * LETTER));
        }
        return Typeface.MONO.at(s(LETTER));
    }

    /** The byte that is to be guessed, or the whole character that it completed. */
    private Utf8.Glyph place(byte[] known) {
        Optional<Utf8.Glyph> character = game.revealed() ? Look.character(known, game.at()) : Optional.empty();
        return character.orElse(new Utf8.Glyph(game.at(), 1, Utf8.Glyph.NO_CHARACTER));
    }

    /** Where the text goes on. */
    private void drawPlace(Pen pen, Utf8.Glyph place, int from, double y) {
        Palette palette = look.palette();
        double left = x(from, place.begin());
        double wide = place.length() * s(COLUMN) - s(2);
        pen.outline(left + s(1), y + s(4), wide, s(LETTERS) - s(6), s(4), s(2), palette.accent());
        if (!game.revealed()) {
            Font font = Typeface.STRONG.at(s(20));
            pen.text("?", left + s(COLUMN) / 2, y + s(30), font, Align.CENTER, palette.accent());
        }
    }
}
