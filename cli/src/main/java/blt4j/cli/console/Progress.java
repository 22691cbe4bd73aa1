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

/** Shows how far long work has come, on a terminal and after a while, and ends it when it is interrupted. */
public final class Progress implements ReadProgress, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(800);
    private static final int USUAL_COLUMNS = 80;

    private final Console console;
    private final Instant begun = Instant.now();
    private @Nullable Stage shown;
    private @Nullable ProgressBar bar;

    public Progress(Console console) {
        this.console = console;
    }

    @Override
    public boolean proceed(Stage stage, int done, int total) {
        if (console.terminal().error() && begun.plus(PATIENCE).isBefore(Instant.now())) {
            show(stage, done, total);
        }
        return !console.interruption().requested();
    }

    private void show(Stage stage, int done, int total) {
        ProgressBar current = bar;
        if (current == null || shown != stage) {
            close();
            current = open(name(stage), stage == Stage.LATENT_TRANSFORMER ? " patches" : " bytes", console, total);
            bar = current;
            shown = stage;
        }
        current.maxHint(total);
        current.stepTo(done);
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
        ProgressBar current = bar;
        if (current != null) {
            current.close();
            bar = null;
        }
    }
}
