package blt4j.visualizer.pipeline;

import atlantafx.base.theme.Styles;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** Opens the X-ray, goes through its stages and plays them. */
final class XrayTools {
    private final HBox content = new HBox();
    private final ViewContext context;
    private final XrayLook xray;
    private final ToggleButton open;
    private final Button back;
    private final Button play;
    private final Button next;
    private boolean shownPlaying;

    XrayTools(ViewContext context, XrayLook xray) {
        this.context = context;
        this.xray = xray;
        this.open = new ToggleButton(context.messages().get("pipeline.xray"));
        open.getStyleClass().addAll(Styles.BUTTON_OUTLINED, Styles.ACCENT, "xray-toggle");
        open.setMinWidth(Region.USE_PREF_SIZE);
        open.setId("xray");
        Tips.give(open, context.messages().get("pipeline.xray.about"));
        open.setOnAction(e -> xray.toggle());
        this.back = button(Feather.CHEVRON_LEFT, "back", () -> xray.step(-1));
        this.play = button(Feather.PLAY, "play", xray::play);
        this.next = button(Feather.CHEVRON_RIGHT, "next", () -> xray.step(1));
        content.getStyleClass().add("view-tools");
        content.setPadding(new Insets(2, 20, 0, 0));
        content.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        content.getChildren().addAll(back, play, next, open);
        refresh();
    }

    private Button button(Ikon icon, String what, Runnable action) {
        Button button = new Button("", Icons.small(icon, context.model().scale()));
        button.getStyleClass().addAll(Styles.FLAT, Styles.BUTTON_ICON);
        button.setAccessibleText(context.messages().get("pipeline.xray." + what));
        button.setId("xray-" + what);
        button.setFocusTraversable(false);
        Tips.give(button, context.messages().get("pipeline.xray." + what));
        button.setOnAction(e -> action.run());
        return button;
    }

    /** Shows what can be done now. */
    void refresh() {
        open.setSelected(xray.open());
        for (Button button : new Button[] {back, play, next}) {
            button.setVisible(xray.open());
            button.setManaged(xray.open());
        }
        if (shownPlaying != xray.playing()) {
            shownPlaying = xray.playing();
            Feather icon = shownPlaying ? Feather.PAUSE : Feather.PLAY;
            play.setGraphic(Icons.small(icon, context.model().scale()));
            play.setAccessibleText(context.messages().get(shownPlaying ? "pipeline.xray.pause" : "pipeline.xray.play"));
        }
    }

    Node content() {
        return content;
    }
}
