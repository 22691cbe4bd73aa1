package blt4j.visualizer.generate;

import blt4j.generation.SamplingOptions;
import blt4j.patching.PatcherConfig;
import blt4j.visualizer.control.Captioned;
import blt4j.visualizer.control.PredictionBars;
import blt4j.visualizer.control.Tile;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.engine.Drawn;
import blt4j.visualizer.engine.Writer;
import blt4j.visualizer.engine.Writing;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.patch.Strip;
import blt4j.visualizer.patch.StripWords;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.GenerateRequest;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.TextReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Writing, byte by byte: what was drawn from what, patches as they close, and what each stage took. */
public final class GenerateView extends Page {
    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final double FULL_SPEED = 60;
    private static final long GLOW_NANOS = 350_000_000;

    /** In a lower place, in pixels at 100 %, the text takes the room of what else is told of it. */
    private static final double LOW = 570;

    private final BorderPane content = new BorderPane();
    private final TextArea prompt = new TextArea();
    private final SamplingControls sampling;
    private final Slider pace = new Slider(1, FULL_SPEED, 20);
    private final Button play;
    private final Strip strip;
    private final StagePicture stages;
    private final DrawingCanvas stageCanvas = new DrawingCanvas(this::drawStages);
    private final DrawingCanvas bars = new DrawingCanvas(this::drawBars);
    private final Label barsHeading = new Label();
    private final Label barsLegend = new Label();
    private final Label paceFigure = new Label();
    private final GrowingPatch growing;
    private final Tile written;
    private final Tile patches;
    private final Tile mean;
    private final Tile rate;
    private final HBox tiles = new HBox();
    private final Label figures = new Label();
    private final Writer writer;
    private final AtomicReference<Optional<Writing>> newest = new AtomicReference<>(Optional.empty());
    private final AnimationTimer glowing = new AnimationTimer() {
        @Override
        public void handle(long now) {
            stageCanvas.redraw();
            if (glow() == 0) {
                stop();
            }
        }
    };
    private Writing writing = Writing.NONE;
    private OptionalInt looked = OptionalInt.empty();
    private long closedAt = Long.MIN_VALUE / 2;
    private boolean begun;
    private boolean asked;
    private boolean inView;
    private PatcherConfig cut = PatchingChoice.DEFAULT.config();

    /** Builds the view. */
    public GenerateView(ViewContext context) {
        super(context);
        writer = new Writer(context.workbench().reader().thread(), this::publish, this::report);
        sampling = new SamplingControls(messages(), this::sample);
        strip = new Strip(model().palette().getValue(), this::look, this::choose, nats -> {});
        strip.onActivate(this::rewind);
        strip.fixThreshold();
        strip.explain(messages());
        strip.setAccessibleText(text("strip.name"));
        stages = new StagePicture(context);
        growing = new GrowingPatch(context);
        play = button("generate.play", Feather.PLAY, this::playOrPause);
        play.getStyleClass().add("accent");
        play.setId("generate-play");
        written = tile("written");
        patches = tile("closed");
        mean = tile("mean");
        rate = tile("rate");
        String asked = model().generate().get().prompt();
        prompt.setText(asked.isEmpty() ? text("generate.prompt") : asked);
        arrange();
        listen();
        if (model().generate().get().bytes() > 0) {
            looked = model().selected().get();
            strip.setSelected(looked);
        }
    }

    private Tile tile(String key) {
        return new Tile(text("generate.tile." + key), text("generate.tile." + key + ".about"));
    }

    private Button button(String key, Feather icon, Runnable action) {
        Button button = new Button(text(key), Icons.small(icon, model().scale()));
        button.setMinWidth(Region.USE_PREF_SIZE);
        Tips.give(button, text(key + ".about"));
        button.setOnAction(e -> action.run());
        return button;
    }

    private void arrange() {
        prompt.setPrefRowCount(2);
        prompt.setWrapText(true);
        prompt.setAccessibleText(text("generate.promptName"));
        prompt.addEventFilter(KeyEvent.KEY_PRESSED, this::leaveByTab);
        prompt.textProperty().subscribe(t -> begun = false);
        HBox.setHgrow(prompt, Priority.ALWAYS);
        HBox transport = new HBox(
                play,
                button("generate.byte", Feather.CHEVRON_RIGHT, () -> go(Writer.Goal.BYTE, 1)),
                button("generate.patch", Feather.CHEVRONS_RIGHT, () -> go(Writer.Goal.PATCH, UNBOUNDED)),
                button("generate.stop", Feather.SQUARE, this::restart));
        transport.getStyleClass().add("transport");
        pace.setAccessibleText(text("generate.pace"));
        pace.getStyleClass().add("small");
        Label paceName = new Label(text("generate.pace"));
        paceName.getStyleClass().add("control-name");
        paceName.setMinWidth(Region.USE_PREF_SIZE);
        paceName.setLabelFor(pace);
        paceFigure.getStyleClass().add("figure");
        paceFigure.setMinWidth(Region.USE_PREF_SIZE);
        pace.valueProperty().subscribe(v -> showPace());
        HBox.setHgrow(pace, Priority.ALWAYS);
        pace.setMaxWidth(Double.MAX_VALUE);
        HBox paceBox = new HBox(paceName, pace, paceFigure);
        paceBox.getStyleClass().add("knob");
        VBox keys = new VBox(transport, paceBox);
        keys.getStyleClass().add("keys");
        HBox top = new HBox(prompt, keys);
        top.getStyleClass().add("prompt-row");
        tiles.getChildren().addAll(written, patches, mean, rate);
        tiles.getStyleClass().add("tiles");
        figures.getStyleClass().addAll("secondary", "figures-line");
        content.heightProperty().subscribe(h -> fit());
        stageCanvas.getStyleClass().add("allocation");
        stageCanvas.widthProperty().subscribe(width -> fitStages());
        strip.getStyleClass().add("framed");
        VBox.setVgrow(strip, Priority.ALWAYS);
        VBox center = new VBox(top, sampling.content(), tiles, figures, strip, stageCanvas);
        center.setMinWidth(0);
        barsHeading.getStyleClass().add("heading");
        barsHeading.setWrapText(true);
        Label hint = new Label(text("generate.hint"));
        hint.setWrapText(true);
        hint.getStyleClass().add("hint");
        barsLegend.setWrapText(true);
        barsLegend.setText(text("generate.legend"));
        barsLegend.getStyleClass().add("hint");
        Label patchHeading = new Label(text("generate.growing"));
        patchHeading.getStyleClass().add("heading");
        VBox right = new VBox(barsHeading, bars, barsLegend, patchHeading, growing.content(), hint);
        right.getStyleClass().add("inspector-box");
        ScrollPane side = new ScrollPane(right);
        side.setFitToWidth(true);
        side.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        side.getStyleClass().add("inspector");
        content.setCenter(center);
        content.setRight(side);
    }

    /** A prompt needs no tabs; who works with the keyboard needs to get out of it. */
    private void leaveByTab(KeyEvent event) {
        if (event.getCode() == KeyCode.TAB && !event.isControlDown()) {
            prompt.requestFocusTraversal(event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
            event.consume();
        }
    }

    /** Where it is low, figures are a line, and what stages take is left out, except while others watch. */
    private void fit() {
        boolean low = content.getHeight() > 0
                && content.getHeight() < LOW * model().scale().get()
                && !model().presentation().get();
        show(tiles, !low);
        show(figures, low);
        show(stageCanvas, !low);
    }

    private static void show(Node part, boolean shown) {
        part.setVisible(shown);
        part.setManaged(shown);
    }

    private void fitStages() {
        double height = stages.height(stageCanvas.getWidth());
        stageCanvas.setMinHeight(height);
        stageCanvas.setPrefHeight(height);
    }

    private boolean fullSpeed() {
        return pace.getValue() >= FULL_SPEED - 0.5;
    }

    private void showPace() {
        paceFigure.setText(
                fullSpeed() ? text("generate.paceFull") : text("generate.paceFigure", Math.round(pace.getValue())));
    }

    private void listen() {
        on(model().palette(), p -> {
            strip.setPalette(p);
            stageCanvas.redraw();
            bars.redraw();
            growing.redraw();
        });
        keep(model().scale().subscribe(s -> {
            strip.setScale(s.doubleValue());
            fit();
            fitStages();
            fitBars();
            growing.setScale(s.doubleValue());
            sampling.setScale(s.doubleValue());
        }));
        on(model().model(), state -> {
            begun = false;
            if (state instanceof ModelState.Open && inView) {
                runRequest();
            }
        });
        on(model().presentation(), plain -> fit());
        on(model().patching(), choice -> cutAnew());
        on(model().reading(), reading -> cutAnew());
    }

    @Override
    public void shown() {
        inView = true;
        cutAnew();
        if (model().model().get() instanceof ModelState.Open) {
            runRequest();
        }
        prompt.requestFocus();
    }

    /** Reads the prompt, and writes on if that was asked for. */
    private void runRequest() {
        begin();
        GenerateRequest request = model().generate().get();
        if (request.bytes() > 0 && !asked) {
            asked = true;
            writer.go(Writer.Goal.PLAY, request.bytes(), 0);
        }
    }

    private void begin() {
        Optional<ModelInfo> info = model().model().get().info();
        if (begun || info.isEmpty()) {
            return;
        }
        if (!info.get().generates()) {
            model().notices()
                    .tell(Notice.error(text("generate.entropyOnly", info.get().name())));
            return;
        }
        begun = true;
        cut = patching();
        var reading = writer.begin(ByteText.of(prompt.getText()), cut, sampling.options());
        context.workbench().follow(text("activity.reading"), reading);
        var _ = reading.exceptionally(cancelled -> {
            Platform.runLater(() -> begun = false);
            return null;
        });
    }

    /** The rule in force; where a mean size is wanted, with the threshold that was found for it. */
    private PatcherConfig patching() {
        PatchingChoice choice = model().patching().get();
        TextReading reading = model().reading().get();
        return choice.wantedMean().isPresent() && reading.read() > 0 ? reading.patching() : choice.config();
    }

    /** Cuts what was written as the patch view cuts its text by now. */
    private void cutAnew() {
        PatcherConfig now = patching();
        if (inView && begun && !now.equals(cut)) {
            cut = now;
            context.workbench().follow(text("activity.reading"), writer.cut(now));
        }
    }

    private void go(Writer.Goal goal, int bytes) {
        begin();
        writer.go(goal, bytes, fullSpeed() ? 0 : Math.round(1000 / pace.getValue()));
    }

    private void playOrPause() {
        if (writing.playing()) {
            writer.pause();
        } else {
            go(Writer.Goal.PLAY, UNBOUNDED);
        }
    }

    private void restart() {
        begun = false;
        begin();
    }

    private void sample(SamplingOptions options) {
        writer.sample(options);
    }

    /**
     * Looks at a byte: the distribution that it was drawn from. Of a byte of the prompt nothing was drawn; what was looked
     * at before stays.
     */
    private void look(OptionalInt index) {
        strip.setHovered(index);
        if (index.isPresent() && index.getAsInt() < writing.given()) {
            return;
        }
        looked = index;
        showBars();
    }

    /** Looks at a byte that was chosen with the keyboard; Enter goes back to it. */
    private void choose(OptionalInt index) {
        strip.setSelected(index);
        look(index);
        strip.setHovered(OptionalInt.empty());
        index.ifPresent(i -> strip.setAccessibleText(StripWords.of(writing.reading(), i, messages())));
    }

    /** Goes back to before a byte that was written, to go on differently. */
    private void rewind(OptionalInt index) {
        if (index.isPresent() && index.getAsInt() >= writing.given()) {
            looked = OptionalInt.empty();
            strip.setHovered(looked);
            strip.setSelected(looked);
            writer.rewind(index.getAsInt());
        }
    }

    private void publish(Writing now) {
        if (newest.getAndSet(Optional.of(now)).isEmpty()) {
            Platform.runLater(() -> newest.getAndSet(Optional.empty()).ifPresent(this::show));
        }
    }

    private void report(RuntimeException e) {
        Platform.runLater(() -> model().notices().tell(Notice.error(String.valueOf(e.getMessage()))));
    }

    private void show(Writing now) {
        boolean closedOne = now.closed() > writing.closed();
        writing = now;
        strip.showWritten(now.reading(), now.given());
        play.setText(text(now.playing() ? "generate.pause" : "generate.play"));
        play.setGraphic(Icons.small(now.playing() ? Feather.PAUSE : Feather.PLAY, model().scale()));
        written.set(messages().count(now.reading().text().length() - now.given()));
        patches.set(messages().count(now.closed()));
        mean.set(messages().number(now.reading().bytesPerPatch(), 2));
        rate.set(now.written() == 0 ? "–" : messages().count(Math.round(now.bytesPerSecond())));
        figures.setText(sentence());
        now.ended()
                .ifPresent(reason -> model().notices()
                        .tell(Notice.info(text("generate.ended." + reason.name().toLowerCase(Locale.ROOT)))));
        if (closedOne) {
            closedAt = System.nanoTime();
            glowing.start();
        }
        stageCanvas.redraw();
        growing.show(now.reading());
        showBars();
    }

    private double glow() {
        return Math.max(0, 1 - (double) (System.nanoTime() - closedAt) / GLOW_NANOS);
    }

    private void showBars() {
        int index = looked.orElse(writing.reading().text().length() - 1);
        boolean drawn = drawn().isPresent();
        fitBars();
        barsHeading.setText(drawn ? text("generate.drawnFrom", index) : text("generate.notDrawn"));
        show(bars, drawn);
        show(barsLegend, drawn);
        bars.redraw();
    }

    /** No more room than the bars take: ten, or one more where the byte that was drawn is none of them. */
    private void fitBars() {
        int rows = drawn().map(d -> PredictionBars.rows(d.model())).orElse(Inspection.LIKELIEST);
        double height = PredictionBars.height(rows, model().scale().get());
        bars.setMinHeight(height);
        bars.setPrefHeight(height);
    }

    private Optional<Drawn> drawn() {
        return writing.drawnAt(looked.orElse(writing.reading().text().length() - 1));
    }

    private void drawBars(Pen pen, double width, double height) {
        drawn().ifPresent(d -> new PredictionBars(
                        d.model(),
                        Optional.of(d.sampled()),
                        model().palette().getValue(),
                        model().scale().get())
                .draw(pen, 0, 0, width));
    }

    private void drawStages(Pen pen, double width, double height) {
        stages.draw(pen, width, writing, glow());
    }

    /** The text that was written so far, the prompt included; for tests. */
    public ByteText written() {
        return writing.reading().text();
    }

    /** Whether it is writing by itself; for tests. */
    public boolean playing() {
        return writing.playing();
    }

    /** The strip, for tests that click on it. */
    public Strip strip() {
        return strip;
    }

    @Override
    public void hidden() {
        inView = false;
        writer.pause();
    }

    @Override
    public boolean settled() {
        boolean generates =
                model().model().get().info().filter(ModelInfo::generates).isPresent();
        boolean done = writing.written() >= model().generate().get().bytes()
                || writing.ended().isPresent();
        return !generates || (begun && !writing.playing() && done && writing.given() > 0 && glow() == 0);
    }

    @Override
    public Node content() {
        return content;
    }

    @Override
    public Optional<Drawing> drawing() {
        return Optional.of((pen, width, height) -> {
            double below = stages.height(width);
            strip.drawing().draw(pen, width, height - below);
            pen.shift(0, height - below, () -> drawStages(pen, width, below));
        });
    }

    /** The strip alone, and below it its figures in a line. */
    @Override
    public Optional<Drawing> slide() {
        return Optional.of(
                new Captioned(strip.slide(), sentence(), model().palette().getValue()));
    }

    private String sentence() {
        return Stream.of(written, patches, mean)
                .map(tile -> tile.words(messages(), "tile.words"))
                .collect(Collectors.joining("  ·  "));
    }

    /** The text growing. */
    @Override
    public Optional<Animation> animation(String what) {
        boolean may = what.equals("generate")
                && writing.written() > 0
                && writing.reading().entropies().present();
        return may
                ? Optional.of(new Growth(
                                writing,
                                strip::slide,
                                messages(),
                                model().palette().getValue())
                        .animation())
                : Optional.empty();
    }

    @Override
    public Optional<Table> table() {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < writing.reading().read(); i++) {
            Object probability = writing.drawnAt(i)
                    .flatMap(d -> d.sampled().actual())
                    .<Object>map(a -> a.probability())
                    .orElse("");
            rows.add(List.of(
                    i,
                    writing.reading().text().at(i),
                    writing.reading().entropies().of(i),
                    writing.reading().patchOf(i),
                    i >= writing.given(),
                    probability));
        }
        return Optional.of(new Table(List.of("index", "byte", "entropy_nats", "patch", "drawn", "probability"), rows));
    }

    @Override
    public void close() {
        super.close();
        glowing.stop();
        writer.close();
    }
}
