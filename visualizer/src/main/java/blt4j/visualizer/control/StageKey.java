package blt4j.visualizer.control;

import blt4j.stage.Stage;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import java.util.Locale;
import javafx.scene.text.Font;

/**
 * The stages' names in a drawing, each with its colour.
 *
 * @param messages the words
 * @param palette colours
 * @param scale how much larger than by default
 */
public record StageKey(Messages messages, Palette palette, double scale) {
    private static final double SIGN = 15;
    private static final double BETWEEN = 19;

    /** Draws the names from x on, on a baseline. */
    public void draw(Pen pen, double x, double baseline) {
        Font font = Typeface.TEXT.at(13 * scale);
        double at = x;
        for (Stage stage : Stage.values()) {
            double side = 10 * scale;
            pen.fillRound(at, baseline - 9 * scale, side, side, 2 * scale, palette.stage(stage));
            pen.text(name(stage), at + SIGN * scale, baseline, font, Align.LEFT, palette.secondary());
            at += Typeface.width(name(stage), font) + (SIGN + BETWEEN) * scale;
        }
    }

    private String name(Stage stage) {
        return messages.get("stage." + stage.name().toLowerCase(Locale.ROOT));
    }
}
