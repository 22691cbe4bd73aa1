package blt4j.visualizer.lesson;

import atlantafx.base.theme.Styles;
import blt4j.frontend.lesson.Quiz;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The words of a step, and the way on. */
final class LessonBar {
    /** The answer of who made no choice. */
    static final int NO_CHOICE = -1;

    private static final PseudoClass RIGHT = PseudoClass.getPseudoClass("right");
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

    private final HBox content = new HBox();
    private final ViewContext context;
    private final Label lesson = new Label();
    private final Label title = new Label();
    private final Label words = new Label();
    private final Label question = new Label();
    private final FlowPane choices = new FlowPane();
    private final Label place = new Label();
    private final Button back;
    private final Button next;
    private final IntConsumer go;
    private final Runnable end;
    private final IntConsumer answer;
    private int index;
    private boolean last;
    private boolean asking;

    /**
     * A bar.
     *
     * @param go goes to a step
     * @param answer takes the index of a choice, or {@link #NO_CHOICE} if the answer is to be shown anyway
     * @param end ends the lesson
     */
    LessonBar(ViewContext context, IntConsumer go, IntConsumer answer, Runnable end) {
        this.context = context;
        this.go = go;
        this.answer = answer;
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
        question.setWrapText(true);
        question.setMinHeight(Region.USE_PREF_SIZE);
        question.getStyleClass().add("lesson-words");
        choices.getStyleClass().add("lesson-choices");
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
        VBox said = new VBox(head, question, choices, words);
        said.getStyleClass().add("lesson-said");
        choices.prefWrapLengthProperty().bind(said.widthProperty());
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
        if (asking) {
            answer.accept(NO_CHOICE);
        } else if (last) {
            end.run();
        } else {
            go.accept(index + 1);
        }
    }

    /**
     * Shows a step.
     *
     * @param given what was answered to its question; empty if nothing was yet
     */
    void show(Lesson shown, int step, OptionalInt given) {
        LessonStep now = shown.steps().get(step);
        index = step;
        last = step == shown.steps().size() - 1;
        asking = now.quiz().isPresent() && given.isEmpty();
        lesson.setText(shown.title());
        title.setText(now.title());
        words.setText(now.words());
        set(words, !asking);
        set(question, now.quiz().isPresent());
        set(choices, now.quiz().isPresent());
        now.quiz().ifPresent(quiz -> show(quiz, given));
        place.setText(text("lesson.place", step + 1, shown.steps().size()));
        back.setDisable(step == 0);
        next.setText(text(asking ? "lesson.answer" : last ? "lesson.finish" : "lesson.next"));
    }

    private static void set(Node part, boolean shown) {
        part.setVisible(shown);
        part.setManaged(shown);
    }

    private void show(Quiz quiz, OptionalInt given) {
        question.setText(quiz.question());
        choices.getChildren().clear();
        for (int i = 0; i < quiz.choices().size(); i++) {
            choices.getChildren().add(choice(quiz, i, given));
        }
    }

    /** Once answered, the right one has a tick, and one that was chosen wrongly a cross. */
    private Button choice(Quiz quiz, int i, OptionalInt given) {
        Button choice = new Button(Quiz.letter(i) + "  " + quiz.choices().get(i));
        choice.setId("lesson-choice-" + i);
        choice.getStyleClass().add("choice");
        if (given.isEmpty()) {
            choice.setOnAction(e -> answer.accept(i));
            return choice;
        }
        boolean right = i == quiz.right();
        boolean wrong = !right && given.getAsInt() == i;
        choice.setDisable(!right && !wrong);
        choice.setFocusTraversable(false);
        choice.pseudoClassStateChanged(RIGHT, right);
        choice.pseudoClassStateChanged(WRONG, wrong);
        if (right || wrong) {
            Feather icon = right ? Feather.CHECK : Feather.X;
            choice.setGraphic(Icons.small(icon, context.model().scale()));
            choice.setAccessibleText(text(right ? "lesson.right" : "lesson.wrong", choice.getText()));
        }
        return choice;
    }

    void focusNext() {
        next.requestFocus();
    }

    Node content() {
        return content;
    }
}
