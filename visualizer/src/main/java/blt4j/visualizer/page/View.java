package blt4j.visualizer.page;

import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.export.Table;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;

/** A page of the window. It is built anew when the language changes, so what should last is in the shared model. */
public interface View extends AutoCloseable {
    /** What fills the page. The same node each time. */
    Node content();

    /** Called each time when it becomes the current one. */
    default void shown() {}

    /** Called each time when it no longer is. */
    default void hidden() {}

    /** The view's main picture, for export as SVG. */
    default Optional<Drawing> drawing() {
        return Optional.empty();
    }

    /** The view's main picture as large as it can be, for a slide. */
    default Optional<Drawing> slide() {
        return drawing();
    }

    /** The view's main picture in motion, by the name of what moves. */
    default Optional<Animation> animation(String what) {
        return Optional.empty();
    }

    /** The view's figures, for export as CSV or JSON. */
    default Optional<Table> table() {
        return Optional.empty();
    }

    /** Writes what the view has to say as a handout to a file; takes a while, and so is done on a thread of its own. */
    default Optional<Consumer<Path>> handout() {
        return Optional.empty();
    }

    /** Whether it shows the text in the window; who opens one should see it. */
    default boolean showsText() {
        return false;
    }

    /** Whether what it shows is finished: for pictures that are taken without a person. */
    default boolean settled() {
        return true;
    }

    /** Stops listening. */
    @Override
    void close();
}
