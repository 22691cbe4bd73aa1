package blt4j.model.checkpoint;

import blt4j.model.config.HashConfig;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.LatentConfig.CrossHeads;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.weights.Tensor;
import blt4j.weights.WeightFiles;
import blt4j.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The layout of Hugging Face's transformers: {@code config.json} with {@code model_type} "blt" and a configuration for
 * each part, and safetensors under canonical names. Keys that are missing mean what transformers takes them to mean.
 *
 * <p>Beyond transformers, {@code sliding_window} in a part's configuration or at the top, {@code separates_documents},
 * {@code patching_rule}, {@code patching_thresholds}, {@code patching_rise}, {@code patching_monotonic} and
 * {@code patching_reset_at_newline} are understood, so that what the original knows need not be lost.
 */
final class HuggingFaceLayout {
    private static final String STACKED_TABLES = "model.encoder_hash_tok_embedding.weight";
    private static final List<Integer> DEFAULT_GROUP_SIZES = List.of(3, 4, 5, 6, 7, 8);

    private static final PartDefaults PATCHER = new PartDefaults(768, 14, 12, 2048, 10_000, 8192);
    private static final PartDefaults ENCODER = new PartDefaults(1024, 1, 16, 0, 500_000, 24_576);
    private static final PartDefaults LATENT = new PartDefaults(2048, 25, 16, 5632, 500_000, 4096);
    private static final PartDefaults DECODER = new PartDefaults(1024, 9, 16, 2816, 500_000, 24_576);

    /** What transformers takes for missing keys of a part; an intermediate size of 0 is computed. */
    private record PartDefaults(
            int hiddenSize, int layers, int heads, int intermediateSize, double ropeTheta, int maxPositions) {}

    private final ConfigFields settings;
    private final boolean isLentEntropyModel;

    private HuggingFaceLayout(ConfigFields settings, boolean isLentEntropyModel) {
        this.settings = settings;
        this.isLentEntropyModel = isLentEntropyModel;
    }

    /** Whether a {@code config.json} is of this layout. */
    static boolean isLayoutOf(ConfigFields settings) {
        return isWholeModel(settings) || isEntropyModel(settings);
    }

    private static boolean isWholeModel(ConfigFields settings) {
        return settings.text("model_type").map("blt"::equals).orElseGet(() -> settings.has("encoder_config"));
    }

    private static boolean isEntropyModel(ConfigFields settings) {
        return settings.text("model_type").filter("blt_patcher"::equals).isPresent();
    }

    /**
     * Opens a folder whose {@code config.json} is of this layout.
     *
     * @param isLentEntropyModel whether another checkpoint's entropy model will be joined
     */
    static Checkpoint open(Path folder, ConfigFields settings, boolean isLentEntropyModel) {
        Weights files = WeightFiles.open(folder);
        try {
            HuggingFaceLayout layout = new HuggingFaceLayout(settings, isLentEntropyModel);
            String name = Checkpoint.nameOf(folder);
            return isWholeModel(settings) ? layout.wholeModel(name, files) : layout.entropyModel(name, files);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private Checkpoint wholeModel(String name, Weights files) {
        LayoutChecks.vocabulary(settings);
        UnaryOperator<String> stored = storedNames(files);
        boolean hasEntropyModel =
                files.names().contains(stored.apply(CanonicalTensors.ENTROPY_MODEL + "embed_tokens.weight"));
        boolean hasHead = files.names().contains(CanonicalTensors.HEAD) || isTied() || !isBase(files);
        Optional<TransformerConfig> entropyModel = hasEntropyModel
                ? Optional.of(part(settings.objectOrEmpty("patcher_config"), PATCHER, true))
                : Optional.empty();
        LatentConfig blt = latent();
        ModelConfig config = config(name, entropyModel, Optional.of(blt), hasHead);
        return new Checkpoint(config, TensorGathering.gather(config, files, locator(files, stored, blt.hash())));
    }

    private boolean isTied() {
        return settings.flag("tie_word_embeddings", false);
    }

    /** Whether the files are those of transformers' {@code BltModel}, which leaves the head and "model." out. */
    private static boolean isBase(Weights files) {
        return files.names().stream().anyMatch(name -> name.startsWith("local_encoder."));
    }

    private static UnaryOperator<String> storedNames(Weights files) {
        int left = isBase(files) ? CanonicalTensors.MODEL.length() : 0;
        return name -> name.startsWith(CanonicalTensors.MODEL) ? name.substring(left) : name;
    }

    /** An entropy model saved by itself: its tensors may or may not say whose they once were. */
    private Checkpoint entropyModel(String name, Weights files) {
        LayoutChecks.vocabulary(settings);
        ModelConfig config = config(name, Optional.of(part(settings, PATCHER, true)), Optional.empty(), true);
        String prefix = List.of(CanonicalTensors.ENTROPY_MODEL, "patcher.").stream()
                .filter(p -> files.names().contains(p + "embed_tokens.weight"))
                .findFirst()
                .orElse("");
        Function<String, Tensor> locate =
                canonical -> files.get(prefix + canonical.substring(CanonicalTensors.ENTROPY_MODEL.length()));
        return new Checkpoint(config, TensorGathering.gather(config, files, locate));
    }

    private ModelConfig config(
            String name, Optional<TransformerConfig> entropyModel, Optional<LatentConfig> blt, boolean hasHead) {
        boolean patches = isLentEntropyModel || settings.flag("patch_in_forward", true);
        PatchingSettings patching = new PatchingSettings(settings, PatchingSettings.Keys.HUGGING_FACE);
        Map<Double, Double> thresholds = settings.table("patching_thresholds");
        return new ModelConfig(
                name,
                entropyModel,
                blt,
                patching.readAsTransformers(patches),
                thresholds,
                settings.flag("separates_documents", false),
                true,
                patches && patching.hidesNewestByte(),
                hasHead);
    }

    private LatentConfig latent() {
        ConfigFields encoderSettings = settings.objectOrEmpty("encoder_config");
        ConfigFields decoderSettings = settings.objectOrEmpty("decoder_config");
        TransformerConfig encoder = part(encoderSettings, ENCODER, true);
        TransformerConfig latent = part(settings.objectOrEmpty("global_config"), LATENT, false);
        TransformerConfig decoder = part(decoderSettings, DECODER, true);
        if (decoder.hiddenSize() != encoder.hiddenSize()) {
            throw decoderSettings.wrong(
                    "hidden_size",
                    encoder.hiddenSize() + " like the encoder's, whose hidden states the decoder starts from");
        }
        int k = settings.count("cross_attn_k", 2);
        requireSameK(encoderSettings, k);
        requireSameK(decoderSettings, k);
        boolean everyEncoderLayer = encoderSettings.flag("cross_attn_all_layers", false);
        return new LatentConfig(
                hash(),
                encoder,
                latent,
                decoder,
                k,
                crossHeads(encoder),
                crossHeads(decoder),
                // Each layer's patches replace those of the layer before, so only the last layer's count.
                everyEncoderLayer ? encoder.layers() - 1 : 0,
                decoderSettings.flag("cross_attn_all_layers", true),
                k * encoder.hiddenSize() != latent.hiddenSize());
    }

    private HashConfig hash() {
        HashConfig hash = new HashConfig(
                settings.count("encoder_hash_byte_group_nb_functions", 1),
                settings.counts("encoder_hash_byte_group_size", DEFAULT_GROUP_SIZES),
                settings.count("encoder_hash_byte_group_vocab", 500_002));
        return LayoutChecks.hash(hash, settings);
    }

    private static CrossHeads crossHeads(TransformerConfig config) {
        return new CrossHeads(config.heads(), config.keyValueHeads(), config.headSize());
    }

    private TransformerConfig part(ConfigFields part, PartDefaults defaults, boolean overBytes) {
        int hiddenSize = part.count("hidden_size", defaults.hiddenSize());
        int heads = part.count("num_attention_heads", defaults.heads());
        if (!part.text("hidden_act").orElse("silu").equals("silu")) {
            throw part.wrong("hidden_act", "silu");
        }
        int window =
                part.findCount("sliding_window").orElseGet(() -> overBytes ? settings.count("sliding_window", 0) : 0);
        TransformerConfig config = new TransformerConfig(
                hiddenSize,
                part.count("num_hidden_layers", defaults.layers()),
                heads,
                part.count("num_key_value_heads", heads),
                intermediateSize(part, hiddenSize, defaults),
                new RopeSettings(part, defaults.ropeTheta(), defaults.maxPositions()).read(),
                (float) part.positive("rms_norm_eps", 1e-5),
                window);
        return LayoutChecks.heads(config, part, "num_attention_heads", "num_key_value_heads");
    }

    private static int intermediateSize(ConfigFields part, int hiddenSize, PartDefaults defaults) {
        int computed = 8 * hiddenSize / 3;
        boolean compute = part.isNull("intermediate_size") || defaults.intermediateSize() == 0;
        return part.count("intermediate_size", compute ? computed : defaults.intermediateSize());
    }

    private static void requireSameK(ConfigFields part, int k) {
        if (part.count("cross_attn_k", k) != k) {
            throw part.wrong("cross_attn_k", k + ", as at the top of the file");
        }
    }

    private Function<String, Tensor> locator(Weights files, UnaryOperator<String> stored, HashConfig hash) {
        String stack = stored.apply(STACKED_TABLES);
        boolean stacked = files.names().contains(stack);
        UnaryOperator<String> located = isTied() ? TiedEmbeddings.in(files, stored) : stored;
        Map<String, Tensor> tables = stacked ? HashTables.unstack(files.get(stack), hash, files) : Map.of();
        return name -> {
            Tensor table = tables.get(name);
            return table != null ? table : files.get(located.apply(name));
        };
    }
}
