package blt4j.model;

import blt4j.patching.PatcherConfig;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint's configuration, whatever layout it came from.
 *
 * @param name what to call the model: its folder's name
 * @param entropyModel absent where a BLT was saved without its entropy model
 * @param blt absent where the checkpoint is an entropy model by itself
 * @param patching the patching that the model was trained with
 * @param thresholds mean patch size in bytes to threshold in nats, where the checkpoint says; may be empty
 * @param separatesDocuments whether attention stops at EOS (the original's models) or sees everything
 */
public record ModelConfig(
        String name,
        Optional<TransformerConfig> entropyModel,
        Optional<LatentConfig> blt,
        PatcherConfig patching,
        Map<Double, Double> thresholds,
        boolean separatesDocuments) {
    /** Copies the map. */
    public ModelConfig {
        thresholds = Map.copyOf(thresholds);
    }
}
