package blt4j.visualizer.compare;

import blt4j.analysis.compare.Comparison.Segmentation;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.engine.Compared;
import blt4j.visualizer.engine.Comparer;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.pair.PairPane;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import org.jspecify.annotations.Nullable;

/** One text, cut by entropy at several sizes, by simpler rules and by real vocabularies, spoilt if one likes. */
public final class CompareView extends Page {
    private static final double MOST_GROWTH = 1.6;
    private static final double GROWTH_STEP = 1.12;

    /** A text of more bytes fills the room anyway. */
    private static final int GROWING = 1_000;

    private final BorderPane content = new BorderPane();
    private final Comparer comparer;
    private final NoiseBar noise;
    private final DrawingCanvas table =
            new DrawingCanvas((pen, width, height) -> figures(true).draw(pen, width));
    private final DrawingCanvas score = new DrawingCanvas(this::drawScore);
    private final ScrollBar scroll = new ScrollBar();
    private final PairPane pair;
    private final BorderPane voices = new BorderPane();
    private Compared compared = Compared.NONE;
    private Score laidOut;
    private OptionalInt hovered = OptionalInt.empty();
    private OptionalInt selected = OptionalInt.empty();
    private boolean inView;
    private boolean wanted = true;
    private boolean busy;
    private boolean closed;

    /** Builds the view. */
    public CompareView(ViewContext context) {
        super(context);
        laidOut = layOut();
        comparer = new Comparer(
                context.workbench().reader().thread(), context.workbench().vocabularies());
        noise = new NoiseBar(context, this::rethrown, new BesideMenu(context).content());
        pair = new PairPane(context, noise::seed);
        arrange();
        on(model().document(), d -> want());
        on(model().model(), m -> want());
        on(model().noise(), n -> {
            selected = OptionalInt.empty();
            want();
        });
        on(model().selected(), i -> select(model().noise().get().isEmpty() ? i : OptionalInt.empty()));
        on(model().palette(), p -> redraw());
        on(model().beside(), b -> showPair(b.isPresent()));
        keep(model().scale().subscribe(s -> {
            noise.setScale(s.doubleValue());
            redraw();
        }));
    }

    private void arrange() {
        content.getStyleClass().add("compare-view");
        scroll.setOrientation(Orientation.VERTICAL);
        scroll.setFocusTraversable(false);
        scroll.valueProperty().subscribe(v -> score.redraw());
        voices.setCenter(score);
        voices.setRight(scroll);
        voices.getStyleClass().add("score");
        voices.setFocusTraversable(true);
        score.ring(voices, () -> model().palette().getValue().accent());
        voices.setAccessibleRole(AccessibleRole.TEXT_AREA);
        voices.setAccessibleText(text("compare.score"));
        voices.addEventHandler(ScrollEvent.SCROLL, e -> scrollBy(-e.getDeltaY()));
        voices.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        score.addEventHandler(MouseEvent.MOUSE_MOVED, e -> hover(byteAt(e)));
        score.addEventHandler(MouseEvent.MOUSE_EXITED, e -> hover(OptionalInt.empty()));
        score.addEventHandler(MouseEvent.MOUSE_PRESSED, e -> {
            voices.requestFocus();
            choose(byteAt(e));
        });
        table.setAccessibleRole(AccessibleRole.TABLE_VIEW);
        table.setAccessibleText(text("compare.table"));
        score.heightProperty().subscribe(h -> redraw());
        score.widthProperty().subscribe(w -> redraw());
    }

    /** The noise has another seed. */
    private void rethrown() {
        pair.again();
        want();
    }

    /** Shows two models in place of the ways of cutting, or those again. */
    private void showPair(boolean shown) {
        content.setTop(shown ? new VBox(noise.content()) : new VBox(noise.content(), table));
        content.setCenter(shown ? pair.content() : voices);
        if (shown && inView) {
            pair.shown();
        } else {
            pair.hidden();
        }
    }

    private boolean paired() {
        return model().beside().get().isPresent();
    }

    private OptionalInt byteAt(MouseEvent event) {
        return laidOut.byteAt(event.getX(), event.getY(), scroll.getValue());
    }

    private OptionalInt focus() {
        OptionalInt now = hovered.isPresent() ? hovered : selected;
        return now.isPresent() && now.getAsInt() < compared.text().length() ? now : OptionalInt.empty();
    }

    private void hover(OptionalInt index) {
        if (!index.equals(hovered)) {
            hovered = index;
            table.redraw();
            score.redraw();
        }
    }

    private void select(OptionalInt index) {
        selected = index;
        describe();
        table.redraw();
        score.redraw();
    }

    /** Looks at a byte; where the text is as it is in the window, the other views look at it too. */
    private void choose(OptionalInt index) {
        if (model().noise().get().isEmpty()) {
            model().selected().set(index);
        } else {
            select(index);
        }
    }

    private void move(int by) {
        int last = compared.text().length() - 1;
        if (last < 0) {
            return;
        }
        hovered = OptionalInt.empty();
        int to = Math.clamp(selected.orElse(by > 0 ? -1 : last + 1) + (long) by, 0, last);
        choose(OptionalInt.of(to));
        double[] place = laidOut.placeOf(to);
        if (place[0] < scroll.getValue()) {
            scrollBy(place[0] - scroll.getValue());
        } else if (place[1] > scroll.getValue() + score.getHeight()) {
            scrollBy(place[1] - scroll.getValue() - score.getHeight());
        }
    }

    /** Says the pieces at the byte that is looked at, for those who do not see them. */
    private void describe() {
        String pieces = focus().stream()
                .boxed()
                .flatMap(i -> compared.segmentations().stream().map(s -> {
                    Compared.Piece piece = compared.piece(s, i);
                    String characters = ByteLabel.visible(compared.text().bytes(piece.begin(), piece.end()));
                    return WayNames.of(s.name(), messages()) + ": " + characters;
                }))
                .collect(Collectors.joining("; "));
        voices.setAccessibleText(pieces.isEmpty() ? text("compare.score") : pieces);
    }

    private void key(KeyEvent event) {
        double page = Math.max(40, score.getHeight() - 40);
        switch (event.getCode()) {
            case PAGE_DOWN, SPACE -> scrollBy(page);
            case PAGE_UP -> scrollBy(-page);
            case LEFT -> move(-1);
            case RIGHT -> move(1);
            case DOWN -> scrollBy(40);
            case UP -> scrollBy(-40);
            case HOME -> scrollBy(-scroll.getMax());
            case END -> scrollBy(scroll.getMax());
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void scrollBy(double pixels) {
        scroll.setValue(Math.clamp(scroll.getValue() + pixels, 0, scroll.getMax()));
    }

    /** Compares anew as soon as it is in view and nothing older is under way. */
    private void want() {
        wanted = true;
        if (!inView || busy || closed || model().model().get().info().isEmpty()) {
            return;
        }
        wanted = false;
        busy = true;
        CompletableFuture<Optional<Compared>> comparing = comparer.compare(
                model().document().get().text(), model().noise().get(), noise.seed());
        context.workbench().follow(text("activity.comparing"), comparing);
        var _ = comparing.whenComplete(
                (result, error) -> Platform.runLater(() -> finished(Optional.ofNullable(result), error)));
    }

    private void finished(Optional<Optional<Compared>> result, @Nullable Throwable error) {
        busy = false;
        if (closed) {
            return;
        }
        if (error != null && !(error instanceof CancellationException)) {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            model().notices().tell(Notice.error(String.valueOf(cause.getMessage())));
        }
        result.flatMap(r -> r).ifPresent(this::show);
        if (wanted) {
            want();
        }
    }

    private void show(Compared newest) {
        compared = newest.text().length() == 0 ? Compared.NONE : newest;
        describe();
        redraw();
    }

    private void redraw() {
        double height = CompareTable.height(compared.segmentations().size(), tableScale(), true);
        table.setMinHeight(height);
        table.setPrefHeight(height);
        table.redraw();
        laidOut = layOut();
        double hidden = Math.max(0, laidOut.height() - score.getHeight());
        scroll.setMax(hidden);
        scroll.setVisibleAmount(hidden == 0 ? 0 : hidden * score.getHeight() / (hidden + score.getHeight()));
        scroll.setVisible(hidden > 0);
        scrollBy(0);
        score.redraw();
    }

    private double tableScale() {
        return model().scale().get();
    }

    private CompareTable figures(boolean interactive) {
        return new CompareTable(
                compared, focus(), interactive, messages(), model().palette().getValue(), tableScale());
    }

    private Score layOut() {
        return Score.of(
                compared,
                messages(),
                model().palette().getValue(),
                growth() * model().scale().get(),
                Math.max(200, score.getWidth() + scroll.getWidth()));
    }

    /** A short text takes the room that is there. */
    private double growth() {
        double growth = compared.text().length() > GROWING || score.getHeight() <= 0 ? 1 : MOST_GROWTH;
        double width = Math.max(200, score.getWidth() + scroll.getWidth());
        Palette palette = model().palette().getValue();
        while (growth > 1) {
            double scale = growth * model().scale().get();
            if (Score.of(compared, messages(), palette, scale, width).height() <= score.getHeight()) {
                return growth;
            }
            growth /= GROWTH_STEP;
        }
        return 1;
    }

    private void drawScore(Pen pen, double width, double height) {
        String hint = hint();
        if (!hint.isEmpty()) {
            Font font = Typeface.TEXT.at(13 * model().scale().get());
            Color color = model().palette().getValue().secondary();
            pen.text(hint, width / 2, height / 2, font, Align.CENTER, color);
            return;
        }
        laidOut.draw(pen, height, scroll.getValue(), focus());
    }

    private String hint() {
        if (model().model().get() instanceof ModelState.Failed) {
            return text("hint.noModel");
        }
        return empty() ? text("hint.nothing") : "";
    }

    private boolean empty() {
        return model().document().get().text().length() == 0;
    }

    @Override
    public void shown() {
        inView = true;
        showPair(paired());
        if (wanted) {
            want();
        }
    }

    @Override
    public void hidden() {
        inView = false;
        pair.hidden();
    }

    @Override
    public boolean showsText() {
        return true;
    }

    @Override
    public boolean settled() {
        if (paired()) {
            return pair.settled();
        }
        boolean none = model().model().get() instanceof ModelState.Failed;
        return none
                || (!busy && !wanted && (empty() || !compared.segmentations().isEmpty()));
    }

    /** What is shown, for tests. */
    Compared compared() {
        return compared;
    }

    @Override
    public Node content() {
        return content;
    }

    /** The figures, and the voices below them. */
    @Override
    public Optional<Drawing> drawing() {
        if (paired()) {
            return pair.drawing();
        }
        return Optional.of((pen, width, height) -> {
            figures(false).draw(pen, width);
            double above = CompareTable.height(compared.segmentations().size(), tableScale(), false);
            pen.shift(0, above, () -> drawScore(pen, width, height - above));
        });
    }

    /** The figures, and as many whole lines of voices as fit, from the byte that is looked at on. */
    @Override
    public Optional<Drawing> slide() {
        if (paired()) {
            return pair.slide();
        }
        return Optional.of((pen, width, height) -> {
            double scale = slideScale(width, height);
            Palette palette = model().palette().getValue();
            new CompareTable(compared, focus(), false, messages(), palette, scale).draw(pen, width);
            double above = CompareTable.height(compared.segmentations().size(), scale, false);
            Score score = Score.of(compared, messages(), palette, scale, width);
            pen.shift(0, above, () -> score.drawWhole(pen, height - above, focus()));
        });
    }

    /** As large as lets one line of voices in. */
    private double slideScale(double width, double height) {
        int ways = compared.segmentations().size();
        double needed = CompareTable.height(ways, 1, false) + Score.height(ways, 1);
        return Math.min(width / CompareTable.LEAST_WIDTH, height / needed);
    }

    /** A row per way. */
    @Override
    public Optional<Table> table() {
        if (paired()) {
            return pair.table();
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < compared.segmentations().size(); i++) {
            Segmentation s = compared.segmentations().get(i);
            Object held = compared.held().isEmpty() ? "" : compared.held().get(i);
            rows.add(List.of(
                    s.name(),
                    s.count(),
                    s.bytesPerPatch(),
                    s.cost().total(),
                    s.work().flops(),
                    held));
        }
        List<String> columns =
                List.of("segmentation", "pieces", "bytes_per_piece", "flops_per_byte", "flops", "held_under_noise");
        return Optional.of(new Table(columns, rows));
    }

    @Override
    public void close() {
        closed = true;
        comparer.close();
        pair.close();
        super.close();
    }
}
