package blt4j.model;

import blt4j.BltException;
import blt4j.weights.Weights;
import java.nio.file.Path;

/**
 * A checkpoint on disk: what it is, and its tensors under canonical names. Owns the mapped files.
 *
 * @param config what the model is
 * @param weights its tensors, memory-mapped; live until {@link #close}
 */
public record Checkpoint(ModelConfig config, Weights weights) implements AutoCloseable {
    /**
     * Opens a checkpoint, in any of the published layouts. Tensors are mapped, not read.
     *
     * @param folder the folder of the configuration and the weights
     * @param options what the caller sets
     * @throws BltException if the folder is no checkpoint, or one that is damaged or not understood
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static Checkpoint open(Path folder, CheckpointOptions options) {
        throw new BltException("The folder " + folder + " cannot be read yet with " + options + ".");
    }

    @Override
    public void close() {
        weights.close();
    }
}
