package blt4j.visualizer.xray;

import blt4j.analysis.xray.AttentionWeights;
import blt4j.analysis.xray.ByteXray.PatchXray;
import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.Xrayed;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.paint.Color;

/** The patch's queries, and how each attends to the patch's bytes, which stand above as they do in the text. */
record PatchLane(Xrayed seen, int head) implements Lane {
    /** Its number among the steps. */
    static final int STEP = 3;

    private static final double LETTERS = 22;
    private static final double NODE = 20;

    private PatchXray patch() {
        return seen.own();
    }

    private AttentionWeights weights() {
        return patch().pooling();
    }

    @Override
    public int step() {
        return STEP;
    }

    @Override
    public Color color(Brush b) {
        return b.palette().stage(Stage.LOCAL_ENCODER);
    }

    @Override
    public String title(Brush b) {
        return b.messages().get("xray.patch");
    }

    @Override
    public String summary(Brush b) {
        float[] mean = weights().mean();
        int most = LatentLane.largest(mean, mean.length);
        String key = patch().complete() ? "xray.patch.about" : "xray.patch.open";
        return b.messages()
                .get(
                        key,
                        patch().k(),
                        LatentLane.name(b, seen, patch().index()),
                        letter(byteOf(most)),
                        b.percent(mean[most]));
    }

    /** The text's byte of a key; −1 for the BOS. */
    private int byteOf(int key) {
        return seen.from() + weights().first() + key - 1;
    }

    private String letter(int index) {
        return index < 0 ? "BOS" : "“" + ByteLabel.id(seen.text().at(index) + Vocabulary.BYTE_OFFSET) + "”";
    }

    @Override
    public double height() {
        return 76;
    }

    @Override
    public double most() {
        return 150;
    }

    @Override
    public int rank() {
        return 3;
    }

    /** Where its vectors go on from: the middle of its bytes, as far as they are in view. */
    static double middle(Axis axis, Xrayed seen, PatchXray patch) {
        int begin = Math.max(axis.first(), seen.from() + patch.begin());
        int end = Math.max(begin + 1, Math.min(seen.from() + patch.end(), axis.byteAt(axis.right())));
        return (axis.x(begin) + axis.x(end)) / 2;
    }

    @Override
    public void draw(Brush b, Axis axis, double top, double height, double progress) {
        int k = patch().k();
        int heads = weights().heads() / k;
        double letters = top + b.s(LETTERS);
        double nodes = top + height - b.s(NODE);
        letters(b, axis, top);
        double middle = middle(axis, seen, patch());
        double apart = b.width(b.messages().get("xray.query", k), Typeface.MEDIUM, 13) + b.s(24);
        for (int query = 0; query < k; query++) {
            double x = middle + (query - (k - 1) / 2.0) * apart;
            for (int key = 0; key < weights().keys(); key++) {
                double to = axis.middle(byteOf(key));
                if (to >= axis.left() && to <= axis.right()) {
                    links(
                            b,
                            query,
                            heads,
                            key,
                            to,
                            letters,
                            x,
                            nodes,
                            Brush.part(progress, key, weights().keys()));
                }
            }
        }
        for (int query = 0; query < k; query++) {
            node(b, middle + (query - (k - 1) / 2.0) * apart, nodes, query);
        }
        String words = b.messages().get(averaged(heads) ? "xray.lines" : "xray.lines.head", heads, head + 1);
        double beside = middle + k * apart / 2 + b.s(18);
        if (beside + b.width(words, Typeface.TEXT, 13) < axis.right()) {
            b.text(
                    words,
                    beside,
                    nodes + b.s(14.5),
                    Typeface.TEXT,
                    13,
                    Align.LEFT,
                    b.palette().secondary());
        }
    }

    private boolean averaged(int heads) {
        return head == XrayPlace.MEAN || head >= heads;
    }

    private void letters(Brush b, Axis axis, double top) {
        int begin = Math.max(axis.first(), seen.from() + patch().begin());
        int end = Math.min(seen.from() + patch().end(), axis.end(seen.text().length()));
        for (Utf8.Glyph glyph : Utf8.glyphs(seen.text().bytes(begin, Math.max(begin, end)))) {
            int index = begin + glyph.begin();
            String label = ByteLabel.glyph(glyph, seen.text().at(index));
            double x = (axis.x(index) + axis.x(index + glyph.length())) / 2;
            boolean looked = index <= seen.index() && seen.index() < index + glyph.length();
            b.text(
                    label,
                    x,
                    top + b.s(15),
                    looked ? Typeface.MONO_STRONG : Typeface.MONO,
                    15,
                    Align.CENTER,
                    looked ? b.palette().accent() : b.palette().ink());
        }
    }

    private void links(
            Brush b, int query, int heads, int key, double x1, double y1, double x2, double y2, double part) {
        AttentionWeights w = weights();
        Color color = b.strong(color(b));
        List<String> tip = new ArrayList<>();
        tip.add(b.messages().get("xray.query.tip", query + 1, letter(byteOf(key))));
        for (int h = 0; h < heads; h++) {
            float weight = w.weight(query * heads + h, key);
            tip.add(b.messages().get("xray.head.tip", h + 1, b.percent(weight)));
            if (averaged(heads)) {
                b.link(
                        x1 + (h - (heads - 1) / 2.0) * b.s(2),
                        y1,
                        x2,
                        y2,
                        part,
                        b.s(0.6),
                        color.deriveColor(0, 1, 1, Math.min(0.45, weight)));
            }
        }
        float drawn =
                averaged(heads) ? w.mean(query * heads, (query + 1) * heads)[key] : w.weight(query * heads + head, key);
        tip.add(1, b.messages().get("xray.mean.tip", b.percent(w.mean(query * heads, (query + 1) * heads)[key])));
        if (drawn >= 0.01) {
            b.link(x1, y1, x2, y2, part, b.s(0.6 + 6 * drawn), color.deriveColor(0, 1, 1, 0.35 + 0.65 * drawn));
        }
        double column = b.s(18);
        if (query == 0) {
            b.spots().add(x1 - column / 2, y1 - b.s(LETTERS), column, b.s(LETTERS + 10), tip);
        }
    }

    private void node(Brush b, double x, double y, int query) {
        String name = b.messages().get("xray.query", query + 1);
        double width = b.width(name, Typeface.MEDIUM, 13) + b.s(14);
        b.pen()
                .fillRound(
                        x - width / 2,
                        y,
                        width,
                        b.s(NODE),
                        b.s(6),
                        b.color(b.palette().surface()));
        b.pen().fillRound(x - width / 2, y, width, b.s(NODE), b.s(6), b.color(color(b), 0.45));
        b.text(
                name,
                x,
                y + b.s(14.5),
                Typeface.MEDIUM,
                13,
                Align.CENTER,
                b.palette().ink());
        b.spots()
                .add(
                        x - width / 2,
                        y,
                        width,
                        b.s(NODE),
                        List.of(b.messages()
                                .get(
                                        "xray.vector.tip",
                                        query + 1,
                                        patch().k(),
                                        patch().vectors().length / patch().k())));
    }
}
