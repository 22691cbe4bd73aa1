package blt4j.visualizer;

import blt4j.BltException;
import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.shell.Shell;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ModelState;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Scene;

/** Takes a picture of the window once everything in it has come to rest, and ends the application. */
final class Snapshot extends AnimationTimer {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final int RESTING_FRAMES = 8;

    private final AppModel model;
    private final Shell shell;
    private final Scene scene;
    private final Path file;
    private final long began = System.nanoTime();
    private int resting;

    Snapshot(AppModel model, Shell shell, Scene scene, Path file) {
        this.model = model;
        this.shell = shell;
        this.scene = scene;
        this.file = file;
    }

    void begin() {
        start();
    }

    @Override
    public void handle(long now) {
        scene.getRoot().applyCss();
        scene.getRoot().layout();
        resting = settled() ? resting + 1 : 0;
        boolean late = System.nanoTime() - began > PATIENCE;
        if (resting < RESTING_FRAMES && !late) {
            return;
        }
        stop();
        try {
            Exporter.png(Exporter.picture(scene), file);
        } catch (BltException e) {
            System.err.println(e.getMessage());
        }
        Platform.exit();
    }

    private boolean settled() {
        boolean modelAtRest = switch (model.model().get()) {
            case ModelState.None n -> false;
            case ModelState.Opening o -> false;
            case ModelState.Failed f -> true;
            case ModelState.Open o ->
                model.reading().get().text().equals(model.document().get().text())
                        && model.reading().get().entropies().complete();
        };
        return modelAtRest && shell.current().settled();
    }
}
