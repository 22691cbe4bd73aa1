package blt4j.text;

import blt4j.stage.Cost;
import blt4j.stage.Stage;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What it costs to read a text and predict the byte after it: floating-point operations as the paper counts them
 * (arXiv 2412.09871, appendix), a multiply-add counting two.
 *
 * @param bytes how many bytes the text has
 * @param patches how many patches it falls into, as {@link PatchedText#patches} has them. The latent transformer reads
 *     those that are complete, so the last waits unless the byte to come begins another
 * @param byStage the work of each stage: floating-point operations, bytes of weights read (each weight once), and bytes of
 *     activations and caches read and written
 */
@API(status = API.Status.STABLE, since = "0.1")
public record TextCost(int bytes, int patches, Map<Stage, Cost> byStage) {
    /** Copies the map. */
    public TextCost {
        byStage = Map.copyOf(byStage);
    }

    /** {@return the floating-point operations of all stages, 0 or more} */
    public long flops() {
        return byStage.values().stream().mapToLong(Cost::flops).sum();
    }

    /**
     * {@return the floating-point operations of a stage; 0 for one that the model does not have}
     *
     * @param stage of the pipeline
     */
    public long flops(Stage stage) {
        return byStage.getOrDefault(stage, Cost.ZERO).flops();
    }

    /** {@return floating-point operations per byte of the text; 0 for an empty text} */
    public double flopsPerByte() {
        return bytes == 0 ? 0 : (double) flops() / bytes;
    }

    /**
     * {@return the share of all floating-point operations that a stage takes, from 0 to 1}
     *
     * @param stage of the pipeline
     */
    public double share(Stage stage) {
        return flops() == 0 ? 0 : (double) flops(stage) / flops();
    }
}
