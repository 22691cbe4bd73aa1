package blt4j.visualizer.compare;

import blt4j.analysis.compare.Comparison.Segmentation;
import blt4j.stage.Stage;
import blt4j.visualizer.control.BytePieces;
import blt4j.visualizer.control.StageKey;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.engine.Compared;
import blt4j.visualizer.engine.Compared.Piece;
import blt4j.visualizer.engine.Comparer;
import blt4j.visualizer.i18n.Messages;
import java.util.List;
import java.util.OptionalInt;
import javafx.scene.text.Font;

/**
 * Draws the figures of each way, one row each: how many pieces, how large, what they cost, and how many outlast noise.
 *
 * @param compared what is shown
 * @param focus the byte that is looked at
 * @param interactive whether it stands in the window, where somebody can point at a byte, and beside what tells the colours
 * @param messages words
 * @param palette colours
 * @param scale how much larger than by default
 */
record CompareTable(
        Compared compared, OptionalInt focus, boolean interactive, Messages messages, Palette palette, double scale) {
    /** The least width, in pixels at 100 %, that all columns fit into. */
    static final double LEAST_WIDTH = 1120;

    private static final double MARGIN = 20;
    private static final double ROW = 25;
    private static final double HEAD = 34;
    private static final double KEY = 30;
    private static final double PIECE = 290;
    private static final double BEFORE_PIECE = 28;
    private static final int PIECE_BYTES = 18;

    /**
     * How high so many rows are.
     *
     * @param interactive whether it stands in the window; elsewhere a line above tells the colours
     */
    static double height(int rows, double scale, boolean interactive) {
        return ((interactive ? 0 : KEY) + HEAD + rows * ROW + 10) * scale;
    }

    /** Where the columns stand, in pixels; figures are flush right. */
    private record Columns(
            double name,
            double count,
            double mean,
            double held,
            double flops,
            double bar,
            double barEnd,
            double piece,
            double end) {}

    void draw(Pen pen, double width) {
        if (interactive) {
            drawFigures(pen, width);
            return;
        }
        new StageKey(messages, palette, scale).draw(pen, MARGIN * scale, 22 * scale);
        pen.shift(0, KEY * scale, () -> drawFigures(pen, width));
    }

    private void drawFigures(Pen pen, double width) {
        Columns c = columns(width);
        drawHead(pen, c);
        double most = compared.segmentations().stream()
                .mapToDouble(s -> s.cost().total())
                .max()
                .orElse(1);
        for (int i = 0; i < compared.segmentations().size(); i++) {
            drawRow(pen, c, i, most);
        }
    }

    private Columns columns(double width) {
        Font strong = Typeface.MEDIUM.at(13 * scale);
        double names = compared.segmentations().stream()
                .mapToDouble(s -> Typeface.width(WayNames.of(s.name(), messages), strong))
                .max()
                .orElse(0);
        double left = MARGIN * scale;
        double count = left + Math.max(names, 150 * scale) + 64 * scale;
        double mean = count + 92 * scale;
        double held = compared.held().isEmpty() ? mean : mean + 118 * scale;
        double flops = held + 98 * scale;
        double bar = flops + 16 * scale;
        double end = width - MARGIN * scale;
        double most = interactive || focus.isPresent() ? end - PIECE * scale : end + BEFORE_PIECE * scale;
        double piece = Math.max(bar + 120 * scale, most);
        return new Columns(left, count, mean, held, flops, bar, piece - BEFORE_PIECE * scale, piece, end);
    }

    private void drawHead(Pen pen, Columns c) {
        double y = 22 * scale;
        Font font = Typeface.TEXT.at(13 * scale);
        pen.text(messages.get("compare.pieces"), c.count(), y, font, Align.RIGHT, palette.secondary());
        pen.text(messages.get("compare.mean"), c.mean(), y, font, Align.RIGHT, palette.secondary());
        if (!compared.held().isEmpty()) {
            pen.text(messages.get("compare.held"), c.held(), y, font, Align.RIGHT, palette.secondary());
        }
        pen.text(messages.get("compare.flops"), c.flops(), y, font, Align.RIGHT, palette.secondary());
        if (compared.whole() > Comparer.MOST_BYTES) {
            String most = messages.count(Comparer.MOST_BYTES);
            String beginning = messages.get("compare.shortened", most, messages.count(compared.whole()));
            pen.text(beginning, c.name(), y, font, Align.LEFT, palette.accent());
        }
        if (focus.isPresent()) {
            String here = messages.get("compare.here", focus.getAsInt());
            pen.text(here, c.piece(), y, font, Align.LEFT, palette.accent());
        } else if (interactive) {
            // Within the column, as it is no heading.
            pen.text(messages.get("compare.hint"), c.piece(), y + 26 * scale, font, Align.LEFT, palette.secondary());
        }
        pen.line(c.name(), 31 * scale, c.end(), 31 * scale, 1, palette.line());
    }

    private void drawRow(Pen pen, Columns c, int row, double most) {
        Segmentation s = compared.segmentations().get(row);
        double middle = (HEAD + (row + 0.5) * ROW) * scale;
        double y = middle + 4.5 * scale;
        Font name = Typeface.MEDIUM.at(13 * scale);
        Font font = Typeface.TEXT.at(13 * scale);
        pen.text(WayNames.of(s.name(), messages), c.name(), y, name, Align.LEFT, palette.ink());
        pen.text(messages.count(s.count()), c.count(), y, font, Align.RIGHT, palette.ink());
        pen.text(messages.number(s.bytesPerPatch(), 2), c.mean(), y, font, Align.RIGHT, palette.ink());
        if (!compared.held().isEmpty()) {
            drawHeld(pen, c, compared.held().get(row), middle, y);
        }
        pen.text(messages.metric(s.cost().total()), c.flops(), y, font, Align.RIGHT, palette.ink());
        drawBar(pen, c, s, middle, most);
        focus.ifPresent(index -> drawPiece(pen, c, compared.piece(s, index), y));
    }

    /** The piece that holds the byte that is looked at: its characters, its length, its number. */
    private void drawPiece(Pen pen, Columns c, Piece piece, double y) {
        Font mono = Typeface.MONO.at(13 * scale);
        Font font = Typeface.TEXT.at(13 * scale);
        int shownTo = Math.min(piece.end(), piece.begin() + PIECE_BYTES);
        BytePieces characters = BytePieces.of(compared.text().bytes(piece.begin(), shownTo))
                .between("", shownTo < piece.end() ? "…" : "");
        String number = piece.token().isPresent()
                ? messages.get("compare.token", piece.token().getAsInt())
                : messages.get("compare.piece", piece.number());
        String about = messages.get("compare.pieceOf", piece.end() - piece.begin(), number);
        double room = c.end() - c.piece() - Typeface.width(about, font) - 12 * scale;
        characters.fitting(mono, room).draw(pen, c.piece(), y, mono, Align.LEFT, palette.ink());
        pen.text(about, c.end(), y, font, Align.RIGHT, palette.secondary());
    }

    private void drawHeld(Pen pen, Columns c, double held, double middle, double y) {
        double room = 52 * scale;
        double left = c.held() - room - 44 * scale;
        pen.fillRound(left, middle - 4 * scale, room, 8 * scale, 2 * scale, palette.line());
        pen.fillRound(left, middle - 4 * scale, room * held, 8 * scale, 2 * scale, palette.accent());
        Font font = Typeface.TEXT.at(13 * scale);
        pen.text(messages.percent(held), c.held(), y, font, Align.RIGHT, palette.ink());
    }

    private void drawBar(Pen pen, Columns c, Segmentation s, double middle, double most) {
        double at = c.bar();
        for (Stage stage : List.of(Stage.values())) {
            double length = s.cost().flops(stage) / most * (c.barEnd() - c.bar());
            if (length > 0) {
                pen.fill(at, middle - 6.5 * scale, Math.max(0.5, length - 0.5), 13 * scale, palette.stage(stage));
            }
            at += length;
        }
    }
}
