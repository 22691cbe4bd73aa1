package blt4j.visualizer.xray;

import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.analysis.xray.AttentionWeights;
import blt4j.analysis.xray.ByteXray.DecoderLayer;
import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.Xrayed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javafx.scene.paint.Color;

/** The decoder's layers side by side: how each looks at the patch's vectors, and the bytes that it would predict. */
record DecoderLane(Xrayed seen) implements Lane {
    private static final double CROSS = 20;
    private static final double HEAD = 18;
    private static final double GUTTER = 30;
    private static final double LETTER = 30;
    private static final double NUMBER = 40;
    private static final double LEAST_COLUMN = 128;
    private static final double DRAWN = 1.25;

    private List<DecoderLayer> layers() {
        return seen.xray().decoder();
    }

    private OptionalInt came() {
        return seen.xray()
                .prediction()
                .actual()
                .map(p -> OptionalInt.of(p.id()))
                .orElse(OptionalInt.empty());
    }

    @Override
    public int step() {
        return 5;
    }

    @Override
    public Color color(Brush b) {
        return b.palette().stage(Stage.LOCAL_DECODER);
    }

    @Override
    public String title(Brush b) {
        return b.messages().get("stage.local_decoder");
    }

    @Override
    public String summary(Brush b) {
        Prediction likeliest = seen.xray().prediction().likeliest().getFirst();
        String said = b.messages()
                .get(
                        "xray.decoder.about",
                        LatentLane.name(b, seen, seen.read().index()),
                        quoted(likeliest.id()),
                        b.percent(likeliest.probability()));
        return said
                + seen.xray()
                        .prediction()
                        .actual()
                        .map(p -> b.messages().get("xray.came", quoted(p.id()), p.rank(), b.percent(p.probability())))
                        .orElse("");
    }

    private static String quoted(int id) {
        return "“" + ByteLabel.id(id) + "”";
    }

    @Override
    public double height() {
        return HEAD + CROSS + 16 * 5;
    }

    @Override
    public double most() {
        return HEAD + CROSS + 26 * 5;
    }

    @Override
    public int rank() {
        return 1;
    }

    /** As many as fit, evenly spread, the last always. */
    private List<Integer> shown(double room) {
        int fits = (int) Math.clamp(room / LEAST_COLUMN - DRAWN, 1, layers().size());
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < fits; i++) {
            shown.add(fits == 1 ? layers().size() - 1 : (int) Math.round(i * (layers().size() - 1.0) / (fits - 1)));
        }
        return shown;
    }

    @Override
    public void draw(Brush b, Axis axis, double top, double height, double progress) {
        double room = axis.right() - axis.left();
        List<Integer> shown = shown(room / b.scale());
        double gutter = b.s(GUTTER);
        double column = (room - gutter * shown.size()) / (shown.size() + DRAWN);
        double rows = top + b.s(HEAD + CROSS);
        double pitch = (top + height - rows) / 5;
        for (int i = 0; i < shown.size(); i++) {
            double part = Brush.part(progress, i, shown.size() + 1);
            DecoderLayer layer = layers().get(shown.get(i));
            double x = axis.left() + i * (column + gutter);
            if (part > 0) {
                String name = b.messages().get("xray.layer", shown.get(i) + 1);
                b.text(
                        name,
                        x,
                        top + b.s(13),
                        Typeface.MEDIUM,
                        13,
                        Align.LEFT,
                        b.palette().ink());
                layer.cross().ifPresent(cross -> cross(b, cross, x, top + b.s(HEAD), column));
                list(b, layer.lens(), x, rows, column, pitch, part);
            }
            if (i > 0) {
                TopPredictions before = layers().get(shown.get(i - 1)).lens();
                threads(b, before, layer.lens(), x - gutter - column, x, rows, column, pitch, part);
            }
        }
        double part = Brush.part(progress, shown.size(), shown.size() + 1);
        double x = axis.left() + shown.size() * (column + gutter);
        if (part > 0) {
            double end = end(b, layers().getLast().lens().likeliest().getFirst(), x - gutter - column, column);
            drawn(b, end, x, top, axis.right() - x, height, part);
        }
    }

    /** A square for each head and vector, the darker the more it looks there. */
    private void cross(Brush b, AttentionWeights w, double x, double y, double room) {
        double cell = Math.min(b.s(14), (room - b.s(4) * (w.heads() - 1)) / (w.heads() * w.keys()));
        for (int h = 0; h < w.heads(); h++) {
            for (int key = 0; key < w.keys(); key++) {
                double at = x + h * (cell * w.keys() + b.s(4)) + key * cell;
                b.pen().fill(at, y, cell - 1, b.s(13), b.color(b.palette().raised()));
                b.pen()
                        .fill(
                                at,
                                y,
                                cell - 1,
                                b.s(13),
                                b.color(b.palette().stage(Stage.LATENT_TRANSFORMER), w.weight(h, key)));
                b.spots()
                        .add(
                                at,
                                y,
                                cell,
                                b.s(13),
                                List.of(
                                        b.messages()
                                                .get(
                                                        "xray.cross.tip",
                                                        h + 1,
                                                        key + 1,
                                                        LatentLane.name(
                                                                b,
                                                                seen,
                                                                seen.read().index())),
                                        b.percent(w.weight(h, key))));
            }
        }
        double end = x + w.heads() * (cell * w.keys() + b.s(4)) + b.s(4);
        String words = b.messages().get("xray.cross");
        if (end + b.width(words, Typeface.TEXT, 13) < x + room) {
            b.text(
                    words,
                    end,
                    y + b.s(11.5),
                    Typeface.TEXT,
                    13,
                    Align.LEFT,
                    b.palette().faint());
        }
    }

    private static double length(Brush b, Prediction p, double width) {
        return Math.max(1, Math.max(b.s(10), width - b.s(LETTER + NUMBER)) * p.probability());
    }

    /** Where a line of a column ends. */
    private static double end(Brush b, Prediction p, double x, double width) {
        double number = b.width(b.percent(p.probability()), Typeface.TEXT, 13);
        return x + b.s(LETTER + 5 + 7) + length(b, p, width) + number;
    }

    private void list(Brush b, TopPredictions lens, double x, double top, double width, double pitch, double part) {
        double letter = b.s(LETTER);
        for (int i = 0; i < lens.likeliest().size(); i++) {
            Prediction p = lens.likeliest().get(i);
            double y = top + i * pitch;
            boolean right = came().isPresent() && came().getAsInt() == p.id();
            double base = y + pitch / 2 + b.s(5);
            Typeface face = right ? Typeface.MONO_STRONG : Typeface.MONO;
            b.text(
                    ByteLabel.id(p.id()),
                    x + letter / 2,
                    base,
                    face,
                    14,
                    Align.CENTER,
                    right ? b.palette().accent() : b.palette().ink());
            double length = length(b, p, width) * part;
            Color color = right ? b.palette().accent() : b.strong(color(b)).deriveColor(0, 1, 1, 0.75);
            b.pen().fillRound(x + letter, y + pitch / 2 - b.s(4), length, b.s(8), b.s(2), b.color(color));
            b.text(
                    b.percent(p.probability()),
                    x + letter + length + b.s(5),
                    base,
                    Typeface.TEXT,
                    13,
                    Align.LEFT,
                    b.palette().secondary());
            b.spots()
                    .add(
                            x,
                            y,
                            width,
                            pitch,
                            List.of(b.messages()
                                    .get(
                                            "xray.lens.tip",
                                            quoted(p.id()),
                                            p.rank(),
                                            b.messages().number(100 * p.probability(), 2))));
        }
    }

    /** Where a byte that one layer named stands in the next. */
    private void threads(
            Brush b,
            TopPredictions before,
            TopPredictions now,
            double from,
            double to,
            double top,
            double width,
            double pitch,
            double part) {
        for (int i = 0; i < before.likeliest().size(); i++) {
            for (int j = 0; j < now.likeliest().size(); j++) {
                int id = now.likeliest().get(j).id();
                if (before.likeliest().get(i).id() == id) {
                    boolean right = came().isPresent() && came().getAsInt() == id;
                    Color color = right
                            ? b.palette().accent()
                            : b.palette().line().interpolate(b.palette().faint(), 0.5);
                    b.swing(
                            end(b, before.likeliest().get(i), from, width),
                            top + (i + 0.5) * pitch,
                            to + b.s(2),
                            top + (j + 0.5) * pitch,
                            part,
                            b.s(right ? 2.2 : 1.2),
                            color);
                }
            }
        }
    }

    /** What comes of it, large: the likeliest byte, and the one that came. */
    private void drawn(Brush b, double from, double x, double top, double width, double height, double part) {
        Prediction likeliest = seen.xray().prediction().likeliest().getFirst();
        boolean right = came().isPresent() && came().getAsInt() == likeliest.id();
        double side = Math.min(b.s(84), Math.min(width, height - b.s(44)));
        double y = top + b.s(HEAD) + (height - b.s(HEAD) - side - b.s(22)) / 2;
        Color color = right ? b.palette().accent() : b.strong(color(b));
        double row = top + b.s(HEAD + CROSS) + (height - b.s(HEAD + CROSS)) / 10;
        b.swing(from, row, x, y + side / 2, part, b.s(2.2), color);
        b.text(
                b.messages().get("xray.drawn"),
                x,
                top + b.s(13),
                Typeface.MEDIUM,
                13,
                Align.LEFT,
                b.palette().ink());
        b.pen().fillRound(x, y, side, side, b.s(10), b.color(b.palette().raised()));
        b.pen().outline(x, y, side, side, b.s(10), b.s(2), b.color(color));
        double size = Math.min(44, side / b.scale() * 0.5);
        b.text(
                ByteLabel.id(likeliest.id()),
                x + side / 2,
                y + side / 2 + b.s(size * 0.34),
                Typeface.MONO_STRONG,
                size,
                Align.CENTER,
                right ? b.palette().accent() : b.palette().ink());
        double words = x + side + b.s(10);
        double room = width - side - b.s(10);
        b.text(
                b.percent(likeliest.probability()),
                words,
                y + side / 2 + b.s(2),
                Typeface.STRONG,
                20,
                Align.LEFT,
                b.palette().ink());
        String said = b.fitting(
                b.messages()
                        .get(
                                "xray.bits",
                                b.messages().number(seen.xray().prediction().entropy() / Math.log(2), 2)),
                Typeface.TEXT,
                13,
                room);
        b.text(
                said,
                words,
                y + side / 2 + b.s(20),
                Typeface.TEXT,
                13,
                Align.LEFT,
                b.palette().secondary());
        String came = seen.xray()
                .prediction()
                .actual()
                .map(p -> b.messages().get("xray.came.short", quoted(p.id()), p.rank()))
                .orElse(b.messages().get("xray.came.none"));
        b.text(
                b.fitting(came, Typeface.TEXT, 13, width),
                x,
                y + side + b.s(18),
                Typeface.TEXT,
                13,
                Align.LEFT,
                b.palette().secondary());
    }
}
