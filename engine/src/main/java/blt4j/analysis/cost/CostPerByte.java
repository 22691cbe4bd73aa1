package blt4j.analysis.cost;

import blt4j.stage.Stage;
import java.util.EnumMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What a byte costs on average, stage by stage.
 *
 * @param flops forward floating-point operations per byte, a multiply-add counting two; a stage without any is not in it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CostPerByte(Map<Stage, Double> flops) {
    /** Copies the map. */
    public CostPerByte {
        flops = Map.copyOf(flops);
    }

    /**
     * {@return a stage's operations per byte; 0 for one that does not run}
     *
     * @param stage of the pipeline
     */
    public double flops(Stage stage) {
        return flops.getOrDefault(stage, 0.0);
    }

    /** {@return the operations of all stages per byte} */
    public double total() {
        double sum = 0;
        for (Stage stage : Stage.values()) {
            sum += flops(stage);
        }
        return sum;
    }

    /**
     * {@return the share of all operations that a stage takes, between 0 and 1}
     *
     * @param stage of the pipeline
     */
    public double share(Stage stage) {
        double total = total();
        return total == 0 ? 0 : flops(stage) / total;
    }

    /**
     * {@return the same without a stage that another way of reading would not need}
     *
     * @param stage of the pipeline
     */
    public CostPerByte without(Stage stage) {
        Map<Stage, Double> rest = new EnumMap<>(Stage.class);
        flops.forEach((other, cost) -> {
            if (other != stage) {
                rest.put(other, cost);
            }
        });
        return new CostPerByte(rest);
    }

    /**
     * {@return the share of all operations that is saved against another way of reading; negative where more is
     * spent}
     *
     * @param other of the same text
     */
    public double savingAgainst(CostPerByte other) {
        double theirs = other.total();
        return theirs == 0 ? 0 : 1 - total() / theirs;
    }
}
