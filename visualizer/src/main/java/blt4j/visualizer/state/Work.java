package blt4j.visualizer.state;

import blt4j.analysis.Ledger;
import blt4j.analysis.WorkTotals;
import blt4j.program.Stage;
import java.util.Optional;

/**
 * What a text costs, by the engine's ledger, and what it would cost cut otherwise.
 *
 * @param ledger per byte and patch; nobody writes to it any more
 * @param totals of the segmentation in force
 * @param everyByte if every byte were a step of the latent transformer
 * @param everyFour if every four bytes were
 * @param tokens if every token were, once the vocabulary is loaded
 */
public record Work(
        Ledger ledger, WorkTotals totals, WorkTotals everyByte, WorkTotals everyFour, Optional<WorkTotals> tokens) {
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
