package blt4j.patching;

import org.apiguardian.api.API;

/**
 * Decides, position by position, whether a new patch begins. One instance follows one text; ids (and, where the rule
 * needs them, entropies) come in order, the BOS first. {@link Patchers} makes them.
 *
 * <p>Position 0 begins a patch under every rule; no one needs to ask. Not safe for use by several threads at once.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface Patcher permits EntropyPatcher, StaticPatcher, SpacePatcher, LimitedPatcher {
    /**
     * Takes in the next position.
     *
     * @param id its vocabulary id
     * @param entropy the entropy of predicting what follows it, in nats; ignored by rules that need none
     * @return whether the position after it begins a new patch
     */
    boolean beginsAfter(int id, float entropy);

    /**
     * {@return what the entropy of the next position has to be for {@link #beginsAfter} to be true of it} Takes
     * nothing in.
     *
     * @param id the next position's
     */
    default Boundary boundaryAfter(int id) {
        return copy().beginsAfter(id, 0) ? Boundary.ALWAYS : Boundary.NEVER;
    }

    /** {@return an independent copy at the same place in the text} */
    Patcher copy();
}
