package blt4j.patching;

import java.util.OptionalInt;

/**
 * How a text is cut into patches.
 *
 * @param mode the rule
 * @param maxPatchLength patches are cut to at most this many bytes, if present
 * @param resetAtNewline whether the entropy model's context begins anew after each newline
 */
public record PatcherConfig(Mode mode, OptionalInt maxPatchLength, boolean resetAtNewline) {
    /** A rule without a length limit or resets. */
    public PatcherConfig(Mode mode) {
        this(mode, OptionalInt.empty(), false);
    }

    /** The same with another rule. */
    public PatcherConfig withMode(Mode newMode) {
        return new PatcherConfig(newMode, maxPatchLength, resetAtNewline);
    }

    /** The rules by which patches begin. Entropies are in nats. */
    public sealed interface Mode {
        /** Whether entropies are needed. */
        default boolean needsEntropies() {
            return true;
        }

        /** Whether the rule looks ahead, and so serves analysis but not generation. */
        default boolean looksAhead() {
            return false;
        }
    }

    /** A patch begins after position i if {@code H_i > threshold}. */
    public record Threshold(double threshold) implements Mode {}

    /** A patch begins after position i if {@code H_i − H_{i−1} > threshold}. */
    public record Monotonic(double threshold) implements Mode {}

    /** A patch begins after position i if {@code H_i − H_{i−1} > rise} and {@code H_i > threshold}. */
    public record ThresholdAndRise(double threshold, double rise) implements Mode {}

    /** The highest entropies begin patches, as many as give patches of this mean size. */
    public record TopEntropies(double patchSize) implements Mode {
        @Override
        public boolean looksAhead() {
            return true;
        }
    }

    /** A patch begins every {@code size} bytes. */
    public record Static(int size) implements Mode {
        @Override
        public boolean needsEntropies() {
            return false;
        }
    }

    /** A patch begins after a run of bytes that are no letters, digits or UTF-8 continuations. */
    public record Space() implements Mode {
        @Override
        public boolean needsEntropies() {
            return false;
        }
    }

    /** Every byte is a patch. */
    public record EveryByte() implements Mode {
        @Override
        public boolean needsEntropies() {
            return false;
        }
    }
}
