package blt4j.visualizer.compare;

import atlantafx.base.theme.Styles;
import blt4j.analysis.compare.Noise;
import blt4j.visualizer.control.StageLegend;
import blt4j.visualizer.control.WrapRow;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** One button per way of spoiling the text, one for leaving it as it is, and one for throwing the dice again. */
final class NoiseBar {
    private static final List<Noise> ORDER =
            List.of(Noise.DROP, Noise.REPEAT, Noise.RANDOM_CASE, Noise.UPPER_CASE, Noise.ANT_SPEAK, Noise.TYPOS);

    private final WrapRow content = new WrapRow(0.7);
    private final ViewContext context;
    private final Button again;
    private long seed = 1;

    NoiseBar(ViewContext context, Runnable rethrown, Node beside) {
        this.context = context;
        Label name = new Label(context.messages().get("compare.noise"));
        name.getStyleClass().add("control-name");
        name.setMinWidth(Region.USE_PREF_SIZE);
        again = new Button("", Icons.small(Feather.REFRESH_CW, context.model().scale()));
        again.getStyleClass().addAll(Styles.FLAT, Styles.BUTTON_ICON);
        again.setAccessibleText(context.messages().get("compare.again"));
        Tips.give(again, context.messages().get("compare.again"));
        again.setOnAction(e -> {
            seed++;
            rethrown.run();
        });
        HBox buttons = new HBox();
        buttons.getChildren().addAll(buttons());
        content.getStyleClass().addAll("controls", "noise-bar");
        content.getChildren().addAll(name, buttons, again, beside, new StageLegend(context));
    }

    private List<ToggleButton> buttons() {
        List<ToggleButton> buttons = new ArrayList<>();
        buttons.add(button(Optional.empty(), "none", Styles.LEFT_PILL));
        for (Noise noise : ORDER) {
            String pill = noise == ORDER.getLast() ? Styles.RIGHT_PILL : Styles.CENTER_PILL;
            buttons.add(button(Optional.of(noise), noise.name().toLowerCase(Locale.ROOT), pill));
        }
        return buttons;
    }

    private ToggleButton button(Optional<Noise> noise, String key, String pill) {
        ToggleButton button = new ToggleButton(context.messages().get("noise." + key));
        button.setId("noise-" + key);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.getStyleClass().addAll(pill, "noise");
        Tips.give(button, context.messages().get("noise." + key + ".about"));
        var current = context.model().noise();
        button.setOnAction(e -> {
            current.set(noise);
            button.setSelected(true);
        });
        current.when(button.sceneProperty().map(s -> true).orElse(false)).subscribe(now -> {
            button.setSelected(now.equals(noise));
            again.setDisable(now.isEmpty() || now.get() == Noise.UPPER_CASE || now.get() == Noise.ANT_SPEAK);
        });
        return button;
    }

    long seed() {
        return seed;
    }

    void setScale(double scale) {
        content.setScale(scale);
    }

    Node content() {
        return content;
    }
}
