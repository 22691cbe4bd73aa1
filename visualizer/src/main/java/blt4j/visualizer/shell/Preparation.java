package blt4j.visualizer.shell;

import blt4j.visualizer.page.View;
import blt4j.visualizer.page.ViewKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import javafx.animation.PauseTransition;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/**
 * Makes the views that were not shown yet, one by one while nobody waits for the window, and styles and lays each out once
 * where nobody sees it: who goes there for the first time would wait for all of that at once.
 */
final class Preparation {
    private static final Duration BETWEEN = Duration.millis(60);

    private final BorderPane shown;
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final PauseTransition next = new PauseTransition(BETWEEN);

    /**
     * A preparation that has not begun.
     *
     * @param kinds the views to make
     * @param views makes a view, or finds the one that was made
     * @param shown the window's content, whose styles apply
     */
    Preparation(List<ViewKind> kinds, Function<String, View> views, BorderPane shown) {
        this.shown = shown;
        for (ViewKind kind : kinds) {
            steps.add(() -> {
                View view = views.apply(kind.id());
                steps.push(() -> layOut(view.content()));
            });
        }
        next.setOnFinished(e -> step());
    }

    /** Begins, or goes on. */
    void start() {
        next.playFromStart();
    }

    /** Ends, whatever is left. */
    void stop() {
        next.stop();
    }

    /** Whether nothing is left to be made. */
    boolean done() {
        return steps.isEmpty();
    }

    private void step() {
        if (!steps.isEmpty()) {
            steps.pop().run();
            next.playFromStart();
        }
    }

    private void layOut(Node content) {
        if (content.getScene() != null) {
            return;
        }
        StackPane page = new StackPane(content);
        page.getStyleClass().add("page");
        BorderPane stand = new BorderPane(page);
        stand.getStyleClass().setAll(shown.getStyleClass());
        stand.getStylesheets().setAll(shown.getStylesheets());
        stand.setStyle(shown.getStyle());
        shown.getPseudoClassStates().forEach(state -> stand.pseudoClassStateChanged(state, true));
        var _ = new Scene(stand, Math.max(1, shown.getWidth()), Math.max(1, shown.getHeight()));
        stand.applyCss();
        stand.layout();
        page.getChildren().clear();
    }
}
