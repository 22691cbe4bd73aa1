package blt4j.visualizer.patch;

import blt4j.visualizer.control.Captioned;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.TextReading;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.animation.PauseTransition;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/** The home view: the text, where the model is unsure of it, where it is cut, and what that costs. */
public final class PatchView extends Page {
    private static final double EDITOR_HEIGHT = 104;
    private static final double PLAIN_EDITOR_HEIGHT = 60;
    private static final double COMPACT_HEIGHT = 620;
    private static final double COMPLETED_AFTER_MILLIS = 60;

    private final BorderPane content = new BorderPane();
    private final PatchControls controls;
    private final SummaryTiles tiles;
    private final TextEditor editor;
    private final Strip strip;
    private final AllocationPanel allocation;
    private final Inspector inspector;
    private double divided = 0.5;
    private OptionalInt asked = OptionalInt.empty();
    private boolean answered = true;
    private boolean inView;
    private boolean compact;
    private boolean completing;

    /** Builds the view. */
    public PatchView(ViewContext context) {
        super(context);
        controls = new PatchControls(context);
        tiles = new SummaryTiles(messages(), controls.limits());
        editor = new TextEditor(context);
        strip = new Strip(
                model().palette().getValue(), model().hovered()::set, model().selected()::set, this::chooseThreshold);
        strip.setAccessibleHelp(text("strip.help"));
        strip.explain(messages());
        allocation = new AllocationPanel(context);
        inspector = new Inspector(context);
        arrange();
        listen();
    }

    private void arrange() {
        SplitPane split = new SplitPane(editor.content(), strip);
        split.setOrientation(Orientation.VERTICAL);
        split.heightProperty().subscribe(h -> divide(split));
        keep(model().scale().subscribe(s -> divide(split)));
        on(model().presentation(), plain -> divide(split));
        content.heightProperty().subscribe(h -> fit(split));
        keep(model().scale().subscribe(s -> fit(split)));
        SplitPane.setResizableWithParent(editor.content(), false);
        VBox.setVgrow(split, Priority.ALWAYS);
        allocation.content().getStyleClass().add("allocation");
        VBox center = new VBox(controls.content(), tiles.content(), split, allocation.content());
        center.setMinWidth(0);
        content.setCenter(center);
        content.setRight(inspector.content());
        content.getStyleClass().add("patch-view");
    }

    /** In a low window the strip gets the room that figures have which can be seen elsewhere. */
    private void fit(SplitPane split) {
        boolean low = content.getHeight() > 0
                && content.getHeight() < COMPACT_HEIGHT * model().scale().get();
        if (low != compact) {
            compact = low;
            tiles.setPlain(plain());
            divide(split);
        }
    }

    private boolean plain() {
        return compact || model().presentation().get();
    }

    /** Gives the editor a few whole lines until somebody moves the divider. */
    private void divide(SplitPane split) {
        if (split.getHeight() > 0 && Math.abs(split.getDividerPositions()[0] - divided) < 0.02) {
            double lines = plain() ? PLAIN_EDITOR_HEIGHT : EDITOR_HEIGHT;
            double wanted = lines * model().scale().get() / split.getHeight();
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
            tiles.setScale(s.doubleValue());
            allocation.setScale(s.doubleValue());
            inspector.setScale(s.doubleValue());
        }));
        on(model().presentation(), plain -> {
            controls.setPlain(plain);
            tiles.setPlain(plain());
        });
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

    /** There may be several patch views, as lessons have one of their own: who is not in view asks nothing. */
    private void showReading() {
        if (!inView) {
            return;
        }
        TextReading reading = model().reading().get();
        showHint();
        strip.show(reading);
        tiles.show(reading);
        allocation.show(reading);
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
            return;
        }
        int index = focus.getAsInt();
        inspector.show(reading, index);
        asked = focus;
        answered = false;
        context.workbench().inspect(index, answer -> {
            if (asked.equals(OptionalInt.of(index))) {
                answered = true;
                answer.ifPresent(a -> inspector.show(a, model().reading().get()));
            }
        });
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
        double below = allocation.content().getHeight();
        strip.drawing().draw(pen, width, height - below);
        pen.shift(0, height - below, () -> allocation.draw(pen, width, below));
    }

    /** The strip alone, and below it its figures in a line. */
    @Override
    public Optional<Drawing> slide() {
        return Optional.of(
                new Captioned(strip.slide(), tiles.sentence(), model().palette().getValue()));
    }

    /** A row per byte. */
    @Override
    public Optional<Table> table() {
        TextReading reading = model().reading().get();
        List<List<Object>> table = new AbstractList<>() {
            @Override
            public List<Object> get(int i) {
                Object entropy =
                        reading.entropies().present() ? reading.entropies().of(i) : "";
                Object flops = reading.work()
                        .<Object>map(w -> Math.round(w.flops(i, i + 1)[0]))
                        .orElse("");
                return List.of(i, reading.text().at(i), entropy, reading.patchOf(i), reading.beginsAt(i), flops);
            }

            @Override
            public int size() {
                return reading.read();
            }
        };
        return Optional.of(
                new Table(List.of("index", "byte", "entropy_nats", "patch", "begins_patch", "flops"), table));
    }
}
