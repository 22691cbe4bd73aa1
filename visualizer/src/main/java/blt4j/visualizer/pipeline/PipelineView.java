package blt4j.visualizer.pipeline;

import blt4j.stage.Stage;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.xray.XrayTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.StackPane;

/** The architecture as the loaded model's programs have it, and a byte's way through it. */
public final class PipelineView extends Page {
    private final DrawingCanvas canvas = new DrawingCanvas(this::draw);
    private final StackPane content = new StackPane();
    private final XrayLook xray;
    private final XrayTools tools;
    private List<Sizes> sizes = List.of();
    private double bytesPerPatch = -1;
    private boolean inView;

    /** Builds the view. */
    public PipelineView(ViewContext context) {
        super(context);
        xray = new XrayLook(context, canvas::redraw);
        tools = new XrayTools(context, xray);
        canvas.setFocusTraversable(true);
        canvas.ring(canvas, () -> model().palette().getValue().accent());
        canvas.getStyleClass().add("pipeline");
        canvas.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        canvas.setAccessibleText(text("view.pipeline.about"));
        StackPane.setAlignment(tools.content(), Pos.TOP_RIGHT);
        content.getChildren().addAll(canvas, tools.content());
        content.addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        content.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::pressed);
        content.addEventHandler(MouseEvent.MOUSE_MOVED, e -> {
            if (xray.open()) {
                xray.pointAt(e.getX(), e.getY());
            }
        });
        content.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        on(model().xray(), step -> refresh());
        on(model().model(), state -> {
            bytesPerPatch = -1;
            refresh();
        });
        on(model().reading(), reading -> refresh());
        on(model().selected(), i -> refresh());
        on(model().palette(), p -> canvas.redraw());
        keep(model().scale().subscribe(s -> {
            tools.refresh();
            canvas.redraw();
        }));
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
        xray.follow();
        tools.refresh();
        canvas.redraw();
    }

    private void pressed(MouseEvent event) {
        canvas.requestFocus();
        OptionalInt index = xray.open()
                ? xray.byteAt(event.getX(), event.getY(), canvas.getWidth())
                : drawingOf(scale(), true).byteAt(event.getX(), event.getY(), canvas.getWidth());
        if (index.isPresent()) {
            model().selected().set(index);
        }
    }

    private void key(KeyEvent event) {
        boolean plain = !event.isShortcutDown() && !event.isAltDown();
        if (plain && event.getCode() == KeyCode.X) {
            xray.toggle();
            event.consume();
            return;
        }
        if (plain && xray.open() && !event.isShiftDown() && xray.key(event)) {
            tools.refresh();
            event.consume();
            return;
        }
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
        if (xray.open()) {
            xray.draw(pen, width, height);
            tools.refresh();
        } else {
            drawingOf(scale(), true).draw(pen, width, height);
        }
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
        boolean looked = !xray.open() || model().document().get().text().length() == 0 || xray.settled();
        return none || (model().reading().get().work().isPresent() && looked);
    }

    @Override
    public Node content() {
        return content;
    }

    @Override
    public Optional<Drawing> drawing() {
        if (xray.open()) {
            return xray.picture();
        }
        return Optional.of((pen, width, height) -> drawingOf(scale(), false).draw(pen, width, height));
    }

    @Override
    public Optional<Drawing> slide() {
        if (xray.open()) {
            return xray.slide();
        }
        return Optional.of(
                (pen, width, height) -> drawingOf(fitting(width, height, PipelineDrawing.ROOMY_HEIGHT), false)
                        .draw(pen, width, height));
    }

    @Override
    public Optional<Animation> animation(String what) {
        return what.equals("xray") && xray.open() ? xray.animation() : Optional.empty();
    }

    @Override
    public void close() {
        super.close();
        xray.close();
    }

    /** Of the X-ray all numbers; otherwise a row per model and stage. */
    @Override
    public Optional<Table> table() {
        if (xray.open()) {
            return xray.seen().map(XrayTable::of);
        }
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
