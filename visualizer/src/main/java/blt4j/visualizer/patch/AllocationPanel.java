package blt4j.visualizer.patch;

import blt4j.analysis.cost.CostPerByte;
import blt4j.stage.Stage;
import blt4j.visualizer.control.StackedBars;
import blt4j.visualizer.control.StackedBars.Part;
import blt4j.visualizer.control.StackedBars.Row;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javafx.scene.text.Font;

/**
 * Where the compute goes: the work per byte of this segmentation and of others, by stage; and below it how large a token
 * model of the same price is, for this model and the published ones.
 */
final class AllocationPanel {
    private static final int ROWS = 4;
    private static final int PRICES = 3;
    private static final double NAMES = 44;
    private static final double PRICE = 20;
    private static final double BETWEEN = 14;

    private final ViewContext context;
    private final CostWords words;
    private final DrawingCanvas canvas = new DrawingCanvas(this::draw);
    private TextReading reading = TextReading.EMPTY;
    private double scale = 1;

    AllocationPanel(ViewContext context) {
        this.context = context;
        words = new CostWords(context.messages());
        fit();
    }

    void setScale(double newScale) {
        scale = newScale;
        fit();
    }

    private void fit() {
        double height = StackedBars.height(ROWS, scale) + (NAMES + PRICES * PRICE + 20) * scale;
        canvas.setMinHeight(height);
        canvas.setPrefHeight(height);
        canvas.setMaxHeight(height);
        canvas.redraw();
    }

    void show(TextReading newReading) {
        reading = newReading;
        canvas.redraw();
    }

    void redraw() {
        canvas.redraw();
    }

    DrawingCanvas content() {
        return canvas;
    }

    void draw(Pen pen, double width, double height) {
        reading.work().filter(w -> reading.read() > 0).ifPresent(work -> draw(pen, width, work));
    }

    private void draw(Pen pen, double width, Work work) {
        Palette palette = context.model().palette().getValue();
        double margin = 20 * scale;
        StackedBars bars = new StackedBars(rows(work), palette, scale);
        bars.draw(pen, margin, NAMES * scale, width - 2 * margin);
        drawNames(pen, bars.middles(0, margin, width - 2 * margin), width - margin, palette);
        double y = (NAMES + 16) * scale + StackedBars.height(ROWS, scale);
        for (String price : words.samePrices(work)) {
            pen.text(price, margin, y, Typeface.TEXT.at(13 * scale), Align.LEFT, palette.secondary());
            y += PRICE * scale;
        }
    }

    /** The stages by their names, each with a line to its part of the first bar. */
    private void drawNames(Pen pen, double[] middles, double right, Palette palette) {
        Font font = Typeface.MEDIUM.at(13 * scale);
        Stage[] stages = Stage.values();
        double after = right;
        double[] lefts = new double[stages.length];
        double[] widths = new double[stages.length];
        double at = middles[0] - BETWEEN * scale;
        for (int i = 0; i < stages.length; i++) {
            widths[i] = Typeface.width(name(stages[i]), font);
            lefts[i] = Math.max(at, middles[i] - widths[i] / 2);
            at = lefts[i] + widths[i] + BETWEEN * scale;
        }
        for (int i = stages.length - 1; i >= 0; i--) {
            lefts[i] = Math.min(lefts[i], after - widths[i]);
            after = lefts[i] - BETWEEN * scale;
        }
        for (int i = 0; i < stages.length; i++) {
            if (middles[i] < 0) {
                continue;
            }
            pen.text(name(stages[i]), lefts[i], 20 * scale, font, Align.LEFT, palette.ink());
            double from = Math.clamp(middles[i], lefts[i] + 4 * scale, lefts[i] + widths[i] - 4 * scale);
            pen.line(from, 25 * scale, middles[i], (NAMES + 4) * scale, 1, palette.secondary());
        }
    }

    private String name(Stage stage) {
        return context.messages().get("stage." + stage.name().toLowerCase(Locale.ROOT));
    }

    private List<Row> rows(Work work) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("allocation.patches", work.cost(), true));
        work.costOfTokens().ifPresent(t -> rows.add(row("allocation.tokens", t, false)));
        rows.add(row("allocation.four", work.everyFour(), false));
        rows.add(row("allocation.bytes", work.everyByte(), false));
        return rows;
    }

    private Row row(String key, CostPerByte cost, boolean strong) {
        Palette palette = context.model().palette().getValue();
        List<Part> parts = Arrays.stream(Stage.values())
                .map(s -> new Part(cost.flops(s), palette.stage(s)))
                .toList();
        String figure =
                context.messages().get("unit.flopsPerByte", context.messages().metric(cost.total()));
        return new Row(context.messages().get(key), parts, figure, strong);
    }
}
