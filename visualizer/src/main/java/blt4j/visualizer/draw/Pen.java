package blt4j.visualizer.draw;

import javafx.geometry.Rectangle2D;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** What drawings are made with, whether they go to the screen or into a file. Coordinates are pixels, y downwards. */
public interface Pen {
    /** Where a text's given x lies on it. */
    enum Align {
        /** At its left end. */
        LEFT,
        /** In its middle. */
        CENTER,
        /** At its right end. */
        RIGHT
    }

    /** A filled rectangle. */
    void fill(double x, double y, double width, double height, Color color);

    /** A filled rectangle with round corners. */
    void fillRound(double x, double y, double width, double height, double radius, Color color);

    /** The outline of a rectangle with round corners. */
    void outline(double x, double y, double width, double height, double radius, double lineWidth, Color color);

    /** A line. */
    void line(double x1, double y1, double x2, double y2, double lineWidth, Color color);

    /** A line of dashes. */
    void dashed(double x1, double y1, double x2, double y2, double lineWidth, double dash, Color color);

    /** A line through points. */
    void polyline(double[] xs, double[] ys, double lineWidth, Color color);

    /** A filled area. */
    void polygon(double[] xs, double[] ys, Color color);

    /** A filled circle. */
    void dot(double x, double y, double radius, Color color);

    /**
     * A text on one line.
     *
     * @param baseline the y of its baseline
     */
    void text(String text, double x, double baseline, Font font, Align align, Color color);

    /** Draws only within a rectangle while {@code drawing} runs. */
    void clip(Rectangle2D area, Runnable drawing);

    /** Draws with coordinates shifted while {@code drawing} runs. */
    void shift(double dx, double dy, Runnable drawing);
}
