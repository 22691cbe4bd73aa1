package blt4j.visualizer.patch;

import blt4j.model.config.LatentConfig;
import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.BytePieces;
import blt4j.visualizer.control.PredictionBars;
import blt4j.visualizer.control.StackedBars;
import blt4j.visualizer.control.StackedBars.Part;
import blt4j.visualizer.control.StackedBars.Row;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.patch.FactRows.Fact;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import blt4j.vocabulary.NgramHash;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Everything about one byte. */
final class Inspector {
    private static final PseudoClass CODED = PseudoClass.getPseudoClass("coded");

    /** More bytes of a long patch than its row has room for tell nothing. */
    private static final int MOST_OF_PATCH = 24;

    private final ViewContext context;
    private final Messages messages;
    private final VBox box = new VBox();
    private final ScrollPane content = new ScrollPane(box);
    private final Label glyph = new Label();
    private final Label name = new Label();
    private final Label place = new Label();
    private final VBox details = new VBox();
    private final Label hint;
    private final FactRows facts = new FactRows(false);
    private final DrawingCanvas bars = new DrawingCanvas(this::drawPredictions);
    private final DrawingCanvas cost = new DrawingCanvas(this::drawCost);
    private final FactRows hashes = new FactRows(true);
    private final Label hashHeading;
    private boolean arranged;
    private Optional<Inspection> inspection = Optional.empty();
    private List<Row> costs = List.of();

    /** Of the byte that is shown: all bytes before it are added up for that, once for both places that tell of it. */
    private Optional<Work.Means> soFar = Optional.empty();

    Inspector(ViewContext context) {
        this.context = context;
        this.messages = context.messages();
        hint = new Label(messages.get("inspector.hint"));
        hint.setWrapText(true);
        hint.getStyleClass().add("hint");
        hashHeading = heading("inspector.hashes");
        details.getStyleClass().add("inspector-details");
        box.getChildren().addAll(hint, details);
        box.getStyleClass().add("inspector-box");
        content.setFitToWidth(true);
        content.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        content.getStyleClass().add("inspector");
        setScale(1);
        clear();
    }

    /** Not before there is a byte to show: the first picture has none. */
    private void arrange() {
        if (arranged) {
            return;
        }
        arranged = true;
        glyph.getStyleClass().add("inspector-glyph");
        glyph.setMinWidth(Region.USE_PREF_SIZE);
        name.getStyleClass().add("inspector-name");
        place.getStyleClass().add("secondary");
        HBox head = new HBox(glyph, new VBox(name, place));
        head.getStyleClass().add("inspector-head");
        details.getChildren()
                .addAll(
                        head,
                        facts.content(),
                        heading("inspector.likeliest"),
                        bars,
                        heading("inspector.cost"),
                        cost,
                        hashHeading,
                        hashes.content());
    }

    private Label heading(String key) {
        Label heading = new Label(messages.get(key));
        heading.getStyleClass().add("heading");
        heading.setWrapText(true);
        return heading;
    }

    void setScale(double scale) {
        fixHeight(bars, PredictionBars.height(rows(), scale));
        fixHeight(cost, StackedBars.height(3, scale));
    }

    private static void fixHeight(DrawingCanvas canvas, double height) {
        canvas.setMinHeight(height);
        canvas.setPrefHeight(height);
        canvas.redraw();
    }

    void clear() {
        hint.setVisible(true);
        hint.setManaged(true);
        details.setVisible(false);
        details.setManaged(false);
    }

    /** Shows what is known of a byte at once; its predictions come when the reader has answered. */
    void show(TextReading reading, int index) {
        if (index >= reading.read()) {
            clear();
            return;
        }
        arrange();
        hint.setVisible(false);
        hint.setManaged(false);
        details.setVisible(true);
        details.setManaged(true);
        showName(reading, index);
        if (inspection.isEmpty() || inspection.get().index() != index) {
            inspection = Optional.empty();
            bars.redraw();
        }
        soFar = reading.work().map(work -> work.upTo(index));
        showFacts(reading, index);
        showCost(reading, index);
        showHashes(reading, index);
    }

    void show(Inspection newInspection, TextReading reading) {
        inspection = Optional.of(newInspection);
        if (newInspection.index() < reading.read()) {
            showFacts(reading, newInspection.index());
        }
        fixHeight(bars, PredictionBars.height(rows(), context.model().scale().get()));
    }

    private int rows() {
        return inspection
                .flatMap(Inspection::predictions)
                .map(PredictionBars::rows)
                .orElse(Inspection.LIKELIEST);
    }

    private void showName(TextReading reading, int index) {
        int value = reading.text().at(index);
        Utf8.Glyph at = reading.glyphAt(index);
        String shown = ByteLabel.glyph(at, value);
        glyph.setText(shown);
        glyph.pseudoClassStateChanged(CODED, shown.startsWith("U+"));
        String hex = "0x" + ByteLabel.hex(value);
        name.setText(at.valid() ? hex + "  ·  " + String.format(Locale.ROOT, "U+%04X", at.codePoint()) : hex);
        place.setText(
                at.length() > 1
                        ? messages.get("inspector.placeOf", index, index - at.begin() + 1, at.length())
                        : messages.get("inspector.place", index));
    }

    private void showFacts(TextReading reading, int index) {
        List<Fact> rows = new ArrayList<>();
        if (reading.entropies().present()) {
            float entropy = reading.entropies().of(index);
            rows.add(fact("inspector.entropy", messages.get("unit.nats", messages.number(entropy, 3))));
        }
        var actual = inspection
                .filter(i -> i.index() == index)
                .flatMap(Inspection::predictions)
                .flatMap(p -> p.actual());
        rows.add(fact(
                "inspector.rank",
                actual.map(a -> messages.get("inspector.rankOf", a.rank())).orElse("–")));
        rows.add(fact(
                "inspector.probability",
                actual.map(a -> probability(messages, a.probability())).orElse("–")));
        int patch = reading.patchOf(index);
        int begin = reading.patchBegin(patch);
        int end = reading.patchEnd(patch);
        rows.add(fact("inspector.patch", messages.get("inspector.patchOf", patch, end - begin)));
        BytePieces text = pieces(reading, begin, Math.min(end, begin + MOST_OF_PATCH))
                .between("‹", end > begin + MOST_OF_PATCH ? "…›" : "›");
        rows.add(Fact.of(messages.get("inspector.patchText"), text, ""));
        addSoFar(reading, index, rows);
        facts.show(rows);
    }

    /** What the figures above the text say of it as a whole, of its beginning up to the byte. */
    private void addSoFar(TextReading reading, int index, List<Fact> rows) {
        int patches = reading.patchOf(index) - reading.patchOf(0) + 1;
        String mean = messages.number((index + 1.0) / patches, 2);
        rows.add(fact("inspector.soFar", messages.get("inspector.patchesSoFar", patches, mean)));
        soFar.map(Work.Means::savingAgainstTokens)
                .filter(OptionalDouble::isPresent)
                .ifPresent(saving -> rows.add(fact("inspector.workSoFar", againstTokens(saving.getAsDouble()))));
    }

    private String againstTokens(double saving) {
        long percent = Math.round(saving * 100);
        String key = percent < 0 ? "inspector.moreThanTokens" : "inspector.lessThanTokens";
        return messages.get(key, messages.count(Math.abs(percent)));
    }

    private static BytePieces pieces(TextReading reading, int begin, int end) {
        return BytePieces.of(reading.text().bytes(begin, end));
    }

    static String probability(Messages messages, double p) {
        return p >= 0.001
                ? messages.number(p * 100, p >= 0.1 ? 1 : 2) + "%"
                : String.format(messages.locale(), "%.1e", p);
    }

    private Fact fact(String key, String value) {
        return new Fact(messages.get(key), value);
    }

    private void showCost(TextReading reading, int index) {
        int patch = reading.patchOf(index);
        List<Row> rows = new ArrayList<>();
        reading.work().ifPresent(work -> {
            rows.add(costRow("inspector.costByte", work, index, index + 1, true));
            int end = Math.min(reading.read(), reading.patchEnd(patch));
            rows.add(costRow("inspector.costPatch", work, reading.patchBegin(patch), end, false));
        });
        soFar.ifPresent(means -> rows.add(meanRow(means)));
        costs = rows;
        cost.redraw();
    }

    /** What some bytes cost together, by stage. */
    private Row costRow(String key, Work work, int from, int to, boolean strong) {
        return row(key, stage -> Arrays.stream(work.flops(stage, from, to)).sum(), strong);
    }

    /** What a byte cost on average up to one, by stage. */
    private Row meanRow(Work.Means means) {
        return row("inspector.costMean", stage -> means.cost().flops(stage), false);
    }

    private Row row(String key, ToDoubleFunction<Stage> flops, boolean strong) {
        Palette palette = context.model().palette().getValue();
        List<Part> parts = Arrays.stream(Stage.values())
                .map(stage -> new Part(flops.applyAsDouble(stage), palette.stage(stage)))
                .toList();
        double sum = parts.stream().mapToDouble(Part::amount).sum();
        return new Row(messages.get(key), parts, messages.get("unit.flops", messages.metric(sum)), strong);
    }

    private void showHashes(TextReading reading, int index) {
        Optional<LatentConfig> latent =
                context.model().model().get().info().map(ModelInfo::config).flatMap(c -> c.blt());
        hashHeading.setVisible(latent.isPresent());
        hashHeading.setManaged(latent.isPresent());
        List<Fact> rows = new ArrayList<>();
        int from = Math.max(0, index - 15);
        int[] ids = Vocabulary.ids(reading.text().bytes(from, index + 1));
        int[] padded = from == 0 ? withBos(ids) : ids;
        for (int n : latent.map(l -> l.hash().groupSizes()).orElse(List.of())) {
            int hash = NgramHash.row(
                    padded, padded.length - 1, n, 0, latent.get().hash().tableSize());
            BytePieces gram =
                    pieces(reading, Math.max(0, index - n + 1), index + 1).between("‹" + padding(n - index - 1), "›");
            rows.add(Fact.of(messages.get("inspector.gram", n), gram, "→  " + messages.count(hash)));
        }
        hashes.show(rows);
    }

    /** What stands before the text's beginning: the BOS, and before it nothing. */
    private static String padding(int missing) {
        return missing <= 0 ? "" : "∅ ".repeat(missing - 1) + "BOS ";
    }

    private static int[] withBos(int[] ids) {
        int[] padded = new int[ids.length + 1];
        padded[0] = Vocabulary.BOS;
        System.arraycopy(ids, 0, padded, 1, ids.length);
        return padded;
    }

    private void drawPredictions(Pen pen, double width, double height) {
        inspection
                .flatMap(Inspection::predictions)
                .ifPresent(p -> new PredictionBars(
                                p,
                                context.model().palette().getValue(),
                                context.model().scale().get())
                        .draw(pen, 0, 0, width));
    }

    private void drawCost(Pen pen, double width, double height) {
        double scale = context.model().scale().get();
        Palette palette = context.model().palette().getValue();
        new StackedBars(costs, palette, scale).draw(pen, 0, 0, width);
    }

    Node content() {
        return content;
    }
}
