package blt4j.visualizer.state;

import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.patching.PatchingRule;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the controls over the patch view say. It holds the settings of all rules, so that going back to a rule finds it
 * as it was left.
 *
 * @param rule the rule in force
 * @param threshold of {@link PatchingRule#ENTROPY} and {@link PatchingRule#BOTH}, in nats
 * @param rise of {@link PatchingRule#MONOTONIC} and {@link PatchingRule#BOTH}, in nats
 * @param staticSize of {@link PatchingRule#STATIC}, in bytes
 * @param wantedMean if present, the threshold (or rise) is found so that patches have this mean size in bytes
 * @param maxPatchLength if present, patches are cut to this many bytes
 * @param resetAtNewline whether the entropy model begins anew after each newline
 */
public record PatchingChoice(
        PatchingRule rule,
        double threshold,
        double rise,
        int staticSize,
        OptionalDouble wantedMean,
        OptionalInt maxPatchLength,
        boolean resetAtNewline) {
    /** The rules to choose from: those that can follow a text. */
    public static final List<PatchingRule> RULES =
            Stream.of(PatchingRule.values()).filter(r -> !r.looksAhead()).toList();

    /** The paper's threshold for its 1B and 7B models. */
    public static final PatchingChoice DEFAULT = new PatchingChoice(
            PatchingRule.ENTROPY, 1.335442066192627, 0.35, 4, OptionalDouble.empty(), OptionalInt.empty(), false);

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
        PatcherConfig.Mode mode = config.mode();
        PatchingChoice measured = base.withThreshold(mode.entropyThreshold().orElse(DEFAULT.threshold))
                .withRise(mode.riseThreshold().orElse(DEFAULT.rise));
        return switch (mode) {
            case PatcherConfig.TopEntropies(double size) -> measured.withWantedMean(size);
            case Static(int size, boolean bosAlone) ->
                measured.withStaticSize(size).withRule(mode.rule());
            default -> measured.withRule(mode.rule());
        };
    }

    /** What the engine is asked for, before a wanted mean size changes its threshold. */
    public PatcherConfig config() {
        PatcherConfig.Mode mode = switch (rule) {
            case ENTROPY -> new Threshold(threshold);
            case MONOTONIC -> new Monotonic(rise);
            case BOTH -> new ThresholdAndRise(threshold, rise);
            case STATIC -> new Static(staticSize, true);
            case SPACE -> new Space();
            case BYTE -> new EveryByte();
            case TOP -> throw new IllegalStateException("a rule that looks ahead follows no text");
        };
        return new PatcherConfig(mode, maxPatchLength, resetAtNewline);
    }

    /** The same by another rule. */
    public PatchingChoice withRule(PatchingRule newRule) {
        return new PatchingChoice(newRule, threshold, rise, staticSize, wantedMean, maxPatchLength, resetAtNewline);
    }

    /** The same with another threshold, and no wanted mean size. */
    public PatchingChoice withThreshold(double newThreshold) {
        return new PatchingChoice(
                rule, newThreshold, rise, staticSize, OptionalDouble.empty(), maxPatchLength, resetAtNewline);
    }

    /** The same with another rise; a wanted mean size goes where the rise was found for it. */
    public PatchingChoice withRise(double newRise) {
        OptionalDouble mean = rule == PatchingRule.BOTH ? wantedMean : OptionalDouble.empty();
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
