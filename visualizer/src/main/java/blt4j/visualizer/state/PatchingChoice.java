package blt4j.visualizer.state;

import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the controls over the patch view say. It holds the settings of all rules, so that going back to a rule finds it
 * as it was left.
 *
 * @param rule the rule in force
 * @param threshold of {@link Rule#THRESHOLD} and {@link Rule#BOTH}, in nats
 * @param rise of {@link Rule#MONOTONIC} and {@link Rule#BOTH}, in nats
 * @param staticSize of {@link Rule#STATIC}, in bytes
 * @param wantedMean if present, the threshold (or rise) is found so that patches have this mean size in bytes
 * @param maxPatchLength if present, patches are cut to this many bytes
 * @param resetAtNewline whether the entropy model begins anew after each newline
 */
public record PatchingChoice(
        Rule rule,
        double threshold,
        double rise,
        int staticSize,
        OptionalDouble wantedMean,
        OptionalInt maxPatchLength,
        boolean resetAtNewline) {
    /** The rules to choose from. */
    public enum Rule {
        /** Entropy over a threshold. */
        THRESHOLD,
        /** A rise in entropy over a threshold. */
        MONOTONIC,
        /** Both at once. */
        BOTH,
        /** Every n bytes. */
        STATIC,
        /** After spaces and the like. */
        SPACE,
        /** Every byte. */
        BYTE;

        /** Whether the rule looks at entropies. */
        public boolean entropic() {
            return this == THRESHOLD || this == MONOTONIC || this == BOTH;
        }
    }

    /** The paper's threshold for its 1B and 7B models. */
    public static final PatchingChoice DEFAULT = new PatchingChoice(
            Rule.THRESHOLD, 1.335442066192627, 0.35, 4, OptionalDouble.empty(), OptionalInt.empty(), false);

    /** The choice that a model was trained with. */
    public static PatchingChoice of(PatcherConfig config) {
        PatchingChoice base = new PatchingChoice(
                DEFAULT.rule,
                DEFAULT.threshold,
                DEFAULT.rise,
                DEFAULT.staticSize,
                OptionalDouble.empty(),
                config.maxPatchLength(),
                config.resetAtNewline());
        return switch (config.mode()) {
            case Threshold(double t) -> base.withThreshold(t);
            case Monotonic(double t) -> base.withRise(t).withRule(Rule.MONOTONIC);
            case ThresholdAndRise(double t, double rise) ->
                base.withThreshold(t).withRise(rise).withRule(Rule.BOTH);
            case Static(int size, boolean bosAlone) -> base.withStaticSize(size).withRule(Rule.STATIC);
            case Space() -> base.withRule(Rule.SPACE);
            case EveryByte() -> base.withRule(Rule.BYTE);
            case PatcherConfig.TopEntropies(double size) -> base.withWantedMean(size);
        };
    }

    /** What the engine is asked for, before a wanted mean size changes its threshold. */
    public PatcherConfig config() {
        PatcherConfig.Mode mode = switch (rule) {
            case THRESHOLD -> new Threshold(threshold);
            case MONOTONIC -> new Monotonic(rise);
            case BOTH -> new ThresholdAndRise(threshold, rise);
            case STATIC -> new Static(staticSize, true);
            case SPACE -> new Space();
            case BYTE -> new EveryByte();
        };
        return new PatcherConfig(mode, maxPatchLength, resetAtNewline);
    }

    /** The same by another rule. */
    public PatchingChoice withRule(Rule newRule) {
        return new PatchingChoice(newRule, threshold, rise, staticSize, wantedMean, maxPatchLength, resetAtNewline);
    }

    /** The same with another threshold, and no wanted mean size. */
    public PatchingChoice withThreshold(double newThreshold) {
        return new PatchingChoice(
                rule, newThreshold, rise, staticSize, OptionalDouble.empty(), maxPatchLength, resetAtNewline);
    }

    /** The same with another rise; a wanted mean size goes where the rise was found for it. */
    public PatchingChoice withRise(double newRise) {
        OptionalDouble mean = rule == Rule.BOTH ? wantedMean : OptionalDouble.empty();
        return new PatchingChoice(rule, threshold, newRise, staticSize, mean, maxPatchLength, resetAtNewline);
    }

    /** The same with another static size. */
    public PatchingChoice withStaticSize(int size) {
        return new PatchingChoice(rule, threshold, rise, size, wantedMean, maxPatchLength, resetAtNewline);
    }

    /** The same with a wanted mean size. */
    public PatchingChoice withWantedMean(double mean) {
        return new PatchingChoice(
                rule, threshold, rise, staticSize, OptionalDouble.of(mean), maxPatchLength, resetAtNewline);
    }

    /** The same with patches of at most so many bytes, or any. */
    public PatchingChoice withMaxPatchLength(OptionalInt length) {
        return new PatchingChoice(rule, threshold, rise, staticSize, wantedMean, length, resetAtNewline);
    }

    /** The same with or without the newline reset. */
    public PatchingChoice withResetAtNewline(boolean reset) {
        return new PatchingChoice(rule, threshold, rise, staticSize, wantedMean, maxPatchLength, reset);
    }
}
