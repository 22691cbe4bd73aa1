package blt4j.visualizer.lesson;

import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.ViewContext;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.RowConstraints;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The page of lessons to choose from. */
final class LessonCards {
    private static final int COLUMNS = 3;

    private LessonCards() {}

    /**
     * A lesson as a card to press.
     *
     * @param wide whether its words stand beside its picture, and not below
     */
    static Node card(ViewContext context, Lesson lesson, boolean wide, Runnable start) {
        Label title = new Label(lesson.title());
        title.getStyleClass().add("card-title");
        title.setWrapText(true);
        title.setMinHeight(Region.USE_PREF_SIZE);
        Label about = new Label(lesson.about());
        about.setWrapText(true);
        about.getStyleClass().add("secondary");
        about.setMinHeight(Region.USE_PREF_SIZE);
        Region space = new Region();
        VBox.setVgrow(space, Priority.ALWAYS);
        Label steps = new Label(
                context.messages().get("lesson.steps", lesson.steps().size()),
                Icons.small(Feather.PLAY_CIRCLE, context.model().scale()));
        steps.getStyleClass().add("card-foot");
        VBox words = new VBox(title, about, space, steps);
        words.getStyleClass().add("card-words");
        Node motif = LessonMotif.of(lesson.name(), context.model());
        VBox.setVgrow(motif, Priority.ALWAYS);
        HBox.setHgrow(words, Priority.ALWAYS);
        Pane inner = wide ? new HBox(motif, words) : new VBox(motif, words);
        inner.getStyleClass().addAll("card-inner", wide ? "card-wide" : "card-tall");
        Button card = new Button("", inner);
        card.getStyleClass().setAll("lesson-card");
        card.setMaxSize(Double.MAX_VALUE, Double.MAX_VALUE);
        card.setId("lesson-" + lesson.name());
        card.setAccessibleText(lesson.title() + ". " + lesson.about());
        card.setOnAction(e -> start.run());
        return card;
    }

    /** How many of so many cards fill rows; those after them are wide. */
    static int inWholeRows(int cards) {
        return cards - cards % COLUMNS;
    }

    /** All cards, and what stands below them. */
    static Node page(ViewContext context, List<Node> cards, Node below) {
        Label intro = new Label(context.messages().get("lesson.intro"));
        intro.setWrapText(true);
        intro.setMinHeight(Region.USE_PREF_SIZE);
        intro.getStyleClass().add("lesson-intro");
        GridPane tiles = new GridPane();
        tiles.getStyleClass().add("lesson-tiles");
        int whole = inWholeRows(cards.size());
        for (int i = 0; i < cards.size(); i++) {
            if (i < whole) {
                tiles.add(cards.get(i), i % COLUMNS, i / COLUMNS);
            }
        }
        for (int i = 0; i < COLUMNS; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(100.0 / COLUMNS);
            column.setFillWidth(true);
            tiles.getColumnConstraints().add(column);
        }
        int rows = whole / COLUMNS;
        for (int i = 0; i < rows; i++) {
            RowConstraints row = new RowConstraints();
            row.setPercentHeight(100.0 / rows);
            row.setFillHeight(true);
            tiles.getRowConstraints().add(row);
        }
        VBox.setVgrow(tiles, Priority.ALWAYS);
        Label hint = new Label(context.messages().get("lesson.own"));
        hint.getStyleClass().add("secondary");
        HBox foot = new HBox(hint, below);
        foot.setAlignment(Pos.CENTER_LEFT);
        foot.getStyleClass().add("lesson-foot");
        VBox page = new VBox(intro, tiles);
        page.getChildren().addAll(cards.subList(whole, cards.size()));
        page.getChildren().add(foot);
        page.getStyleClass().add("lesson-page");
        return page;
    }
}
