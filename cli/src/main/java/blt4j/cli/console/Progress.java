package blt4j.cli.console;

import blt4j.Foreign;
import blt4j.generation.ReadProgress;
import blt4j.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far long work has come, on a terminal and after a while, and ends it when it is interrupted. It shows itself when
 * the while is over, though the work may have nothing to tell by then, as when kernels are compiled for a device first.
 */
public final class Progress implements ReadProgress, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(800);
    private static final int USUAL_COLUMNS = 80;
    private static final String ERASED = "\r\u001B[K";

    private final Console console;
    private final Instant begun = Instant.now();
    private final @Nullable Thread clock;
    private @Nullable Reached latest;
    private @Nullable String shown;
    private @Nullable ProgressBar bar;

    /** How far something is. */
    private record Reached(String task, String unit, long unitSize, long done, long total) {}

    /** Begins to count the time. */
    public Progress(Console console) {
        this.console = console;
        this.clock = console.terminal().error()
                ? Thread.ofPlatform().daemon().name("progress").start(this::showWhenLate)
                : null;
    }

    private void showWhenLate() {
        try {
            Thread.sleep(PATIENCE);
            show();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it was quick
        }
    }

    @Override
    public boolean proceed(Stage stage, int done, int total) {
        at(name(stage), stage == Stage.LATENT_TRANSFORMER ? " patches" : " bytes", 1, done, total);
        return !console.interruption().requested();
    }

    /**
     * Shows how far something has come.
     *
     * @param task what is being done
     * @param unit what is counted, after a space
     * @param unitSize how much one of the shown unit is
     * @param done how much is
     * @param total how much will be
     */
    public synchronized void at(String task, String unit, long unitSize, long done, long total) {
        if (clock != null) {
            latest = new Reached(task, unit, unitSize, done, total);
            show();
        }
    }

    /** Says what is being done, of which nobody knows how far it is. */
    public synchronized void at(String task) {
        at(task, "", 1, 0, -1);
    }

    private synchronized void show() {
        Reached reached = latest;
        if (reached == null || begun.plus(PATIENCE).isAfter(Instant.now())) {
            return;
        }
        if (!reached.task().equals(shown)) {
            clear();
            shown = reached.task();
            if (reached.total() < 0) {
                console.err().print(Foreign.shown(reached.task()) + " …");
                console.err().flush();
            } else {
                bar = open(reached.task(), reached.unit(), reached.unitSize(), console, reached.total());
            }
        }
        ProgressBar current = bar;
        if (current != null) {
            current.maxHint(reached.total());
            current.stepTo(reached.done());
        }
    }

    /** Takes what it shows from the screen, for a line of something else, until there is more to tell. */
    public synchronized void clear() {
        ProgressBar current = bar;
        if (current != null) {
            current.close();
        } else if (shown != null) {
            console.err().print(ERASED);
            console.err().flush();
        }
        bar = null;
        shown = null;
        latest = null;
    }

    /** A bar on standard error. */
    public static ProgressBar open(String task, String unit, Console console, long total) {
        return open(task, unit, 1, console, total);
    }

    /** A bar on standard error, whose numbers count units of a size. */
    public static ProgressBar open(String task, String unit, long unitSize, Console console, long total) {
        int columns = console.terminal().columns();
        return new ProgressBarBuilder()
                .setTaskName(Foreign.shown(task))
                .setUnit(unit, unitSize)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), (columns > 0 ? columns : USUAL_COLUMNS) - 1))
                .build();
    }

    private static String name(Stage stage) {
        return switch (stage) {
            case ENTROPY_MODEL -> "entropy model";
            case LOCAL_ENCODER -> "local encoder";
            case LATENT_TRANSFORMER -> "latent transformer";
            case LOCAL_DECODER -> "local decoder";
        };
    }

    @Override
    public void close() {
        if (clock != null) {
            clock.interrupt();
        }
        clear();
    }
}
