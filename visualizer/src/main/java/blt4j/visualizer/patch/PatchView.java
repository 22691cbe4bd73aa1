package blt4j.visualizer.patch;

import blt4j.visualizer.control.Captioned;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.TextReading;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.animation.PauseTransition;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/** The home view: the text, where the model is unsure of it, where it is cut, and what that costs. */
public final class PatchView extends Page {
    /** The editor has one line until somebody pulls it larger. */
    private static final double EDITOR_HEIGHT = 36;

    private static final double COMPLETED_AFTER_MILLIS = 60;

    /** The strip stays in view, whatever else is to be seen. */
    private static final double MOST_DETAILS = 0.36;

    /** In a narrower window, in pixels at 100 %, a line tells of a byte what else stands beside the strip. */
    private static final double WIDE = 1010;

    /** In a lower one, as below a lesson's words, the strip takes the room of the sentence beside the figures. */
    private static final double LOW = 440;

    private final BorderPane content = new BorderPane();
    private final PatchControls controls;
    private final SummaryTiles tiles;
    private final TextEditor editor;
    private final Strip strip;
    private final AllocationPanel allocation;
    private final Inspector inspector;
    private final ByteLine line;
    private final VBox details;
    private final ScrollPane below;
    private double divided = 0.5;
    private OptionalInt asked = OptionalInt.empty();
    private boolean answered = true;
    private boolean inView;
    private boolean besides;
    private boolean completing;

    /** Builds the view. */
    public PatchView(ViewContext context) {
        super(context);
        controls = new PatchControls(context);
        tiles = new SummaryTiles(context);
        editor = new TextEditor(context);
        strip = new Strip(
                model().palette().getValue(), model().hovered()::set, model().selected()::set, this::chooseThreshold);
        strip.setAccessibleHelp(text("strip.help"));
        strip.explain(messages());
        strip.onTrained(context.workbench()::chooseTrainedPatching);
        allocation = new AllocationPanel(context);
        inspector = new Inspector(context);
        line = new ByteLine(messages());
        details = new VBox(new HBox(tiles.others(), controls.limits()), allocation.content());
        below = new ScrollPane(details);
        arrange();
        listen();
    }

    private void arrange() {
        SplitPane split = new SplitPane(editor.content(), strip);
        split.setOrientation(Orientation.VERTICAL);
        split.heightProperty().subscribe(h -> divide(split));
        keep(model().scale().subscribe(s -> divide(split)));
        content.widthProperty().subscribe(w -> fit());
        content.heightProperty().subscribe(h -> fit());
        keep(model().scale().subscribe(s -> fit()));
        SplitPane.setResizableWithParent(editor.content(), false);
        VBox.setVgrow(split, Priority.ALWAYS);
        details.getStyleClass().add("details");
        below.setFitToWidth(true);
        below.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        below.getStyleClass().add("details-scroll");
        below.maxHeightProperty().bind(content.heightProperty().multiply(MOST_DETAILS));
        below.setMinHeight(0);
        VBox center = new VBox(controls.content(), tiles.content(), split, line.content(), below);
        center.setMinWidth(0);
        content.setCenter(center);
        content.getStyleClass().add("patch-view");
    }

    /** Beside the strip where there is room for both, and nobody reads from afar. */
    private void fit() {
        boolean wide = content.getWidth() >= WIDE * model().scale().get()
                && !model().presentation().get();
        boolean low = content.getHeight() < LOW * model().scale().get();
        tiles.setPlain(low || model().presentation().get());
        if (wide != besides) {
            besides = wide;
            content.setRight(wide ? inspector.content() : null);
            showFocus();
        }
    }

    /** Gives the editor a line until somebody moves the divider. */
    private void divide(SplitPane split) {
        if (split.getHeight() > 0 && Math.abs(split.getDividerPositions()[0] - divided) < 0.02) {
            double wanted = EDITOR_HEIGHT * model().scale().get() / split.getHeight();
            split.setDividerPositions(Math.min(0.5, wanted));
            divided = split.getDividerPositions()[0];
        }
    }

    private void listen() {
        on(model().document(), document -> {
            editor.show(document);
            showHint();
        });
        on(model().model(), state -> showHint());
        on(model().reading(), reading -> showReading());
        on(model().patching(), choice -> controls.show(choice, model().reading().get()));
        on(model().palette(), palette -> {
            strip.setPalette(palette);
            allocation.redraw();
            showFocus();
        });
        keep(model().scale().subscribe(s -> {
            strip.setScale(s.doubleValue());
            editor.setScale(s.doubleValue());
            controls.setScale(s.doubleValue());
            allocation.setScale(s.doubleValue());
            inspector.setScale(s.doubleValue());
        }));
        on(model().presentation(), plain -> {
            controls.setPlain(plain);
            strip.setLarge(plain);
            fit();
            showDetails();
        });
        on(model().details(), shown -> showDetails());
        on(model().form(), strip::setForm);
        on(model().selected(), i -> {
            strip.setSelected(i);
            strip.setAccessibleText(
                    i.isPresent() && i.getAsInt() < strip.reading().text().length()
                            ? StripWords.of(strip.reading(), i.getAsInt(), messages())
                            : text("strip.name"));
            showFocus();
        });
        on(model().hovered(), i -> {
            strip.setHovered(i);
            showFocus();
        });
    }

    private void showDetails() {
        boolean shown = model().details().get() && !model().presentation().get();
        below.setVisible(shown);
        below.setManaged(shown);
        showAllocation();
    }

    /** Drawing it takes as long as the strip does; who does not see it should not wait for it. */
    private void showAllocation() {
        if (below.isVisible()) {
            allocation.show(model().reading().get());
        }
    }

    /** There may be several patch views, as lessons have one of their own: who is not in view asks nothing. */
    private void showReading() {
        if (!inView) {
            return;
        }
        TextReading reading = model().reading().get();
        showHint();
        strip.show(reading);
        tiles.show(reading);
        showAllocation();
        controls.show(model().patching().get(), reading);
        showFocus();
    }

    private void showHint() {
        TextReading reading = model().reading().get();
        strip.setHint(hint(reading));
        complete(reading);
    }

    /** Once the first picture is there, or there is none to come. */
    private void complete(TextReading reading) {
        if (controls.isComplete() || completing) {
            return;
        }
        if (!hint(reading).isEmpty()) {
            controls.complete();
        } else if (reading.read() > 0) {
            completing = true;
            PauseTransition moment = new PauseTransition(Duration.millis(COMPLETED_AFTER_MILLIS));
            moment.setOnFinished(e -> controls.complete());
            moment.play();
        }
    }

    private String hint(TextReading reading) {
        if (model().document().get().text().length() == 0) {
            return text("hint.empty");
        }
        return reading.read() == 0 && model().model().get() instanceof ModelState.Failed ? text("hint.noModel") : "";
    }

    private void chooseThreshold(double nats) {
        context.workbench().choosePatching(model().patching().get().withThreshold(nats));
    }

    private void showFocus() {
        if (!inView) {
            return;
        }
        TextReading reading = model().reading().get();
        OptionalInt focus = model().focused();
        if (focus.isEmpty() || focus.getAsInt() >= reading.read()) {
            asked = OptionalInt.empty();
            answered = true;
            inspector.clear();
            line.clear();
            return;
        }
        int index = focus.getAsInt();
        show(reading, index, Optional.empty());
        asked = focus;
        answered = false;
        context.workbench().inspect(index, answer -> {
            if (asked.equals(OptionalInt.of(index))) {
                answered = true;
                answer.ifPresent(a -> show(model().reading().get(), index, Optional.of(a)));
            }
        });
    }

    private void show(TextReading reading, int index, Optional<Inspection> inspection) {
        if (index >= reading.read()) {
            return;
        }
        if (besides) {
            line.clear();
            inspection.ifPresentOrElse(a -> inspector.show(a, reading), () -> inspector.show(reading, index));
        } else {
            line.show(reading, index, inspection);
        }
    }

    @Override
    public void shown() {
        inView = true;
        showReading();
        editor.area().requestFocus();
    }

    @Override
    public void hidden() {
        inView = false;
    }

    @Override
    public void close() {
        super.close();
        editor.close();
    }

    /** The strip, for tests that drag and click on it. */
    public Strip strip() {
        return strip;
    }

    @Override
    public boolean showsText() {
        return true;
    }

    @Override
    public boolean settled() {
        TextReading reading = model().reading().get();
        boolean counted = reading.text().length() == 0
                || reading.work().filter(w -> w.tokens().isPresent()).isPresent();
        return answered
                && editor.settled()
                && !strip.moving()
                && controls.isComplete()
                && (counted || model().model().get().info().isEmpty());
    }

    @Override
    public Node content() {
        return content;
    }

    /** The strip as it is in view, and the bars below it. */
    @Override
    public Optional<Drawing> drawing() {
        return Optional.of(this::draw);
    }

    private void draw(Pen pen, double width, double height) {
        double under = below.isVisible() ? allocation.content().getHeight() : 0;
        strip.drawing().draw(pen, width, height - under);
        if (under > 0) {
            pen.shift(0, height - under, () -> allocation.draw(pen, width, under));
        }
    }

    /** The strip alone, and below it its figures in a line. */
    @Override
    public Optional<Drawing> slide() {
        return Optional.of(
                new Captioned(strip.slide(), tiles.sentence(), model().palette().getValue()));
    }

    /** The threshold going up and down. */
    @Override
    public Optional<Animation> animation(String what) {
        TextReading reading = model().reading().get();
        boolean may = what.equals("sweep")
                && reading.read() > 0
                && reading.entropies().present();
        return may
                ? Optional.of(new Sweep(
                                reading,
                                strip::slide,
                                messages(),
                                model().palette().getValue())
                        .animation())
                : Optional.empty();
    }

    /** A row per byte. */
    @Override
    public Optional<Table> table() {
        TextReading reading = model().reading().get();
        String name = model().model().get().info().map(ModelInfo::name).orElse("");
        var mode = reading.patching().mode();
        Object threshold =
                mode.decisiveThreshold().isPresent() ? mode.decisiveThreshold().getAsDouble() : "";
        Guesses guesses = new Guesses(context.workbench().reader(), reading.text());
        List<List<Object>> table = new AbstractList<>() {
            @Override
            public List<Object> get(int i) {
                Object entropy =
                        reading.entropies().present() ? reading.entropies().of(i) : "";
                Object flops = reading.work()
                        .<Object>map(w -> Math.round(w.flops(i, i + 1)[0]))
                        .orElse("");
                return List.of(
                        i,
                        reading.text().at(i),
                        guesses.text(i),
                        entropy,
                        guesses.rank(i),
                        guesses.probability(i),
                        reading.patchOf(i),
                        reading.beginsAt(i),
                        flops,
                        name,
                        mode.rule().text(),
                        threshold);
            }

            @Override
            public int size() {
                return reading.read();
            }
        };
        return Optional.of(new Table(
                List.of(
                        "index",
                        "byte",
                        "text",
                        "entropy_nats",
                        "rank",
                        "probability",
                        "patch",
                        "begins_patch",
                        "flops",
                        "model",
                        "rule",
                        "threshold"),
                table));
    }
}
