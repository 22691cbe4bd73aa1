package blt4j.visualizer.page;

import javafx.event.EventHandler;
import javafx.scene.Node;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;

/** Tooltips, made when the pointer first rests on their node. */
public final class Tips {
    private Tips() {}

    /**
     * Gives a node a tip. It is made when somebody points there for the first time: each is a window of its own, and
     * together they would hold up the first picture.
     */
    public static void give(Node node, String words) {
        node.setAccessibleHelp(words);
        node.addEventFilter(MouseEvent.MOUSE_ENTERED, new EventHandler<>() {
            @Override
            public void handle(MouseEvent event) {
                node.removeEventFilter(MouseEvent.MOUSE_ENTERED, this);
                Tooltip.install(node, new Tooltip(words));
            }
        });
    }
}
