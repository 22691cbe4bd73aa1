package blt4j.visualizer.control;

import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.text.Font;

/**
 * The likeliest next bytes, one bar each; the one that came stands out, below the others if it is none of them.
 *
 * @param predictions what is drawn
 * @param sampled what a sampler made of it: its shares stand behind the predictions'; those that it ruled out are faint
 * @param palette colours
 * @param scale how much larger than by default
 */
public record PredictionBars(
        TopPredictions predictions, Optional<TopPredictions> sampled, Palette palette, double scale) {
    private static final double ROW = 19;

    /** Predictions that nobody samples from. */
    public PredictionBars(TopPredictions predictions, Palette palette, double scale) {
        this(predictions, Optional.empty(), palette, scale);
    }

    /** How many bars there are. */
    public static int rows(TopPredictions predictions) {
        boolean besides = predictions
                .actual()
                .filter(a -> predictions.likeliest().stream().noneMatch(p -> p.id() == a.id()))
                .isPresent();
        return predictions.likeliest().size() + (besides ? 1 : 0);
    }

    /** How high so many bars are. */
    public static double height(int rows, double scale) {
        return rows * ROW * scale;
    }

    /** Draws the bars from (x, y) on. */
    public void draw(Pen pen, double x, double y, double width) {
        double at = y;
        boolean named = false;
        for (Prediction p : predictions.likeliest()) {
            boolean actual = predictions.actual().filter(a -> a.id() == p.id()).isPresent();
            named |= actual;
            row(pen, p, actual, x, at, width);
            at += ROW * scale;
        }
        if (!named && predictions.actual().isPresent()) {
            row(pen, predictions.actual().get(), true, x, at, width);
        }
    }

    private void row(Pen pen, Prediction p, boolean actual, double x, double y, double width) {
        Font mono = actual ? Typeface.MONO_STRONG.at(13 * scale) : Typeface.MONO.at(13 * scale);
        Font small = Typeface.TEXT.at(13 * scale);
        double baseline = y + 13.5 * scale;
        double left = x + 66 * scale;
        double room = width - 66 * scale - 56 * scale;
        double share = sampled.map(s -> share(s, p.id())).orElse(p.probability());
        boolean possible = share > 0;
        pen.text(Integer.toString(p.rank()), x + 22 * scale, baseline, small, Align.RIGHT, palette.faint());
        pen.text(
                ByteLabel.id(p.id()),
                x + 46 * scale,
                baseline,
                mono,
                Align.CENTER,
                actual ? palette.accent() : possible ? palette.ink() : palette.faint());
        pen.fillRound(left, y + 4 * scale, room, 11 * scale, 2 * scale, palette.raised());
        pen.fillRound(
                left,
                y + 4 * scale,
                room * share,
                11 * scale,
                2 * scale,
                (actual ? palette.accent() : palette.low()).deriveColor(0, 1, 1, 0.38));
        pen.fillRound(
                left,
                y + 4 * scale,
                Math.max(1, room * p.probability()),
                11 * scale,
                2 * scale,
                actual ? palette.accent() : possible ? palette.low() : palette.line());
        pen.text(
                possible ? percent(share) : "–",
                x + width,
                baseline,
                small,
                Align.RIGHT,
                possible ? palette.secondary() : palette.faint());
    }

    private static double share(TopPredictions of, int id) {
        return Stream.concat(of.likeliest().stream(), of.actual().stream())
                .filter(p -> p.id() == id)
                .mapToDouble(Prediction::probability)
                .findFirst()
                .orElse(0);
    }

    private static String percent(double probability) {
        double percent = probability * 100;
        return String.format(Locale.ROOT, percent >= 9.95 ? "%.0f%%" : percent >= 0.095 ? "%.1f%%" : "%.2g%%", percent)
                .replace("0%%", "0%");
    }
}
