package blt4j.visualizer.pipeline;

import blt4j.program.Stage;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.TextReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;

/** The architecture as the loaded model's programs have it, and a byte's way through it. */
public final class PipelineView extends Page {
    private final DrawingCanvas canvas = new DrawingCanvas(this::draw);
    private List<Sizes> sizes = List.of();
    private double bytesPerPatch = -1;
    private boolean inView;

    /** Builds the view. */
    public PipelineView(ViewContext context) {
        super(context);
        canvas.setFocusTraversable(true);
        canvas.ring(canvas, () -> model().palette().getValue().accent());
        canvas.getStyleClass().add("pipeline");
        canvas.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        canvas.setAccessibleText(text("view.pipeline.about"));
        canvas.addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        canvas.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::pressed);
        canvas.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        on(model().model(), state -> {
            bytesPerPatch = -1;
            refresh();
        });
        on(model().reading(), reading -> refresh());
        on(model().selected(), i -> canvas.redraw());
        on(model().palette(), p -> canvas.redraw());
        keep(model().scale().subscribe(s -> canvas.redraw()));
    }

    /** Reckons sizes anew where patches have another mean size. */
    private void refresh() {
        if (!inView) {
            return;
        }
        double mean = model().reading().get().bytesPerPatch();
        if (mean != bytesPerPatch) {
            bytesPerPatch = mean;
            sizes = Sizes.of(model().model().get().info(), mean);
        }
        canvas.redraw();
    }

    private void pressed(MouseEvent event) {
        canvas.requestFocus();
        OptionalInt index = drawingOf(scale(), true).byteAt(event.getX(), event.getY(), canvas.getWidth());
        if (index.isPresent()) {
            model().selected().set(index);
        }
    }

    private void key(KeyEvent event) {
        int by = switch (event.getCode()) {
            case LEFT -> -1;
            case RIGHT -> 1;
            default -> 0;
        };
        int length = model().reading().get().read();
        if (by != 0 && length > 0) {
            int now = model().selected().get().orElse(by > 0 ? -1 : length);
            model().selected().set(OptionalInt.of(Math.clamp((long) now + by, 0, length - 1)));
            event.consume();
        }
    }

    private PipelineDrawing drawingOf(double scale, boolean interactive) {
        TextReading reading = model().reading().get();
        OptionalInt selected = model().selected().get();
        boolean inText = selected.isPresent() && selected.getAsInt() < reading.read();
        return new PipelineDrawing(
                sizes,
                model().model().get().info().isPresent(),
                reading,
                inText ? selected : OptionalInt.empty(),
                interactive,
                messages(),
                model().palette().getValue(),
                scale);
    }

    private double scale() {
        return model().scale().get();
    }

    private static double fitting(double width, double height, double least) {
        return Math.min(width / PipelineDrawing.LEAST_WIDTH, height / least);
    }

    private void draw(Pen pen, double width, double height) {
        drawingOf(scale(), true).draw(pen, width, height);
    }

    @Override
    public void shown() {
        inView = true;
        refresh();
    }

    @Override
    public void hidden() {
        inView = false;
    }

    @Override
    public boolean showsText() {
        return true;
    }

    @Override
    public boolean settled() {
        boolean none = model().model().get() instanceof ModelState.Failed;
        return none || model().reading().get().work().isPresent();
    }

    @Override
    public Node content() {
        return canvas;
    }

    @Override
    public Optional<Drawing> drawing() {
        return Optional.of((pen, width, height) -> drawingOf(scale(), false).draw(pen, width, height));
    }

    @Override
    public Optional<Drawing> slide() {
        return Optional.of(
                (pen, width, height) -> drawingOf(fitting(width, height, PipelineDrawing.ROOMY_HEIGHT), false)
                        .draw(pen, width, height));
    }

    /** A row per model and stage. */
    @Override
    public Optional<Table> table() {
        List<List<Object>> rows = new ArrayList<>();
        for (Sizes model : sizes) {
            for (Stage stage : model.size().stages()) {
                rows.add(List.of(
                        model.name(),
                        stage.name().toLowerCase(Locale.ROOT),
                        model.size().parameters().getOrDefault(stage, 0L),
                        model.size().flopsPerByte(stage)));
            }
        }
        return Optional.of(new Table(List.of("model", "stage", "parameters", "flops_per_byte"), rows));
    }
}
