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

    /** A stage's operations per byte; 0 for one that does not run. */
    public double flops(Stage stage) {
        return flops.getOrDefault(stage, 0.0);
    }

    /** The operations of all stages per byte. */
    public double total() {
        double sum = 0;
        for (Stage stage : Stage.values()) {
            sum += flops(stage);
        }
        return sum;
    }

    /** The share of all operations that a stage takes, between 0 and 1. */
    public double share(Stage stage) {
        double total = total();
        return total == 0 ? 0 : flops(stage) / total;
    }

    /** The same without a stage that another way of reading would not need. */
    public CostPerByte without(Stage stage) {
        Map<Stage, Double> rest = new EnumMap<>(Stage.class);
        flops.forEach((other, cost) -> {
            if (other != stage) {
                rest.put(other, cost);
            }
        });
        return new CostPerByte(rest);
    }

    /** The share of all operations that is saved against another way of reading; negative where more is spent. */
    public double savingAgainst(CostPerByte other) {
        double theirs = other.total();
        return theirs == 0 ? 0 : 1 - total() / theirs;
    }
}
