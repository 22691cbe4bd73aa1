package blt4j.visualizer.patch;

import blt4j.visualizer.control.Tile;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** The figures of a reading in a row: three that matter, with a sentence that says why; the others are among the details. */
final class SummaryTiles {
    private final HBox content = new HBox();
    private final HBox others = new HBox();
    private final Messages messages;
    private final CostWords words;
    private final WhoseCosts whose;
    private final Label why = new Label();
    private final Tile bytes;
    private final Tile patches;
    private final Tile mean;
    private final Tile flops;
    private final Tile againstBytes;
    private final Tile againstTokens;
    /** What the figure of costs is called where nothing stands beside it that says whose they are. */
    private String flopsName = "";

    SummaryTiles(ViewContext context) {
        this.messages = context.messages();
        words = new CostWords(messages);
        whose = new WhoseCosts(context);
        bytes = tile("bytes");
        patches = tile("patches");
        mean = tile("mean");
        flops = tile("flops");
        againstBytes = tile("againstBytes");
        againstTokens = tile("againstTokens");
        flops.besideName(whose.content());
        why.getStyleClass().add("tile-why");
        why.setWrapText(true);
        why.setMinHeight(Region.USE_PREF_SIZE);
        why.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(why, Priority.ALWAYS);
        content.getStyleClass().add("tiles");
        content.setAlignment(Pos.CENTER_LEFT);
        content.getChildren().addAll(mean, flops, againstTokens, why);
        others.getStyleClass().add("tiles");
        others.getChildren().addAll(bytes, patches, againstBytes);
    }

    private Tile tile(String key) {
        Tile tile = new Tile(messages.get("tile." + key), messages.get("tile." + key + ".about"));
        tile.setMinWidth(Region.USE_PREF_SIZE);
        return tile;
    }

    void show(TextReading reading) {
        whose.show(reading.work());
        flopsName = reading.work()
                .map(w -> messages.get("tile.whose", w.model().name()))
                .orElse("");
        bytes.set(messages.count(reading.read()));
        patches.set(messages.count(reading.read() == 0 ? 0 : reading.patchCount()));
        why.setText(reading.read() == 0 ? "" : reading.work().map(words::why).orElse(""));
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
        Stream<String> amounts = Stream.concat(
                Stream.of(bytes, patches, mean).map(tile -> tile.words(messages, "tile.words")),
                Stream.of(messages.get("tile.words", flops.get(), flopsName)));
        Stream<String> comparisons =
                Stream.of(againstBytes, againstTokens).map(tile -> tile.words(messages, "tile.compared"));
        return Stream.concat(amounts, comparisons).collect(Collectors.joining("  ·  "));
    }

    /** Leaves out what is too much to read from afar. */
    void setPlain(boolean plain) {
        why.setVisible(!plain);
        why.setManaged(!plain);
    }

    Node content() {
        return content;
    }

    /** Those that most can do without. */
    Node others() {
        return others;
    }
}
