package blt4j.model.checkpoint;

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
 * Reads how a model was patched in training.
 *
 * @param settings the object with the keys
 * @param keys what the layout calls the parameters of the entropy rules; all else is called the same everywhere
 */
record PatchingSettings(ConfigFields settings, Keys keys) {
    /** What a layout calls the parameters of the entropy rules. */
    record Keys(String threshold, String rise, String monotonic) {
        /**
         * Hugging Face's. Configurations converted from the original's carry its {@code patching_threshold_add} and
         * {@code monotonicity} along, which transformers does not heed; so the other rules have names of our own.
         */
        static final Keys HUGGING_FACE = new Keys("patching_threshold", "patching_rise", "patching_monotonic");
        /** The original's, among the arguments of the model. */
        static final Keys MODEL = new Keys("patching_threshold", "patching_threshold_add", "monotonicity");
        /** The original's, among those of the patcher. */
        static final Keys PATCHER = new Keys("threshold", "threshold_add", "monotonicity");
    }

    /** The threshold of the published models, which both public implementations fall back to. */
    static final double PUBLISHED_THRESHOLD = 1.335442066192627;

    private static final double DEFAULT_PATCH_SIZE = 4.5;

    /** What holds where a checkpoint says nothing. */
    static PatcherConfig published() {
        return new PatcherConfig(new Threshold(PUBLISHED_THRESHOLD));
    }

    /** Whether there is a threshold to read. */
    boolean hasThreshold() {
        return settings.has(keys.threshold());
    }

    PatcherConfig read() {
        return with(mode("patching_mode"));
    }

    /**
     * As transformers patches, to whom each byte is a patch unless the mode is entropy, there is an entropy model and a
     * patch size is set. Our own {@code patching_rule} comes before that.
     *
     * @param hasEntropyModel whether there is an entropy model that patches
     */
    PatcherConfig readAsTransformers(boolean hasEntropyModel) {
        if (settings.has("patching_rule")) {
            return with(mode("patching_rule"));
        }
        boolean byEntropy = hasEntropyModel && isEntropyInTransformers() && !settings.isNull("patch_size");
        return with(byEntropy ? entropyMode() : new EveryByte());
    }

    /** Whether transformers, as it makes every byte a patch, hides the newest byte's own from it. */
    boolean hidesNewestByte() {
        return !settings.has("patching_rule") && isEntropyInTransformers() && settings.isNull("patch_size");
    }

    private boolean isEntropyInTransformers() {
        return !settings.isNull("patching_mode")
                && settings.text("patching_mode").orElse("entropy").equals("entropy");
    }

    private PatcherConfig with(Mode mode) {
        return new PatcherConfig(
                mode, settings.findCount("max_patch_length"), settings.flag("patching_reset_at_newline", false));
    }

    private Mode mode(String key) {
        String mode = settings.text(key).orElse("entropy");
        return switch (mode) {
            case "entropy" -> entropyMode();
            case "static" -> new Static(settings.count("patch_size"));
            case "space" -> new Space();
            case "byte" -> new EveryByte();
            default ->
                throw settings.wrong(key, "one of entropy, static, space and byte, which are the modes supported");
        };
    }

    private Mode entropyMode() {
        if (settings.isNull(keys.threshold())) {
            return new TopEntropies(patchSize());
        }
        double threshold = settings.number(keys.threshold(), PUBLISHED_THRESHOLD);
        OptionalDouble rise = settings.findNumber(keys.rise());
        if (settings.flag(keys.monotonic(), false)) {
            return new Monotonic(threshold);
        }
        return rise.isPresent() ? new ThresholdAndRise(threshold, rise.getAsDouble()) : new Threshold(threshold);
    }

    private double patchSize() {
        double size = settings.number("patch_size", DEFAULT_PATCH_SIZE);
        if (size < 1) {
            throw settings.wrong("patch_size", "a number from 1");
        }
        return size;
    }
}
