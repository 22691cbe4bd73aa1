package blt4j.visualizer.xray;

import blt4j.analysis.xray.AttentionWeights;
import blt4j.analysis.xray.ByteXray.PatchXray;
import blt4j.stage.Stage;
import blt4j.visualizer.control.BytePieces;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.Xrayed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** The patches so far in a row, and how the one that the decoder reads attends to those before it. */
record LatentLane(Xrayed seen, int wantedLayer, int wantedHead) implements Lane {
    private static final double PILL = 24;
    private static final double BELOW = 19;
    private static final double WORTH_A_NUMBER = 0.045;
    private static final int MOST_BYTES = 14;

    private PatchXray patch() {
        return seen.read();
    }

    private int layers() {
        return patch().latent().size();
    }

    int layer() {
        return Math.clamp(wantedLayer, 0, layers() - 1);
    }

    private AttentionWeights weights() {
        return patch().latent().get(layer()).attention();
    }

    private boolean averaged() {
        return wantedHead == XrayPlace.MEAN || wantedHead >= weights().heads();
    }

    private float[] drawn() {
        return averaged() ? weights().mean() : weights().ofHead(wantedHead);
    }

    static int largest(float[] weights, int count) {
        int most = 0;
        for (int i = 1; i < count; i++) {
            most = weights[i] > weights[most] ? i : most;
        }
        return most;
    }

    /** A patch's bytes in quotes, the end of a long one. */
    static String name(Brush b, Xrayed seen, int patch) {
        return seen.ofBos(patch) ? "BOS" : "“" + label(seen, patch).text() + "”";
    }

    private static BytePieces label(Xrayed seen, int patch) {
        if (seen.ofBos(patch)) {
            return new BytePieces(List.of("BOS"), false);
        }
        byte[] bytes = seen.bytes(patch);
        int from = Math.max(0, bytes.length - MOST_BYTES);
        return BytePieces.of(Arrays.copyOfRange(bytes, from, bytes.length)).between(from > 0 ? "…" : "", "");
    }

    @Override
    public int step() {
        return 4;
    }

    @Override
    public Color color(Brush b) {
        return b.palette().stage(Stage.LATENT_TRANSFORMER);
    }

    @Override
    public String title(Brush b) {
        return b.messages().get("stage.latent_transformer");
    }

    private String of(Brush b) {
        String layer = b.messages().get("xray.layerOf", layer() + 1, layers());
        return averaged()
                ? b.messages().get("xray.ofMean", layer, weights().heads())
                : b.messages()
                        .get("xray.ofHead", layer, wantedHead + 1, weights().heads());
    }

    @Override
    public String summary(Brush b) {
        return of(b) + looksBack(b, seen.readsOwn() ? "xray.latent.about" : "xray.latent.before");
    }

    @Override
    public String brief(Brush b) {
        String layer = b.messages().get("xray.layerOf", layer() + 1, layers());
        return layer + b.messages().get("xray.comma") + looksBack(b, "xray.latent.about");
    }

    private String looksBack(Brush b, String key) {
        float[] w = drawn();
        int earlier = patch().index() - weights().first();
        if (earlier == 0) {
            return b.messages().get("xray.latent.first");
        }
        int most = largest(w, earlier);
        return b.messages()
                .get(
                        key,
                        name(b, seen, patch().index()),
                        name(b, seen, weights().first() + most),
                        b.percent(w[most]),
                        name(b, seen, seen.own().index()));
    }

    @Override
    public double height() {
        return 96;
    }

    @Override
    public double most() {
        return 230;
    }

    @Override
    public int rank() {
        return 0;
    }

    /** Where the patch that is read stands. */
    double middle(Brush b, Axis axis) {
        return places(b, axis).middle(patch().index());
    }

    /** How far above its lower edge patches stand. */
    static double pillTop(Brush b, double bottom) {
        return bottom - b.s(PILL + BELOW);
    }

    /** Where patches stand: the one that is read under its bytes, those before it to its left. */
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
    private record Places(int first, double[] x, double[] width, double own) {
        double middle(int patch) {
            return x[patch - first] + width[patch - first] / 2;
        }
    }

    private Places places(Brush b, Axis axis) {
        int last = patch().index();
        double gap = b.s(5);
        double width = pill(b, last);
        double ownWidth = seen.readsOwn() ? 0 : pill(b, seen.own().index()) + gap;
        double at = axis.right() - ownWidth - width / 2;
        double needed = width + ownWidth;
        for (int p = last - 1; p >= weights().first(); p--) {
            needed += gap + pill(b, p);
        }
        if (needed < axis.right() - axis.left()) {
            // All fit: they begin where they can stand under the patch's own bytes.
            double under =
                    Math.max(PatchLane.middle(axis, seen, seen.own()), axis.left() + needed - ownWidth - width / 2);
            at = Math.min(at, under);
        }
        List<double[]> found = new ArrayList<>();
        double x = at - width / 2;
        found.addFirst(new double[] {x, width});
        int first = last;
        while (first > weights().first()) {
            double w = pill(b, first - 1);
            if (x - gap - w < axis.left()) {
                break;
            }
            x -= gap + w;
            first--;
            found.addFirst(new double[] {x, w});
        }
        double[] xs = found.stream().mapToDouble(p -> p[0]).toArray();
        double[] widths = found.stream().mapToDouble(p -> p[1]).toArray();
        return new Places(first, xs, widths, at + width / 2 + gap);
    }

    private double pill(Brush b, int patch) {
        return label(seen, patch).width(b.font(Typeface.MONO, 13)) + b.s(12);
    }

    @Override
    public void draw(Brush b, Axis axis, double top, double height, double progress) {
        Places places = places(b, axis);
        double base = top + height - b.s(PILL + BELOW);
        double rise = base - top - b.s(4);
        float[] w = drawn();
        int from = weights().first();
        double start = places.middle(patch().index());
        double furthest = Math.max(1, start - axis.left());
        for (int p = places.first(); p < patch().index(); p++) {
            double to = places.middle(p);
            double lift = rise * (0.3 + 0.7 * Math.sqrt((start - to) / furthest));
            double part = Brush.part(progress, patch().index() - p, patch().index() - places.first() + 1);
            if (averaged()) {
                for (int h = 0; h < weights().heads(); h++) {
                    float one = weights().weight(h, p - from);
                    if (one > 0.02) {
                        b.arch(
                                start,
                                to,
                                base,
                                lift - b.s(1.5) * h,
                                part,
                                b.s(0.7),
                                color(b).deriveColor(0, 1, 1, Math.min(0.5, one)));
                    }
                }
            }
            if (w[p - from] > 0.005) {
                b.arch(
                        start,
                        to,
                        base,
                        lift,
                        part,
                        b.s(0.5 + 12 * w[p - from]),
                        color(b).deriveColor(0, 1, 1, 0.3 + 0.7 * Math.min(1, 2 * w[p - from])));
            }
        }
        for (int p = places.first(); p <= patch().index(); p++) {
            pill(b, places.x()[p - places.first()], places.width()[p - places.first()], base, p, w[p - from]);
        }
        if (!seen.readsOwn()) {
            waiting(b, places.own(), base);
        }
    }

    private void pill(Brush b, double x, double width, double y, int p, float weight) {
        boolean self = p == patch().index();
        Color surface = b.palette().surface();
        Color fill = surface.interpolate(color(b), 0.08 + 0.6 * Math.min(1, weight * 1.6));
        b.pen().fillRound(x, y, width, b.s(PILL), b.s(6), b.color(surface));
        b.pen().fillRound(x, y, width, b.s(PILL), b.s(6), b.color(fill));
        b.pen()
                .outline(
                        x,
                        y,
                        width,
                        b.s(PILL),
                        b.s(6),
                        self ? b.s(1.8) : 1,
                        b.color(self ? color(b) : b.palette().line()));
        Color ink = Palette.contrast(b.palette().ink(), fill) >= Palette.contrast(surface, fill)
                ? b.palette().ink()
                : surface;
        Font font = b.font(Typeface.MONO, 13);
        label(seen, p).draw(b.pen(), x + width / 2, y + b.s(16.5), font, Align.CENTER, b.color(ink));
        if (weight >= WORTH_A_NUMBER && b.width(b.percent(weight), Typeface.TEXT, 13) < width + b.s(6)) {
            b.text(
                    b.percent(weight),
                    x + width / 2,
                    y + b.s(PILL + 15),
                    Typeface.TEXT,
                    13,
                    Align.CENTER,
                    b.palette().secondary());
        }
        List<String> tip = new ArrayList<>();
        tip.add(b.messages().get("xray.patch.tip", p, name(b, seen, p)));
        tip.add(b.messages()
                .get("xray.mean.tip", share(weights().mean()[p - weights().first()])));
        for (int h = 0; h < weights().heads(); h++) {
            tip.add(b.messages()
                    .get(
                            "xray.head.tip",
                            h + 1,
                            share(weights().weight(h, p - weights().first()))));
        }
        b.spots().add(x, y - b.s(6), width, b.s(PILL + BELOW), tip);
    }

    private static String share(float weight) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * weight);
    }

    /** The byte's own patch, which is not complete yet: it goes up when it is. */
    private void waiting(Brush b, double x, double y) {
        int own = seen.own().index();
        double width = pill(b, own);
        b.pen().outline(x, y, width, b.s(PILL), b.s(6), 1, b.color(b.palette().line()));
        Font font = b.font(Typeface.MONO, 13);
        Color ink = b.color(b.palette().faint());
        label(seen, own).draw(b.pen(), x + width / 2, y + b.s(16.5), font, Align.CENTER, ink);
        b.spots().add(x, y, width, b.s(PILL), List.of(b.messages().get("xray.waiting.tip", name(b, seen, own))));
    }
}
