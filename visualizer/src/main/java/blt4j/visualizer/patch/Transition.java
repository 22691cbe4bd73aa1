package blt4j.visualizer.patch;

import blt4j.visualizer.state.TextReading;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;

/** A moment in which bands go over from one cut of a text to the next. */
final class Transition extends AnimationTimer {
    private static final long LASTS = TimeUnit.MILLISECONDS.toNanos(150);

    private final Runnable redraw;
    private Optional<TextReading> before = Optional.empty();
    private long began;

    /**
     * A transition that is over.
     *
     * @param redraw called at each frame
     */
    Transition(Runnable redraw) {
        this.redraw = redraw;
    }

    /** Goes over from a reading to the one that is shown now; one under way is overtaken. */
    void begin(TextReading from) {
        before = Optional.of(from);
        began = System.nanoTime();
        start();
    }

    void end() {
        before = Optional.empty();
        stop();
    }

    boolean running() {
        return before.isPresent();
    }

    /** How the text was cut before; absent when that no longer matters. */
    Optional<TextReading> before() {
        return before;
    }

    /** How far it has come, slowing down towards the end. */
    double progress() {
        double at = Math.clamp((double) (System.nanoTime() - began) / LASTS, 0, 1);
        return before.isEmpty() ? 1 : 1 - (1 - at) * (1 - at);
    }

    @Override
    public void handle(long now) {
        if (System.nanoTime() - began >= LASTS) {
            end();
        }
        redraw.run();
    }
}
