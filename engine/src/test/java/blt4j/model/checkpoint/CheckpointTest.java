package blt4j.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.HashConfig;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.LatentConfig.CrossHeads;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.weights.ReferenceFiles;
import blt4j.weights.ReferenceFiles.Expected;
import blt4j.weights.Refusal;
import blt4j.weights.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published layouts, as the reference models have them. */
class CheckpointTest {
    private static Checkpoint open(String name) {
        return Checkpoint.open(ReferenceFiles.path(name), CheckpointOptions.DEFAULT);
    }

    @Test
    void huggingFaceModel() {
        try (Checkpoint checkpoint = open("hf-tiny")) {
            ModelConfig config = checkpoint.config();
            assertEquals("hf-tiny", config.name());
            assertEquals(Optional.of(new TransformerConfig(48, 2, 4, 4, 128, 10_000, 1e-5f, 0)), config.entropyModel());
            assertEquals(new Threshold(2.6049611568450928), config.patching().mode());
            assertEquals(OptionalInt.empty(), config.patching().maxPatchLength());
            assertFalse(config.separatesDocuments());
            LatentConfig blt = config.blt().orElseThrow();
            assertEquals(new HashConfig(1, List.of(3, 4, 5, 6, 7, 8), 502), blt.hash());
            assertEquals(new TransformerConfig(64, 1, 4, 4, 176, 500_000, 1e-5f, 0), blt.encoder());
            assertEquals(new TransformerConfig(128, 3, 4, 4, 352, 500_000, 1e-5f, 0), blt.latent());
            assertEquals(new TransformerConfig(64, 3, 4, 4, 176, 500_000, 1e-5f, 0), blt.decoder());
            assertEquals(2, blt.crossAttentionK());
            assertEquals(new CrossHeads(4, 4, 16), blt.encoderCross());
            assertEquals(0, blt.encoderCrossLayer());
            assertTrue(blt.decoderCrossAllLayers());
            assertFalse(blt.projectsIntoLatent());
        }
    }

    @Test
    void huggingFaceModelWithGroupedQueriesAndProjection() {
        try (Checkpoint checkpoint = open("hf-gqa-bf16")) {
            ModelConfig config = checkpoint.config();
            assertEquals(Optional.of(new TransformerConfig(64, 3, 4, 2, 160, 10_000, 1e-5f, 0)), config.entropyModel());
            assertEquals(OptionalInt.of(7), config.patching().maxPatchLength());
            LatentConfig blt = config.blt().orElseThrow();
            assertEquals(new HashConfig(2, List.of(3, 5, 8), 1009), blt.hash());
            assertEquals(new TransformerConfig(160, 4, 8, 2, 416, 500_000, 1e-5f, 0), blt.latent());
            assertEquals(4, blt.crossAttentionK());
            assertEquals(new CrossHeads(4, 2, 12), blt.encoderCross());
            assertEquals(new CrossHeads(4, 2, 12), blt.decoderCross());
            assertEquals(1, blt.encoderCrossLayer());
            assertTrue(blt.projectsIntoLatent());
            assertTrue(checkpoint
                    .weights()
                    .find("model.global_transformer.token_embedding_projection.weight")
                    .isPresent());
        }
    }

    @Test
    void originalModel() {
        try (Checkpoint checkpoint = open("meta-tiny")) {
            ModelConfig config = checkpoint.config();
            assertEquals("meta-tiny", config.name());
            assertEquals(
                    Optional.of(new TransformerConfig(48, 2, 4, 4, 128, 10_000, 1e-5f, 24)), config.entropyModel());
            assertEquals(new Threshold(2.5494980812072754), config.patching().mode());
            assertTrue(config.separatesDocuments());
            LatentConfig blt = config.blt().orElseThrow();
            assertEquals(new HashConfig(1, List.of(3, 4, 5, 6, 7, 8), 401), blt.hash());
            assertEquals(new TransformerConfig(48, 1, 4, 4, 128, 500_000, 1e-5f, 16), blt.encoder());
            assertEquals(new TransformerConfig(96, 3, 6, 6, 256, 500_000, 1e-5f, 0), blt.latent());
            assertEquals(new TransformerConfig(48, 3, 4, 4, 128, 500_000, 1e-5f, 16), blt.decoder());
            assertEquals(new CrossHeads(4, 4, 12), blt.encoderCross());
            assertEquals(0, blt.encoderCrossLayer());
            assertTrue(blt.decoderCrossAllLayers());
            assertFalse(blt.projectsIntoLatent());
        }
    }

    @Test
    void originalEntropyModel() {
        for (String name : List.of("meta-tiny-entropy", "meta-tiny/entropy_model")) {
            try (Checkpoint checkpoint = open(name)) {
                ModelConfig config = checkpoint.config();
                assertEquals(
                        Optional.of(new TransformerConfig(48, 2, 4, 4, 128, 10_000, 1e-5f, 24)), config.entropyModel());
                assertTrue(config.blt().isEmpty());
                assertTrue(config.separatesDocuments());
                assertEquals(21, checkpoint.weights().names().size());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lm_head.weight, model.safetensors, local_decoder.output.weight",
        "model.local_encoder.embed_tokens.weight, model.safetensors, local_encoder.tok_embeddings.weight",
        "model.local_encoder.patch_embedding_projection.weight, model.safetensors, local_encoder.patch_embedding_projection.weight",
        "model.encoder_hash_tok_embedding.5.weight, model.safetensors, encoder_hash_tok_embedding.5.weight",
        "model.global_transformer.layers.2.self_attn.q_proj.weight, model.safetensors, global_transformer.layers.2.attention.wq.weight",
        "model.global_transformer.layers.2.self_attn.k_proj.weight, model.safetensors, global_transformer.layers.2.attention.wk.weight",
        "model.global_transformer.layers.2.self_attn.v_proj.weight, model.safetensors, global_transformer.layers.2.attention.wv.weight",
        "model.global_transformer.layers.2.self_attn.o_proj.weight, model.safetensors, global_transformer.layers.2.attention.wo.weight",
        "model.local_decoder.layers.1.mlp.gate_proj.weight, model.safetensors, local_decoder.layers.1.feed_forward.w1.weight",
        "model.local_decoder.layers.1.mlp.up_proj.weight, model.safetensors, local_decoder.layers.1.feed_forward.w3.weight",
        "model.local_decoder.layers.1.mlp.down_proj.weight, model.safetensors, local_decoder.layers.1.feed_forward.w2.weight",
        "model.local_decoder.layers.1.input_layernorm.weight, model.safetensors, local_decoder.layers.1.attention_norm.weight",
        "model.local_decoder.layers.1.post_attention_layernorm.weight, model.safetensors, local_decoder.layers.1.ffn_norm.weight",
        "model.local_decoder.cross_attn_layers.2.q_norm.weight, model.safetensors, local_decoder.cross_attn_layers.2.cross_attn_norm_q.weight",
        "model.local_decoder.cross_attn_layers.2.k_norm.weight, model.safetensors, local_decoder.cross_attn_layers.2.cross_attn_norm_kv.weight",
        "model.local_decoder.cross_attn_layers.2.q_proj.weight, model.safetensors, local_decoder.cross_attn_layers.2.wq.weight",
        "model.local_decoder.cross_attn_layers.2.o_proj.weight, model.safetensors, local_decoder.cross_attn_layers.2.wo.weight",
        "model.local_decoder.norm.weight, model.safetensors, local_decoder.norm.weight",
        "model.patcher.embed_tokens.weight, entropy_model/consolidated.pth, tok_embeddings.weight",
        "model.patcher.lm_head.weight, entropy_model/consolidated.pth, output.weight",
        "model.patcher.norm.weight, entropy_model/consolidated.pth, norm.weight",
        "model.patcher.layers.1.mlp.down_proj.weight, entropy_model/consolidated.pth, layers.1.feed_forward.w2.weight"
    })
    void originalNamesBecomeCanonical(String canonical, String file, String original) {
        Expected expected = expected("meta-tiny/" + file, original);
        try (Checkpoint checkpoint = open("meta-tiny")) {
            assertEquals(expected.crc(), ReferenceFiles.crc(checkpoint.weights().get(canonical)));
            assertEquals(canonical, checkpoint.weights().get(canonical).name());
        }
    }

    private static Expected expected(String file, String tensor) {
        return ReferenceFiles.expected().stream()
                .filter(e -> e.file().equals(file) && e.tensor().equals(tensor))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyTensorOfAHuggingFaceModelIsThere() {
        for (String model : List.of("hf-tiny", "hf-gqa-bf16")) {
            try (Checkpoint checkpoint = open(model)) {
                for (Expected tensor : ReferenceFiles.expected()) {
                    boolean stacked = tensor.tensor().equals("model.encoder_hash_tok_embedding.weight");
                    boolean superseded = model.equals("hf-gqa-bf16")
                            && tensor.tensor().startsWith("model.local_encoder.cross_attn_layers.0");
                    if (tensor.file().startsWith(model + "/") && !stacked && !superseded) {
                        assertEquals(
                                tensor.crc(),
                                ReferenceFiles.crc(checkpoint.weights().get(tensor.tensor())),
                                tensor.tensor());
                    }
                }
            }
        }
    }

    @Test
    void stackedTablesAreFunctionMajor() {
        try (Checkpoint checkpoint = open("hf-gqa-bf16");
                Safetensors file = Safetensors.open(ReferenceFiles.path("hf-gqa-bf16/model.safetensors"))) {
            float[] stack = file.get("model.encoder_hash_tok_embedding.weight").toFloats();
            for (int table = 0; table < 6; table++) {
                float[] floats = checkpoint
                        .weights()
                        .get("model.encoder_hash_tok_embedding." + table + ".weight")
                        .toFloats();
                for (int i = 0; i < floats.length; i++) {
                    assertEquals(stack[table * 1009 * 48 + i], floats[i]);
                }
            }
        }
    }

    @Test
    void windowsCanBeSet() {
        Path folder = ReferenceFiles.path("meta-tiny");
        CheckpointOptions options =
                CheckpointOptions.DEFAULT.withEntropyWindow(512).withLocalWindow(0);
        try (Checkpoint checkpoint = Checkpoint.open(folder, options)) {
            assertEquals(512, checkpoint.config().entropyModel().orElseThrow().window());
            LatentConfig blt = checkpoint.config().blt().orElseThrow();
            assertEquals(0, blt.encoder().window());
            assertEquals(0, blt.decoder().window());
            assertEquals(0, blt.latent().window());
        }
        assertThrows(BltException.class, () -> CheckpointOptions.DEFAULT.withLocalWindow(-1));
    }

    @Test
    void anEntropyModelCanBeBorrowed() {
        CheckpointOptions options =
                CheckpointOptions.DEFAULT.withEntropyModel(ReferenceFiles.path("meta-tiny-entropy"));
        try (Checkpoint borrower = Checkpoint.open(ReferenceFiles.path("hf-gqa-bf16"), options);
                Checkpoint lender = open("meta-tiny-entropy")) {
            assertEquals(lender.config().entropyModel(), borrower.config().entropyModel());
            assertEquals(
                    ReferenceFiles.crc(lender.weights().get("model.patcher.lm_head.weight")),
                    ReferenceFiles.crc(borrower.weights().get("model.patcher.lm_head.weight")));
            // Its own entropy model has three layers, the other's two.
            assertTrue(borrower.weights()
                    .find("model.patcher.layers.2.input_layernorm.weight")
                    .isEmpty());
            assertEquals(OptionalInt.of(7), borrower.config().patching().maxPatchLength());
        }
    }

    @Test
    void whatIsNoCheckpointIsNamed() {
        Refusal.expect(() -> open("no-such-model"), "There is no folder ", "no-such-model");
        Refusal.expect(() -> open("hf-tiny/model.safetensors"), "is a file; a checkpoint is opened by the folder");
        Refusal.expect(() -> open(""), "looked for config.json and for params.json or train_args.json");
    }
}
