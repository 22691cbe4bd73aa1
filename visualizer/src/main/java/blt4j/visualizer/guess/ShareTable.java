package blt4j.visualizer.guess;

import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.vocabulary.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import javafx.scene.text.Font;

/**
 * What each player gives the next byte: the class's shares as they are bet, those of the models once the byte is revealed.
 *
 * @param game what is drawn
 * @param look how
 * @param grown how far the models' bars have grown, 0 to 1
 */
record ShareTable(Game game, Look look, double grown) implements Drawing {
    private static final double ROW = 30;
    private static final double LEAST_ROW = 21;
    private static final double HEAD = 30;
    private static final double GUTTER = 58;
    private static final double LABEL = 50;
    private static final double FIGURE = 56;
    private static final int MOST_ROWS = 6;
    private static final int EXPECTED = 3;
    private static final double LEAST_SHARE = 0.005;

    /** How high it likes to be at a scale. */
    static double height(double scale) {
        return (HEAD + MOST_ROWS * ROW + 10) * scale;
    }

    /** How high a row is, where all of it has a height. */
    private double row(double height) {
        return Math.clamp((height - s(HEAD + 6)) / MOST_ROWS, s(LEAST_ROW), s(ROW));
    }

    private double s(double pixels) {
        return pixels * look.scale();
    }

    /**
     * A row.
     *
     * @param value of the byte
     * @param character that a vote for it names; empty for a byte of a longer one
     */
    record Row(int value, Optional<String> character) {}

    /** The bytes that are named: before the byte is revealed no more than what the class sees anyway. */
    List<Row> rows(double height) {
        int fitting = Math.max(1, (int) ((height - s(HEAD)) / row(height)));
        Set<Integer> values = new LinkedHashSet<>();
        if (game.revealed() && !game.over()) {
            values.add(game.text().at(game.at()));
        }
        for (String vote : game.bets().votes().keySet()) {
            byte[] bytes = vote.getBytes(StandardCharsets.UTF_8);
            for (byte b : bytes) { // whichever of its bytes is the next to come
                if (game.probability(Player.CLASS, b & 0xFF).orElse(0) > 2 * Bets.KEPT / 256) {
                    values.add(b & 0xFF);
                    break;
                }
            }
        }
        game.offered().forEach(c -> values.add((int) c.charAt(0)));
        if (game.revealed() && !game.over()) {
            expected(game.forecast().model()).forEach(values::add);
            expected(game.forecast().entropyModel()).forEach(values::add);
        }
        return values.stream()
                .limit(Math.min(MOST_ROWS, fitting))
                .sorted()
                .map(v -> new Row(v, v < 0x80 ? Optional.of(Character.toString(v)) : Optional.empty()))
                .toList();
    }

    private List<Integer> expected(List<TopPredictions> predictions) {
        return predictions.isEmpty()
                ? List.of()
                : predictions.get(game.at()).likeliest().stream()
                        .map(Prediction::id)
                        .filter(Vocabulary::isByte)
                        .limit(EXPECTED)
                        .map(id -> id - Vocabulary.BYTE_OFFSET)
                        .toList();
    }

    /** The row at a height. */
    Optional<Row> rowAt(double y, double height) {
        int index = (int) Math.floor((y - s(HEAD)) / row(height));
        List<Row> rows = rows(height);
        return index >= 0 && index < rows.size() ? Optional.of(rows.get(index)) : Optional.empty();
    }

    @Override
    public void draw(Pen pen, double width, double height) {
        List<Player> players = List.of(Player.values()).stream()
                .filter(p -> game.result(p).isPresent())
                .toList();
        double left = s(GUTTER + LABEL);
        double each = (width - left - s(24)) / players.size();
        Palette palette = look.palette();
        Font head = Typeface.MEDIUM.at(s(13));
        for (int i = 0; i < players.size(); i++) {
            pen.text(look.name(players.get(i)), left + i * each, s(20), head, Align.LEFT, palette.ink());
        }
        List<Row> rows = rows(height);
        double row = row(height);
        for (int r = 0; r < rows.size(); r++) {
            double y = s(HEAD) + r * row;
            drawLabel(pen, rows.get(r), y, row, width);
            for (int i = 0; i < players.size(); i++) {
                drawShare(pen, players.get(i), rows.get(r).value(), left + i * each, y + row / 2, each);
            }
        }
        if (!game.revealed() && !game.over()) {
            drawHidden(pen, left + each, width - s(24), Math.max(2, rows.size()) * row);
        }
    }

    private void drawLabel(Pen pen, Row row, double y, double high, double width) {
        Palette palette = look.palette();
        boolean actual = game.revealed() && !game.over() && game.text().at(game.at()) == row.value();
        if (actual) {
            pen.fillRound(s(GUTTER), y + s(1), width - s(GUTTER + 12), high - s(2), s(4), palette.bandA());
        }
        Font font = (actual ? Typeface.MONO_STRONG : Typeface.MONO).at(s(18));
        pen.text(Look.label(row.value()), s(GUTTER + 22), y + high / 2 + s(6), font, Align.CENTER, palette.ink());
    }

    private void drawShare(Pen pen, Player player, int value, double left, double middle, double each) {
        OptionalDouble share = game.probability(player, value);
        if (share.isEmpty() || (player != Player.CLASS && !game.revealed())) {
            return;
        }
        double room = each - s(FIGURE + 24);
        double grows = player == Player.CLASS ? 1 : grown;
        double wide = share.getAsDouble() < LEAST_SHARE ? 0 : Math.max(s(1.5), share.getAsDouble() * room * grows);
        pen.fill(left, middle - s(7), wide, s(14), look.color(player));
        String figure = look.messages().percent(share.getAsDouble());
        Font font = Typeface.TEXT.at(s(13));
        pen.text(
                figure,
                left + wide + (wide == 0 ? 0 : s(8)),
                middle + s(5),
                font,
                Align.LEFT,
                look.palette().secondary());
    }

    /** What the models think stays under a cover until the class has bet. */
    private void drawHidden(Pen pen, double left, double right, double rows) {
        if (right <= left) {
            return;
        }
        double height = rows - s(6);
        Palette palette = look.palette();
        pen.fillRound(left, s(HEAD) + s(3), right - left, height, s(6), palette.raised());
        Font font = Typeface.TEXT.at(s(13));
        String words = look.messages().get("guess.covered");
        double middle = (left + right) / 2;
        pen.text(words, middle, s(HEAD) + height / 2 + s(8), font, Align.CENTER, palette.secondary());
    }
}
