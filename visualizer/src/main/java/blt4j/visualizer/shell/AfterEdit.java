package blt4j.visualizer.shell;

import blt4j.visualizer.state.AppModel;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;

/**
 * Waits until what is in view is of the text as it now is: for a moment after an edit, figures are those of the text before,
 * which nobody wants in a file.
 */
final class AfterEdit extends AnimationTimer {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    /** By then what has come has been drawn. */
    private static final int FRAMES = 2;

    private final AppModel model;
    private final Runnable action;
    private final long began = System.nanoTime();
    private int frames;

    private AfterEdit(AppModel model, Runnable action) {
        this.model = model;
        this.action = action;
    }

    /** Does something then; at once if nothing is to be waited for. On the JavaFX thread. */
    static void run(AppModel model, Runnable action) {
        if (model.upToDate()) {
            action.run();
        } else {
            new AfterEdit(model, action).start();
        }
    }

    @Override
    public void handle(long now) {
        frames = model.upToDate() ? frames + 1 : 0;
        if (frames > FRAMES || System.nanoTime() - began > PATIENCE) {
            stop();
            action.run();
        }
    }
}
