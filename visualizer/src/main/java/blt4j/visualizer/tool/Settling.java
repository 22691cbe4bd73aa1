package blt4j.visualizer.tool;

import blt4j.visualizer.window.MainWindow;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;

/** Waits, once started, until everything in a window has come to rest. */
abstract class Settling extends AnimationTimer {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final int RESTING_FRAMES = 8;

    private final MainWindow window;
    private long began;
    private int resting;

    Settling(MainWindow window) {
        this.window = window;
    }

    @Override
    public final void start() {
        began = System.nanoTime();
        resting = 0;
        super.start();
    }

    @Override
    public final void handle(long now) {
        window.scene().getRoot().applyCss();
        window.scene().getRoot().layout();
        resting = window.settled() ? resting + 1 : 0;
        boolean late = System.nanoTime() - began > PATIENCE;
        if (resting >= RESTING_FRAMES || late) {
            stop();
            settled(late);
        }
    }

    /**
     * All is at rest; may start again for what comes next.
     *
     * @param late whether it is not, but took too long
     */
    abstract void settled(boolean late);
}
