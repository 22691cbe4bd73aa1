package blt4j.analysis.cost;

import blt4j.stage.Cost;
import blt4j.stage.Stage;
import java.util.EnumMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The work of reading a text, per stage.
 *
 * @param positions how many positions were read by the stages that run once a byte, the BOS counted
 * @param patches how many patches were read by the stages that run once a patch
 * @param byStage what each stage cost; a stage that did not run costs nothing
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record WorkTotals(int positions, int patches, Map<Stage, Cost> byStage) {
    /** Copies the map and fills its gaps. */
    public WorkTotals {
        EnumMap<Stage, Cost> all = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            all.put(stage, byStage.getOrDefault(stage, Cost.ZERO));
        }
        byStage = Map.copyOf(all);
    }

    /** What a stage cost. */
    public Cost cost(Stage stage) {
        return byStage.getOrDefault(stage, Cost.ZERO);
    }

    /** What all stages cost together. */
    public Cost cost() {
        return byStage.values().stream().reduce(Cost.ZERO, Cost::plus);
    }

    /** The floating-point operations of a stage. */
    public long flops(Stage stage) {
        return cost(stage).flops();
    }

    /** The floating-point operations of all stages. */
    public long flops() {
        return cost().flops();
    }

    /** Floating-point operations per position; 0 for an empty text. */
    public double flopsPerByte() {
        return positions == 0 ? 0 : (double) flops() / positions;
    }

    /** The share of all floating-point operations that this text saves against another way of reading it. */
    public double savingAgainst(WorkTotals other) {
        return other.flops() == 0 ? 0 : 1 - (double) flops() / other.flops();
    }

    /** The same without a stage that another way of reading would not need. */
    public WorkTotals without(Stage stage) {
        EnumMap<Stage, Cost> rest = new EnumMap<>(Stage.class);
        rest.putAll(byStage);
        rest.remove(stage);
        return new WorkTotals(positions, patches, rest);
    }
}
