package blt4j.visualizer.lesson;

import atlantafx.base.theme.Styles;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import java.util.function.IntConsumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The words of a step, and the way on. */
final class LessonBar {
    private final HBox content = new HBox();
    private final ViewContext context;
    private final Label lesson = new Label();
    private final Label title = new Label();
    private final Label words = new Label();
    private final Label place = new Label();
    private final Button back;
    private final Button next;
    private final IntConsumer go;
    private final Runnable end;
    private int index;
    private boolean last;

    LessonBar(ViewContext context, IntConsumer go, Runnable end) {
        this.context = context;
        this.go = go;
        this.end = end;
        back = new Button(
                text("lesson.back"),
                Icons.small(Feather.ARROW_LEFT, context.model().scale()));
        next = new Button(
                text("lesson.next"),
                Icons.small(Feather.ARROW_RIGHT, context.model().scale()));
        back.setOnAction(e -> go.accept(index - 1));
        next.setOnAction(e -> onNext());
        back.setId("lesson-back");
        next.setId("lesson-next");
        next.setContentDisplay(ContentDisplay.RIGHT);
        next.getStyleClass().add(Styles.ACCENT);
        back.setMinWidth(Region.USE_PREF_SIZE);
        next.setMinWidth(Region.USE_PREF_SIZE);
        words.setWrapText(true);
        words.setMinHeight(Region.USE_PREF_SIZE);
        title.setMinWidth(Region.USE_PREF_SIZE);
        content.getStyleClass().add("lesson-bar");
        lesson.getStyleClass().add("secondary");
        place.getStyleClass().add("secondary");
        title.getStyleClass().add("lesson-step");
        words.getStyleClass().add("lesson-words");
        arrange();
    }

    private void arrange() {
        HBox head = new HBox(title, lesson);
        head.getStyleClass().add("lesson-head");
        head.setAlignment(Pos.BASELINE_LEFT);
        VBox said = new VBox(head, words);
        said.getStyleClass().add("lesson-said");
        HBox.setHgrow(said, Priority.ALWAYS);
        Button close = new Button("", Icons.small(Feather.X, context.model().scale()));
        close.getStyleClass().addAll(Styles.FLAT, Styles.BUTTON_ICON);
        close.setAccessibleText(text("lesson.end"));
        Tips.give(close, text("lesson.end"));
        close.setOnAction(e -> end.run());
        place.setMinWidth(Region.USE_PREF_SIZE);
        HBox way = new HBox(place, back, next, close);
        way.getStyleClass().add("lesson-way");
        way.setAlignment(Pos.CENTER_RIGHT);
        content.setAlignment(Pos.CENTER_LEFT);
        content.getChildren().addAll(said, way);
    }

    private String text(String key, Object... arguments) {
        return context.messages().get(key, arguments);
    }

    private void onNext() {
        if (last) {
            end.run();
        } else {
            go.accept(index + 1);
        }
    }

    void show(Lesson shown, int step) {
        index = step;
        last = step == shown.steps().size() - 1;
        lesson.setText(shown.title());
        title.setText(shown.steps().get(step).title());
        words.setText(shown.steps().get(step).words());
        place.setText(text("lesson.place", step + 1, shown.steps().size()));
        back.setDisable(step == 0);
        next.setText(text(last ? "lesson.finish" : "lesson.next"));
    }

    void focusNext() {
        next.requestFocus();
    }

    Node content() {
        return content;
    }
}
