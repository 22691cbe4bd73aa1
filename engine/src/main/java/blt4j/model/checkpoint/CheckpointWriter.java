package blt4j.model.checkpoint;

import blt4j.BltException;
import blt4j.WholeFile;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.model.pipeline.Pipeline;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.patching.PatcherConfig.TopEntropies;
import blt4j.program.Weight;
import blt4j.stage.RotaryEmbedding;
import blt4j.stage.RotaryEmbedding.Dynamic;
import blt4j.stage.RotaryEmbedding.Linear;
import blt4j.stage.RotaryEmbedding.Llama3;
import blt4j.stage.RotaryEmbedding.Plain;
import blt4j.stage.RotaryEmbedding.Yarn;
import blt4j.vocabulary.Vocabulary;
import blt4j.weights.CheckpointException;
import blt4j.weights.DType;
import blt4j.weights.NativeMemory;
import blt4j.weights.Quantization;
import blt4j.weights.SafetensorsWriter;
import blt4j.weights.Tensor;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes checkpoints in the Hugging Face layout, as transformers' {@code BltForCausalLM} reads it, with the further keys
 * that {@link HuggingFaceLayout} understands where the layout has none. All tensors that change their type are held in
 * memory until they are written.
 */
public final class CheckpointWriter {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String STACKED_TABLES = "model.encoder_hash_tok_embedding.weight";

    private CheckpointWriter() {}

    /**
     * Writes a checkpoint.
     *
     * @param checkpoint what to write
     * @param folder made if it is not there
     * @param dtype {@link DType#F32}, {@link DType#F16} or {@link DType#BF16} for all tensors; {@link DType#Q8} for the
     *     projections alone, as they are when a model is opened in that precision; each tensor's own where absent
     * @throws BltException if it cannot be written
     */
    public static void write(Checkpoint checkpoint, Path folder, Optional<DType> dtype) {
        write(checkpoint, folder, dtype, (step, done, total) -> {});
    }

    /** What a checkpoint's weights go through. */
    public enum Step {
        /** They are read and get their new type, in memory. */
        CONVERT,
        /** They are written to their file. */
        WRITE
    }

    /** Hears how far the writing has come. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after each piece.
         *
         * @param step what is being done
         * @param done bytes that went through it
         * @param total bytes that will have in the end
         */
        void at(Step step, long done, long total);
    }

    /**
     * Writes a checkpoint, as {@link #write(Checkpoint, Path, Optional)} does, and tells how far it is.
     *
     * @param checkpoint what to write
     * @param folder made if it is not there
     * @param dtype as there
     * @param progress hears of each piece
     * @throws BltException if it cannot be written
     */
    public static void write(Checkpoint checkpoint, Path folder, Optional<DType> dtype, Progress progress) {
        ModelConfig config = checkpoint.config();
        try (Arena arena = Arena.ofShared()) {
            Files.createDirectories(folder);
            List<Tensor> tensors = dtype.equals(Optional.of(DType.Q8))
                    ? quantized(checkpoint, arena, progress)
                    : tensors(checkpoint, dtype, arena, progress);
            SafetensorsWriter.write(
                    folder.resolve(WEIGHTS),
                    tensors,
                    Map.of("format", "pt"),
                    (done, total) -> progress.at(Step.WRITE, done, total));
            ObjectNode json =
                    config.blt().isPresent() ? wholeModel(config, config.blt().get()) : entropyModelAlone(config);
            boolean quantizes = tensors.stream().anyMatch(t -> t.dtype() == DType.Q8);
            if (quantizes) {
                putQuantization(json);
            }
            json.put("dtype", name(tensors));
            // Last: a folder is a checkpoint by its configuration, so one that is not whole passes for none.
            String text = new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
            WholeFile.write(folder.resolve(CONFIG), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw CheckpointException.inaccessible(folder, "written", e);
        }
    }

    /** All tensors, those that a matrix product multiplies with in 8 bits, the others as they are. */
    private static List<Tensor> quantized(Checkpoint checkpoint, Arena arena, Progress progress) {
        Set<String> projections = Pipeline.of(checkpoint.config(), checkpoint.weights()).all().stream()
                .flatMap(program -> program.ops().stream())
                .filter(op -> op.products() > 0)
                .flatMap(op -> op.weights().stream())
                .map(Weight::name)
                .collect(Collectors.toSet());
        List<Tensor> tensors = tensors(checkpoint, Optional.empty(), arena, progress);
        long total = bytes(tensors);
        List<Tensor> quantized = new ArrayList<>();
        long done = 0;
        for (Tensor tensor : tensors) {
            quantized.add(projections.contains(tensor.name()) ? Quantization.quantize(tensor, arena) : tensor);
            done += tensor.data().byteSize();
            progress.at(Step.CONVERT, done, total);
        }
        return quantized;
    }

    private static long bytes(Collection<Tensor> tensors) {
        return tensors.stream().mapToLong(t -> t.data().byteSize()).sum();
    }

    /** Says it in the words of compressed-tensors, so that nobody takes the bytes for weights without their scales. */
    private static void putQuantization(ObjectNode json) {
        ObjectNode about = json.putObject("quantization_config");
        about.put("quant_method", "compressed-tensors").put("format", "int-quantized");
        about.put("quantization_status", "compressed").putArray("ignore");
        ObjectNode group = about.putObject("config_groups").putObject("group_0");
        group.putArray("targets").add("Linear");
        group.putObject("weights")
                .put("num_bits", Byte.SIZE)
                .put("type", "int")
                .put("symmetric", true)
                .put("strategy", "channel")
                .put("dynamic", false);
    }

    private static List<Tensor> tensors(Checkpoint checkpoint, Optional<DType> dtype, Arena arena, Progress progress) {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        CanonicalTensors.visit(
                checkpoint.config(),
                (name, shape) -> byName.put(name, checkpoint.weights().get(name)));
        long total = bytes(byName.values());
        List<Tensor> tables = new ArrayList<>();
        checkpoint.config().blt().ifPresent(blt -> {
            for (int i = 0; i < blt.hash().tables(); i++) {
                tables.add(byName.remove(CanonicalTensors.hashTable(i)));
            }
        });
        List<Tensor> tensors = new ArrayList<>();
        long done = 0;
        for (Map.Entry<String, Tensor> e : byName.entrySet()) {
            tensors.add(joined(e.getKey(), List.of(e.getValue()), dtype, arena));
            done += e.getValue().data().byteSize();
            progress.at(Step.CONVERT, done, total);
        }
        if (!tables.isEmpty()) {
            tensors.add(joined(STACKED_TABLES, tables, dtype, arena));
        }
        return tensors;
    }

    /** Tensors stacked upon each other, of one type. A single one that keeps its type is written from where it lies. */
    private static Tensor joined(String name, List<Tensor> parts, Optional<DType> dtype, Arena arena) {
        Tensor first = parts.getFirst();
        DType type = dtype.orElse(first.dtype());
        if (parts.size() == 1 && type == first.dtype()) {
            return first.named(name);
        }
        int rows = parts.stream().mapToInt(Tensor::rows).sum();
        long rowBytes = type.rowBytes(first.columns());
        MemorySegment data = NativeMemory.allocate(arena, rows * rowBytes, "the tensor '" + name + "' as " + type);
        float[] row = new float[first.columns()];
        long offset = 0;
        for (Tensor part : parts) {
            for (int i = 0; i < part.rows(); i++) {
                part.readRow(i, row, 0);
                MemorySegment converted =
                        Tensor.of(name, type, List.of(row.length), row).data();
                MemorySegment.copy(converted, 0, data, offset, rowBytes);
                offset += rowBytes;
            }
        }
        List<Integer> shape = first.shape().size() < 2 ? first.shape() : List.of(rows, first.columns());
        return new Tensor(name, type, shape, data);
    }

    /** The type of the tensors that are not quantised. */
    private static String name(List<Tensor> tensors) {
        DType first = tensors.stream()
                .map(Tensor::dtype)
                .filter(dtype -> dtype != DType.Q8)
                .findFirst()
                .orElse(DType.F32);
        return switch (first) {
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            case Q8 -> throw new AssertionError("filtered out");
        };
    }

    private static ObjectNode entropyModelAlone(ModelConfig config) {
        TransformerConfig entropyModel = config.entropyModel()
                .orElseThrow(() -> new BltException("The model " + config.name() + " has no part to write."));
        ObjectNode json = part("blt_patcher", entropyModel);
        putPatching(config, json);
        return json;
    }

    private static ObjectNode wholeModel(ModelConfig config, LatentConfig blt) {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.putArray("architectures").add("BltForCausalLM");
        json.put("model_type", "blt");
        json.put("vocab_size", Vocabulary.SIZE);
        json.put("tie_word_embeddings", false);
        json.put("cross_attn_k", blt.crossAttentionK());
        json.put("encoder_hash_byte_group_nb_functions", blt.hash().functions());
        ArrayNode sizes = json.putArray("encoder_hash_byte_group_size");
        blt.hash().groupSizes().forEach(sizes::add);
        json.put("encoder_hash_byte_group_vocab", blt.hash().tableSize());
        config.entropyModel().ifPresent(e -> json.set("patcher_config", part("blt_patcher", e)));
        // What counts of an encoder with cross-attention after every layer is the last; of one without, the first.
        boolean everyEncoderLayer = blt.encoderCrossLayer() > 0;
        json.set("encoder_config", local("blt_local_encoder", blt.encoder(), blt, everyEncoderLayer));
        json.set("decoder_config", local("blt_local_decoder", blt.decoder(), blt, blt.decoderCrossAllLayers()));
        ObjectNode latent = part("blt_global_transformer", blt.latent());
        if (blt.projectsIntoLatent()) {
            latent.put(
                    "encoder_cross_output_size",
                    blt.crossAttentionK() * blt.encoder().hiddenSize());
        }
        json.set("global_config", latent);
        putPatching(config, json);
        return json;
    }

    private static ObjectNode local(String type, TransformerConfig config, LatentConfig blt, boolean allLayers) {
        ObjectNode json = part(type, config);
        json.put("cross_attn_all_layers", allLayers);
        json.put("cross_attn_k", blt.crossAttentionK());
        json.put("hidden_size_global", blt.latent().hiddenSize());
        return json;
    }

    private static ObjectNode part(String type, TransformerConfig config) {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("model_type", type);
        json.put("vocab_size", Vocabulary.SIZE);
        json.put("hidden_size", config.hiddenSize());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.keyValueHeads());
        json.put("head_dim", config.headSize());
        json.put("intermediate_size", config.intermediateSize());
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", Double.parseDouble(Float.toString(config.normEpsilon())));
        putRotation(json, config.rotation());
        json.put("tie_word_embeddings", false);
        if (config.window() > 0) {
            json.put("sliding_window", config.window());
        }
        return json;
    }

    private static void putRotation(ObjectNode json, RotaryEmbedding rotation) {
        ObjectNode rope = json.putObject("rope_parameters").put("rope_theta", rotation.theta());
        switch (rotation) {
            case Plain _ -> rope.put("rope_type", "default");
            case Linear r -> rope.put("rope_type", "linear").put("factor", r.factor());
            case Dynamic r -> {
                rope.put("rope_type", "dynamic").put("factor", r.factor());
                json.put("max_position_embeddings", r.originalLength());
            }
            case Yarn r ->
                rope.put("rope_type", "yarn")
                        .put("factor", r.factor())
                        .put("original_max_position_embeddings", r.originalLength())
                        .put("attention_factor", Double.parseDouble(Float.toString(r.scale())))
                        .put("beta_fast", r.betaFast())
                        .put("beta_slow", r.betaSlow())
                        .put("truncate", r.truncate());
            case Llama3 r ->
                rope.put("rope_type", "llama3")
                        .put("factor", r.factor())
                        .put("low_freq_factor", r.lowFactor())
                        .put("high_freq_factor", r.highFactor())
                        .put("original_max_position_embeddings", r.originalLength());
        }
    }

    private static void putPatching(ModelConfig config, ObjectNode json) {
        PatcherConfig patching = config.patching();
        switch (patching.mode()) {
            case Threshold(double threshold) -> json.put("patching_threshold", threshold);
            case Monotonic(double threshold) ->
                json.put("patching_threshold", threshold).put("patching_monotonic", true);
            case ThresholdAndRise(double threshold, double rise) ->
                json.put("patching_threshold", threshold).put("patching_rise", rise);
            case TopEntropies(double size) -> json.putNull("patching_threshold").put("patch_size", size);
            case Static(int size, boolean alone) -> json.put("patch_size", size);
            case Space s -> {}
            case EveryByte b -> {}
        }
        String mode = switch (patching.mode()) {
            case Static s -> "static";
            case Space s -> "space";
            case EveryByte b -> "byte";
            default -> "entropy";
        };
        if (config.bytesHideNewestPatch()) {
            json.put("patching_mode", "entropy").putNull("patch_size");
        } else {
            json.put("patching_mode", mode).put("patching_rule", mode);
        }
        patching.maxPatchLength().ifPresent(length -> json.put("max_patch_length", length));
        json.put("patching_reset_at_newline", patching.resetAtNewline());
        json.put("separates_documents", config.separatesDocuments());
        if (!config.thresholds().isEmpty()) {
            ObjectNode thresholds = json.putObject("patching_thresholds");
            config.thresholds().forEach((size, threshold) -> thresholds.put(size.toString(), threshold));
        }
    }
}
