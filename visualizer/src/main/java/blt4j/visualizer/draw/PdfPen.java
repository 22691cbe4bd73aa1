package blt4j.visualizer.draw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import javafx.geometry.Rectangle2D;
import javafx.scene.paint.Color;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.CubicCurveTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;
import javafx.scene.shape.QuadCurveTo;
import javafx.scene.text.Font;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/** Draws on a page of a PDF. */
final class PdfPen implements Pen {
    /** How far the handles of a quarter of a circle reach, as a share of its radius. */
    private static final double ROUND = 0.5523;

    private final PDPageContentStream out;
    private final Map<Double, PDExtendedGraphicsState> opacities = new HashMap<>();

    /** Draws with a page's stream, whose y goes downwards already. */
    PdfPen(PDPageContentStream out) {
        this.out = out;
    }

    /** Something that the page's stream is told. */
    private interface Told {
        void to(PDPageContentStream stream) throws IOException;
    }

    private void tell(Told told) {
        try {
            told.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.awt.Color rgb(Color c) {
        return new java.awt.Color((float) c.getRed(), (float) c.getGreen(), (float) c.getBlue());
    }

    private void opacity(Color color) throws IOException {
        out.setGraphicsStateParameters(opacities.computeIfAbsent(color.getOpacity(), opacity -> {
            PDExtendedGraphicsState state = new PDExtendedGraphicsState();
            state.setNonStrokingAlphaConstant(opacity.floatValue());
            state.setStrokingAlphaConstant(opacity.floatValue());
            return state;
        }));
    }

    private void fill(Color color, Told path) {
        tell(stream -> {
            opacity(color);
            stream.setNonStrokingColor(rgb(color));
            path.to(stream);
            stream.fill();
        });
    }

    private void stroke(Color color, double lineWidth, Told path) {
        tell(stream -> {
            opacity(color);
            stream.setStrokingColor(rgb(color));
            stream.setLineWidth((float) lineWidth);
            path.to(stream);
            stream.stroke();
        });
    }

    @Override
    public void fill(double x, double y, double width, double height, Color color) {
        fill(color, stream -> stream.addRect((float) x, (float) y, (float) width, (float) height));
    }

    @Override
    public void fillRound(double x, double y, double width, double height, double radius, Color color) {
        fill(color, stream -> round(stream, x, y, width, height, radius));
    }

    @Override
    public void outline(double x, double y, double width, double height, double radius, double lineWidth, Color color) {
        stroke(color, lineWidth, stream -> round(stream, x, y, width, height, radius));
    }

    /** A rectangle with round corners, each a curve between its sides. */
    private static void round(PDPageContentStream stream, double x, double y, double w, double h, double radius)
            throws IOException {
        float r = (float) Math.min(radius, Math.min(w, h) / 2);
        float k = (float) (r * (1 - ROUND));
        float left = (float) x;
        float top = (float) y;
        float right = (float) (x + w);
        float bottom = (float) (y + h);
        stream.moveTo(left + r, top);
        stream.lineTo(right - r, top);
        stream.curveTo(right - k, top, right, top + k, right, top + r);
        stream.lineTo(right, bottom - r);
        stream.curveTo(right, bottom - k, right - k, bottom, right - r, bottom);
        stream.lineTo(left + r, bottom);
        stream.curveTo(left + k, bottom, left, bottom - k, left, bottom - r);
        stream.lineTo(left, top + r);
        stream.curveTo(left, top + k, left + k, top, left + r, top);
        stream.closePath();
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, double lineWidth, Color color) {
        polyline(new double[] {x1, x2}, new double[] {y1, y2}, lineWidth, color);
    }

    @Override
    public void dashed(double x1, double y1, double x2, double y2, double lineWidth, double dash, Color color) {
        tell(stream -> stream.setLineDashPattern(new float[] {(float) dash, (float) dash}, 0));
        line(x1, y1, x2, y2, lineWidth, color);
        tell(stream -> stream.setLineDashPattern(new float[0], 0));
    }

    @Override
    public void polyline(double[] xs, double[] ys, double lineWidth, Color color) {
        stroke(color, lineWidth, stream -> points(stream, xs, ys));
    }

    @Override
    public void polygon(double[] xs, double[] ys, Color color) {
        fill(color, stream -> {
            points(stream, xs, ys);
            stream.closePath();
        });
    }

    private static void points(PDPageContentStream stream, double[] xs, double[] ys) throws IOException {
        for (int i = 0; i < xs.length; i++) {
            if (i == 0) {
                stream.moveTo((float) xs[i], (float) ys[i]);
            } else {
                stream.lineTo((float) xs[i], (float) ys[i]);
            }
        }
    }

    @Override
    public void dot(double x, double y, double radius, Color color) {
        fillRound(x - radius, y - radius, 2 * radius, 2 * radius, radius, color);
    }

    @Override
    public void text(String text, double x, double baseline, Font font, Align align, Color color) {
        Path outline = Outlines.of(text, font);
        if (outline.getElements().isEmpty()) {
            return;
        }
        double left = x - Outlines.shift(text, font, align);
        fill(color, stream -> {
            double[] at = {0, 0};
            for (PathElement element : outline.getElements()) {
                add(stream, element, left, baseline, at);
            }
        });
    }

    /** Adds a part of an outline; {@code at} is where the one before ended. */
    private static void add(PDPageContentStream stream, PathElement element, double dx, double dy, double[] at)
            throws IOException {
        switch (element) {
            case MoveTo m -> {
                stream.moveTo((float) (dx + m.getX()), (float) (dy + m.getY()));
                set(at, m.getX(), m.getY());
            }
            case LineTo l -> {
                stream.lineTo((float) (dx + l.getX()), (float) (dy + l.getY()));
                set(at, l.getX(), l.getY());
            }
            case QuadCurveTo q -> {
                stream.curveTo(
                        (float) (dx + at[0] + (q.getControlX() - at[0]) * 2 / 3),
                        (float) (dy + at[1] + (q.getControlY() - at[1]) * 2 / 3),
                        (float) (dx + q.getX() + (q.getControlX() - q.getX()) * 2 / 3),
                        (float) (dy + q.getY() + (q.getControlY() - q.getY()) * 2 / 3),
                        (float) (dx + q.getX()),
                        (float) (dy + q.getY()));
                set(at, q.getX(), q.getY());
            }
            case CubicCurveTo c -> {
                stream.curveTo(
                        (float) (dx + c.getControlX1()),
                        (float) (dy + c.getControlY1()),
                        (float) (dx + c.getControlX2()),
                        (float) (dy + c.getControlY2()),
                        (float) (dx + c.getX()),
                        (float) (dy + c.getY()));
                set(at, c.getX(), c.getY());
            }
            case ClosePath c -> stream.closePath();
            default -> throw new IllegalArgumentException("no part of an outline: " + element);
        }
    }

    private static void set(double[] at, double x, double y) {
        at[0] = x;
        at[1] = y;
    }

    @Override
    public void clip(Rectangle2D area, Runnable drawing) {
        tell(stream -> {
            stream.saveGraphicsState();
            stream.addRect(
                    (float) area.getMinX(), (float) area.getMinY(), (float) area.getWidth(), (float) area.getHeight());
            stream.clip();
        });
        drawing.run();
        tell(PDPageContentStream::restoreGraphicsState);
    }

    @Override
    public void shift(double dx, double dy, Runnable drawing) {
        tell(stream -> {
            stream.saveGraphicsState();
            stream.transform(Matrix.getTranslateInstance((float) dx, (float) dy));
        });
        drawing.run();
        tell(PDPageContentStream::restoreGraphicsState);
    }
}
