package blt4j.visualizer.pipeline;

import atlantafx.base.theme.Styles;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
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

    /** What a button has beside its word, and between itself and what stands at its left, in pixels at 100 %. */
    private static final double AROUND = 34;

    private static final double BETWEEN = 16;
    private static final double MARGIN = 20;

    /** How high it is. */
    private static final double HEIGHT = 28;

    /** The middle of the X-ray's heading. */
    private static final double HEADING = 17;

    /** How much room the button takes that opens the X-ray, with what keeps others away from it. */
    static double room(Messages messages, double scale) {
        double word = Typeface.width(messages.get("pipeline.xray"), Typeface.MEDIUM.at(13 * scale));
        return word + (AROUND + BETWEEN) * scale;
    }

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
        double scale = context.model().scale().get();
        open.setSelected(xray.open());
        open.setMinHeight(HEIGHT * scale);
        open.setPrefWidth(room(context.messages(), scale) - BETWEEN * scale);
        // Beside the strip; where the X-ray is open, in the line of its heading.
        double middle = xray.open() ? HEADING : PipelineDrawing.STRIP_TOP + PipelineDrawing.STRIP_ROW / 2;
        content.setPadding(new Insets((middle - HEIGHT / 2) * scale, MARGIN * scale, 0, 0));
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
