package blt4j.visualizer.scale;

import blt4j.analysis.cost.ScaleModel;
import blt4j.analysis.cost.ScaleModel.Family;
import blt4j.analysis.cost.ScaleModel.Point;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javafx.geometry.Rectangle2D;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * Draws how large a model may be for a price per byte, over the bytes that one step of it covers: a curve for the chosen
 * price, fainter ones for the paper's prices, and the paper's models as points.
 *
 * @param budget the chosen price, FLOPs per byte
 * @param patch the chosen patch size, bytes
 * @param messages words
 * @param palette colours
 * @param scale how much larger than by default
 */
record ScaleChart(double budget, double patch, Messages messages, Palette palette, double scale) {
    static final double LEAST_PATCH = 2;
    static final double MOST_PATCH = 12;
    private static final double LEAST_PARAMETERS = 5e7;
    private static final double MOST_PARAMETERS = 1e11;
    private static final int SAMPLES = 120;

    /** Prices that differ by less are one. */
    private static final double SAME_PRICE = 0.01;

    /** The least distance of two labels one above the other. */
    private static final double LABEL = 17;

    /** The part of the picture where the curves are. */
    private record Plot(double left, double top, double right, double bottom) {
        double x(double bytes) {
            return left + (bytes - LEAST_PATCH) / (MOST_PATCH - LEAST_PATCH) * (right - left);
        }

        double y(double parameters) {
            double at = Math.log(parameters / LEAST_PARAMETERS) / Math.log(MOST_PARAMETERS / LEAST_PARAMETERS);
            return bottom - at * (bottom - top);
        }

        double bytes(double x) {
            return LEAST_PATCH + (x - left) / (right - left) * (MOST_PATCH - LEAST_PATCH);
        }
    }

    private Plot plot(double width, double height) {
        return new Plot(78 * scale, 46 * scale, width - 184 * scale, height - 58 * scale);
    }

    /** The patch size at a place on the picture. */
    double patchAt(double x, double width, double height) {
        return Math.clamp(plot(width, height).bytes(x), LEAST_PATCH, MOST_PATCH);
    }

    void draw(Pen pen, double width, double height) {
        Plot plot = plot(width, height);
        drawAxes(pen, plot);
        for (ScaleModel.Budget b : ScaleModel.BUDGETS) {
            drawCurve(pen, plot, b.flopsPerByte(), palette.faint(), 1.4, true);
        }
        drawCurve(pen, plot, budget, palette.accent(), 2.6, false);
        drawPrices(pen, plot);
        drawChosenLines(pen, plot);
        drawPoints(pen, plot);
        drawChosen(pen, plot);
        drawLegend(pen, plot);
    }

    private void drawAxes(Pen pen, Plot plot) {
        Font font = Typeface.TEXT.at(13 * scale);
        boolean roomy = plot.y(5e8) - plot.y(1e9) >= LABEL * scale;
        for (double decade = 1e7; decade <= MOST_PARAMETERS; decade *= 10) {
            for (double m : new double[] {1, 2, 5}) {
                double value = decade * m;
                if (value < LEAST_PARAMETERS || value > MOST_PARAMETERS) {
                    continue;
                }
                double y = Math.round(plot.y(value)) + 0.5;
                boolean strong = m == 1 || value == LEAST_PARAMETERS;
                pen.line(plot.left(), y, plot.right(), y, 1, strong ? palette.line() : palette.raised());
                if (!strong && !roomy) {
                    continue;
                }
                String label = billions(value);
                pen.text(label, plot.left() - 10 * scale, y + 4 * scale, font, Align.RIGHT, palette.secondary());
            }
        }
        for (int bytes = (int) LEAST_PATCH; bytes <= MOST_PATCH; bytes++) {
            double x = Math.round(plot.x(bytes)) + 0.5;
            pen.line(x, plot.top(), x, plot.bottom(), 1, palette.raised());
            pen.text(Integer.toString(bytes), x, plot.bottom() + 19 * scale, font, Align.CENTER, palette.secondary());
        }
        Font name = Typeface.MEDIUM.at(13 * scale);
        pen.text(messages.get("scale.size"), 20 * scale, 26 * scale, name, Align.LEFT, palette.ink());
        double middle = (plot.left() + plot.right()) / 2;
        pen.text(messages.get("scale.bytes"), middle, plot.bottom() + 43 * scale, name, Align.CENTER, palette.ink());
    }

    private String billions(double parameters) {
        return parameters(messages, parameters, 1);
    }

    /** Parameters as people write them: 470 M, 6.6 B. */
    static String parameters(Messages messages, double parameters, int decimals) {
        boolean billions = parameters >= 1e9;
        double value = parameters / (billions ? 1e9 : 1e6);
        boolean whole = value >= 99.5 || value == Math.rint(value) || !billions;
        return messages.number(value, whole ? 0 : decimals) + (billions ? " B" : " M");
    }

    private void drawCurve(Pen pen, Plot plot, double price, Color color, double lineWidth, boolean dashed) {
        double[] xs = new double[SAMPLES + 1];
        double[] ys = new double[SAMPLES + 1];
        IntStream.rangeClosed(0, SAMPLES).forEach(i -> {
            double bytes = LEAST_PATCH + (MOST_PATCH - LEAST_PATCH) * i / SAMPLES;
            xs[i] = plot.x(bytes);
            ys[i] = plot.y(ScaleModel.parameters(Family.BLT, price, bytes));
        });
        if (!dashed) {
            pen.polyline(xs, ys, lineWidth * scale, color);
            return;
        }
        for (int i = 0; i < SAMPLES; i += 2) {
            pen.line(xs[i], ys[i], xs[i + 1], ys[i + 1], lineWidth * scale, color);
        }
    }

    /** What the curves cost, where they end; one above the other where those ends are close. */
    private void drawPrices(Pen pen, Plot plot) {
        double below = Double.POSITIVE_INFINITY;
        for (double price : prices()) {
            boolean own = price == budget;
            String words = messages.get("unit.flopsPerByte", messages.metric(price));
            double end = plot.y(ScaleModel.parameters(Family.BLT, price, MOST_PATCH)) + 4 * scale;
            double y = Math.min(end, below - LABEL * scale);
            pen.text(
                    own ? words : messages.get("scale.paper", words),
                    plot.right() + 10 * scale,
                    y,
                    (own ? Typeface.STRONG : Typeface.TEXT).at(13 * scale),
                    Align.LEFT,
                    own ? palette.accent() : palette.secondary());
            below = y;
        }
    }

    /** The chosen price and the paper's, the lowest first; one of the paper's that was chosen counts once. */
    private List<Double> prices() {
        return DoubleStream.concat(
                        DoubleStream.of(budget),
                        ScaleModel.BUDGETS.stream()
                                .mapToDouble(ScaleModel.Budget::flopsPerByte)
                                .filter(price -> Math.abs(price / budget - 1) > SAME_PRICE))
                .sorted()
                .boxed()
                .toList();
    }

    private Color color(Family family) {
        return switch (family) {
            case LLAMA_2 -> palette.series().get(4);
            case LLAMA_3 -> palette.series().get(1);
            case BLT -> palette.series().get(0);
        };
    }

    /** Families differ by shape as well as by colour. */
    private void mark(Pen pen, Family family, double x, double y) {
        double r = 6 * scale;
        switch (family) {
            case BLT -> pen.dot(x, y, r, color(family));
            case LLAMA_2 ->
                pen.polygon(
                        new double[] {x, x + r * 1.15, x - r * 1.15},
                        new double[] {y - r * 1.2, y + r * 0.9, y + r * 0.9},
                        color(family));
            case LLAMA_3 ->
                pen.polygon(
                        new double[] {x, x + r * 1.25, x, x - r * 1.25},
                        new double[] {y - r * 1.25, y, y + r * 1.25, y},
                        color(family));
        }
    }

    private void drawPoints(Pen pen, Plot plot) {
        Font font = Typeface.MEDIUM.at(13 * scale);
        for (Point p : ScaleModel.points()) {
            double x = plot.x(p.bytesPerStep());
            double y = plot.y(p.parameters());
            mark(pen, p.family(), x, y);
            boolean left = p.family() == Family.LLAMA_2;
            double baseline = left ? y - 10 * scale : y + 20 * scale;
            String size = billions(p.parameters());
            double half = Typeface.width(size, font) / 2 + 2 * scale;
            Color veil =
                    palette.surface().deriveColor(0, 1, 1, 0.82); // over curves, so that figures can be read on them
            pen.fill(x - half, baseline - 11 * scale, 2 * half, 14 * scale, veil);
            pen.text(size, x, baseline, font, Align.CENTER, palette.ink());
        }
    }

    /** From the person's own model to the axes. */
    private void drawChosenLines(Pen pen, Plot plot) {
        double x = plot.x(patch);
        double y = plot.y(ScaleModel.parameters(Family.BLT, budget, patch));
        pen.dashed(x, y, x, plot.bottom(), 1.2, 4, palette.accent());
        pen.dashed(plot.left(), y, x, y, 1.2, 4, palette.accent());
    }

    /** The person's own model. */
    private void drawChosen(Pen pen, Plot plot) {
        double parameters = ScaleModel.parameters(Family.BLT, budget, patch);
        double x = plot.x(patch);
        double y = plot.y(parameters);
        pen.dot(x, y, 8 * scale, palette.surface());
        pen.dot(x, y, 6.5 * scale, palette.accent());
        Font font = Typeface.STRONG.at(14 * scale);
        String text = billions(parameters);
        double width = Typeface.width(text, font);
        Rectangle2D label = label(plot, x, y, width + 14 * scale);
        pen.fillRound(
                label.getMinX(), label.getMinY(), label.getWidth(), label.getHeight(), 5 * scale, palette.accent());
        pen.text(text, label.getMinX() + 7 * scale, label.getMinY() + 17 * scale, font, Align.LEFT, palette.surface());
    }

    /** Where the label of the chosen model hides none of the points: below the curve, or else above it. */
    private Rectangle2D label(Plot plot, double x, double y, double width) {
        double height = 24 * scale;
        double right = x + 13 * scale;
        double left = x - width - 13 * scale;
        List<Rectangle2D> places = List.of(
                new Rectangle2D(right, y + 10 * scale, width, height),
                new Rectangle2D(Math.max(0, left), Math.max(0, y - height - 10 * scale), width, height),
                new Rectangle2D(x - width / 2, y + 14 * scale, width, height),
                new Rectangle2D(Math.max(0, left), y + 10 * scale, width, height),
                new Rectangle2D(right, Math.max(0, y - height - 10 * scale), width, height));
        return places.stream()
                .filter(place -> place.getMaxX() < plot.right() && place.getMinX() > plot.left())
                .filter(place -> ScaleModel.points().stream()
                        .noneMatch(p -> around(plot, p).intersects(place)))
                .findFirst()
                .orElse(places.getFirst());
    }

    /** A point and its figure. */
    private Rectangle2D around(Plot plot, Point point) {
        double x = plot.x(point.bytesPerStep());
        double y = plot.y(point.parameters());
        return new Rectangle2D(x - 20 * scale, y - 22 * scale, 40 * scale, 44 * scale);
    }

    private void drawLegend(Pen pen, Plot plot) {
        Font font = Typeface.TEXT.at(13 * scale);
        double at = plot.right();
        for (Family family : new Family[] {Family.BLT, Family.LLAMA_3, Family.LLAMA_2}) {
            String name = messages.get("scale.family." + family.name().toLowerCase(java.util.Locale.ROOT));
            at -= Typeface.width(name, font);
            pen.text(name, at, 26 * scale, font, Align.LEFT, palette.secondary());
            at -= 12 * scale;
            mark(pen, family, at, 22 * scale);
            at -= 26 * scale;
        }
    }
}
