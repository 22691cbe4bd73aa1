package blt4j.visualizer.state;

import blt4j.analysis.cost.Ledger;
import blt4j.analysis.cost.WorkTotals;
import blt4j.program.Stage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a text costs, by the engine's ledger, and what it would cost cut otherwise.
 *
 * @param ledger per byte and patch; nobody writes to it any more
 * @param totals of the segmentation in force
 * @param everyByte if every byte were a step of the latent transformer
 * @param everyFour if every four bytes were
 * @param tokens if every token were, once the vocabulary is loaded
 * @param tokenLedger that per byte and token
 */
public record Work(
        Ledger ledger,
        WorkTotals totals,
        WorkTotals everyByte,
        WorkTotals everyFour,
        Optional<WorkTotals> tokens,
        Optional<Ledger> tokenLedger) {
    /**
     * Means over the beginning of a text.
     *
     * @param flopsPerByte floating-point operations by stage, the BOS counted as a byte
     * @param savingAgainstTokens the share that is saved against a step for every token, if a vocabulary is loaded
     */
    public record Means(Map<Stage, Double> flopsPerByte, OptionalDouble savingAgainstTokens) {}

    /** The means over all bytes up to one, which counts. */
    public Means upTo(int index) {
        int positions = index + 2;
        Map<Stage, Double> flops = flopsBefore(ledger, totals, positions);
        Map<Stage, Double> means = new EnumMap<>(Stage.class);
        flops.forEach((stage, sum) -> means.put(stage, sum / positions));
        return new Means(
                means,
                tokenLedger.isPresent() && tokens.isPresent()
                        ? OptionalDouble.of(
                                1 - sum(flops) / sum(flopsBefore(tokenLedger.get(), tokens.get(), positions)))
                        : OptionalDouble.empty());
    }

    /** Of a way of cutting that needs no entropies, the entropy model does not count. */
    private static Map<Stage, Double> flopsBefore(Ledger ledger, WorkTotals counted, int positions) {
        Map<Stage, Double> flops = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            if (counted.flops(stage) > 0) {
                flops.put(stage, ledger.flopsBefore(stage, positions));
            }
        }
        return flops;
    }

    private static double sum(Map<Stage, Double> flops) {
        return flops.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The floating-point operations that a stage spent on each of some bytes, a patch's work spread over its bytes. */
    public double[] flops(Stage stage, int from, int to) {
        return ledger.flopsPerPosition(stage, from + 1, to + 1);
    }

    /** All stages together. */
    public double[] flops(int from, int to) {
        double[] sum = new double[to - from];
        for (Stage stage : Stage.values()) {
            double[] part = flops(stage, from, to);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part[i];
            }
        }
        return sum;
    }
}
