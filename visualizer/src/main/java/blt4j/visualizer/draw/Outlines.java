package blt4j.visualizer.draw;

import javafx.scene.shape.ClosePath;
import javafx.scene.shape.CubicCurveTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;
import javafx.scene.shape.QuadCurveTo;
import javafx.scene.shape.Rectangle;
import javafx.scene.shape.Shape;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** Text as shapes, for files that are to look the same where none of its fonts are. */
final class Outlines {
    private Outlines() {}

    /** The outline of a text whose baseline begins at (0, 0); of glyphs that are pictures, and of spaces, there is none. */
    static Path of(String text, Font font) {
        Text drawn = new Text(text);
        drawn.setFont(font);
        return (Path) Shape.union(drawn, new Rectangle(0, 0));
    }

    /** The outline of a text as the data of an SVG path; empty if there is none. */
    static String svg(String text, Font font) {
        StringBuilder data = new StringBuilder();
        for (PathElement element : of(text, font).getElements()) {
            switch (element) {
                case MoveTo m -> add(data, 'M', m.getX(), m.getY());
                case LineTo l -> add(data, 'L', l.getX(), l.getY());
                case QuadCurveTo q -> add(data, 'Q', q.getControlX(), q.getControlY(), q.getX(), q.getY());
                case CubicCurveTo c ->
                    add(
                            data,
                            'C',
                            c.getControlX1(),
                            c.getControlY1(),
                            c.getControlX2(),
                            c.getControlY2(),
                            c.getX(),
                            c.getY());
                case ClosePath c -> data.append('Z');
                default -> throw new IllegalArgumentException("no part of an outline: " + element);
            }
        }
        return data.toString();
    }

    private static void add(StringBuilder data, char command, double... numbers) {
        data.append(command);
        for (int i = 0; i < numbers.length; i++) {
            data.append(i == 0 ? "" : " ").append(SvgPen.n(numbers[i]));
        }
    }

    /** How far to the left of a given x a text begins. */
    static double shift(String text, Font font, Pen.Align align) {
        return switch (align) {
            case LEFT -> 0;
            case CENTER -> Typeface.width(text, font) / 2;
            case RIGHT -> Typeface.width(text, font);
        };
    }
}
