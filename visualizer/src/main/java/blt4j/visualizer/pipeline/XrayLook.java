package blt4j.visualizer.pipeline;

import blt4j.BltException;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.engine.XrayReader;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Xrayed;
import blt4j.visualizer.xray.Spots;
import blt4j.visualizer.xray.XrayDrawing;
import blt4j.visualizer.xray.XrayPlace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/** The X-ray within the pipeline view: which byte, which stage, and what was seen. On the JavaFX thread alone. */
final class XrayLook implements AutoCloseable {
    private static final double GROW_SECONDS = 0.9;
    private static final double HOLD_SECONDS = 1.3;
    private static final double STEP_SECONDS = 0.45;
    /** So many bytes are read before one is chosen where nobody chose. */
    private static final int ENOUGH = 400;

    private static final int FRAMES = 16;
    private static final int HELD = 14;
    private static final int FRAME_MILLIS = 60;

    private final ViewContext context;
    private final Runnable redraw;
    private final XrayReader reader;
    private Optional<Xrayed> seen = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private @Nullable Asked asked;
    private XrayPlace place = XrayPlace.ALL;
    private Spots spots = new Spots();
    private Optional<Spots.Spot> pointed = Optional.empty();
    private double pointerX;
    private double pointerY;
    private boolean playing;
    private boolean closed;

    private record Asked(Object text, int index, Object patching, Object model) {}

    private final AnimationTimer timer = new AnimationTimer() {
        private long began;

        @Override
        public void start() {
            began = 0;
            super.start();
        }

        @Override
        public void handle(long now) {
            began = began == 0 ? now : began;
            advance((now - began) / 1e9);
        }
    };

    /**
     * One that looks at nothing yet.
     *
     * @param redraw shows what changed
     */
    XrayLook(ViewContext context, Runnable redraw) {
        this.context = context;
        this.redraw = redraw;
        this.reader = new XrayReader(context.workbench().reader().thread());
    }

    private AppModel model() {
        return context.model();
    }

    boolean open() {
        return model().xray().get().isPresent();
    }

    boolean playing() {
        return playing;
    }

    /** Opens it at all stages, or closes it. */
    void toggle() {
        model().xray().set(open() ? OptionalInt.empty() : OptionalInt.of(0));
    }

    /** Follows what all views share: another byte, text, model, cut or stage. */
    void follow() {
        if (!open()) {
            stop();
            seen = Optional.empty();
            asked = null;
            return;
        }
        int step = Math.clamp(model().xray().get().getAsInt(), 0, XrayPlace.STEPS);
        if (step != place.step()) {
            place = place.at(step);
        }
        look();
    }

    /**
     * The byte that was chosen; where nobody chose one, which is where the first patch after the beginning begins, the end of
     * a patch well into the text: what has nothing behind it has little to show.
     */
    private OptionalInt chosen(TextReading reading) {
        OptionalInt selected = model().selected().get();
        boolean given = selected.isPresent() && (asked != null || selected.getAsInt() != firstBegin(reading));
        if (given || reading.read() == 0) {
            return selected;
        }
        int enough = Math.min(reading.text().length(), ENOUGH);
        if (reading.read() < enough) {
            return OptionalInt.empty();
        }
        int patch = reading.patchOf((int) (0.6 * (enough - 1)));
        return OptionalInt.of(Math.max(0, reading.patchEnd(patch) - 1));
    }

    private static int firstBegin(TextReading reading) {
        for (int i = 1; i < reading.read(); i++) {
            if (reading.beginsAt(i)) {
                return i;
            }
        }
        return 0;
    }

    private void look() {
        TextReading reading = model().reading().get();
        OptionalInt index = chosen(reading);
        if (index.isEmpty()
                || index.getAsInt() >= reading.read()
                || model().model().get().info().isEmpty()) {
            return;
        }
        Asked now = new Asked(
                reading.text(),
                index.getAsInt(),
                reading.patching(),
                model().model().get());
        if (now.equals(asked)) {
            return;
        }
        asked = now;
        model().selected().set(index);
        var _ = reader.look(reading.text(), index.getAsInt(), reading.patching())
                .thenAccept(found -> Platform.runLater(() -> answered(now, found)))
                .exceptionally(error -> {
                    Platform.runLater(() -> failed(now, error));
                    return null;
                });
    }

    private void answered(Asked of, Optional<Xrayed> found) {
        if (!closed && of.equals(asked) && found.isPresent()) {
            failure = Optional.empty();
            show(found);
        }
    }

    private void failed(Asked of, Throwable error) {
        if (!closed && of.equals(asked)) {
            failure = Optional.of(sentence(error));
            show(Optional.empty());
        }
    }

    private void show(Optional<Xrayed> found) {
        seen = found;
        pointed = Optional.empty();
        redraw.run();
    }

    private static String sentence(Throwable error) {
        Throwable cause = error instanceof CompletionException c && c.getCause() != null ? c.getCause() : error;
        return cause instanceof BltException ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    /** Goes a stage on or back; beyond the last and before the first all are shown. */
    void step(int by) {
        stop();
        go(Math.floorMod(place.step() + by, XrayPlace.STEPS + 1));
        if (place.step() > 0 && !reducedMotion()) {
            place = place.grown(0);
            timer.start();
        }
    }

    private static boolean reducedMotion() {
        return Platform.getPreferences().isReducedMotion();
    }

    private void go(int step) {
        place = place.at(step);
        model().xray().set(OptionalInt.of(step));
        redraw.run();
    }

    /** Plays from the first stage, or from the one that is looked at; or stays there. */
    void play() {
        if (playing) {
            stop();
            redraw.run();
            return;
        }
        playing = true;
        go(Math.max(1, place.step()));
        place = place.grown(0);
        timer.start();
    }

    private void stop() {
        playing = false;
        timer.stop();
        place = place.grown(1);
    }

    private void advance(double seconds) {
        double grow = playing ? GROW_SECONDS : STEP_SECONDS;
        place = place.grown(Math.clamp(seconds / grow, 0, 1));
        if (playing && seconds > GROW_SECONDS + HOLD_SECONDS) {
            boolean last = place.step() == XrayPlace.STEPS;
            go(last ? 0 : place.step() + 1);
            if (last) {
                stop();
            } else {
                place = place.grown(0);
                timer.stop();
                timer.start();
            }
        } else if (!playing && seconds > STEP_SECONDS) {
            stop();
        }
        redraw.run();
    }

    /** Does what a key means here; tells whether it means something. */
    boolean key(KeyEvent event) {
        switch (event.getCode()) {
            case LEFT -> step(-1);
            case RIGHT -> step(1);
            case SPACE -> play();
            case UP -> layer(-1);
            case DOWN -> layer(1);
            case H -> head();
            case ESCAPE -> toggle();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void layer(int by) {
        drawing(false).ifPresent(d -> {
            place = place.ofLayer(Math.clamp((long) d.layer() + by, 0, d.layers() - 1));
            redraw.run();
        });
    }

    private void head() {
        drawing(false).ifPresent(d -> {
            place = place.ofHead(place.head() + 1 < d.heads() ? place.head() + 1 : XrayPlace.MEAN);
            redraw.run();
        });
    }

    /** What is under the pointer says its numbers. */
    void pointAt(double x, double y) {
        pointerX = x;
        pointerY = y;
        Optional<Spots.Spot> now = spots.at(x, y);
        if (!now.equals(pointed)) {
            pointed = now;
            redraw.run();
        }
    }

    /** The byte at a place in the strip. */
    OptionalInt byteAt(double x, double y, double width) {
        return drawing(true).map(d -> d.byteAt(x, y, width)).orElse(OptionalInt.empty());
    }

    Optional<Xrayed> seen() {
        return seen;
    }

    boolean settled() {
        return (seen.isPresent() || failure.isPresent()) && !playing && place.progress() == 1;
    }

    private Optional<XrayDrawing> drawing(boolean interactive) {
        return drawing(place, interactive, model().scale().get(), spots);
    }

    private Optional<XrayDrawing> drawing(XrayPlace at, boolean interactive, double scale, Spots into) {
        return seen.map(s -> new XrayDrawing(
                s,
                model().reading().get(),
                at,
                interactive,
                context.messages(),
                model().palette().getValue(),
                scale,
                into));
    }

    /** What is shown in the window. */
    void draw(Pen pen, double width, double height) {
        spots = new Spots();
        Optional<XrayDrawing> drawing = drawing(true);
        if (drawing.isEmpty()) {
            String words = failure.orElseGet(
                    () -> context.messages().get(model().reading().get().read() == 0 ? "xray.none" : "xray.wait"));
            double scale = model().scale().get();
            pen.text(
                    words,
                    20 * scale,
                    60 * scale,
                    Typeface.TEXT.at(15 * scale),
                    Align.LEFT,
                    palette().secondary());
            return;
        }
        drawing.get().draw(pen, width, height);
        pointed.ifPresent(spot -> tip(pen, spot.lines(), width, height));
    }

    private Palette palette() {
        return model().palette().getValue();
    }

    private void tip(Pen pen, List<String> lines, double width, double height) {
        double scale = model().scale().get();
        var font = Typeface.TEXT.at(13 * scale);
        double w =
                lines.stream().mapToDouble(l -> Typeface.width(l, font)).max().orElse(0) + 20 * scale;
        double h = (lines.size() * 18 + 10) * scale;
        double x = Math.clamp(pointerX + 14 * scale, 0, Math.max(0, width - w - 4));
        double y = pointerY + 18 * scale + h < height ? pointerY + 18 * scale : Math.max(0, pointerY - h - 8 * scale);
        pen.fillRound(x, y, w, h, 6 * scale, palette().raised());
        pen.outline(x, y, w, h, 6 * scale, 1, palette().secondary());
        for (int i = 0; i < lines.size(); i++) {
            double base = y + (18 + 18 * i) * scale;
            pen.text(
                    lines.get(i),
                    x + 10 * scale,
                    base,
                    font,
                    Align.LEFT,
                    i == 0 ? palette().ink() : palette().secondary());
        }
    }

    /** What is shown, to take away at the window's size. */
    Optional<Drawing> picture() {
        return drawing(place.grown(1), false, model().scale().get(), new Spots())
                .map(d -> d);
    }

    /** The same as large as it can be. */
    Optional<Drawing> slide() {
        XrayPlace at = place.grown(1);
        return seen.map(s -> (pen, width, height) ->
                drawing(at, false, fitting(width, height), new Spots()).ifPresent(d -> d.draw(pen, width, height)));
    }

    private static double fitting(double width, double height) {
        return Math.min(width / XrayDrawing.LEAST_WIDTH, height / XrayDrawing.ROOMY_HEIGHT);
    }

    /** Stage after stage, and all at the end. */
    Optional<Animation> animation() {
        int frames = XrayPlace.STEPS * (FRAMES + HELD) + 2 * HELD;
        return seen.map(s -> new Animation(frames, FRAME_MILLIS, this::frame));
    }

    private Drawing frame(int index) {
        int step = index / (FRAMES + HELD) + 1;
        double progress = Math.min(1, (index % (FRAMES + HELD) + 1.0) / FRAMES);
        XrayPlace at = step > XrayPlace.STEPS ? place.at(0) : place.at(step).grown(progress);
        return (pen, width, height) ->
                drawing(at, false, fitting(width, height), new Spots()).ifPresent(d -> d.draw(pen, width, height));
    }

    @Override
    public void close() {
        closed = true;
        timer.stop();
        reader.close();
    }
}
