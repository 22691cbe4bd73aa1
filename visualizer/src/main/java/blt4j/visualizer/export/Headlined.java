package blt4j.visualizer.export;

import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import javafx.scene.paint.Color;

/**
 * A drawing on a slide below a line in large letters that says what to see in it.
 *
 * @param headline the line; smaller letters where it would be too long
 * @param drawing what stands below
 * @param ink the line's colour
 */
public record Headlined(String headline, Drawing drawing, Color ink) implements Drawing {
    private static final double SIZE = 52;
    private static final double LEAST = 28;
    private static final double HEIGHT = 104;

    @Override
    public void draw(Pen pen, double width, double height) {
        double natural = Typeface.width(headline, Typeface.STRONG.at(SIZE));
        double size = Math.max(LEAST, SIZE * Math.min(1, width / Math.max(1, natural)));
        pen.text(headline, 0, SIZE, Typeface.STRONG.at(size), Align.LEFT, ink);
        pen.shift(0, HEIGHT, () -> drawing.draw(pen, width, height - HEIGHT));
    }
}
