package blt4j.visualizer.xray;

import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * What the parts of an X-ray are drawn with.
 *
 * @param faded how much weaker than usual everything is, 0 to 1: what is not looked at
 */
record Brush(Pen pen, Palette palette, Messages messages, double scale, double faded, Spots spots) {
    private static final int POINTS = 24;

    /** The same for what is not looked at. */
    Brush faded(double by) {
        return new Brush(pen, palette, messages, scale, by, spots);
    }

    double s(double pixels) {
        return pixels * scale;
    }

    Font font(Typeface face, double size) {
        return face.at(size * scale);
    }

    Color color(Color color) {
        Color back = Color.color(
                palette.surface().getRed(),
                palette.surface().getGreen(),
                palette.surface().getBlue(),
                color.getOpacity());
        return color.interpolate(back, faded);
    }

    Color color(Color color, double opacity) {
        return color(color.deriveColor(0, 1, 1, Math.clamp(opacity, 0, 1)));
    }

    /** A colour that thin lines can have on the surface: those of stages are made for areas. */
    Color strong(Color color) {
        double missing = Math.max(0, 3.2 - Palette.contrast(color, palette.surface()));
        return color.interpolate(palette.ink(), Math.min(0.6, missing * 0.28));
    }

    void text(String text, double x, double baseline, Typeface face, double size, Align align, Color color) {
        pen.text(text, x, baseline, font(face, size), align, color(color));
    }

    double width(String text, Typeface face, double size) {
        return Typeface.width(text, font(face, size));
    }

    /** Words cut with an ellipsis where they would be wider than there is room. */
    String fitting(String text, Typeface face, double size, double room) {
        if (width(text, face, size) <= room) {
            return text;
        }
        String rest = text;
        while (!rest.isEmpty() && width(rest + "…", face, size) > room) {
            rest = rest.substring(0, rest.offsetByCodePoints(rest.length(), -1));
        }
        return rest.isEmpty() ? "" : rest.strip() + "…";
    }

    /** The first part of an arc from one point over another height to a third. */
    void arch(double x1, double x2, double base, double rise, double part, double lineWidth, Color color) {
        curve(x1, base, x1, base - rise * 4 / 3, x2, base - rise * 4 / 3, x2, base, part, lineWidth, color);
    }

    /** The first part of a curve that leaves and arrives upright. */
    void link(double x1, double y1, double x2, double y2, double part, double lineWidth, Color color) {
        double middle = (y1 + y2) / 2;
        curve(x1, y1, x1, middle, x2, middle, x2, y2, part, lineWidth, color);
    }

    /** The first part of a curve that leaves and arrives level. */
    void swing(double x1, double y1, double x2, double y2, double part, double lineWidth, Color color) {
        double middle = (x1 + x2) / 2;
        curve(x1, y1, middle, y1, middle, y2, x2, y2, part, lineWidth, color);
    }

    private void curve(
            double x1,
            double y1,
            double cx1,
            double cy1,
            double cx2,
            double cy2,
            double x2,
            double y2,
            double part,
            double lineWidth,
            Color color) {
        if (part <= 0) {
            return;
        }
        double[] xs = new double[POINTS + 1];
        double[] ys = new double[POINTS + 1];
        for (int i = 0; i <= POINTS; i++) {
            double t = Math.min(1, part) * i / POINTS;
            double u = 1 - t;
            xs[i] = u * u * u * x1 + 3 * u * u * t * cx1 + 3 * u * t * t * cx2 + t * t * t * x2;
            ys[i] = u * u * u * y1 + 3 * u * u * t * cy1 + 3 * u * t * t * cy2 + t * t * t * y2;
        }
        pen.polyline(xs, ys, lineWidth, color(color));
    }

    /** How far the one of several that follow each other has come. */
    static double part(double progress, int one, int of) {
        double overlap = 2;
        return Math.clamp(progress * (of + overlap) - one, 0, overlap) / overlap;
    }

    String percent(double share) {
        return share > 0 && share < 0.005 ? "<" + messages.percent(0.01) : messages.percent(share);
    }
}
