package blt4j.visualizer.workbench;

import blt4j.BltException;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.Notices;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import javafx.application.Platform;

/** Hands results of other threads to the JavaFX thread, and failures as sentences to the window. */
final class Deliveries {
    private final Notices notices;
    private boolean closed;

    Deliveries(Notices notices) {
        this.notices = notices;
    }

    /** Hands a result over, or shows why there is none. */
    <T> void deliver(CompletableFuture<T> future, Consumer<T> consumer) {
        deliver(future, consumer, this::show);
    }

    /** Hands a result over, or the reason why there is none. Called on the JavaFX thread, as what it calls is. */
    <T> void deliver(CompletableFuture<T> future, Consumer<T> consumer, Consumer<Throwable> failed) {
        var _ = future.whenComplete((value, error) -> Platform.runLater(() -> {
            if (closed) {
                return;
            }
            if (error == null) {
                consumer.accept(value);
            } else {
                failed.accept(error);
            }
        }));
    }

    /** Shows a failure of another thread. */
    void report(RuntimeException e) {
        Platform.runLater(() -> show(e));
    }

    /** Shows a failure. */
    void show(Throwable e) {
        notices.tell(Notice.error(sentence(e)));
    }

    /** What a person is told of a failure. */
    static String sentence(Throwable e) {
        return switch (e) {
            case CompletionException c when c.getCause() != null -> sentence(c.getCause());
            case BltException b -> String.valueOf(b.getMessage());
            default -> String.valueOf(e.getMessage() == null ? e : e.getMessage());
        };
    }

    /** Hands nothing over from now on. */
    void close() {
        closed = true;
    }
}
