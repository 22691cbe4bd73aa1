package blt4j.visualizer.patch;

import atlantafx.base.controls.ToggleSwitch;
import blt4j.patching.PatchingRule;
import blt4j.visualizer.control.WrapRow;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.TextReading;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;

/** How the text is to be cut: the rule and its numbers. */
final class PatchControls {
    private static final double MOST_NATS = 5;
    private static final int NO_LIMIT = 0;

    private final WrapRow content = new WrapRow(1.4);
    private final HBox limits = new HBox();
    private final ViewContext context;
    private final Messages messages;
    private final RuleMenu rule;
    private final Knob threshold;
    private final Knob rise;
    private final Knob mean;
    private final Knob size;
    private Optional<Spinner<Integer>> limit = Optional.empty();
    private final ToggleSwitch reset;
    private final Button trained;
    private boolean showing;
    private boolean shown;
    private boolean plain;

    /** A named slider with its figure. */
    private static final class Knob {
        private final Label name;
        private final Slider slider;
        private final Label figure = new Label();
        private final HBox box;

        Knob(String title, double least, double most, double step) {
            name = new Label(title);
            slider = new Slider(least, most, least);
            slider.setBlockIncrement(step);
            slider.setAccessibleText(title);
            slider.getStyleClass().add("small");
            figure.getStyleClass().add("figure");
            name.getStyleClass().add("control-name");
            name.setMinWidth(Region.USE_PREF_SIZE);
            box = new HBox(name, slider, figure);
            box.getStyleClass().add("knob");
        }

        void visible(boolean visible) {
            box.setVisible(visible);
            box.setManaged(visible);
        }
    }

    PatchControls(ViewContext context) {
        ViewTools tools = new ViewTools(context);
        this.context = context;
        this.messages = context.messages();
        threshold = new Knob(messages.get("patching.threshold"), 0, MOST_NATS, 0.05);
        rise = new Knob(messages.get("patching.rise"), -1, 3, 0.05);
        mean = new Knob(messages.get("patching.mean"), 1, 16, 0.25);
        size = new Knob(messages.get("patching.size"), 1, 16, 1);
        reset = new ToggleSwitch(messages.get("patching.reset"));
        rule = new RuleMenu(messages, r -> choose(now().withRule(r)));
        listen();
        content.getStyleClass().add("controls");
        reset.setMinWidth(Region.USE_PREF_SIZE);
        trained = new Button("", Icons.small(Feather.ROTATE_CCW, context.model().scale()));
        trained.getStyleClass().setAll("rail-tool");
        trained.setAccessibleText(messages.get("patching.trained"));
        Tips.give(trained, messages.get("patching.trained.about"));
        trained.setOnAction(e -> context.workbench().chooseTrainedPatching());
        content.getChildren()
                .addAll(rule.content(), threshold.box, trained, rise.box, size.box, mean.box, tools.content());
        limits.getStyleClass().add("limits");
        limits.setAlignment(Pos.CENTER_LEFT);
        limits.getChildren().add(reset);
    }

    /** Adds what the first picture can do without, as it takes a while to make. */
    void complete() {
        if (limit.isPresent()) {
            return;
        }
        Spinner<Integer> spinner = new Spinner<>();
        setUpLimit(spinner);
        limit = Optional.of(spinner);
        Label name = new Label(messages.get("patching.limit"));
        name.getStyleClass().add("control-name");
        name.setMinWidth(Region.USE_PREF_SIZE);
        name.setLabelFor(spinner);
        HBox box = new HBox(name, spinner);
        box.getStyleClass().add("knob");
        limits.getChildren().add(box);
    }

    /** Whether nothing is left to be added. */
    boolean isComplete() {
        return limit.isPresent();
    }

    private void setUpLimit(Spinner<Integer> spinner) {
        int inForce = now().maxPatchLength().orElse(NO_LIMIT);
        var factory = new SpinnerValueFactory.IntegerSpinnerValueFactory(NO_LIMIT, 999, inForce);
        factory.setConverter(new StringConverter<>() {
            @Override
            public String toString(Integer value) {
                return value == null || value == NO_LIMIT ? "∞" : Integer.toString(value);
            }

            @Override
            public Integer fromString(String text) {
                String digits = text.strip();
                return digits.matches("\\d{1,3}") ? Integer.valueOf(digits) : NO_LIMIT;
            }
        });
        spinner.setValueFactory(factory);
        spinner.setEditable(true);
        spinner.setAccessibleText(messages.get("patching.limit"));
        spinner.getStyleClass().add("limit");
        factory.setValue(inForce);
        spinner.valueProperty()
                .addListener((value, before, v) -> choose(now().withMaxPatchLength(
                                v == null || v == NO_LIMIT ? OptionalInt.empty() : OptionalInt.of(v))));
    }

    private void listen() {
        threshold.slider.valueProperty().subscribe(v -> choose(now().withThreshold(v.doubleValue())));
        rise.slider.valueProperty().subscribe(v -> choose(now().withRise(v.doubleValue())));
        mean.slider.valueProperty().subscribe(v -> choose(now().withWantedMean(v.doubleValue())));
        size.slider.valueProperty().subscribe(v -> choose(now().withStaticSize((int) Math.round(v.doubleValue()))));
        reset.selectedProperty().subscribe(v -> choose(now().withResetAtNewline(v)));
    }

    private PatchingChoice now() {
        return context.model().patching().get();
    }

    /** Passes on what a person set; not what {@link #show} does. */
    private void choose(PatchingChoice choice) {
        if (!showing && shown) {
            context.workbench().choosePatching(choice);
        }
    }

    /** Shows the choice in force, and the threshold and mean size that came of it. */
    void show(PatchingChoice choice, TextReading reading) {
        showing = true;
        shown = true;
        rule.show(choice.rule());
        PatchingRule r = choice.rule();
        threshold.visible(r == PatchingRule.ENTROPY || r == PatchingRule.BOTH);
        rise.visible(r == PatchingRule.MONOTONIC || r == PatchingRule.BOTH);
        size.visible(r == PatchingRule.STATIC);
        mean.visible(r.hasThreshold() && !plain);
        double t = effective(StripDrawing.threshold(reading.patching()), choice.wantedMean(), choice.threshold());
        double up = effective(StripDrawing.rise(reading.patching()), choice.wantedMean(), choice.rise());
        set(threshold, t, messages.get("unit.nats", messages.number(t, 2)));
        set(rise, up, messages.get("unit.nats", messages.number(up, 2)));
        double m = choice.wantedMean().orElse(reading.bytesPerPatch());
        boolean none = choice.wantedMean().isEmpty() && reading.read() == 0;
        set(mean, m, none ? "–" : messages.get("unit.bytes", messages.number(m, 1)));
        set(size, choice.staticSize(), messages.get("unit.bytes", messages.count(choice.staticSize())));
        limit.ifPresent(
                l -> l.getValueFactory().setValue(choice.maxPatchLength().orElse(NO_LIMIT)));
        reset.setSelected(choice.resetAtNewline());
        trained.setDisable(context.workbench()
                .trainedPatching()
                .filter(c -> !c.equals(choice))
                .isEmpty());
        showing = false;
    }

    private static double effective(OptionalDouble inForce, OptionalDouble wanted, double chosen) {
        return wanted.isPresent() ? inForce.orElse(chosen) : chosen;
    }

    private static void set(Knob knob, double value, String figure) {
        if (!knob.slider.isValueChanging() && Math.abs(knob.slider.getValue() - value) > 1e-9) {
            knob.slider.setValue(Math.clamp(value, knob.slider.getMin(), knob.slider.getMax()));
        }
        knob.figure.setText(figure);
    }

    /** Leaves out what nobody turns while others watch. */
    void setPlain(boolean nowPlain) {
        plain = nowPlain;
        content.setVisible(!plain);
        content.setManaged(!plain);
        mean.visible(now().rule().hasThreshold() && !plain);
    }

    void setScale(double scale) {
        content.setScale(scale);
    }

    Node content() {
        return content;
    }

    /** The limits that hold under any rule. */
    Node limits() {
        return limits;
    }
}
