package blt4j.visualizer.pair;

import blt4j.device.BackendOptions;
import blt4j.model.TokenModel;
import blt4j.patching.PatcherConfig;
import blt4j.visualizer.control.Tile;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.engine.Forecast;
import blt4j.visualizer.engine.Forecaster;
import blt4j.visualizer.engine.ModelThread;
import blt4j.visualizer.engine.TokenReader;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.Notice;
import blt4j.vocabulary.Utf8;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * The open model and another one on the text in the window. Where the other is the same model, it cuts as the patch view
 * does, and the first one as it was trained to.
 */
public final class PairPane extends Page {
    /** How much of a text both read whole. */
    private static final int MOST_BYTES = 400;

    private final BorderPane content = new BorderPane();
    private final HBox tiles = new HBox();
    private final DrawingCanvas picture =
            new DrawingCanvas((pen, width, height) -> picture(1).ifPresent(p -> p.draw(pen, width, height)));
    private final DrawingCanvas list = new DrawingCanvas(
            (pen, width, height) -> picture(1).ifPresent(p -> new Disagreements(p).draw(pen, width, height)));
    private final TokenReader tokens = new TokenReader();
    private final Supplier<Long> seed;
    private Optional<ModelThread> other = Optional.empty();
    private Optional<Path> opened = Optional.empty();
    private Optional<ModelInfo> info = Optional.empty();
    private Optional<Pair> pair = Optional.empty();
    private Optional<PatcherConfig> cut = Optional.empty();
    private boolean busy;
    private boolean wanted;
    private boolean inView;
    private boolean closed;

    /**
     * Builds the pane.
     *
     * @param seed of the noise that spoils the text, where one does
     */
    public PairPane(ViewContext context, Supplier<Long> seed) {
        super(context);
        this.seed = seed;
        arrange();
        on(model().beside(), b -> want());
        on(model().document(), d -> want());
        on(model().noise(), n -> again());
        on(model().model(), m -> want());
        on(model().reading(), r -> cutAnew());
        on(model().palette(), p -> redraw());
        on(model().selected(), i -> redraw());
        keep(model().scale().subscribe(s -> redraw()));
    }

    private void arrange() {
        Button end = new Button(text("pair.end"), Icons.small(Feather.X, model().scale()));
        end.setId("pair-end");
        end.setMinWidth(Region.USE_PREF_SIZE);
        end.setOnAction(e -> model().beside().set(Optional.empty()));
        tiles.getStyleClass().add("tiles");
        HBox.setHgrow(tiles, Priority.ALWAYS);
        HBox head = new HBox(tiles, end);
        head.getStyleClass().add("pair-head");
        picture.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        picture.addEventHandler(
                MouseEvent.MOUSE_PRESSED,
                e -> choose(picture(1)
                        .map(p -> p.byteAt(e.getX(), e.getY(), picture.getWidth()))
                        .orElse(OptionalInt.empty())));
        list.setAccessibleRole(AccessibleRole.TABLE_VIEW);
        list.setAccessibleText(text("pair.disagree"));
        list.getStyleClass().add("pair-list");
        list.addEventHandler(
                MouseEvent.MOUSE_PRESSED,
                e -> choose(picture(1)
                        .map(p -> new Disagreements(p).byteAt(e.getY()))
                        .orElse(OptionalInt.empty())));
        picture.widthProperty().subscribe(w -> redraw());
        ScrollPane scroll = new ScrollPane(picture);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("lessons");
        content.setMinWidth(0);
        content.setTop(head);
        content.setCenter(scroll);
        content.setBottom(list);
    }

    /** Looks at a byte; where the text is as it is in the window, the other views look at it too. */
    private void choose(OptionalInt index) {
        if (index.isPresent() && model().noise().get().isEmpty()) {
            model().selected().set(index);
        }
    }

    /** Spoils the text anew. */
    public void again() {
        want();
    }

    /** The text that both read: a beginning, spoilt if one likes. */
    private ByteText wantedText() {
        ByteText clean = beginning(model().document().get().text());
        return model().noise()
                .get()
                .map(noise -> beginning(ByteText.of(noise.apply(clean.bytes(), seed.get()))))
                .orElse(clean);
    }

    /** The same model beside itself follows the patch view. */
    private void cutAnew() {
        boolean same =
                model().beside().get().equals(model().model().get().info().map(ModelInfo::folder));
        if (same && !cut.equals(Optional.of(model().reading().get().patching()))) {
            want();
        }
    }

    /** Reads anew as soon as nothing older is under way. */
    private void want() {
        wanted = true;
        if (!inView || busy || closed || model().beside().get().isEmpty()) {
            return;
        }
        Optional<ModelInfo> first = model().model().get().info();
        if (first.isEmpty()) {
            return;
        }
        wanted = false;
        busy = true;
        Path folder = model().beside().get().get();
        ByteText text = wantedText();
        CompletableFuture<Optional<Pair>> reading = read(first.get(), folder, text);
        context.workbench().follow(text("activity.comparing"), reading);
        var _ = reading.whenComplete((read, error) ->
                Platform.runLater(() -> finished(Optional.ofNullable(read).flatMap(r -> r), error)));
    }

    private CompletableFuture<Optional<Pair>> read(ModelInfo first, Path folder, ByteText text) {
        ModelThread thread = context.workbench().reader().thread();
        if (TokenModel.isTokenModel(folder)) {
            return tokens.read(folder, text)
                    .thenCompose(second -> new Forecaster(thread)
                            .read(second.text())
                            .thenApply(one -> one.map(o -> new Pair(side(first, o), Side.of(second)))));
        }
        CompletableFuture<Optional<Forecast>> one = new Forecaster(thread).read(text);
        if (folder.equals(first.folder())) {
            String named = text("pair.cutAsChosen", first.name());
            PatcherConfig config = model().reading().get().patching();
            cut = Optional.of(config);
            return one.thenCombine(
                    new Forecaster(thread).read(text, config),
                    (a, b) -> a.flatMap(x -> b.map(y -> new Pair(
                            side(first, x), Side.of(named, y, first.programs().all())))));
        }
        return open(folder)
                .thenCompose(second -> new Forecaster(threadOfOther()).read(text))
                .thenCombine(
                        one,
                        (b, a) -> a.flatMap(x ->
                                b.flatMap(y -> info.map(second -> new Pair(side(first, x), side(second, y))))));
    }

    private static Side side(ModelInfo model, Forecast forecast) {
        return Side.of(model.name(), forecast, model.programs().all());
    }

    private ModelThread threadOfOther() {
        return other.orElseThrow();
    }

    private CompletableFuture<Optional<ModelInfo>> open(Path folder) {
        if (opened.equals(Optional.of(folder))) {
            return CompletableFuture.completedFuture(info);
        }
        ModelThread thread = other.orElseGet(ModelThread::new);
        other = Optional.of(thread);
        return thread.open(folder, new BackendOptions("cpu", 0), () -> !closed)
                .thenApplyAsync(
                        i -> {
                            info = i;
                            opened = Optional.of(folder);
                            return i;
                        },
                        Platform::runLater);
    }

    private void finished(Optional<Pair> read, @Nullable Throwable error) {
        busy = false;
        if (closed) {
            return;
        }
        if (error != null && !(error instanceof CancellationException)) {
            Throwable cause = Optional.ofNullable(error.getCause()).orElse(error);
            model().notices().tell(Notice.error(String.valueOf(cause.getMessage())));
            model().beside().set(Optional.empty());
            return;
        }
        pair = read.filter(p -> p.text().length() > 0);
        showFigures();
        if (wanted) {
            want();
        }
    }

    private void showFigures() {
        tiles.getChildren().clear();
        pair.ifPresent(p -> {
            for (Side side : List.of(p.first(), p.second())) {
                Tile tile = new Tile(
                        text(
                                side.tokens() ? "pair.tile.tokens" : "pair.tile",
                                side.name(),
                                messages().count(side.count()),
                                messages().number(side.bytesPerPiece(), 2),
                                messages().metric(side.flopsPerByte())),
                        text("pair.tile.about"));
                tile.set(text("pair.bitsPerByte", messages().number(side.bitsPerByte(), 3)));
                tiles.getChildren().add(tile);
            }
            picture.setAccessibleText(text(
                    "pair.accessible",
                    p.first().name(),
                    messages().number(p.first().bitsPerByte(), 3),
                    p.second().name(),
                    messages().number(p.second().bitsPerByte(), 3)));
        });
        redraw();
    }

    private static ByteText beginning(ByteText text) {
        if (text.length() <= MOST_BYTES) {
            return text;
        }
        byte[] bytes = text.bytes(0, MOST_BYTES);
        return ByteText.of(Arrays.copyOf(bytes, bytes.length - Utf8.incompleteTail(bytes, bytes.length)));
    }

    private Optional<PairPicture> picture(double times) {
        return pair.map(p -> new PairPicture(
                p,
                model().noise().get().isEmpty() ? model().selected().get() : OptionalInt.empty(),
                messages(),
                model().palette().getValue(),
                times * model().scale().get()));
    }

    private void redraw() {
        double height =
                picture(1).map(p -> p.height(Math.max(200, picture.getWidth()))).orElse(0.0);
        picture.setMinHeight(height);
        picture.setPrefHeight(height);
        double below = Disagreements.height(model().scale().get());
        list.setMinHeight(below);
        list.setPrefHeight(below);
        picture.redraw();
        list.redraw();
    }

    @Override
    public Node content() {
        return content;
    }

    @Override
    public void shown() {
        inView = true;
        want();
    }

    @Override
    public void hidden() {
        inView = false;
    }

    @Override
    public boolean settled() {
        boolean none = model().model().get() instanceof ModelState.Failed;
        return none || (!busy && !wanted);
    }

    @Override
    public Optional<Drawing> drawing() {
        return picture(1).map(p -> (pen, width, height) -> {
            double below = Disagreements.height(p.scale());
            p.draw(pen, width, height - below);
            pen.shift(0, Math.min(p.height(width), height - below), () -> new Disagreements(p).draw(pen, width, below));
        });
    }

    /** A row for each byte. */
    @Override
    public Optional<Table> table() {
        return pair.map(p -> {
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < p.text().length(); i++) {
                rows.add(List.of(
                        i,
                        p.text().at(i),
                        p.first().entropy(i),
                        p.second().entropy(i),
                        p.first().bits(i),
                        p.second().bits(i),
                        p.first().beginsAt(i),
                        p.second().beginsAt(i)));
            }
            List<String> columns = List.of(
                    "index",
                    "byte",
                    "first_entropy_nats",
                    "second_entropy_nats",
                    "first_bits",
                    "second_bits",
                    "first_begins_patch",
                    "second_begins_patch");
            return new Table(columns, rows);
        });
    }

    @Override
    public void close() {
        closed = true;
        other.ifPresent(ModelThread::close);
        tokens.close();
        super.close();
    }
}
