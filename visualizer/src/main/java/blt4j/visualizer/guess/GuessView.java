package blt4j.visualizer.guess;

import atlantafx.base.theme.Styles;
import blt4j.visualizer.control.Tile;
import blt4j.visualizer.control.WrapRow;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.engine.Forecast;
import blt4j.visualizer.engine.Forecaster;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.guess.Game.Result;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Page;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.Notice;
import blt4j.vocabulary.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * The text is hidden, and a class guesses one byte after another: it types letters or bets on those that are offered, then
 * bars show what the byte cost the class and the models.
 */
public final class GuessView extends Page {
    /** The strip is the picture, however large everything is. */
    private static final double MOST_SHARES = 0.36;

    private static final long GROWING_NANOS = 350_000_000;

    private final BorderPane content = new BorderPane();
    private final TextField field = new TextField();
    private final Button advance;
    private final Label hint = new Label();
    private final Map<Player, Tile> tiles = new EnumMap<>(Player.class);
    private final HBox results = new HBox();
    private final DrawingCanvas strip = new DrawingCanvas(this::drawStrip);
    private final DrawingCanvas shares = new DrawingCanvas((pen, width, height) -> table(1).draw(pen, width, height));
    private final Forecaster forecaster;
    private final AnimationTimer growing = new AnimationTimer() {
        @Override
        public void handle(long now) {
            redraw();
            if (grown() >= 1) {
                stop();
            }
        }
    };
    private Optional<CompletableFuture<?>> reading = Optional.empty();
    private ByteText asked = ByteText.EMPTY;
    private Game game = new Game(Forecast.NONE);
    private long revealedAt = Long.MIN_VALUE / 2;
    private int offered = -1;
    private boolean inView;
    private boolean wanted = true;
    private boolean closed;

    /** Builds the view. */
    public GuessView(ViewContext context) {
        super(context);
        forecaster = new Forecaster(context.workbench().reader().thread());
        advance = new Button(text("guess.reveal"));
        arrange();
        on(model().document(), d -> want());
        on(model().model(), m -> want());
        on(model().palette(), p -> redraw());
        keep(model().scale().subscribe(s -> fit()));
    }

    private void arrange() {
        content.getStyleClass().add("guess-view");
        for (Player player : Player.values()) {
            String key = "guess.tile." + player.name().toLowerCase(java.util.Locale.ROOT);
            Tile tile = new Tile(text(key), text(key + ".about"));
            tiles.put(player, tile);
        }
        results.getStyleClass().add("tiles");
        field.setId("guess-field");
        field.setPromptText(text("guess.prompt"));
        field.setAccessibleText(text("guess.prompt"));
        field.textProperty().subscribe(typed -> bet(typed));
        advance.setId("guess-advance");
        advance.getStyleClass().add(Styles.ACCENT);
        advance.setMinWidth(Region.USE_PREF_SIZE);
        advance.setOnAction(e -> advance());
        Button again = new Button(text("guess.again"), Icons.small(Feather.REFRESH_CW, model().scale()));
        again.setId("guess-again");
        again.setMinWidth(Region.USE_PREF_SIZE);
        again.setOnAction(e -> begin(game.forecast()));
        Tips.give(again, text("guess.again.about"));
        hint.getStyleClass().add("secondary");
        WrapRow bar = new WrapRow(0.7, field, advance, again, hint, new Region());
        bar.getStyleClass().addAll("controls", "guess-bar");
        keep(model().scale().subscribe(s -> bar.setScale(s.doubleValue())));
        strip.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        shares.setAccessibleRole(AccessibleRole.TABLE_VIEW);
        shares.setAccessibleText(text("guess.shares"));
        shares.getStyleClass().add("guess-shares");
        shares.addEventHandler(MouseEvent.MOUSE_PRESSED, this::vote);
        content.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        content.addEventFilter(KeyEvent.KEY_TYPED, this::typed);
        content.setMinWidth(0);
        content.heightProperty().subscribe(h -> fit());
        content.setTop(results);
        content.setCenter(strip);
        content.setBottom(new VBox(shares, bar));
        fit();
    }

    private void fit() {
        double room = MOST_SHARES * content.getHeight();
        double full = ShareTable.height(model().scale().get());
        double height = Math.floor(room > 0 ? Math.min(full, room) : full);
        shares.setMinHeight(height);
        shares.setPrefHeight(height);
        redraw();
    }

    /** Turns pages with a presenter's clicker; the space bar does as well, and a space is bet with shift. */
    private void key(KeyEvent event) {
        boolean onButton = content.getScene() != null
                && content.getScene().getFocusOwner() instanceof Button button
                && !button.equals(advance);
        boolean space = event.getCode() == KeyCode.SPACE && !event.isShiftDown() && !onButton;
        boolean enter = event.getCode() == KeyCode.ENTER && !onButton;
        if (space || enter || event.getCode() == KeyCode.PAGE_DOWN) {
            advance();
        } else if (event.getCode() == KeyCode.PAGE_UP) {
            offerNext();
        } else {
            return;
        }
        event.consume();
    }

    private void typed(KeyEvent event) {
        if (event.getCharacter().equals(" ") && !event.isShiftDown()) {
            event.consume();
        }
    }

    /** Who has two buttons alone bets all on one of the letters that are offered, and on another with each click. */
    private void offerNext() {
        List<String> letters = game.offered();
        if (!letters.isEmpty() && !game.revealed()) {
            offered = (offered + 1) % letters.size();
            field.setText(letters.get(offered));
            field.end();
        }
    }

    private void vote(MouseEvent event) {
        if (!game.revealed()) {
            table(1).rowAt(event.getY(), shares.getHeight())
                    .flatMap(ShareTable.Row::character)
                    .ifPresent(c -> {
                        field.appendText(c);
                        field.requestFocus();
                        field.end();
                    });
        }
    }

    private void bet(String typed) {
        game.bet(Bets.of(typed));
        redraw();
    }

    /** Reveals the byte, or goes on to the next. */
    void advance() {
        boolean revealing = !game.over() && !game.revealed();
        game.advance();
        offered = -1;
        field.clear();
        if (revealing) {
            revealedAt = System.nanoTime();
            growing.start();
        }
        show();
    }

    private double grown() {
        return Math.clamp((double) (System.nanoTime() - revealedAt) / GROWING_NANOS, 0, 1);
    }

    private void begin(Forecast forecast) {
        game = new Game(forecast);
        field.clear();
        offered = -1;
        play(model().guesses().get());
        show();
    }

    /** Plays as somebody asked for: each letter a bet by itself. */
    private void play(String guesses) {
        guesses.codePoints().limit(Game.MOST_BYTES).forEach(c -> {
            if (game.revealed()) {
                game.advance();
            }
            game.bet(Bets.of(Character.toString(c)));
            game.advance();
        });
    }

    /** Has the text read once it is in view, and whenever another one is wanted. */
    private void want() {
        wanted = true;
        if (!inView || closed || model().model().get().info().isEmpty()) {
            return;
        }
        wanted = false;
        reading.ifPresent(r -> r.cancel(true));
        ByteText text = beginning(model().document().get().text());
        asked = text;
        CompletableFuture<Optional<Forecast>> forecast = forecaster.read(text);
        reading = Optional.of(forecast);
        context.workbench().follow(text("activity.reading"), forecast);
        var _ = forecast.whenComplete((f, error) -> Platform.runLater(() -> {
            if (text.equals(asked) && !closed) {
                reading = Optional.empty();
                finished(Optional.ofNullable(f).flatMap(o -> o), error);
            }
        }));
    }

    private void finished(Optional<Forecast> forecast, @Nullable Throwable error) {
        if (error != null && !(error instanceof CancellationException)) {
            Throwable cause = Optional.ofNullable(error.getCause()).orElse(error);
            model().notices().tell(Notice.error(String.valueOf(cause.getMessage())));
        }
        forecast.ifPresent(this::begin);
    }

    /** The first bytes, in whole characters. */
    private static ByteText beginning(ByteText text) {
        if (text.length() <= Game.MOST_BYTES) {
            return text;
        }
        byte[] bytes = text.bytes(0, Game.MOST_BYTES);
        return ByteText.of(Arrays.copyOf(bytes, bytes.length - Utf8.incompleteTail(bytes, bytes.length)));
    }

    private void show() {
        results.getChildren().clear();
        for (Player player : Player.values()) {
            Tile tile = tiles.get(player);
            Optional<Result> result = game.result(player);
            if (tile != null && result.isPresent()) {
                tile.set(text(
                        "guess.bits",
                        result.get().bytes() == 0
                                ? "–"
                                : messages().number(result.get().bits(), 2)));
                tile.name(name(player, result.get()));
                results.getChildren().add(tile);
            }
        }
        advance.setText(text(game.revealed() ? "guess.next" : "guess.reveal"));
        advance.setDisable(game.over());
        field.setDisable(game.over());
        field.setEditable(!game.revealed());
        hint.setText(text(game.over() ? "guess.over" : game.offered().isEmpty() ? "guess.hint" : "guess.hint.offered"));
        strip.setAccessibleText(spoken());
        redraw();
    }

    private String name(Player player, Result result) {
        String who = look(1).name(player);
        return result.bytes() == 0 ? who : text("guess.first", who, result.first(), result.bytes());
    }

    private String spoken() {
        int known = game.at() + (game.revealed() ? 1 : 0);
        return text(
                "guess.accessible",
                game.text().string(0, Math.min(known, game.text().length())));
    }

    private void redraw() {
        strip.redraw();
        shares.redraw();
    }

    private Look look(double times) {
        String name = model().model().get().info().map(ModelInfo::name).orElse("");
        return new Look(
                messages(),
                model().palette().getValue(),
                name,
                times * model().scale().get());
    }

    private ShareTable table(double times) {
        return new ShareTable(game, look(times), grown());
    }

    private void drawStrip(Pen pen, double width, double height) {
        String nothing = nothing();
        if (!nothing.isEmpty()) {
            Look look = look(1);
            var font = Typeface.TEXT.at(13 * look.scale());
            pen.text(
                    nothing,
                    width / 2,
                    height / 2,
                    font,
                    Align.CENTER,
                    look.palette().secondary());
            return;
        }
        new GuessStrip(game, look(1), grown()).draw(pen, width, height);
    }

    private String nothing() {
        if (model().model().get() instanceof ModelState.Failed) {
            return text("hint.noModel");
        }
        return model().document().get().text().length() == 0 ? text("hint.nothing") : "";
    }

    /** The game, for tests. */
    Game game() {
        return game;
    }

    @Override
    public void shown() {
        inView = true;
        if (wanted) {
            want();
        }
        field.requestFocus();
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
        return none || (!wanted && reading.isEmpty() && grown() >= 1);
    }

    @Override
    public Node content() {
        return content;
    }

    @Override
    public Optional<Drawing> drawing() {
        return Optional.of((pen, width, height) -> draw(pen, width, height, 1));
    }

    /** As large as the height lets it be. */
    @Override
    public Optional<Drawing> slide() {
        return Optional.of((pen, width, height) ->
                draw(pen, width, height, height / 400 / model().scale().get()));
    }

    private void draw(Pen pen, double width, double height, double times) {
        Look look = look(times);
        double below = Math.min(ShareTable.height(look.scale()), 0.45 * height);
        new GuessStrip(game, look, 1).draw(pen, width, height - below);
        pen.shift(0, height - below, () -> new ShareTable(game, look, 1).draw(pen, width, below));
    }

    /** A row for each byte that was revealed. */
    @Override
    public Optional<Table> table() {
        List<List<Object>> rows = new ArrayList<>();
        for (Turn turn : game.turns()) {
            List<Object> row = new ArrayList<>(List.of(turn.index(), game.text().at(turn.index()), turn.counts()));
            for (Player player : Player.values()) {
                row.add(Optional.<Object>ofNullable(turn.bits().get(player)).orElse(""));
            }
            rows.add(row);
        }
        return Optional.of(
                new Table(List.of("index", "byte", "counts", "class_bits", "entropy_model_bits", "model_bits"), rows));
    }

    @Override
    public void close() {
        closed = true;
        reading.ifPresent(r -> r.cancel(true));
        growing.stop();
        super.close();
    }
}
