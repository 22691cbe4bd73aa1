package blt4j.visualizer.scale;

import blt4j.analysis.cost.ScaleModel;
import blt4j.analysis.cost.ScaleModel.Family;
import blt4j.analysis.cost.ScaleModel.Point;
import blt4j.visualizer.control.Tile;
import blt4j.visualizer.control.WrapRow;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.ViewContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The paper's axis of scale: patch size against the size of the model, at one price per byte. */
public final class ScaleView extends Page {
    private static final double LEAST_BUDGET = 1e8;
    private static final double MOST_BUDGET = 1e10;
    private static final double USUAL_PATCH = 7;

    /** How high a slide is, in pixels at 100 %. */
    private static final double SLIDE_HEIGHT = 500;

    private final BorderPane content = new BorderPane();
    private final Slider budget = new Slider(Math.log10(LEAST_BUDGET), Math.log10(MOST_BUDGET), Math.log10(8e8));
    private final Slider patch = new Slider(ScaleChart.LEAST_PATCH, ScaleChart.MOST_PATCH, USUAL_PATCH);
    private final Label budgetFigure = new Label();
    private final Label patchFigure = new Label();
    private final Tile size;
    private final Tile tokens;
    private final Tile gain;
    private final DrawingCanvas canvas = new DrawingCanvas(this::draw);

    /** Builds the view. */
    public ScaleView(ViewContext context) {
        super(context);
        size = new Tile(text("scale.tile.size"), text("scale.tile.size.about"));
        tokens = new Tile(text("scale.tile.tokens"), text("scale.tile.tokens.about"));
        gain = new Tile(text("scale.tile.gain"), text("scale.tile.gain.about"));
        arrange();
        on(model().palette(), p -> canvas.redraw());
        keep(model().scale().subscribe(s -> canvas.redraw()));
        budget.valueProperty().subscribe(v -> refresh());
        patch.valueProperty().subscribe(v -> refresh());
    }

    private void arrange() {
        budget.setId("scale-budget");
        budget.setBlockIncrement(0.05);
        patch.setBlockIncrement(0.25);
        WrapRow controls = new WrapRow(
                1.4,
                knob("scale.budget", budget, budgetFigure),
                knob("scale.patch", patch, patchFigure),
                paper(0),
                paper(1),
                new Region());
        controls.getStyleClass().addAll("controls", "scale-controls");
        keep(model().scale().subscribe(s -> controls.setScale(s.doubleValue())));
        HBox tiles = new HBox(size, tokens, gain);
        tiles.getStyleClass().add("tiles");
        Label caption = new Label(text("scale.caption"));
        caption.setWrapText(true);
        caption.getStyleClass().addAll("secondary", "scale-caption");
        canvas.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        canvas.addEventHandler(MouseEvent.MOUSE_PRESSED, this::choose);
        canvas.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::choose);
        content.setTop(new VBox(controls, tiles));
        content.setCenter(canvas);
        content.setBottom(caption);
        content.getStyleClass().add("scale-view");
    }

    private HBox knob(String key, Slider slider, Label figure) {
        Label name = new Label(text(key));
        name.getStyleClass().add("control-name");
        name.setMinWidth(Region.USE_PREF_SIZE);
        name.setLabelFor(slider);
        slider.setAccessibleText(text(key));
        slider.getStyleClass().add("small");
        figure.getStyleClass().add("figure");
        figure.setMinWidth(Region.USE_PREF_SIZE);
        HBox box = new HBox(name, slider, figure);
        box.getStyleClass().add("knob");
        return box;
    }

    /** Goes to one of the paper's budgets. */
    private Button paper(int index) {
        double flops = ScaleModel.BUDGETS.get(index).flopsPerByte();
        Button button = new Button(text("scale.toPaper", messages().metric(flops)));
        button.setOnAction(e -> budget.setValue(Math.log10(flops)));
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }

    private void choose(MouseEvent event) {
        patch.setValue(chart(model().scale().get()).patchAt(event.getX(), canvas.getWidth(), canvas.getHeight()));
    }

    private double flops() {
        return Math.pow(10, budget.getValue());
    }

    private void refresh() {
        double own = ScaleModel.parameters(Family.BLT, flops(), patch.getValue());
        double token = ScaleModel.parameters(Family.LLAMA_3, flops(), tokenSize());
        budgetFigure.setText(text("unit.flopsPerByte", messages().metric(flops())));
        patchFigure.setText(text("unit.bytes", messages().number(patch.getValue(), 1)));
        size.set(ScaleChart.parameters(messages(), own, 2));
        tokens.set(ScaleChart.parameters(messages(), token, 2));
        gain.set("× " + messages().number(own / token, 2));
        canvas.setAccessibleText(text(
                "scale.accessible",
                messages().number(patch.getValue(), 1),
                ScaleChart.parameters(messages(), own, 2),
                messages().metric(flops())));
        canvas.redraw();
    }

    private static double tokenSize() {
        return ScaleModel.points().stream()
                .filter(p -> p.family() == Family.LLAMA_3)
                .mapToDouble(Point::bytesPerStep)
                .findFirst()
                .orElseThrow();
    }

    private ScaleChart chart(double scale) {
        return new ScaleChart(
                flops(), patch.getValue(), messages(), model().palette().getValue(), scale);
    }

    private void draw(Pen pen, double width, double height) {
        chart(model().scale().get()).draw(pen, width, height);
    }

    @Override
    public Node content() {
        return content;
    }

    @Override
    public Optional<Drawing> drawing() {
        return Optional.of(this::draw);
    }

    @Override
    public Optional<Drawing> slide() {
        return Optional.of((pen, width, height) -> chart(height / SLIDE_HEIGHT).draw(pen, width, height));
    }

    /** The paper's models, and the curve of the chosen budget in whole bytes. */
    @Override
    public Optional<Table> table() {
        List<List<Object>> rows = new ArrayList<>();
        for (Point p : ScaleModel.points()) {
            String family = p.family().name().toLowerCase(Locale.ROOT);
            rows.add(List.of("paper", family, p.bytesPerStep(), p.parameters(), p.flopsPerByte()));
        }
        for (int bytes = (int) ScaleChart.LEAST_PATCH; bytes <= ScaleChart.MOST_PATCH; bytes++) {
            double parameters = ScaleModel.parameters(Family.BLT, flops(), bytes);
            rows.add(List.of("own_budget", "blt", bytes, parameters, flops()));
        }
        return Optional.of(
                new Table(List.of("source", "family", "bytes_per_step", "parameters", "flops_per_byte"), rows));
    }
}
