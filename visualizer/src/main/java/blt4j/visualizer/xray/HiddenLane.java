package blt4j.visualizer.xray;

import blt4j.analysis.xray.ByteXray.Layer;
import blt4j.stage.Stage;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.Xrayed;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.paint.Color;

/** The byte's hidden state as strips of colour, a number a cell: the embedding, and after layers of the encoder. */
record HiddenLane(Xrayed seen) implements Lane {
    private static final int MOST_STRIPS = 3;
    private static final double PITCH = 17;
    private static final Color ABOVE = Color.web("#2f7ed8");
    private static final Color BELOW = Color.web("#c99700");

    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
    private record Strip(String name, float[] values) {}

    private List<Strip> strips(Brush b) {
        List<Strip> strips = new ArrayList<>();
        strips.add(new Strip(
                b.messages().get("xray.embedding"), seen.xray().embedding().sum()));
        List<Layer> layers = seen.xray().encoder();
        for (int i = Math.max(0, layers.size() - MOST_STRIPS + 1); i < layers.size(); i++) {
            strips.add(new Strip(
                    b.messages().get("xray.afterLayer", i + 1), layers.get(i).hidden()));
        }
        return strips;
    }

    @Override
    public int step() {
        return 2;
    }

    @Override
    public Color color(Brush b) {
        return b.palette().stage(Stage.LOCAL_ENCODER);
    }

    @Override
    public String title(Brush b) {
        return b.messages().get("xray.hidden");
    }

    @Override
    public String summary(Brush b) {
        return b.messages().get("xray.hidden.about", seen.xray().embedding().sum().length);
    }

    private int count() {
        return Math.min(MOST_STRIPS, 1 + seen.xray().encoder().size());
    }

    @Override
    public double height() {
        return PITCH * count();
    }

    @Override
    public double most() {
        return 30.0 * count();
    }

    @Override
    public int rank() {
        return 4;
    }

    @Override
    public void draw(Brush b, Axis axis, double top, double height, double progress) {
        List<Strip> strips = strips(b);
        double names = strips.stream()
                        .mapToDouble(s -> b.width(s.name(), Typeface.TEXT, 13))
                        .max()
                        .orElse(0)
                + b.s(12);
        double pitch = height / strips.size();
        for (int i = 0; i < strips.size(); i++) {
            Strip strip = strips.get(i);
            double y = top + i * pitch;
            double base = y + pitch / 2 + b.s(4.5);
            b.text(
                    strip.name(),
                    axis.left(),
                    base,
                    Typeface.TEXT,
                    13,
                    Align.LEFT,
                    b.palette().secondary());
            draw(
                    b,
                    axis.left() + names,
                    axis.right(),
                    y + b.s(1.5),
                    pitch - b.s(3),
                    strip,
                    Brush.part(progress, i, strips.size()));
        }
    }

    private void draw(Brush b, double left, double right, double y, double height, Strip strip, double part) {
        double cell = (right - left) / strip.values().length;
        double scale = spread(strip.values());
        int shown = (int) Math.round(part * strip.values().length);
        for (int i = 0; i < shown; i++) {
            double amount = Math.clamp(strip.values()[i] / scale, -1, 1);
            Color color = b.palette().raised().interpolate(amount > 0 ? ABOVE : BELOW, Math.sqrt(Math.abs(amount)));
            double x = left + i * cell;
            b.pen().fill(x, y, cell + (cell > 3 ? -0.4 : 0.4), height, b.color(color));
            b.spots()
                    .add(
                            x,
                            y,
                            cell,
                            height,
                            List.of(
                                    strip.name(),
                                    b.messages()
                                            .get(
                                                    "xray.number.tip",
                                                    i + 1,
                                                    b.messages().number(strip.values()[i], 4))));
        }
    }

    /** What is drawn in full colour: three times the quadratic mean, beyond which few numbers lie. */
    private static double spread(float[] values) {
        double squares = 0;
        for (float v : values) {
            squares += v * v;
        }
        return Math.max(1e-12, 2.5 * Math.sqrt(squares / values.length));
    }
}
