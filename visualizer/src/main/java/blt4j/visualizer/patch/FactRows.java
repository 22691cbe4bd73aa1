package blt4j.visualizer.patch;

import blt4j.visualizer.control.BytePieces;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/**
 * Facts, one in a row. The rows stay and take other words: making and styling labels anew for each letter that is typed would
 * take longer than all else that is shown of it.
 */
final class FactRows {
    /**
     * A fact.
     *
     * @param title what it is called
     * @param value what it is
     * @param fromLeft its pieces as they stand from left to right, where it is read from right to left; or else none
     * @param figure a number at the right; empty for none
     */
    record Fact(String title, String value, List<String> fromLeft, String figure) {
        Fact {
            fromLeft = List.copyOf(fromLeft);
        }

        Fact(String title, String value) {
            this(title, value, List.of(), "");
        }

        /** A fact that is made of bytes. */
        static Fact of(String title, BytePieces value, String figure) {
            return new Fact(title, value.text(), value.fromRight() ? value.fromLeft() : List.of(), figure);
        }
    }

    /** The labels of a row. */
    private record Row(Label title, Label value, Label figure) {}

    private final GridPane grid = new GridPane();
    private final List<Row> rows = new ArrayList<>();
    private final boolean figures;
    private int shown;

    /**
     * No facts yet.
     *
     * @param figures whether facts have figures
     */
    FactRows(boolean figures) {
        this.figures = figures;
        grid.getStyleClass().add("facts");
    }

    /** Shows these in place of those before. */
    void show(List<Fact> facts) {
        for (int i = 0; i < facts.size(); i++) {
            if (i == rows.size()) {
                rows.add(row());
            }
            set(rows.get(i), facts.get(i));
            if (i >= shown) {
                place(rows.get(i), i);
            }
        }
        for (int i = facts.size(); i < shown; i++) {
            Row row = rows.get(i);
            grid.getChildren().removeAll(row.title(), row.value(), row.figure());
        }
        shown = facts.size();
    }

    private static Row row() {
        Label title = new Label();
        title.getStyleClass().add("secondary");
        title.setMinWidth(Region.USE_PREF_SIZE);
        Label value = new Label();
        value.getStyleClass().add("fact");
        value.setMaxWidth(Double.MAX_VALUE);
        GridPane.setHgrow(value, Priority.ALWAYS);
        Label figure = new Label();
        figure.getStyleClass().add("fact");
        figure.setMinWidth(Region.USE_PREF_SIZE);
        GridPane.setHalignment(figure, HPos.RIGHT);
        return new Row(title, value, figure);
    }

    private void place(Row row, int index) {
        grid.addRow(index, row.title(), row.value());
        if (figures) {
            grid.add(row.figure(), 2, index);
        }
    }

    private static void set(Row row, Fact fact) {
        row.title().setText(fact.title());
        row.figure().setText(fact.figure());
        row.value().setText(fact.fromLeft().isEmpty() ? fact.value() : "");
        row.value().setGraphic(fact.fromLeft().isEmpty() ? null : oneByOne(fact.fromLeft()));
        row.value().setAccessibleText(fact.value());
    }

    private static Node oneByOne(List<String> pieces) {
        HBox box = new HBox();
        for (String piece : pieces) {
            Label label = new Label(piece);
            label.getStyleClass().add("fact-piece");
            label.setMinWidth(Region.USE_PREF_SIZE);
            box.getChildren().add(label);
        }
        return box;
    }

    Node content() {
        return grid;
    }
}
