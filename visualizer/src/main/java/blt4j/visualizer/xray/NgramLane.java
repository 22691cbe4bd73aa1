package blt4j.visualizer.xray;

import blt4j.analysis.xray.ByteXray.Embedding;
import blt4j.analysis.xray.NgramHit;
import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.Xrayed;
import java.util.Comparator;
import java.util.List;
import javafx.scene.paint.Color;

/** The n-grams that end at the byte, below the bytes that they are made of, and how far each moves the embedding. */
record NgramLane(Xrayed seen) implements Lane {
    private static final int MOST_ROWS = 8;
    private static final double PITCH = 15.4;
    private static final double LONGEST = 110;

    private Embedding embedding() {
        return seen.xray().embedding();
    }

    /** Those that move it furthest, in the order of their tables. */
    private List<NgramHit> hits() {
        return embedding().hits().stream()
                .sorted(Comparator.comparingDouble(NgramHit::norm).reversed())
                .limit(MOST_ROWS)
                .sorted(Comparator.comparingInt(NgramHit::table))
                .toList();
    }

    @Override
    public int step() {
        return 1;
    }

    @Override
    public Color color(Brush b) {
        return b.palette().stage(Stage.LOCAL_ENCODER);
    }

    @Override
    public String title(Brush b) {
        return b.messages().get("xray.ngrams");
    }

    @Override
    public String summary(Brush b) {
        return embedding().hits().stream()
                .max(Comparator.comparingDouble(NgramHit::norm))
                .map(hit -> b.messages()
                        .get(
                                "xray.ngrams.about",
                                embedding().hits().size(),
                                words(hit),
                                b.messages().number(hit.norm(), 2)))
                .orElse("");
    }

    @Override
    public double height() {
        return PITCH * (1 + hits().size());
    }

    @Override
    public double most() {
        return 24.0 * (1 + hits().size());
    }

    @Override
    public int rank() {
        return 2;
    }

    @Override
    public void draw(Brush b, Axis axis, double top, double height, double progress) {
        List<NgramHit> hits = hits();
        double pitch = height / (1 + hits.size());
        double furthest = Math.max(
                embedding().norm(),
                hits.stream().mapToDouble(NgramHit::norm).max().orElse(0));
        Bar own = new Bar(
                1,
                embedding().norm(),
                furthest,
                b.messages().get("xray.own"),
                b.messages()
                        .get("xray.own.value", b.messages().number(embedding().norm(), 2)),
                List.of(
                        b.messages().get("xray.own"),
                        b.messages()
                                .get(
                                        "xray.moves.tip",
                                        b.messages().number(embedding().norm(), 4),
                                        b.percent(embedding().share()))));
        draw(b, axis, top, pitch, own, Brush.part(progress, 0, hits.size() + 1));
        for (int i = 0; i < hits.size(); i++) {
            draw(
                    b,
                    axis,
                    top + (i + 1) * pitch,
                    pitch,
                    bar(b, hits.get(i), furthest),
                    Brush.part(progress, i + 1, hits.size() + 1));
        }
    }

    /**
     * One row.
     *
     * @param length how many bytes it covers
     * @param of the largest of the norms
     */
    private record Bar(int length, double norm, double of, String name, String value, List<String> tip) {
        Bar {
            tip = List.copyOf(tip);
        }
    }

    private Bar bar(Brush b, NgramHit hit, double furthest) {
        String row = b.messages().count(hit.bucket());
        String table = b.messages().count(hit.table() + 1);
        return new Bar(
                hit.length(),
                hit.norm(),
                furthest,
                b.messages().get("xray.hit", hit.length()),
                b.messages().get("xray.moves", row, b.messages().number(hit.norm(), 2)),
                List.of(
                        b.messages().get("xray.hit", hit.length()) + "  " + words(hit),
                        b.messages().get("xray.hit.tip", table, row),
                        b.messages()
                                .get("xray.moves.tip", b.messages().number(hit.norm(), 4), b.percent(hit.share()))));
    }

    private String words(NgramHit hit) {
        int end = seen.index() + 1;
        return "“" + ByteLabel.visible(seen.text().bytes(Math.max(0, end - hit.length()), end)) + "”";
    }

    private void draw(Brush b, Axis axis, double top, double pitch, Bar bar, double part) {
        double thick = Math.max(b.s(4), pitch - b.s(5));
        double y = top + (pitch - thick) / 2;
        double right = axis.x(seen.index() + 1) - b.s(1);
        double left = axis.x(seen.index() + 1 - bar.length()) + b.s(1);
        double first = Math.min(right, Math.max(left, axis.x(0) + b.s(1)));
        double shown = right - (right - first) * part;
        Color color = color(b);
        double strength = 0.35 + 0.65 * bar.norm() / bar.of();
        b.pen().fillRound(shown, y, right - shown, thick, b.s(3), b.color(color, strength));
        if (left < first) {
            // Before the text there are zeros, which are hashed as well.
            double zeros = first - left - b.s(2);
            b.pen().outline(left, y + 0.5, zeros, thick - 1, b.s(3), 1, b.color(color, 0.6));
        }
        double x = right + b.s(12);
        double length = b.s(LONGEST) * bar.norm() / bar.of() * part;
        b.pen().fill(x, y + thick / 2 - b.s(2), length, b.s(4), b.color(b.strong(color)));
        double base = top + pitch / 2 + b.s(4.5);
        double words = x + b.s(LONGEST + 12);
        b.text(
                bar.name(),
                left - b.s(8),
                base,
                Typeface.TEXT,
                13,
                Align.RIGHT,
                b.palette().secondary());
        String value = b.fitting(bar.value(), Typeface.TEXT, 13, axis.right() - words);
        b.text(value, words, base, Typeface.TEXT, 13, Align.LEFT, b.palette().ink());
        b.spots().add(left, top, axis.right() - left, pitch, bar.tip());
    }
}
