package blt4j.visualizer.generate;

import blt4j.stage.Stage;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.engine.Writing;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.ViewContext;
import java.util.List;
import java.util.Locale;
import javafx.scene.paint.Color;

/**
 * The four stages, with how often each ran and what a run took; the latent transformer lights up when a patch
 * closes.
 */
final class StagePicture {
    private static final double LEAST_WIDTH = 760;
    private static final double ROW = 76;
    private static final List<Stage> STAGES = List.of(Stage.values());

    private final ViewContext context;

    StagePicture(ViewContext context) {
        this.context = context;
    }

    /** Side by side where their words fit; or else two by two. */
    private int columns(double width) {
        int all = STAGES.size();
        return width > 0 && width < LEAST_WIDTH * context.model().scale().get() ? all / 2 : all;
    }

    /** How high the picture is in a width. */
    double height(double width) {
        int rows = STAGES.size() / columns(width);
        return (16 + rows * ROW) * context.model().scale().get();
    }

    /**
     * Draws the stages.
     *
     * @param glow how bright the latent transformer is lit, 0 to 1
     */
    void draw(Pen pen, double width, Writing writing, double glow) {
        double scale = context.model().scale().get();
        double margin = 20 * scale;
        double gap = 26 * scale;
        int columns = columns(width);
        double box = (width - 2 * margin - (columns - 1) * gap) / columns;
        for (int i = 0; i < STAGES.size(); i++) {
            Stage stage = STAGES.get(i);
            double x = margin + i % columns * (box + gap);
            int row = i / columns;
            double y = (12 + row * ROW) * scale;
            drawStage(pen, x, y, box, stage, writing, stage == Stage.LATENT_TRANSFORMER ? glow : 0);
            if (i % columns + 1 < columns) {
                drawArrow(pen, x + box, y + 34 * scale, gap);
            }
        }
    }

    private void drawArrow(Pen pen, double x, double y, double gap) {
        double scale = context.model().scale().get();
        Color color = context.model().palette().getValue().faint();
        double tip = x + gap - 5 * scale;
        pen.line(x + 5 * scale, y, tip - 4 * scale, y, 1.5 * scale, color);
        pen.polygon(
                new double[] {tip, tip - 6 * scale, tip - 6 * scale},
                new double[] {y, y - 4 * scale, y + 4 * scale},
                color);
    }

    private void drawStage(Pen pen, double x, double y, double width, Stage stage, Writing writing, double glow) {
        double scale = context.model().scale().get();
        Palette palette = context.model().palette().getValue();
        Messages messages = context.messages();
        double height = 68 * scale;
        Color color = palette.stage(stage);
        pen.fillRound(x, y, width, height, 8 * scale, palette.raised().interpolate(color, glow * 0.75));
        pen.outline(
                x, y, width, height, 8 * scale, glow > 0 ? 2 : 1, palette.line().interpolate(color, glow));
        pen.fillRound(x + 12 * scale, y + 13 * scale, 10 * scale, 10 * scale, 2 * scale, color);
        String name = messages.get("stage." + stage.name().toLowerCase(Locale.ROOT));
        pen.text(name, x + 29 * scale, y + 22.5 * scale, Typeface.STRONG.at(13 * scale), Align.LEFT, palette.ink());
        Writing.Timing timing = writing.timings().getOrDefault(stage, Writing.Timing.ZERO);
        String each = timing.runs() == 0
                ? "–"
                : timing.microseconds() < 1000
                        ? messages.get("generate.microseconds", messages.number(timing.microseconds(), 0))
                        : messages.get("generate.milliseconds", messages.number(timing.microseconds() / 1000, 1));
        pen.text(each, x + 12 * scale, y + 42 * scale, Typeface.TEXT.at(13 * scale), Align.LEFT, palette.ink());
        String runs = messages.get(
                stage == Stage.LATENT_TRANSFORMER ? "generate.patchRuns" : "generate.byteRuns", timing.runs());
        Color lesser = palette.secondary().interpolate(palette.ink(), glow);
        pen.text(runs, x + 12 * scale, y + 58 * scale, Typeface.TEXT.at(13 * scale), Align.LEFT, lesser);
    }
}
