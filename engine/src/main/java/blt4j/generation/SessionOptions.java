package blt4j.generation;

import blt4j.patching.PatcherConfig;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How a session is set up.
 *
 * @param capacity the longest text in bytes, the BOS not counted
 * @param patching instead of the model's own, if present; must not look ahead
 * @param keepDistributions whether the next-byte distributions of all positions are kept (2 KiB a byte) or those of the
 *     newest position alone
 * @param entropyOnly whether only the entropy model runs: entropies, its predictions, and patches, no next-byte logits
 * @param rewind how many bytes the text can be shortened by for free where a sliding window lets caches be rings;
 *     beyond that the text is read again
 * @param surprisals whether it is kept how surprising the entropy model found each byte; takes a tenth longer with small
 *     models
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record SessionOptions(
        int capacity,
        Optional<PatcherConfig> patching,
        boolean keepDistributions,
        boolean entropyOnly,
        int rewind,
        boolean surprisals) {
    private static final int USUAL_REWIND = 1 << 16;

    /** Checks that there is room. */
    public SessionOptions {
        if (capacity < 0 || capacity == Integer.MAX_VALUE || rewind < 0) {
            throw new IllegalArgumentException("a capacity of " + capacity + " bytes, to rewind " + rewind);
        }
    }

    /**
     * {@return room for a number of bytes; the model's own patching; everything runs and is kept}
     *
     * @param capacity the most bytes of a text, at least 1
     */
    public static SessionOptions ofCapacity(int capacity) {
        return new SessionOptions(capacity, Optional.empty(), true, false, USUAL_REWIND, false);
    }

    /**
     * {@return the same with another patching}
     *
     * @param config how patches are made
     */
    public SessionOptions withPatching(PatcherConfig config) {
        return new SessionOptions(capacity, Optional.of(config), keepDistributions, entropyOnly, rewind, surprisals);
    }

    /** {@return the same, keeping the newest distributions alone} */
    public SessionOptions withoutDistributions() {
        return new SessionOptions(capacity, patching, false, entropyOnly, rewind, surprisals);
    }

    /** {@return the same, running the entropy model alone} */
    public SessionOptions withEntropyModelAlone() {
        return new SessionOptions(capacity, patching, keepDistributions, true, rewind, surprisals);
    }

    /**
     * {@return the same, able to be shortened by another number of bytes for free}
     *
     * @param bytes at least 0; each takes memory where there is a window
     */
    public SessionOptions withRewind(int bytes) {
        return new SessionOptions(capacity, patching, keepDistributions, entropyOnly, bytes, surprisals);
    }

    /** {@return the same, keeping how surprising the entropy model found each byte} */
    public SessionOptions withSurprisals() {
        return new SessionOptions(capacity, patching, keepDistributions, entropyOnly, rewind, true);
    }
}
