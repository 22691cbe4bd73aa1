package blt4j.patching;

import blt4j.BltException;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.patching.PatcherConfig.TopEntropies;
import org.apiguardian.api.API;

/** Makes patchers. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Patchers {
    private Patchers() {}

    /**
     * {@return a patcher at the beginning of a text}
     *
     * @param config a rule that looks at no later position
     * @throws BltException if the rule looks ahead
     */
    public static Patcher of(PatcherConfig config) {
        return resume(config, 0, 0, 0, 0);
    }

    /**
     * {@return a patcher in the middle of a text, as if it had followed the text up to there: what it needs to know
     * of the past is in the last position and the last boundary} So a text that is cut back needs no re-reading.
     *
     * @param config the rule and its limit
     * @param position how many positions lie behind; the next one taken in is this one
     * @param begin where the patch of the position before {@code position} begins, or {@code position} itself if
     *     a patch begins there; anything at position 0
     * @param lastId the id at {@code position − 1}; anything at position 0
     * @param lastEntropy the entropy at {@code position − 1}; anything where the rule needs none, or at position
     *     0
     * @throws BltException if the rule looks ahead
     */
    public static Patcher resume(PatcherConfig config, int position, int begin, int lastId, float lastEntropy) {
        Patcher rule = switch (config.mode()) {
            case Threshold t -> new EntropyPatcher(t, position, lastEntropy);
            case Monotonic m -> new EntropyPatcher(m, position, lastEntropy);
            case ThresholdAndRise b -> new EntropyPatcher(b, position, lastEntropy);
            case Static(int size, boolean bosAlone) -> new StaticPatcher(size, bosAlone, position);
            case EveryByte() -> new StaticPatcher(1, true, position);
            case Space() -> new SpacePatcher(position, SpacePatcher.spaceLike(lastId));
            case TopEntropies(double size) ->
                throw new BltException("Patching by the top entropies (mean size " + size + ") looks ahead and"
                        + " cannot follow a text byte by byte; use a threshold instead.");
        };
        if (config.maxPatchLength().isEmpty()) {
            return rule;
        }
        return new LimitedPatcher(rule, config.maxPatchLength().getAsInt(), position == 0 ? 0 : position - begin);
    }
}
