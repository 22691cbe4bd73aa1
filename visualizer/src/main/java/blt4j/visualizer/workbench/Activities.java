package blt4j.visualizer.workbench;

import blt4j.visualizer.state.Activity;
import blt4j.visualizer.state.AppModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.util.Duration;

/** What goes on in the background. Where it takes long enough for a person to wonder, the window says what. */
final class Activities {
    private static final double LONG_MILLIS = 700;

    private final AppModel model;
    private final Deliveries deliveries;
    private final List<Activity> under = new ArrayList<>();

    Activities(AppModel model, Deliveries deliveries) {
        this.model = model;
        this.deliveries = deliveries;
    }

    /**
     * Does something in the background.
     *
     * @param label what it is called
     * @param done called on the JavaFX thread when it went well; a failure becomes a sentence in the window
     */
    void work(String label, Runnable task, Runnable done) {
        Activity activity = begin(label, Optional.empty());
        deliveries.deliver(
                CompletableFuture.runAsync(task),
                nothing -> {
                    end(activity);
                    done.run();
                },
                error -> {
                    end(activity);
                    deliveries.show(error);
                });
    }

    /** Says that something goes on, if it takes long; it can be cancelled if it minds that. */
    void follow(String label, CompletableFuture<?> task) {
        Activity activity = begin(label, Optional.of(() -> task.cancel(true)));
        var _ = task.whenComplete((value, error) -> Platform.runLater(() -> end(activity)));
    }

    /**
     * Begins something, which is shown unless it has ended by then.
     *
     * @param stop what ends it, if a person may
     */
    Activity begin(String label, Optional<Runnable> stop) {
        Activity activity = new Activity(label, -1, stop);
        under.add(activity);
        PauseTransition moment = new PauseTransition(Duration.millis(LONG_MILLIS));
        moment.setOnFinished(e -> {
            if (under.contains(activity)) {
                model.activity().set(activity);
            }
        });
        moment.play();
        return activity;
    }

    /** Ends something. */
    void end(Activity activity) {
        under.remove(activity);
        if (model.activity().get().equals(activity)) {
            model.activity().set(Activity.NONE);
        }
    }
}
