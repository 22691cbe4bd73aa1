package blt4j.visualizer.tool;

import blt4j.BltException;
import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.shell.Exports;
import blt4j.visualizer.window.MainWindow;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.animation.AnimationTimer;

/** Takes a picture of a window, or of its view's slide, once everything in it has come to rest. */
final class Snapshot extends AnimationTimer {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
    private static final int RESTING_FRAMES = 8;

    private final MainWindow window;
    private final Path file;
    private final Optional<int[]> slide;
    private final Consumer<Boolean> taken;
    private final long began = System.nanoTime();
    private int resting;

    /**
     * A picture to be taken once {@link #start}ed.
     *
     * @param slide the size of a slide, in pixels; absent for a picture of the window
     * @param taken hears when that is over, and whether the file is written
     */
    Snapshot(MainWindow window, Path file, Optional<int[]> slide, Consumer<Boolean> taken) {
        this.window = window;
        this.file = file;
        this.slide = slide;
        this.taken = taken;
    }

    @Override
    public void handle(long now) {
        window.scene().getRoot().applyCss();
        window.scene().getRoot().layout();
        resting = window.settled() ? resting + 1 : 0;
        boolean late = System.nanoTime() - began > PATIENCE;
        if (resting < RESTING_FRAMES && !late) {
            return;
        }
        stop();
        if (late) {
            System.err.println("The window did not come to rest; " + file + " shows how far it came.");
        }
        taken.accept(written());
    }

    private boolean written() {
        try {
            write();
            return true;
        } catch (BltException e) {
            System.err.println(e.getMessage());
            return false;
        }
    }

    private void write() {
        if (slide.isEmpty()) {
            Exporter.png(Exporter.picture(window.scene()), file);
            return;
        }
        Exports.slide(window.shell())
                .orElseThrow(() -> new BltException("This view has no slide; a lesson has one at its steps."))
                .writing(file, slide.get()[0], slide.get()[1])
                .run();
    }
}
