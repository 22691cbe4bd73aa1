package blt4j.visualizer.patch;

import blt4j.analysis.WorkTotals;
import blt4j.program.Stage;
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

/** Where the compute goes: the work per byte of this segmentation and of others, by stage. */
final class AllocationPanel {
    private static final int ROWS = 4;
    private static final double LEGEND = 30;
    private static final double LEAST_WIDTH = 760;

    private final ViewContext context;
    private final DrawingCanvas canvas = new DrawingCanvas(this::draw);
    private TextReading reading = TextReading.EMPTY;

    AllocationPanel(ViewContext context) {
        this.context = context;
        setScale(1);
    }

    void setScale(double scale) {
        double height = StackedBars.height(ROWS, scale) + (LEGEND + 14) * scale;
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
        double scale = Math.min(context.model().scale().get(), width / LEAST_WIDTH);
        double margin = 20 * scale;
        drawLegend(pen, margin, palette, scale);
        List<Row> rows = reading.work().map(this::rows).orElse(List.of());
        new StackedBars(rows, palette, scale).draw(pen, margin, (LEGEND + 4) * scale, width - 2 * margin);
    }

    private void drawLegend(Pen pen, double x, Palette palette, double scale) {
        Font title = Typeface.STRONG.at(12.5 * scale);
        Font font = Typeface.TEXT.at(12 * scale);
        String heading = context.messages().get("allocation.title");
        pen.text(heading, x, 20 * scale, title, Align.LEFT, palette.ink());
        double at = x + Typeface.width(heading, title) + 24 * scale;
        for (Stage stage : Stage.values()) {
            String name = context.messages().get("stage." + stage.name().toLowerCase(Locale.ROOT));
            pen.fillRound(at, 11 * scale, 10 * scale, 10 * scale, 2 * scale, palette.stage(stage));
            pen.text(name, at + 15 * scale, 20 * scale, font, Align.LEFT, palette.secondary());
            at += Typeface.width(name, font) + 34 * scale;
        }
    }

    private List<Row> rows(Work work) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("allocation.patches", work.totals(), true));
        work.tokens().ifPresent(t -> rows.add(row("allocation.tokens", t, false)));
        rows.add(row("allocation.four", work.everyFour(), false));
        rows.add(row("allocation.bytes", work.everyByte(), false));
        return rows;
    }

    private Row row(String key, WorkTotals work, boolean strong) {
        Palette palette = context.model().palette().getValue();
        double bytes = Math.max(1, work.positions());
        List<Part> parts = Arrays.stream(Stage.values())
                .map(s -> new Part(work.flops(s) / bytes, palette.stage(s)))
                .toList();
        String figure =
                context.messages().get("unit.flopsPerByte", context.messages().metric(work.flopsPerByte()));
        return new Row(context.messages().get(key), parts, figure, strong);
    }
}
