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

    /**
     * {@return what a stage cost}
     *
     * @param stage of the pipeline
     */
    public Cost cost(Stage stage) {
        return byStage.getOrDefault(stage, Cost.ZERO);
    }

    /** {@return what all stages cost together} */
    public Cost cost() {
        return byStage.values().stream().reduce(Cost.ZERO, Cost::plus);
    }

    /**
     * {@return the floating-point operations of a stage}
     *
     * @param stage of the pipeline
     */
    public long flops(Stage stage) {
        return cost(stage).flops();
    }

    /** {@return the floating-point operations of all stages} */
    public long flops() {
        return cost().flops();
    }

    /** {@return floating-point operations per position; 0 for an empty text} */
    public double flopsPerByte() {
        return positions == 0 ? 0 : (double) flops() / positions;
    }

    /**
     * {@return the share of all floating-point operations that this text saves against another way of reading it}
     *
     * @param other of the same text
     */
    public double savingAgainst(WorkTotals other) {
        return other.flops() == 0 ? 0 : 1 - (double) flops() / other.flops();
    }

    /**
     * {@return the same without a stage that another way of reading would not need}
     *
     * @param stage of the pipeline
     */
    public WorkTotals without(Stage stage) {
        EnumMap<Stage, Cost> rest = new EnumMap<>(Stage.class);
        rest.putAll(byStage);
        rest.remove(stage);
        return new WorkTotals(positions, patches, rest);
    }
}
