package blt4j.patching;

import blt4j.BltException;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * How a text is cut into patches.
 *
 * @param mode the rule
 * @param maxPatchLength patches are cut to at most this many bytes, if present
 * @param resetAtNewline whether the entropy model's context begins anew after each newline
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record PatcherConfig(Mode mode, OptionalInt maxPatchLength, boolean resetAtNewline) {
    /**
     * Checks the limit.
     *
     * @throws BltException if the longest patch would be shorter than one byte
     */
    public PatcherConfig {
        if (maxPatchLength.isPresent() && maxPatchLength.getAsInt() < 1) {
            throw new BltException(
                    "The maximum patch length is " + maxPatchLength.getAsInt() + "; it must be at least 1.");
        }
    }

    /**
     * A rule without a length limit or resets.
     *
     * @param mode the rule
     */
    public PatcherConfig(Mode mode) {
        this(mode, OptionalInt.empty(), false);
    }

    /**
     * {@return the same with another rule}
     *
     * @param newMode the rule
     */
    public PatcherConfig withMode(Mode newMode) {
        return new PatcherConfig(newMode, maxPatchLength, resetAtNewline);
    }

    /**
     * {@return the same as a model needs it that predicts from patches: its first patch is the BOS alone} Only the
     * static rule is otherwise by itself.
     */
    public PatcherConfig forModel() {
        return mode instanceof Static(int size, boolean alone) ? withMode(new Static(size, true)) : this;
    }

    /**
     * {@return the same with patches of at most so many positions}
     *
     * @param length in positions, at least 1
     */
    public PatcherConfig withMaxPatchLength(int length) {
        return new PatcherConfig(mode, OptionalInt.of(length), resetAtNewline);
    }

    /** {@return the same with patches of any length} */
    public PatcherConfig withoutMaxPatchLength() {
        return new PatcherConfig(mode, OptionalInt.empty(), resetAtNewline);
    }

    /**
     * {@return the same with or without a reset of the entropy model's context after each newline}
     *
     * @param reset whether there is one
     */
    public PatcherConfig withResetAtNewline(boolean reset) {
        return new PatcherConfig(mode, maxPatchLength, reset);
    }

    /** The rules by which patches begin. Entropies are in nats. */
    public sealed interface Mode {
        /** {@return which of the rules it is} */
        PatchingRule rule();

        /** {@return whether entropies are needed} */
        default boolean needsEntropies() {
            return rule().needsEntropies();
        }

        /** {@return whether the rule looks ahead, and so serves analysis but not generation} */
        default boolean looksAhead() {
            return rule().looksAhead();
        }

        /** {@return what an entropy has to exceed for a patch to begin after it, in nats, if that is asked} */
        default OptionalDouble entropyThreshold() {
            return OptionalDouble.empty();
        }

        /** {@return what the rise from the entropy before has to exceed, in nats, if that is asked} */
        default OptionalDouble riseThreshold() {
            return OptionalDouble.empty();
        }

        /**
         * {@return the threshold that a wanted mean patch size decides: that of entropies, or where there is none, of
         * their rises} Empty where {@link PatchingRule#hasThreshold} says that there is none.
         */
        default OptionalDouble decisiveThreshold() {
            return entropyThreshold().isPresent() ? entropyThreshold() : riseThreshold();
        }

        /**
         * {@return the same rule with another {@link #decisiveThreshold}}
         *
         * @param threshold in nats
         * @throws BltException if the rule has none
         */
        default Mode withDecisiveThreshold(double threshold) {
            throw new BltException("A threshold for a mean patch size can be found only for patching by threshold,"
                    + " monotonicity or both, not for " + this + ".");
        }
    }

    /**
     * A patch begins after position i ≥ 1 if {@code H_i > threshold}.
     *
     * @param threshold in nats
     */
    public record Threshold(double threshold) implements Mode {
        /** Checks the threshold. */
        public Threshold {
            requireNumber("entropy threshold", threshold);
        }

        @Override
        public PatchingRule rule() {
            return PatchingRule.ENTROPY;
        }

        @Override
        public OptionalDouble entropyThreshold() {
            return OptionalDouble.of(threshold);
        }

        @Override
        public Mode withDecisiveThreshold(double other) {
            return new Threshold(other);
        }
    }

    /**
     * A patch begins after position i ≥ 2 if {@code H_i − H_{i−1} > threshold}, and always after position 1.
     *
     * @param threshold the rise, in nats
     */
    public record Monotonic(double threshold) implements Mode {
        /** Checks the threshold. */
        public Monotonic {
            requireNumber("monotonicity threshold", threshold);
        }

        @Override
        public PatchingRule rule() {
            return PatchingRule.MONOTONIC;
        }

        @Override
        public OptionalDouble riseThreshold() {
            return OptionalDouble.of(threshold);
        }

        @Override
        public Mode withDecisiveThreshold(double other) {
            return new Monotonic(other);
        }
    }

    /**
     * A patch begins after position i ≥ 3 if {@code H_i − H_{i−1} > rise} and {@code H_i > threshold}; always after
     * position 1, never after position 2.
     *
     * @param threshold in nats
     * @param rise in nats
     */
    public record ThresholdAndRise(double threshold, double rise) implements Mode {
        /** Checks the thresholds. */
        public ThresholdAndRise {
            requireNumber("entropy threshold", threshold);
            requireNumber("rise of entropy", rise);
        }

        @Override
        public PatchingRule rule() {
            return PatchingRule.BOTH;
        }

        @Override
        public OptionalDouble entropyThreshold() {
            return OptionalDouble.of(threshold);
        }

        @Override
        public OptionalDouble riseThreshold() {
            return OptionalDouble.of(rise);
        }

        @Override
        public Mode withDecisiveThreshold(double other) {
            return new ThresholdAndRise(other, rise);
        }
    }

    /**
     * The highest entropies begin patches, as many as give patches of this mean size: of n positions, those after the
     * ⌊n / patchSize⌋ − 2 highest from position 1 on.
     *
     * @param patchSize in positions, at least 1
     */
    public record TopEntropies(double patchSize) implements Mode {
        /** Checks the size. */
        public TopEntropies {
            if (!(patchSize >= 1)) {
                throw new BltException("The wanted mean patch size is " + patchSize + "; it must be at least 1.");
            }
        }

        @Override
        public PatchingRule rule() {
            return PatchingRule.TOP;
        }
    }

    /**
     * A patch begins every {@code size} positions.
     *
     * @param size the patch size; the reference takes whole sizes alone
     * @param bosAlone whether the BOS is a patch by itself and the counting starts after it, as a model needs it that
     *     reads and writes in such patches; or it starts with the BOS, as the reference's patcher by itself does
     */
    public record Static(int size, boolean bosAlone) implements Mode {
        /** Checks the size. */
        public Static {
            if (size < 1) {
                throw new BltException("The static patch size is " + size + "; it must be at least 1.");
            }
        }

        /**
         * Counting starts with the BOS.
         *
         * @param size in positions, at least 1
         */
        public Static(int size) {
            this(size, false);
        }

        @Override
        public PatchingRule rule() {
            return PatchingRule.STATIC;
        }
    }

    /**
     * A patch begins after a byte that is no ASCII letter, ASCII digit or UTF-8 continuation, a run of such bytes
     * counting once at its first, and after every special id.
     */
    public record Space() implements Mode {
        @Override
        public PatchingRule rule() {
            return PatchingRule.SPACE;
        }
    }

    /** Every byte is a patch. */
    public record EveryByte() implements Mode {
        @Override
        public PatchingRule rule() {
            return PatchingRule.BYTE;
        }
    }

    private static void requireNumber(String what, double value) {
        if (Double.isNaN(value)) {
            throw new BltException("The " + what + " is not a number; it must be one, in nats.");
        }
    }
}
