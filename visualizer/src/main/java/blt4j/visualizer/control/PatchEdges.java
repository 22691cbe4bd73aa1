package blt4j.visualizer.control;

import blt4j.visualizer.draw.Pen;
import blt4j.vocabulary.Utf8;
import java.util.BitSet;
import java.util.List;
import javafx.scene.paint.Color;

/**
 * Marks where patches begin. A patch may begin within a character of several bytes; there the mark leaves out the middle,
 * where the character stands, which could not be read across it.
 */
public final class PatchEdges {
    /** How much of the height is left of a mark at the top and at the bottom of a character. */
    private static final double STUB = 0.2;

    private final BitSet inside = new BitSet();

    /** Marks among some characters. */
    public PatchEdges(List<Utf8.Glyph> glyphs) {
        for (Utf8.Glyph glyph : glyphs) {
            inside.set(glyph.begin() + 1, glyph.end());
        }
    }

    /**
     * Draws a mark.
     *
     * @param at the byte before which it stands, counted as the characters are
     */
    public void draw(Pen pen, int at, double x, double y, double width, double height, Color color) {
        if (!inside.get(at)) {
            pen.fill(x, y, width, height, color);
            return;
        }
        double stub = Math.round(height * STUB);
        pen.fill(x, y, width, stub, color);
        pen.fill(x, y + height - stub, width, stub, color);
    }
}
