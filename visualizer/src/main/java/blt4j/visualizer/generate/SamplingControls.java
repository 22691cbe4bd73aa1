package blt4j.visualizer.generate;

import atlantafx.base.controls.ToggleSwitch;
import blt4j.generation.SamplingOptions;
import blt4j.visualizer.control.WrapRow;
import blt4j.visualizer.i18n.Messages;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** How bytes are drawn. */
final class SamplingControls {
    private final WrapRow content = new WrapRow(1.4);
    private final Messages messages;
    private final Slider temperature = new Slider(0, 1.5, 0.7);
    private final Slider topP = new Slider(0.05, 1, 0.95);
    private final Spinner<Integer> topK = new Spinner<>(0, 260, 0);
    private final Spinner<Integer> seed = new Spinner<>(0, 999_999, 1);
    private final ToggleSwitch guard;

    SamplingControls(Messages messages, Consumer<SamplingOptions> changed) {
        this.messages = messages;
        guard = new ToggleSwitch(messages.get("sampling.guard"));
        guard.setSelected(true);
        guard.setMinWidth(Region.USE_PREF_SIZE);
        content.getStyleClass().add("controls");
        content.getChildren()
                .addAll(
                        slider("sampling.temperature", temperature, 0.05),
                        slider("sampling.topP", topP, 0.05),
                        spinner("sampling.topK", topK),
                        spinner("sampling.seed", seed),
                        guard,
                        new Region()); // the guard belongs to the others, not to the right end
        Runnable tell = () -> changed.accept(options());
        temperature.valueProperty().subscribe(tell);
        topP.valueProperty().subscribe(tell);
        topK.valueProperty().subscribe(tell);
        seed.valueProperty().subscribe(tell);
        guard.selectedProperty().subscribe(tell);
    }

    private Node slider(String key, Slider slider, double step) {
        Label name = name(key, slider);
        Label figure = new Label();
        figure.getStyleClass().add("figure-short");
        slider.setBlockIncrement(step);
        slider.getStyleClass().add("small");
        slider.valueProperty().subscribe(v -> figure.setText(messages.number(v.doubleValue(), 2)));
        return knob(name, slider, figure);
    }

    private Node spinner(String key, Spinner<Integer> spinner) {
        spinner.setEditable(true);
        spinner.getStyleClass().add("limit");
        return knob(name(key, spinner), spinner);
    }

    private Label name(String key, Node of) {
        Label name = new Label(messages.get(key));
        name.getStyleClass().add("control-name");
        name.setMinWidth(Region.USE_PREF_SIZE);
        name.setLabelFor(of);
        of.setAccessibleText(messages.get(key));
        return name;
    }

    private static Node knob(Node... parts) {
        HBox box = new HBox(parts);
        box.getStyleClass().add("knob");
        return box;
    }

    SamplingOptions options() {
        int k = topK.getValue() == null ? 0 : topK.getValue();
        int s = seed.getValue() == null ? 0 : seed.getValue();
        return SamplingOptions.PLAIN
                .withTemperature(Math.round(temperature.getValue() * 100) / 100.0)
                .withTopP(Math.round(topP.getValue() * 100) / 100.0)
                .withTopK(k)
                .withSeed(s)
                .withUtf8Guard(guard.isSelected());
    }

    void setScale(double scale) {
        content.setScale(scale);
    }

    Node content() {
        return content;
    }
}
