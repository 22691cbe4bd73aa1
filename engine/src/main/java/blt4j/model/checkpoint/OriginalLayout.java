package blt4j.model.checkpoint;

import blt4j.model.config.HashConfig;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.LatentConfig.CrossHeads;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.patching.PatcherConfig;
import blt4j.vocabulary.Vocabulary;
import blt4j.weights.CheckpointException;
import blt4j.weights.Tensor;
import blt4j.weights.WeightFiles;
import blt4j.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The layout of the original implementation: {@code config.json} with {@code args}, or a training run's
 * {@code params.json}; weights under the original's names; the patcher's settings in {@code train_args.json} or
 * {@code params.json}; the entropy model in a folder {@code entropy_model}, laid out in the same way.
 *
 * <p>Widths of feed-forward layers and numbers of key/value heads are told by the tensors.
 */
final class OriginalLayout {
    /** Where a training run leaves its settings. */
    static final List<String> TRAINING_SETTINGS = List.of("params.json", "train_args.json");

    /** Where the entropy model lies beside a whole model. */
    static final String ENTROPY_MODEL_FOLDER = "entropy_model";

    /** The original gives every entropy model this window, whatever its configuration says or leaves out. */
    private static final int ENTROPY_WINDOW = 512;

    private final Path folder;
    private final Weights files;
    private final ConfigFields args;

    private OriginalLayout(Path folder, Weights files, ConfigFields args) {
        this.folder = folder;
        this.files = files;
        this.args = args;
    }

    /** Whether a {@code config.json} is of this layout. */
    static boolean isLayoutOf(ConfigFields settings) {
        return settings.has("args");
    }

    /** The settings that a training run left in a folder. */
    static Optional<Path> trainingSettings(Path folder) {
        return TRAINING_SETTINGS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Opens a folder whose {@code config.json} is of this layout. */
    static Checkpoint open(Path folder, ConfigFields config) {
        ConfigFields args = config.objectOrEmpty("args");
        boolean whole = args.has("dim_global") || args.has("n_layers_global");
        return open(folder, args, whole);
    }

    /** Opens a folder without a {@code config.json}: the weights tell which of the run's models they are. */
    static Checkpoint openTrained(Path folder, ConfigFields training) {
        boolean whole;
        try (Weights files = WeightFiles.open(folder)) {
            whole = files.names().stream().anyMatch(name -> name.startsWith("local_encoder."));
        }
        String key = whole ? "model" : "entropy_model";
        ConfigFields args = training.object(key)
                .orElseThrow(() -> training.wrong(key, "an object, the arguments of the model beside it"));
        return open(folder, args, whole);
    }

    private static Checkpoint open(Path folder, ConfigFields args, boolean whole) {
        Weights files = WeightFiles.open(folder);
        try {
            OriginalLayout layout = new OriginalLayout(folder, files, args);
            return whole ? layout.wholeModel() : layout.entropyModel();
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private Checkpoint entropyModel() {
        int window = args.findCount("sliding_window").orElse(isWindowed() ? ENTROPY_WINDOW : 0);
        TransformerConfig stack = stack("", "dim", "n_layers", "n_heads", "n_kv_heads", window);
        ModelConfig config = new ModelConfig(
                Checkpoint.nameOf(folder),
                Optional.of(stack),
                Optional.empty(),
                patching(),
                Map.of(),
                !biasType().equals("causal") && separatesDocuments(),
                false);
        return gathered(config);
    }

    private boolean isWindowed() {
        return biasType().equals("local_block_causal");
    }

    private String biasType() {
        return args.text("attn_bias_type").orElse("local_block_causal");
    }

    private Checkpoint wholeModel() {
        requireArchitecture();
        int window = args.count("local_attention_window_len", 0);
        TransformerConfig encoder = stack(
                "local_encoder.",
                "dim_local_encoder",
                "n_layers_local_encoder",
                "n_heads_local_encoder",
                "n_kv_heads",
                window);
        TransformerConfig latent =
                stack("global_transformer.", "dim_global", "n_layers_global", "n_heads_global", "n_kv_heads_global", 0);
        TransformerConfig decoder = stack(
                "local_decoder.",
                "dim_local_decoder",
                "n_layers_local_decoder",
                "n_heads_local_decoder",
                "n_kv_heads",
                window);
        if (encoder.hiddenSize() != decoder.hiddenSize()) {
            throw args.wrong(
                    "dim_local_decoder",
                    encoder.hiddenSize() + " like the encoder's, whose hidden states the decoder starts from");
        }
        ModelConfig config = new ModelConfig(
                Checkpoint.nameOf(folder),
                Optional.empty(),
                Optional.of(latent(encoder, latent, decoder)),
                patching(),
                Map.of(),
                separatesDocuments(),
                false);
        return gathered(config);
    }

    private LatentConfig latent(TransformerConfig encoder, TransformerConfig latent, TransformerConfig decoder) {
        int k = args.count("cross_attn_k");
        int heads = args.count("cross_attn_nheads", encoder.heads());
        if (encoder.hiddenSize() % heads != 0) {
            throw args.wrong("cross_attn_nheads", "a divisor of the hidden size " + encoder.hiddenSize());
        }
        CrossHeads crossHeads = new CrossHeads(heads, heads, encoder.hiddenSize() / heads);
        HashConfig hash = new HashConfig(
                args.count("encoder_hash_byte_group_nb_functions", 3),
                args.counts("encoder_hash_byte_group_size", List.of()),
                args.count("encoder_hash_byte_group_vocab", 30_000));
        return new LatentConfig(
                LayoutChecks.hash(hash, args),
                encoder,
                latent,
                decoder,
                k,
                crossHeads,
                crossHeads,
                0,
                args.flag("cross_attn_all_layers_decoder", false),
                k * encoder.hiddenSize() != latent.hiddenSize());
    }

    /** The original has branches that no published model takes; they are not built here. */
    private void requireArchitecture() {
        for (String key : List.of("cross_attn_encoder", "cross_attn_decoder", "cross_attn_init_by_pooling")) {
            if (!args.flag(key, false)) {
                throw args.wrong(key, "true, as in the published models");
            }
        }
        if (!args.flag("use_rope", true)) {
            throw args.wrong("use_rope", "true, as in the published models");
        }
        if (args.flag("encoder_enable_byte_ngrams", false)) {
            throw args.wrong("encoder_enable_byte_ngrams", "false: n-grams are hashed");
        }
        if (!args.text("downsampling_by_pooling").orElse("").equals("max")) {
            throw args.wrong("downsampling_by_pooling", "max, as in the published models");
        }
        for (String key : List.of("cross_attn_window_encoder", "cross_attn_window_decoder")) {
            if (args.has(key)) {
                throw args.wrong(key, "null: a patch is read by its own bytes and the patch before");
            }
        }
        if (args.flag("cross_attn_all_layers_encoder", false) && args.count("n_layers_local_encoder") > 1) {
            throw args.wrong(
                    "cross_attn_all_layers_encoder",
                    "false where the encoder has several layers: the original then refines patches from layer to"
                            + " layer, which no published model does");
        }
    }

    private TransformerConfig stack(
            String prefix, String dim, String layers, String heads, String keyValueHeads, int window) {
        LayoutChecks.vocabulary(args);
        int hiddenSize = args.count(dim);
        int headCount = args.count(heads);
        if (hiddenSize % headCount != 0) {
            throw args.wrong(heads, "a divisor of " + dim + ", " + hiddenSize);
        }
        int headSize = hiddenSize / headCount;
        int keys = firstExtent(prefix + "layers.0.attention.wk.weight");
        TransformerConfig config = new TransformerConfig(
                hiddenSize,
                args.count(layers),
                headCount,
                args.findCount(keyValueHeads).orElse(Math.max(1, keys / headSize)),
                firstExtent(prefix + "layers.0.feed_forward.w1.weight"),
                args.positive("rope_theta", 10_000),
                (float) args.positive("norm_eps", 1e-5),
                window);
        return LayoutChecks.heads(config, args, heads, keyValueHeads);
    }

    private int firstExtent(String name) {
        Tensor tensor = files.get(name);
        if (tensor.shape().size() != 2) {
            throw new CheckpointException("The tensor '" + name + "' in " + files.describe() + " has the shape "
                    + tensor.shape() + "; a matrix was expected.");
        }
        return tensor.rows();
    }

    private boolean separatesDocuments() {
        if (args.isNull("eos_id")) {
            return false;
        }
        if (args.count("eos_id", Vocabulary.EOS) != Vocabulary.EOS) {
            throw args.wrong("eos_id", Vocabulary.EOS + ", which closes a document");
        }
        return true;
    }

    /** The run's own settings count first, then the model's, then those that the entropy model was made with. */
    private PatcherConfig patching() {
        Optional<PatcherConfig> ofRun =
                patcherArgs(folder.resolve("train_args.json")).or(() -> patcherArgs(folder.resolve("params.json")));
        if (ofRun.isPresent()) {
            return ofRun.get();
        }
        PatchingSettings ofModel = new PatchingSettings(args, PatchingSettings.Keys.MODEL);
        if (ofModel.hasThreshold()) {
            return ofModel.read();
        }
        return patcherArgs(folder.resolve(ENTROPY_MODEL_FOLDER).resolve("params.json"))
                .orElseGet(PatchingSettings::published);
    }

    private static Optional<PatcherConfig> patcherArgs(Path file) {
        return Stream.of(file)
                .filter(Files::isRegularFile)
                .map(ConfigFields::read)
                .flatMap(settings -> settings.object("data").stream())
                .flatMap(data -> data.object("patcher_args").stream())
                .map(patcher -> new PatchingSettings(patcher, PatchingSettings.Keys.PATCHER).read())
                .findFirst();
    }

    private Checkpoint gathered(ModelConfig config) {
        UnaryOperator<String> names = args.flag("weight_tying", false) ? tiedNames(config) : OriginalNames::of;
        return new Checkpoint(
                config, TensorGathering.gather(config, files, canonical -> files.get(names.apply(canonical))));
    }

    private UnaryOperator<String> tiedNames(ModelConfig config) {
        return config.blt().isPresent()
                ? TiedEmbeddings.in(files, OriginalNames::of)
                : TiedEmbeddings.in(
                        files,
                        OriginalNames::of,
                        CanonicalTensors.ENTROPY_MODEL + "embed_tokens.weight",
                        CanonicalTensors.ENTROPY_MODEL + "lm_head.weight");
    }
}
