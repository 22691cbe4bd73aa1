package blt4j.visualizer.draw;

import javafx.geometry.Rectangle2D;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * Draws on a canvas. Where there is no GPU, a shape with smooth edges costs many times a rectangle, so what can be made of
 * rectangles is.
 */
public final class CanvasPen implements Pen {
    /** Corners that are not larger are drawn row by row. */
    private static final double SMALL_RADIUS = 6;

    private final GraphicsContext g;

    /** Draws with a canvas's context. */
    public CanvasPen(GraphicsContext context) {
        this.g = context;
    }

    @Override
    public void fill(double x, double y, double width, double height, Color color) {
        g.setFill(color);
        g.fillRect(x, y, width, height);
    }

    @Override
    public void fillRound(double x, double y, double width, double height, double radius, Color color) {
        g.setFill(color);
        double top = Math.round(y);
        double bottom = Math.round(y + height);
        int rows = (int) Math.ceil(radius);
        if (radius > SMALL_RADIUS || width < 2 * radius || bottom - top < 2 * rows) {
            g.fillRoundRect(x, y, width, height, 2 * radius, 2 * radius);
            return;
        }
        for (int row = 0; row < rows; row++) {
            double up = Math.max(0, radius - row - 0.5);
            double inset = radius - Math.sqrt(radius * radius - up * up);
            g.fillRect(x + inset, top + row, width - 2 * inset, 1);
            g.fillRect(x + inset, bottom - row - 1, width - 2 * inset, 1);
        }
        g.fillRect(x, top + rows, width, bottom - top - 2 * rows);
    }

    @Override
    public void outline(double x, double y, double width, double height, double radius, double lineWidth, Color color) {
        g.setStroke(color);
        g.setLineWidth(lineWidth);
        g.strokeRoundRect(x, y, width, height, 2 * radius, 2 * radius);
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double lineWidth, Color color) {
        if (x1 == x2 || y1 == y2) {
            g.setFill(color);
            straight(x1, y1, x2, y2, lineWidth);
            return;
        }
        g.setStroke(color);
        g.setLineWidth(lineWidth);
        g.strokeLine(x1, y1, x2, y2);
    }

    /** A line along an axis, with square ends as strokes have them. */
    private void straight(double x1, double y1, double x2, double y2, double lineWidth) {
        double left = Math.min(x1, x2) - lineWidth / 2;
        double top = Math.min(y1, y2) - lineWidth / 2;
        g.fillRect(left, top, Math.abs(x2 - x1) + lineWidth, Math.abs(y2 - y1) + lineWidth);
    }

    @Override
    public void dashed(double x1, double y1, double x2, double y2, double lineWidth, double dash, Color color) {
        if (y1 == y2) {
            g.setFill(color);
            for (double x = Math.min(x1, x2); x < Math.max(x1, x2); x += 2 * dash) {
                straight(x, y1, Math.min(x + dash, Math.max(x1, x2)), y1, lineWidth);
            }
            return;
        }
        g.setStroke(color);
        g.setLineWidth(lineWidth);
        g.setLineDashes(dash, dash);
        g.strokeLine(x1, y1, x2, y2);
        g.setLineDashes();
    }

    @Override
    public void polyline(double[] xs, double[] ys, double lineWidth, Color color) {
        g.setStroke(color);
        g.setLineWidth(lineWidth);
        g.strokePolyline(xs, ys, xs.length);
    }

    @Override
    public void polygon(double[] xs, double[] ys, Color color) {
        g.setFill(color);
        g.fillPolygon(xs, ys, xs.length);
    }

    @Override
    public void dot(double x, double y, double radius, Color color) {
        g.setFill(color);
        g.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    @Override
    public void text(String text, double x, double baseline, Font font, Align align, Color color) {
        g.setFill(color);
        g.setFont(font);
        g.setTextAlign(
                switch (align) {
                    case LEFT -> TextAlignment.LEFT;
                    case CENTER -> TextAlignment.CENTER;
                    case RIGHT -> TextAlignment.RIGHT;
                });
        g.fillText(text, x, baseline);
    }

    @Override
    public void clip(Rectangle2D area, Runnable drawing) {
        g.save();
        g.beginPath();
        g.rect(area.getMinX(), area.getMinY(), area.getWidth(), area.getHeight());
        g.clip();
        drawing.run();
        g.restore();
    }

    @Override
    public void shift(double dx, double dy, Runnable drawing) {
        g.save();
        g.translate(dx, dy);
        drawing.run();
        g.restore();
    }
}
