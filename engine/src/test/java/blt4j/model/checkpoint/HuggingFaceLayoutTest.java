package blt4j.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.ModelConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Mode;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.patching.PatcherConfig.TopEntropies;
import blt4j.stage.RotaryEmbedding;
import blt4j.weights.DType;
import blt4j.weights.ReferenceFiles;
import blt4j.weights.Refusal;
import blt4j.weights.Tensor;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which transformers, and those who use it, write a configuration. */
class HuggingFaceLayoutTest {
    private static final String PATCHER = "model.patcher.";

    @TempDir
    Path folder;

    private ModelFolder tiny() {
        return ModelFolder.copyOf("hf-tiny", folder);
    }

    private static ObjectNode part(ObjectNode config, String key) {
        return (ObjectNode) config.get(key);
    }

    @Test
    void ropeInBothSpellings() {
        ModelConfig config = tiny().config(c -> {
                    part(c, "patcher_config").remove("rope_parameters");
                    part(c, "patcher_config").put("rope_theta", 1234.5);
                    part(c, "encoder_config").remove("rope_parameters");
                    part(c, "encoder_config").put("rope_theta", 5e5).putNull("rope_scaling");
                    part(c, "decoder_config").remove("rope_parameters");
                    part(c, "decoder_config").putObject("rope_scaling").put("type", "default");
                    part(part(c, "global_config"), "rope_parameters").put("rope_theta", 77);
                })
                .read();
        assertEquals(1234.5, config.entropyModel().orElseThrow().ropeTheta());
        LatentConfig blt = config.blt().orElseThrow();
        assertEquals(500_000, blt.encoder().ropeTheta());
        assertEquals(500_000, blt.decoder().ropeTheta());
        assertEquals(77, blt.latent().ropeTheta());
    }

    @Test
    void nullMeansTheDefault() {
        ModelConfig config = tiny().config(c -> {
                    part(c, "encoder_config").putNull("num_key_value_heads").putNull("cross_attn_k");
                    part(c, "global_config").putNull("num_key_value_heads").putNull("rms_norm_eps");
                    part(c, "decoder_config").putNull("num_key_value_heads").putNull("cross_attn_all_layers");
                    c.putNull("encoder_hash_byte_group_size")
                            .putNull("cross_attn_k")
                            .putNull("vocab_size");
                })
                .read();
        LatentConfig blt = config.blt().orElseThrow();
        assertEquals(4, blt.encoder().keyValueHeads());
        assertEquals(1e-5f, blt.latent().normEpsilon());
        assertEquals(2, blt.crossAttentionK());
        assertTrue(blt.decoderCrossAllLayers());
        assertEquals(List.of(3, 4, 5, 6, 7, 8), blt.hash().groupSizes());
    }

    /** Transformers computes the width of a feed-forward layer where none is said, but not in all parts. */
    @Test
    void widthsThatAreNotSaidAreComputed() {
        ModelFolder model = tiny();
        model.config(c -> part(c, "encoder_config").remove("intermediate_size"));
        Refusal.expect(model::read, "local_encoder.layers.0.mlp", "[170, 64]");
        model.config(c -> {
            part(c, "encoder_config").put("intermediate_size", 176);
            part(c, "decoder_config").putNull("intermediate_size");
        });
        Refusal.expect(model::read, "local_decoder.layers.0.mlp", "[170, 64]");
        model.config(c -> part(c, "decoder_config").remove("intermediate_size"));
        Refusal.expect(model::read, "local_decoder.layers.0.mlp", "[2816, 64]");
    }

    @Test
    void whatContradictsItselfIsNamed() {
        ModelFolder model = tiny();
        model.config(c -> part(c, "decoder_config").put("cross_attn_k", 3));
        Refusal.expect(model::read, "'decoder_config.cross_attn_k' in ", "2, as at the top of the file");
        model.config(c -> {
            part(c, "decoder_config").put("cross_attn_k", 2);
            part(c, "encoder_config").put("cross_attn_k", 3);
        });
        Refusal.expect(model::read, "'encoder_config.cross_attn_k' in ", "2, as at the top of the file");
        model.config(c -> {
            part(c, "encoder_config").put("cross_attn_k", 2);
            c.put("patching_threshold", (Double) null).put("patch_size", 0.5);
        });
        Refusal.expect(model::read, "'patch_size' in ", "a number from 1");
    }

    @Test
    void aModelIsKnownByItsPartsWhereItsTypeIsNotSaid() {
        assertTrue(tiny().config(c -> c.remove("model_type")).read().blt().isPresent());
    }

    @Test
    void ropeTypesByTheirOlderName() {
        ModelConfig config = tiny().config(c -> {
                    part(c, "global_config").remove("rope_parameters");
                    part(c, "global_config").put("rope_theta", 1000.0);
                    part(c, "global_config")
                            .putObject("rope_scaling")
                            .put("type", "linear")
                            .put("factor", 4);
                })
                .read();
        assertEquals(
                new RotaryEmbedding.Linear(1000, 4),
                config.blt().orElseThrow().latent().rotation());
    }

    @Test
    void windowsAreHonouredWhereTheConfigurationNamesThem() {
        ModelFolder model = tiny().config(c -> {
            part(c, "patcher_config").put("sliding_window", 512);
            part(c, "decoder_config").put("sliding_window", 128);
        });
        ModelConfig config = model.read();
        assertEquals(512, config.entropyModel().orElseThrow().window());
        assertEquals(0, config.blt().orElseThrow().encoder().window());
        assertEquals(128, config.blt().orElseThrow().decoder().window());
        ModelConfig throughout = model.config(c -> c.put("sliding_window", 64)).read();
        assertEquals(512, throughout.entropyModel().orElseThrow().window());
        assertEquals(64, throughout.blt().orElseThrow().encoder().window());
        assertEquals(128, throughout.blt().orElseThrow().decoder().window());
        assertEquals(0, throughout.blt().orElseThrow().latent().window());
    }

    @Test
    void whatTransformersDoesNotKnowIsReadToo() {
        ModelConfig config = tiny().config(c -> {
                    c.putObject("patching_thresholds").put("3", 1.5).put("4.5", 2.25);
                    c.put("separates_documents", true).put("patching_reset_at_newline", true);
                })
                .read();
        assertEquals(Map.of(3.0, 1.5, 4.5, 2.25), config.thresholds());
        assertTrue(config.separatesDocuments());
        assertTrue(config.patching().resetAtNewline());
    }

    @Test
    void patchingModes() {
        ModelFolder model = tiny();
        requireMode(model, c -> c.put("patching_threshold", 2), new Threshold(2));
        // What converted configurations carry along, and transformers does not heed.
        requireMode(model, c -> c.put("patching_threshold_add", 0.0).put("monotonicity", true), new Threshold(2));
        requireMode(model, c -> c.put("patching_rise", 0.5), new ThresholdAndRise(2, 0.5));
        requireMode(model, c -> c.put("patching_monotonic", true), new Monotonic(2));
        requireMode(model, c -> c.putNull("patching_threshold"), new TopEntropies(4));
        requireMode(model, c -> c.put("patching_rule", "static"), new Static(4));
        requireMode(model, c -> c.put("patching_rule", "space"), new Space());
        requireMode(model, c -> c.put("patching_rule", "byte"), new EveryByte());
        model.config(c -> c.put("patching_rule", "bpe"));
        Refusal.expect(model::read, "'patching_rule' in ", "is \"bpe\"", "one of entropy, static, space and byte");
    }

    private static void requireMode(ModelFolder model, Consumer<ObjectNode> change, Mode mode) {
        assertEquals(mode, model.config(change).read().patching().mode());
    }

    @Test
    void aModelWithoutItsEntropyModelCanBorrowOne() {
        ModelFolder model = tiny().tensors(t -> t.name().startsWith(PATCHER) ? Optional.empty() : Optional.of(t));
        assertTrue(model.read().entropyModel().isEmpty());
        CheckpointOptions options =
                CheckpointOptions.DEFAULT.withEntropyModel(ReferenceFiles.path("meta-tiny/entropy_model"));
        try (Checkpoint checkpoint = Checkpoint.open(folder, options)) {
            assertEquals(24, checkpoint.config().entropyModel().orElseThrow().window());
            assertTrue(checkpoint.weights().find("model.patcher.norm.weight").isPresent());
        }
        CheckpointOptions circular = CheckpointOptions.DEFAULT.withEntropyModel(folder);
        Refusal.expect(() -> Checkpoint.open(folder, circular).close(), "holds no entropy model to borrow");
    }

    @Test
    void anEntropyModelInTheFolderWithinIsTaken() throws IOException {
        tiny().tensors(t -> t.name().startsWith(PATCHER) ? Optional.empty() : Optional.of(t));
        ModelFolder within =
                ModelFolder.copyOf("meta-tiny-entropy", Files.createDirectory(folder.resolve("entropy_model")));
        assertEquals(
                24, new ModelFolder(folder).read().entropyModel().orElseThrow().window());
        // Another's is wanted: what lies within need not even be readable.
        within.delete("model.safetensors");
        CheckpointOptions options = CheckpointOptions.DEFAULT.withEntropyModel(ReferenceFiles.path("hf-gqa-bf16"));
        try (Checkpoint checkpoint = Checkpoint.open(folder, options)) {
            assertEquals(3, checkpoint.config().entropyModel().orElseThrow().layers());
        }
    }

    @Test
    void anEntropyModelByItself() {
        ModelFolder model = tiny().config(c -> {
                    ObjectNode patcher = part(c, "patcher_config").deepCopy();
                    c.removeAll();
                    c.setAll(patcher);
                    c.put("patching_threshold", 1.25);
                })
                .tensors(t -> t.name().startsWith(PATCHER) ? Optional.of(t) : Optional.empty());
        requireEntropyModel(model);
        model.tensors(t -> Optional.of(t.named(t.name().substring("model.".length()))));
        requireEntropyModel(model);
        model.tensors(t -> Optional.of(t.named(t.name().substring("patcher.".length()))));
        requireEntropyModel(model);
    }

    private static void requireEntropyModel(ModelFolder model) {
        try (Checkpoint whole = Checkpoint.open(ReferenceFiles.path("hf-tiny"), CheckpointOptions.DEFAULT);
                Checkpoint alone = Checkpoint.open(model.path(), CheckpointOptions.DEFAULT)) {
            assertEquals(whole.config().entropyModel(), alone.config().entropyModel());
            assertTrue(alone.config().blt().isEmpty());
            assertEquals(new Threshold(1.25), alone.config().patching().mode());
            assertEquals(21, alone.weights().names().size());
            for (String name : alone.weights().names()) {
                assertEquals(
                        ReferenceFiles.crc(whole.weights().get(name)),
                        ReferenceFiles.crc(alone.weights().get(name)),
                        name);
            }
        }
    }

    @Test
    void tiedHead() {
        ModelFolder model = tiny().tensors(t -> t.name().equals("lm_head.weight") ? Optional.empty() : Optional.of(t));
        Refusal.expect(model::read, "has no tensor 'lm_head.weight'");
        model.config(c -> c.put("tie_word_embeddings", true));
        try (Checkpoint checkpoint = Checkpoint.open(folder, CheckpointOptions.DEFAULT)) {
            assertEquals(
                    ReferenceFiles.crc(checkpoint.weights().get("model.local_encoder.embed_tokens.weight")),
                    ReferenceFiles.crc(checkpoint.weights().get("lm_head.weight")));
        }
    }

    @Test
    void unstackedTables() {
        ModelFolder model = tiny();
        Tensor table = Tensor.of(
                "model.encoder_hash_tok_embedding.0.weight", DType.F32, List.of(502, 64), new float[502 * 64]);
        model.config(c -> c.putArray("encoder_hash_byte_group_size").add(3))
                .tensors(t -> Optional.of(t.name().contains("hash") ? table : t));
        try (Checkpoint checkpoint = Checkpoint.open(folder, CheckpointOptions.DEFAULT)) {
            assertEquals(
                    List.of(502, 64), checkpoint.weights().get(table.name()).shape());
        }
    }

    @Test
    void configurationsThatContradictTheTensors() {
        ModelFolder model = tiny();
        refused(
                model,
                c -> part(c, "global_config").put("intermediate_size", 353),
                "'model.global_transformer.layers.0.mlp.gate_proj.weight' in ",
                "has the shape [352, 128], but the configuration calls for [353, 128]");
        refused(
                model,
                c -> part(c, "decoder_config").put("num_hidden_layers", 4),
                "has no tensor 'model.local_decoder.cross_attn_layers.3.q_norm.weight'");
        refused(
                model,
                c -> part(c, "patcher_config").put("num_hidden_layers", 16_000_000),
                "has no tensor 'model.patcher.layers.2.input_layernorm.weight'");
        refused(
                model,
                c -> c.put("encoder_hash_byte_group_vocab", 503),
                "'model.encoder_hash_tok_embedding.weight'",
                "has the shape [3012, 64]",
                "6 tables of 503, 3018 rows in all");
        refused(
                model,
                c -> part(c, "patcher_config").put("num_key_value_heads", 2),
                "has the shape [48, 48], but the configuration calls for [24, 48]");
    }

    @Test
    void configurationsThatCannotBe() {
        ModelFolder model = tiny();
        refused(model, c -> c.put("vocab_size", 32_000), "'vocab_size' in ", "is 32000; it should be 260");
        refused(
                model,
                c -> part(c, "encoder_config").put("num_attention_heads", 5),
                "'encoder_config.num_attention_heads'",
                "a divisor of the hidden size 64");
        refused(
                model,
                c -> part(c, "global_config").put("num_key_value_heads", 3),
                "'global_config.num_key_value_heads'",
                "a divisor of the 4 attention heads");
        refused(model, c -> part(c, "global_config").put("head_dim", 64), "'global_config.head_dim'", "is 64");
        refused(model, c -> part(c, "decoder_config").put("hidden_act", "gelu"), "'decoder_config.hidden_act'");
        refused(
                model,
                c -> part(part(c, "patcher_config"), "rope_parameters").put("rope_type", "longrope"),
                "'patcher_config.rope_parameters'",
                "of one of the types default, linear, dynamic, yarn and llama3");
        refused(
                model,
                c -> part(c, "decoder_config").put("hidden_size", 32).putNull("head_dim"),
                "'decoder_config.hidden_size'");
        refused(model, c -> part(c, "encoder_config").put("cross_attn_k", 3), "'encoder_config.cross_attn_k'");
        refused(model, c -> c.put("cross_attn_k", -1), "'cross_attn_k' in ", "is -1");
        refused(model, c -> c.put("cross_attn_k", 1.5), "'cross_attn_k' in ", "is 1.5");
        refused(model, c -> c.put("patcher_config", "none"), "'patcher_config' in ", "it should be an object");
        refused(model, c -> c.put("patching_threshold", "high"), "'patching_threshold' in ", "it should be a number");
        refused(model, c -> c.put("encoder_hash_byte_group_nb_functions", 1025), "1 to 1024");
        refused(model, c -> c.put("encoder_hash_byte_group_size", "3,x"), "whole numbers with commas");
        refused(model, c -> c.putArray("encoder_hash_byte_group_size").add(0), "'encoder_hash_byte_group_size'");
        refused(model, c -> part(c, "patcher_config").put("rms_norm_eps", 0), "'patcher_config.rms_norm_eps'");
        refused(model, c -> part(c, "patcher_config").put("sliding_window", true), "is true");
        refused(model, c -> c.putObject("patching_thresholds").put("many", 1), "'patching_thresholds.many'");
        refused(model, c -> c.put("model_type", "llama"), "has the model_type 'llama'", "known are 'blt'");
    }

    private static void refused(ModelFolder model, Consumer<ObjectNode> change, String... sentence) {
        String before = model.text("config.json");
        model.config(change);
        Refusal.expect(model::read, sentence);
        model.write("config.json", before);
    }

    @Test
    void filesThatAreMissingOrBroken() {
        ModelFolder model = tiny();
        model.write("config.json", "{\"model_type\": \"blt\",}");
        Refusal.expect(model::read, "config.json is not valid JSON at line 1, column 2");
        model.write("config.json", "[]");
        Refusal.expect(model::read, "config.json holds no JSON object");
        model.write("config.json", "{}");
        Refusal.expect(model::read, "has neither a model_type nor args");
        model.write("config.json", "{\"model_type\": \"blt\"}").delete("model.safetensors");
        Refusal.expect(model::read, "holds no weights; looked for model.safetensors");
    }
}
