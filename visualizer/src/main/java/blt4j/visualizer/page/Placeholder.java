package blt4j.visualizer.page;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;

/** Stands where a view is yet to be. */
public final class Placeholder extends Page {
    private final StackPane content = new StackPane();

    /** A page that says so. */
    public Placeholder(ViewContext context) {
        super(context);
        content.getChildren().add(new Label(text("placeholder")));
    }

    @Override
    public Node content() {
        return content;
    }
}
