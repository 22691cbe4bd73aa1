package blt4j.cli.option;

import blt4j.BltException;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Mode;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.patching.PatcherConfig.TopEntropies;
import blt4j.patching.PatchingRule;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to cut a text into patches, where not as the model was trained. */
@Group("Patches")
public final class PatchingOptions {
    @Option(
            names = "--mode",
            paramLabel = "RULE",
            description = "Where patches begin: entropy (above the threshold), monotonic (rising by more than it),"
                    + " both, top (the highest), static (every so many bytes), space, or byte. Default: as trained.")
    Optional<PatchingRule> mode = Optional.empty();

    @Option(names = "--threshold", paramLabel = "NATS", description = "The threshold, in nats.")
    public Optional<Double> threshold = Optional.empty();

    @Rare
    @Option(names = "--monotonic", description = "Short for --mode monotonic.")
    boolean monotonic;

    @Rare
    @Option(names = "--rise", paramLabel = "NATS", description = "The least rise of entropy, with --mode both.")
    Optional<Double> rise = Optional.empty();

    @Option(
            names = {"--mean-patch-size", "--patch-size"},
            paramLabel = "BYTES",
            description =
                    "The mean size wanted: by --mode top, or by the threshold that comes nearest in the mode named.")
    Optional<Double> meanPatchSize = Optional.empty();

    @Rare
    @Option(names = "--max-patch-length", paramLabel = "BYTES", description = "The longest patch; 0 for no limit.")
    Optional<Integer> maxPatchLength = Optional.empty();

    @Rare
    @Option(
            names = "--reset-at-newline",
            negatable = true,
            description = "The entropy model begins anew at each newline.")
    Optional<Boolean> resetAtNewline = Optional.empty();

    /** The patching that a session is to follow, given the model's own. Where the rule looks ahead, so does this. */
    public PatcherConfig over(PatcherConfig base) {
        PatcherConfig config = base.withMode(mode(base.mode()));
        if (maxPatchLength.isPresent()) {
            int limit = maxPatchLength.get();
            config = limit == 0 ? config.withoutMaxPatchLength() : config.withMaxPatchLength(limit);
        }
        return resetAtNewline.isPresent() ? config.withResetAtNewline(resetAtNewline.get()) : config;
    }

    /** The wanted mean size of patches, where it is the threshold that is to be found for it. */
    public Optional<Double> sizeToFindThresholdFor() {
        return chosen().filter(PatchingRule::hasThreshold).isPresent() ? meanPatchSize : Optional.empty();
    }

    private Optional<PatchingRule> chosen() {
        return mode.or(() -> monotonic ? Optional.of(PatchingRule.MONOTONIC) : Optional.empty())
                .or(() -> rise.map(r -> PatchingRule.BOTH));
    }

    private Mode mode(Mode base) {
        checkTogether();
        Optional<PatchingRule> rule = chosen().or(() -> meanPatchSize.map(s -> PatchingRule.TOP));
        if (rule.isEmpty()) {
            return threshold.isEmpty() ? base : withThreshold(base, threshold.get());
        }
        return switch (rule.get()) {
            case ENTROPY -> new Threshold(thresholdOr(base));
            case MONOTONIC -> new Monotonic(monotonicThresholdOr(base));
            case BOTH -> new ThresholdAndRise(thresholdOr(base), riseOr(base));
            case TOP -> new TopEntropies(size("top"));
            case STATIC -> new Static(wholeSize(), true);
            case SPACE -> new Space();
            case BYTE -> new EveryByte();
        };
    }

    private void checkTogether() {
        if (monotonic && mode.isPresent() && mode.get() != PatchingRule.MONOTONIC) {
            throw new BltException("--monotonic and --mode " + mode.get().text() + " contradict each other.");
        }
        if (rise.isPresent() && chosen().filter(r -> r != PatchingRule.BOTH).isPresent()) {
            throw new BltException("--rise goes with --mode both, not with --mode "
                    + chosen().orElseThrow().text() + ".");
        }
        boolean takesThreshold = chosen().or(() -> meanPatchSize.map(s -> PatchingRule.TOP))
                .map(PatchingRule::hasThreshold)
                .orElse(true);
        if (threshold.isPresent() && !takesThreshold) {
            throw new BltException("--threshold goes with --mode entropy, monotonic or both alone.");
        }
        if (threshold.isPresent() && sizeToFindThresholdFor().isPresent()) {
            throw new BltException(
                    "--threshold and --mean-patch-size contradict each other: one follows from the other.");
        }
    }

    /** A threshold alone asks for the model's rule, or for that of entropies where that has no threshold. */
    private static Mode withThreshold(Mode base, double value) {
        return base.rule().hasThreshold() ? base.withDecisiveThreshold(value) : new Threshold(value);
    }

    private double thresholdOr(Mode base) {
        return threshold.orElseGet(() -> switch (base) {
            case Threshold(double t) -> t;
            case ThresholdAndRise(double t, double r) -> t;
            default -> ifFound("the model has none of its own");
        });
    }

    private double monotonicThresholdOr(Mode base) {
        return threshold.orElseGet(() -> base instanceof Monotonic(double t) ? t : ifFound("it is the least rise"));
    }

    /** Any number will do where the right one is to be found. */
    private double ifFound(String why) {
        if (meanPatchSize.isPresent()) {
            return 0;
        }
        throw new BltException(
                "This rule needs --threshold, in nats (" + why + "), or a --mean-patch-size to find one for.");
    }

    private double riseOr(Mode base) {
        return rise.orElseGet(() -> {
            if (base instanceof ThresholdAndRise(double t, double r)) {
                return r;
            }
            throw new BltException("--mode both needs --rise, the least rise of entropy, in nats.");
        });
    }

    private double size(String rule) {
        return meanPatchSize.orElseThrow(
                () -> new BltException("--mode " + rule + " needs --mean-patch-size, in bytes."));
    }

    private int wholeSize() {
        double size = size("static");
        if (size != Math.rint(size) || Math.abs(size) > Integer.MAX_VALUE) {
            throw new BltException("--mode static needs a whole number of bytes, not " + size + ".");
        }
        return (int) size;
    }

    /** A rule in words. */
    public static String describe(Mode mode) {
        return switch (mode) {
            case Threshold(double t) -> "entropy over %.4g nats".formatted(t);
            case Monotonic(double t) -> "entropy rising by over %.4g nats".formatted(t);
            case ThresholdAndRise(double t, double r) ->
                "entropy over %.4g nats and rising by over %.4g".formatted(t, r);
            case TopEntropies(double size) -> "the highest entropies, for a mean of %.3g bytes".formatted(size);
            case Static(int size, boolean bosAlone) -> "every %d bytes".formatted(size);
            case Space() -> "after blanks and punctuation";
            case EveryByte() -> "every byte";
        };
    }
}
