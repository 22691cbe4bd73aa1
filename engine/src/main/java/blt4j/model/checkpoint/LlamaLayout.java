package blt4j.model.checkpoint;

import blt4j.model.config.LlamaConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.weights.AssembledWeights;
import blt4j.weights.CheckpointException;
import blt4j.weights.Tensor;
import blt4j.weights.WeightFiles;
import blt4j.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of Hugging Face's transformers for {@code model_type} "llama": {@code config.json}, safetensors and
 * {@code tokenizer.json}. Keys that are missing mean what transformers takes them to mean.
 *
 * <p>The rotary embedding turns pairs (j, j + d/2) there and (2j, 2j + 1) here; so the rows of the projections to queries
 * and keys are put in another order, in which the same numbers are multiplied with each other. Everything else lies where
 * it is mapped.
 */
public final class LlamaLayout {
    private static final String CONFIG = "config.json";
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    private static final String NORM = "model.norm.weight";
    private static final String BLOCKS = "model.layers.";

    /** What transformers takes for missing keys. */
    private static final int HIDDEN_SIZE = 4096;

    private static final double ROPE_THETA = 10_000;
    private static final int POSITIONS = 2048;

    private final ConfigFields settings;

    private LlamaLayout(ConfigFields settings) {
        this.settings = settings;
    }

    /**
     * A checkpoint.
     *
     * @param config what the model is
     * @param weights its tensors, under the names that the programs have for them; live until closed
     */
    public record Opened(LlamaConfig config, Weights weights) {}

    /** Whether a folder's {@code config.json} is of this layout. */
    public static boolean isLayoutOf(Path folder) {
        Path file = folder.resolve(CONFIG);
        return Files.isRegularFile(file)
                && ConfigFields.read(file)
                        .text("model_type")
                        .filter("llama"::equals)
                        .isPresent();
    }

    /**
     * Opens a folder whose {@code config.json} is of this layout. Tensors are mapped, but for the projections to queries and
     * keys, which are copied.
     *
     * @throws CheckpointException if it is damaged or not understood
     */
    public static Opened open(Path folder) {
        LlamaLayout layout = new LlamaLayout(ConfigFields.read(folder.resolve(CONFIG)));
        LlamaConfig config = layout.config(Checkpoint.nameOf(folder));
        Weights files = WeightFiles.open(folder);
        try {
            return new Opened(config, gather(config, files));
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private LlamaConfig config(String name) {
        int hiddenSize = settings.count("hidden_size", HIDDEN_SIZE);
        int heads = settings.count("num_attention_heads", 32);
        requirePlain("hidden_act", settings.text("hidden_act").orElse("silu").equals("silu"), "silu");
        requirePlain("attention_bias", !settings.flag("attention_bias", false), "false");
        requirePlain("mlp_bias", !settings.flag("mlp_bias", false), "false");
        TransformerConfig transformer = new TransformerConfig(
                hiddenSize,
                settings.count("num_hidden_layers", 32),
                heads,
                settings.count("num_key_value_heads", heads),
                settings.count("intermediate_size", 11_008),
                new RopeSettings(settings, ROPE_THETA, POSITIONS).read(),
                (float) settings.positive("rms_norm_eps", 1e-6),
                0);
        return new LlamaConfig(
                name,
                LayoutChecks.heads(transformer, settings, "num_attention_heads", "num_key_value_heads"),
                settings.count("vocab_size", 32_000),
                settings.count("max_position_embeddings", POSITIONS),
                settings.flag("tie_word_embeddings", false),
                ids("bos_token_id", 1),
                ids("eos_token_id", 2));
    }

    private List<Integer> ids(String key, int fallback) {
        boolean missing = !settings.has(key) && !settings.isNull(key);
        return missing ? List.of(fallback) : settings.ids(key);
    }

    private void requirePlain(String key, boolean plain, String wanted) {
        if (!plain) {
            throw settings.wrong(key, wanted + ", which is what is supported");
        }
    }

    private static Weights gather(LlamaConfig config, Weights files) {
        AssembledWeights.Builder gathered =
                AssembledWeights.from(files.describe()).owning(files);
        shapes(config).forEach((name, shape) -> {
            Tensor tensor = files.get(stored(config, name, files));
            if (!tensor.shape().equals(shape)) {
                throw new CheckpointException("The tensor '" + tensor.name() + "' in " + files.describe()
                        + " has the shape " + tensor.shape() + ", but the configuration calls for " + shape + ".");
            }
            boolean rotated = name.endsWith("q_proj.weight") || name.endsWith("k_proj.weight");
            gathered.add(
                    name,
                    rotated ? HeadRows.adjacent(tensor, config.transformer().headSize()) : tensor);
        });
        return gathered.build();
    }

    /** The name under which a tensor is stored: of two that are tied either may be missing. */
    private static String stored(LlamaConfig config, String name, Weights files) {
        String other = name.equals(HEAD) ? EMBEDDING : name.equals(EMBEDDING) ? HEAD : name;
        return config.tied() && !files.names().contains(name) ? other : name;
    }

    private static Map<String, List<Integer>> shapes(LlamaConfig config) {
        TransformerConfig t = config.transformer();
        int hidden = t.hiddenSize();
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        shapes.put(EMBEDDING, List.of(config.vocabularySize(), hidden));
        shapes.put(HEAD, List.of(config.vocabularySize(), hidden));
        shapes.put(NORM, List.of(hidden));
        for (int i = 0; i < t.layers(); i++) {
            String block = BLOCKS + i + ".";
            shapes.put(block + "input_layernorm.weight", List.of(hidden));
            shapes.put(block + "self_attn.q_proj.weight", List.of(hidden, hidden));
            shapes.put(block + "self_attn.k_proj.weight", List.of(t.keyValueSize(), hidden));
            shapes.put(block + "self_attn.v_proj.weight", List.of(t.keyValueSize(), hidden));
            shapes.put(block + "self_attn.o_proj.weight", List.of(hidden, hidden));
            shapes.put(block + "post_attention_layernorm.weight", List.of(hidden));
            shapes.put(block + "mlp.gate_proj.weight", List.of(t.intermediateSize(), hidden));
            shapes.put(block + "mlp.up_proj.weight", List.of(t.intermediateSize(), hidden));
            shapes.put(block + "mlp.down_proj.weight", List.of(hidden, t.intermediateSize()));
        }
        return shapes;
    }
}
