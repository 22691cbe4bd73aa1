package blt4j.visualizer.control;

import blt4j.visualizer.draw.Directions;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.vocabulary.Utf8;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * Bytes as visible glyphs, in pieces: letters that stand together, and by itself what is no character of one letter. In a
 * text from right to left the first piece stands at the right. Left to itself, the toolkit takes hexadecimal for words in
 * Latin letters and puts it on the wrong side; so there the pieces are drawn one by one.
 *
 * @param pieces in the order of the bytes
 * @param fromRight whether the text runs from right to left
 */
public record BytePieces(List<String> pieces, boolean fromRight) {
    private static final String BETWEEN = " ";
    private static final String ELLIPSIS = "…";

    /** Copies the list. */
    public BytePieces {
        pieces = List.copyOf(pieces);
    }

    /** The pieces of some bytes. */
    public static BytePieces of(byte[] bytes) {
        List<String> pieces = new ArrayList<>();
        StringBuilder letters = new StringBuilder();
        StringBuilder allLetters = new StringBuilder();
        for (Utf8.Glyph glyph : Utf8.glyphs(bytes)) {
            String shown = ByteLabel.glyph(glyph, bytes[glyph.begin()] & 0xFF);
            boolean coded = shown.codePointCount(0, shown.length()) > 1;
            if (coded && !letters.isEmpty()) {
                pieces.add(letters.toString());
                letters.setLength(0);
            }
            if (coded) {
                pieces.add(shown);
            } else {
                letters.append(shown);
                allLetters.append(shown);
            }
        }
        if (!letters.isEmpty()) {
            pieces.add(letters.toString());
        }
        return new BytePieces(pieces, Directions.fromRight(allLetters.toString()));
    }

    /** The same between signs that stand close to it, as quotation marks do. */
    public BytePieces between(String before, String after) {
        if (pieces.isEmpty()) {
            return new BytePieces(List.of(before + after), false);
        }
        List<String> all = new ArrayList<>(pieces);
        all.set(0, before + all.getFirst());
        all.set(all.size() - 1, all.getLast() + after);
        return new BytePieces(all, fromRight);
    }

    /** All pieces as a text in the order of the bytes. */
    public String text() {
        return String.join(BETWEEN, pieces);
    }

    /** What is drawn, from left to right; between two pieces of the text stands a gap. */
    public List<String> fromLeft() {
        if (!fromRight) {
            return List.of(text());
        }
        List<String> drawn = new ArrayList<>();
        for (String piece : pieces.reversed()) {
            if (!drawn.isEmpty()) {
                drawn.add(BETWEEN);
            }
            drawn.addAll(Directions.pieces(piece));
        }
        return drawn;
    }

    /** How wide it is, in pixels. */
    public double width(Font font) {
        return fromLeft().stream()
                .mapToDouble(piece -> Typeface.width(piece, font))
                .sum();
    }

    /** As much of it as there is room for, in pixels, with an ellipsis if that is not all. */
    public BytePieces fitting(Font font, double room) {
        BytePieces fitting = this;
        while (!fitting.pieces.isEmpty() && fitting.text().length() > 1 && fitting.width(font) > room) {
            fitting = fitting.shorter();
        }
        return fitting;
    }

    private BytePieces shorter() {
        List<String> left = new ArrayList<>(pieces);
        String last = left.removeLast();
        String kept = last.endsWith(ELLIPSIS) ? last.substring(0, last.length() - 1) : last;
        if (kept.isEmpty() && !left.isEmpty()) {
            kept = left.removeLast();
        }
        boolean coded = kept.matches("[0-9A-F]{2}|U\\+[0-9A-F]+");
        String cut = kept.isEmpty() || coded ? "" : kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        left.add(cut + ELLIPSIS);
        return new BytePieces(left, fromRight);
    }

    /** Draws it on one line. */
    public void draw(Pen pen, double x, double baseline, Font font, Align align, Color color) {
        if (!fromRight) {
            pen.text(text(), x, baseline, font, align, color);
            return;
        }
        double wide = width(font);
        double at = switch (align) {
            case LEFT -> x;
            case CENTER -> x - wide / 2;
            case RIGHT -> x - wide;
        };
        for (String piece : fromLeft()) {
            if (!piece.equals(BETWEEN)) {
                pen.text(piece, at, baseline, font, Align.LEFT, color);
            }
            at += Typeface.width(piece, font);
        }
    }
}
