package blt4j.visualizer.control;

import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import javafx.scene.text.Font;

/**
 * A drawing on a slide with a line of words below it.
 *
 * @param drawing what stands above
 * @param words the line
 * @param palette colours
 */
public record Captioned(Drawing drawing, String words, Palette palette) implements Drawing {
    private static final double SIZE = 25;
    private static final double HEIGHT = 60;

    @Override
    public void draw(Pen pen, double width, double height) {
        drawing.draw(pen, width, height - HEIGHT);
        Font font = Typeface.TEXT.at(SIZE);
        double fitting = Math.min(1, width / Math.max(1, Typeface.width(words, font)));
        pen.text(words, width / 2, height, Typeface.TEXT.at(SIZE * fitting), Align.CENTER, palette.secondary());
    }
}
