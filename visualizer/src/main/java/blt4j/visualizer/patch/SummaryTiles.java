package blt4j.visualizer.patch;

import blt4j.visualizer.control.Tile;
import blt4j.visualizer.control.WrapRow;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.Node;

/** The figures of a reading in a row. */
final class SummaryTiles {
    private final WrapRow content = new WrapRow(2.2);
    private final Messages messages;
    private final Tile bytes;
    private final Tile patches;
    private final Tile mean;
    private final Tile flops;
    private final Tile againstBytes;
    private final Tile againstTokens;

    SummaryTiles(Messages messages, Node beside) {
        this.messages = messages;
        bytes = tile("bytes");
        patches = tile("patches");
        mean = tile("mean");
        flops = tile("flops");
        againstBytes = tile("againstBytes");
        againstTokens = tile("againstTokens");
        content.getStyleClass().add("tiles");
        content.getChildren().addAll(bytes, patches, mean, flops, againstBytes, againstTokens, beside);
    }

    private Tile tile(String key) {
        return new Tile(messages.get("tile." + key), messages.get("tile." + key + ".about"));
    }

    void show(TextReading reading) {
        bytes.set(messages.count(reading.read()));
        patches.set(messages.count(reading.read() == 0 ? 0 : reading.patchCount()));
        if (reading.read() == 0) {
            List.of(mean, flops, againstBytes, againstTokens).forEach(tile -> tile.set("–"));
            return;
        }
        mean.set(messages.number(reading.bytesPerPatch(), 2));
        flops.set(reading.work().map(w -> messages.metric(w.cost().total())).orElse("…"));
        againstBytes.set(reading.work().map(this::savingAgainstBytes).orElse("…"));
        againstTokens.set(reading.work()
                .flatMap(w -> w.costOfTokens().map(t -> against(w.cost().savingAgainst(t))))
                .orElse("…"));
    }

    private String savingAgainstBytes(Work work) {
        return against(work.cost().savingAgainst(work.everyByte()));
    }

    /** How the work compares with that of another way, in words that read on with the tile's name. */
    private String against(double saving) {
        long percent = Math.round(saving * 100);
        return messages.get(percent < 0 ? "tile.more" : "tile.less", messages.count(Math.abs(percent)));
    }

    /** All figures, each with its name, as a line to read. */
    String sentence() {
        Stream<String> amounts = Stream.of(bytes, patches, mean, flops).map(tile -> tile.words(messages, "tile.words"));
        Stream<String> comparisons =
                Stream.of(againstBytes, againstTokens).map(tile -> tile.words(messages, "tile.compared"));
        return Stream.concat(amounts, comparisons).collect(Collectors.joining("  ·  "));
    }

    Tile bytes() {
        return bytes;
    }

    Tile patches() {
        return patches;
    }

    /** Leaves out what is seen anyway. */
    void setPlain(boolean plain) {
        for (Node tile : List.of(bytes, patches)) {
            tile.setVisible(!plain);
            tile.setManaged(!plain);
        }
    }

    void setScale(double scale) {
        content.setScale(scale);
    }

    Node content() {
        return content;
    }
}
