package blt4j.generation;

import blt4j.patching.PatcherConfig;
import java.util.Optional;

/**
 * How a session is set up.
 *
 * @param capacity the longest text in bytes, the BOS not counted
 * @param patching instead of the model's own, if present; must not look ahead
 * @param keepDistributions whether the next-byte distributions of all positions are kept (2 KiB a byte) or those of the
 *     newest position alone
 * @param entropyOnly whether only the entropy model runs: entropies, its predictions, and patches, no next-byte logits
 */
public record SessionOptions(
        int capacity, Optional<PatcherConfig> patching, boolean keepDistributions, boolean entropyOnly) {
    /** Room for a number of bytes; the model's own patching; everything runs and is kept. */
    public static SessionOptions ofCapacity(int capacity) {
        return new SessionOptions(capacity, Optional.empty(), true, false);
    }

    /** The same with another patching. */
    public SessionOptions withPatching(PatcherConfig config) {
        return new SessionOptions(capacity, Optional.of(config), keepDistributions, entropyOnly);
    }

    /** The same, keeping the newest distributions alone. */
    public SessionOptions withoutDistributions() {
        return new SessionOptions(capacity, patching, false, entropyOnly);
    }

    /** The same, running the entropy model alone. */
    public SessionOptions withEntropyModelAlone() {
        return new SessionOptions(capacity, patching, keepDistributions, true);
    }
}
