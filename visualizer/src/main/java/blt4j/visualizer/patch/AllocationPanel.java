package blt4j.visualizer.patch;

import blt4j.analysis.cost.CostPerByte;
import blt4j.program.Stage;
import blt4j.visualizer.control.StackedBars;
import blt4j.visualizer.control.StackedBars.Part;
import blt4j.visualizer.control.StackedBars.Row;
import blt4j.visualizer.control.StageKey;
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
import javafx.scene.text.Font;

/** Where the compute goes: the work per byte of this segmentation and of others, by stage. */
final class AllocationPanel {
    private static final int ROWS = 4;
    private static final double LEGEND = 30;
    private static final double LEAST_WIDTH = 760;

    private final ViewContext context;
    private final DrawingCanvas canvas = new DrawingCanvas(this::draw);
    private TextReading reading = TextReading.EMPTY;
    private double scale = 1;

    AllocationPanel(ViewContext context) {
        this.context = context;
        canvas.widthProperty().subscribe(width -> fit());
    }

    void setScale(double newScale) {
        scale = newScale;
        fit();
    }

    /** The bars stand side by side with their names whatever the width; they are smaller where those would not fit. */
    private double fitting(double width) {
        return width > 0 ? Math.min(scale, width / LEAST_WIDTH) : scale;
    }

    private void fit() {
        double fitting = fitting(canvas.getWidth());
        double height = StackedBars.height(ROWS, fitting) + (LEGEND + 14) * fitting;
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
        Palette palette = context.model().palette().getValue();
        double size = fitting(width);
        double margin = 20 * size;
        drawLegend(pen, margin, palette, size);
        List<Row> rows =
                reading.work().filter(w -> reading.read() > 0).map(this::rows).orElse(List.of());
        new StackedBars(rows, palette, size).draw(pen, margin, (LEGEND + 4) * size, width - 2 * margin);
    }

    private void drawLegend(Pen pen, double x, Palette palette, double size) {
        Font title = Typeface.STRONG.at(12.5 * size);
        String heading = context.messages().get("allocation.title");
        pen.text(heading, x, 20 * size, title, Align.LEFT, palette.ink());
        double after = x + Typeface.width(heading, title) + 24 * size;
        new StageKey(context.messages(), palette, size).draw(pen, after, 20 * size);
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
