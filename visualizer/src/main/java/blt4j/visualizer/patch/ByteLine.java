package blt4j.visualizer.patch;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** What matters of one byte, in a line below the strip, where there is no room for all that is known of it. */
final class ByteLine {
    private final Messages messages;
    private final HBox content = new HBox();
    private final Label glyph = new Label();
    private final Label place = new Label();
    private final Label entropy = new Label();
    private final Label probability = new Label();
    private final Label patch = new Label();

    ByteLine(Messages messages) {
        this.messages = messages;
        content.getStyleClass().add("byte-line");
        glyph.getStyleClass().add("byte-glyph");
        place.getStyleClass().add("secondary");
        place.setMinWidth(Region.USE_PREF_SIZE);
        content.widthProperty().subscribe(w -> fit());
        content.getChildren()
                .addAll(
                        glyph,
                        place,
                        fact("inspector.entropy", entropy),
                        fact("inspector.probability", probability),
                        fact("inspector.patch", patch));
        clear();
    }

    private Node fact(String key, Label value) {
        Label name = new Label(messages.get(key));
        name.getStyleClass().add("secondary");
        value.getStyleClass().add("byte-value");
        HBox fact = new HBox(name, value);
        fact.getStyleClass().add("byte-fact");
        fact.setMinWidth(Region.USE_PREF_SIZE);
        return fact;
    }

    /** Leaves out what there is no room for, the last fact first: half a word tells nothing. */
    private void fit() {
        List<Node> parts = content.getChildren();
        double used = content.getInsets().getLeft() + content.getInsets().getRight() - content.getSpacing();
        for (Node part : parts) {
            used += part.prefWidth(-1) + content.getSpacing();
            part.setVisible(used <= content.getWidth());
        }
    }

    private void setVisible(boolean visible) {
        content.setVisible(visible);
        content.setManaged(visible);
    }

    void clear() {
        setVisible(false);
    }

    void show(TextReading reading, int index, Optional<Inspection> inspection) {
        setVisible(true);
        int value = reading.text().at(index);
        Utf8.Glyph at = reading.glyphAt(index);
        glyph.setText(ByteLabel.glyph(at, value));
        place.setText(messages.get("inspector.place", index) + "  ·  0x" + ByteLabel.hex(value));
        entropy.setText(
                reading.entropies().present()
                        ? messages.get(
                                "unit.nats", messages.number(reading.entropies().of(index), 2))
                        : "–");
        probability.setText(inspection
                .filter(i -> i.index() == index)
                .flatMap(Inspection::predictions)
                .flatMap(p -> p.actual())
                .map(a -> Inspector.probability(messages, a.probability()) + "  "
                        + messages.get("byteLine.rank", a.rank()))
                .orElse("–"));
        int number = reading.patchOf(index);
        patch.setText(messages.get("inspector.patchOf", number, reading.patchEnd(number) - reading.patchBegin(number)));
        fit();
    }

    Node content() {
        return content;
    }
}
