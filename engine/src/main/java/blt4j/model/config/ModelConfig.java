package blt4j.model.config;

import blt4j.patching.PatcherConfig;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A checkpoint's configuration, whatever layout it came from.
 *
 * @param name what to call the model: its folder's name
 * @param entropyModel absent where a BLT was saved without its entropy model
 * @param blt absent where the checkpoint is an entropy model by itself
 * @param patching the patching that the model was trained with
 * @param thresholds mean patch size in bytes to threshold in nats, where the checkpoint says; may be empty
 * @param separatesDocuments whether attention stops at EOS (the original's models) or sees everything
 * @param limitHidesNewestPatch whether, where entropies make patches that are cut to a maximum length, the newest byte
 *     does not yet attend to a patch that it has just completed. So it is in the Hugging Face implementation, which
 *     drops the empty patch that would announce it; once another byte follows, the row is as everywhere else
 * @param bytesHideNewestPatch the same where every byte is a patch: so it is in the Hugging Face implementation where
 *     patching by entropy has no patch size
 * @param hasHead whether hidden states lead to logits; a base model is saved without its head
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ModelConfig(
        String name,
        Optional<TransformerConfig> entropyModel,
        Optional<LatentConfig> blt,
        PatcherConfig patching,
        Map<Double, Double> thresholds,
        boolean separatesDocuments,
        boolean limitHidesNewestPatch,
        boolean bytesHideNewestPatch,
        boolean hasHead) {
    /**
     * A model with a head, whose patches of single bytes can be attended to at once.
     *
     * @param name what to call the model
     * @param entropyModel its shapes; absent where there is none
     * @param blt the shapes of the other stages; absent for an entropy model by itself
     * @param patching as the model was trained
     * @param thresholds mean patch size in bytes to threshold in nats; may be empty
     * @param separatesDocuments whether attention stops at EOS
     * @param limitHidesNewestPatch as the component of that name says
     */
    public ModelConfig(
            String name,
            Optional<TransformerConfig> entropyModel,
            Optional<LatentConfig> blt,
            PatcherConfig patching,
            Map<Double, Double> thresholds,
            boolean separatesDocuments,
            boolean limitHidesNewestPatch) {
        this(name, entropyModel, blt, patching, thresholds, separatesDocuments, limitHidesNewestPatch, false, true);
    }

    /** Copies the map. */
    public ModelConfig {
        thresholds = Map.copyOf(thresholds);
    }

    /**
     * {@return the same with other parts}
     *
     * @param newEntropyModel its shapes; absent where there is none
     * @param newBlt the shapes of the other stages; absent for an entropy model by itself
     */
    public ModelConfig withParts(Optional<TransformerConfig> newEntropyModel, Optional<LatentConfig> newBlt) {
        return new ModelConfig(
                name,
                newEntropyModel,
                newBlt,
                patching,
                thresholds,
                separatesDocuments,
                limitHidesNewestPatch,
                bytesHideNewestPatch,
                hasHead);
    }
}
