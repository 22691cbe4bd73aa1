package blt4j.patching;

import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;

/**
 * The rules over entropies that look at one position and the one before it. Positions 0 and 1 begin patches whatever
 * the entropies; the first place where a rule is asked is after position 1, and rules that need the entropy before have
 * their own beginnings there. Everything is compared in float32, as the reference does.
 */
final class EntropyPatcher implements Patcher {
    private final PatcherConfig.Mode rule;
    private int position;
    private float previous;

    EntropyPatcher(PatcherConfig.Mode rule, int position, float previous) {
        this.rule = rule;
        this.position = position;
        this.previous = previous;
    }

    @Override
    public boolean beginsAfter(int id, float entropy) {
        boolean begins = position == 0 || begins(position, previous, entropy);
        previous = entropy;
        position++;
        return begins;
    }

    private boolean begins(int position, float previous, float entropy) {
        return switch (rule) {
            case Threshold(double t) -> entropy > (float) t;
            case Monotonic(double t) -> position == 1 || entropy - previous > (float) t;
            // The reference forbids a second boundary right after the given one at position 2, and only there.
            case ThresholdAndRise(double t, double rise) ->
                position == 1 || (position != 2 && entropy - previous > (float) rise && entropy > (float) t);
            default -> throw new IllegalStateException(rule + " does not follow entropies one by one");
        };
    }

    @Override
    public Boundary boundaryAfter(int id) {
        if (position == 0) {
            return Boundary.ALWAYS;
        }
        return switch (rule) {
            case Threshold(double t) -> Boundary.above(t);
            case Monotonic(double t) -> position == 1 ? Boundary.ALWAYS : Boundary.risingFrom(previous, t);
            case ThresholdAndRise(double t, double rise) ->
                switch (position) {
                    case 1 -> Boundary.ALWAYS;
                    case 2 -> Boundary.NEVER;
                    default -> new Boundary((float) t, previous, (float) rise);
                };
            default -> throw new IllegalStateException(rule + " does not follow entropies one by one");
        };
    }

    @Override
    public Patcher copy() {
        return new EntropyPatcher(rule, position, previous);
    }
}
