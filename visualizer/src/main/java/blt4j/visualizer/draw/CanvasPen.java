package blt4j.visualizer.draw;

import javafx.geometry.Rectangle2D;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** Draws on a canvas. */
public final class CanvasPen implements Pen {
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
        g.fillRoundRect(x, y, width, height, 2 * radius, 2 * radius);
    }

    @Override
    public void outline(double x, double y, double width, double height, double radius, double lineWidth, Color color) {
        g.setStroke(color);
        g.setLineWidth(lineWidth);
        g.strokeRoundRect(x, y, width, height, 2 * radius, 2 * radius);
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double lineWidth, Color color) {
        g.setStroke(color);
        g.setLineWidth(lineWidth);
        g.strokeLine(x1, y1, x2, y2);
    }

    @Override
    public void dashed(double x1, double y1, double x2, double y2, double lineWidth, double dash, Color color) {
        g.setLineDashes(dash, dash);
        line(x1, y1, x2, y2, lineWidth, color);
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
