package blt4j.visualizer.window;

import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ModelState;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;

/** Waits for the first picture, or until none is to be expected: what it can do without would hold it up. */
public final class FirstPicture extends AnimationTimer {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    /** By then it has been drawn. */
    private static final int FRAMES = 3;

    private final AppModel model;
    private final Runnable then;
    private final long began = System.nanoTime();
    private int frames;

    private FirstPicture(AppModel model, Runnable then) {
        this.model = model;
        this.then = then;
    }

    /** Does something once it is there. On the JavaFX thread. */
    public static void then(MainWindow window, Runnable action) {
        new FirstPicture(window.model(), action).start();
    }

    @Override
    public void handle(long now) {
        boolean empty = model.document().get().text().length() == 0;
        boolean there = model.reading().get().read() > 0
                || empty
                || model.model().get() instanceof ModelState.Failed
                || System.nanoTime() - began > PATIENCE;
        frames = there ? frames + 1 : 0;
        if (frames > FRAMES) {
            stop();
            then.run();
        }
    }
}
