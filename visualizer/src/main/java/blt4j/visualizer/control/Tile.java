package blt4j.visualizer.control;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Tips;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A figure with its name. */
public final class Tile extends VBox {
    private final Label value = new Label("–");
    private final Label name;

    /** A tile without a figure yet. */
    public Tile(String title, String about) {
        name = new Label(title);
        getStyleClass().add("tile");
        value.getStyleClass().add("tile-value");
        name.getStyleClass().add("tile-name");
        value.setMinWidth(Region.USE_PREF_SIZE);
        name.setMinWidth(Region.USE_PREF_SIZE);
        getChildren().addAll(value, name);
        Tips.give(this, about);
        setFocusTraversable(false);
    }

    /** Puts something behind the name, which it goes on with. */
    public void besideName(Node more) {
        getChildren().remove(name);
        HBox foot = new HBox(name, more);
        foot.getStyleClass().add("tile-foot");
        getChildren().add(foot);
    }

    /** Calls the figure something else. */
    public void name(String title) {
        name.setText(title);
    }

    /** Shows a figure. */
    public void set(String figure) {
        value.setText(figure);
        setAccessibleText(name.getText() + ": " + figure);
    }

    /**
     * The figure and its name in one, as they are read in a line.
     *
     * @param pattern the key of how they follow each other
     */
    public String words(Messages messages, String pattern) {
        return messages.get(pattern, value.getText(), name.getText());
    }

    /** The figure that is shown. */
    public String get() {
        return value.getText();
    }
}
