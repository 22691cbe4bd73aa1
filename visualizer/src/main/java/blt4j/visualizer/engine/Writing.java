package blt4j.visualizer.engine;

import blt4j.generation.GenerationResult.Reason;
import blt4j.stage.Stage;
import blt4j.visualizer.state.TextReading;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A text being written, at a moment. Immutable.
 *
 * @param reading the text with its entropies and patches
 * @param given how many of its bytes were the prompt's
 * @param drawn from what each written byte was drawn, in order
 * @param timings what the stages took while writing
 * @param written how many bytes were drawn and stand; what was taken back counts nowhere
 * @param closed how many patches were closed while writing
 * @param bytesPerSecond how fast the newest bytes came, waiting not counted
 * @param playing whether it goes on by itself
 * @param ended why it cannot go on, if it cannot
 */
public record Writing(
        TextReading reading,
        int given,
        List<Drawn> drawn,
        Map<Stage, Timing> timings,
        int written,
        int closed,
        double bytesPerSecond,
        boolean playing,
        Optional<Reason> ended) {
    /** Nothing yet. */
    public static final Writing NONE =
            new Writing(TextReading.EMPTY, 0, List.of(), Map.of(), 0, 0, 0, false, Optional.empty());

    /**
     * How often a stage ran, and how long it takes of late: the first runs, before the JVM has compiled them, would tell of
     * the JVM and not of the model.
     *
     * @param runs how many
     * @param microseconds a running mean, to which a run adds a tenth of its difference
     */
    public record Timing(int runs, double microseconds) {
        /** The weight of the newest run. */
        static final double NEWEST = 0.1;

        /** Nothing yet. */
        public static final Timing ZERO = new Timing(0, 0);

        /** One run more. */
        Timing with(long nanoseconds) {
            double took = nanoseconds / 1e3;
            return new Timing(runs + 1, runs == 0 ? took : microseconds + NEWEST * (took - microseconds));
        }

        /** What belongs to the run before. */
        Timing longer(long nanoseconds) {
            return new Timing(runs, microseconds + (runs <= 1 ? 1 : NEWEST) * nanoseconds / 1e3);
        }
    }

    /** The distribution that a byte was drawn from; empty for the prompt's. */
    public Optional<Drawn> drawnAt(int index) {
        int at = index - given;
        return at >= 0 && at < drawn.size() ? Optional.of(drawn.get(at)) : Optional.empty();
    }
}
