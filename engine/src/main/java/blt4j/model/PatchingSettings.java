package blt4j.model;

import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Mode;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.patching.PatcherConfig.TopEntropies;
import java.util.OptionalDouble;

/**
 * Reads how a model was patched in training. Both published layouts have the same keys, but for those of the
 * thresholds.
 *
 * @param settings the object with the keys
 * @param prefix what stands before "threshold" and "threshold_add"
 */
record PatchingSettings(Settings settings, String prefix) {
    /** The threshold of the published models, which both public implementations fall back to. */
    static final double PUBLISHED_THRESHOLD = 1.335442066192627;

    private static final double DEFAULT_PATCH_SIZE = 4.5;

    /** What holds where a checkpoint says nothing. */
    static PatcherConfig published() {
        return new PatcherConfig(new Threshold(PUBLISHED_THRESHOLD));
    }

    /** Whether there is a threshold to read. */
    boolean hasThreshold() {
        return settings.has(prefix + "threshold");
    }

    PatcherConfig read() {
        return new PatcherConfig(
                mode(), settings.findCount("max_patch_length"), settings.flag("patching_reset_at_newline", false));
    }

    private Mode mode() {
        String mode = settings.text("patching_mode").orElse("entropy");
        return switch (mode) {
            case "entropy" -> entropyMode();
            case "static" -> new Static(settings.count("patch_size"));
            case "space" -> new Space();
            case "byte" -> new EveryByte();
            default ->
                throw settings.wrong(
                        "patching_mode", "one of entropy, static, space and byte, which are the modes supported");
        };
    }

    private Mode entropyMode() {
        String key = prefix + "threshold";
        if (settings.isNull(key)) {
            return new TopEntropies(settings.positive("patch_size", DEFAULT_PATCH_SIZE));
        }
        double threshold = settings.number(key, PUBLISHED_THRESHOLD);
        OptionalDouble rise = settings.findNumber(prefix + "threshold_add");
        if (settings.flag("monotonicity", false)) {
            return new Monotonic(threshold);
        }
        return rise.isPresent() ? new ThresholdAndRise(threshold, rise.getAsDouble()) : new Threshold(threshold);
    }
}
