package blt4j.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.model.config.ModelConfig;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.weights.Refusal;
import blt4j.weights.Tensor;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which the original writes its models. */
class OriginalLayoutTest {
    @TempDir
    Path folder;

    private ModelFolder whole() {
        return ModelFolder.copyOf("meta-tiny", folder);
    }

    private ModelFolder entropyModel() {
        return ModelFolder.copyOf("meta-tiny-entropy", folder);
    }

    private static ObjectNode patcherArgs(ObjectNode settings) {
        return (ObjectNode) settings.get("data").get("patcher_args");
    }

    @Test
    void patchingIsReadWhereItIsMostTrue() {
        ModelFolder model = whole().change(
                        "entropy_model/params.json", p -> patcherArgs(p).put("threshold", 0.25))
                .change(
                        "train_args.json",
                        t -> patcherArgs(t).put("threshold_add", 0.5).put("max_patch_length", 9));
        assertEquals(
                new ThresholdAndRise(2.5494980812072754, 0.5),
                model.read().patching().mode());
        assertEquals(OptionalInt.of(9), model.read().patching().maxPatchLength());
        model.change("train_args.json", t -> patcherArgs(t).put("monotonicity", true));
        assertEquals(new Monotonic(2.5494980812072754), model.read().patching().mode());

        model.delete("train_args.json").args(a -> a.put("patching_threshold", 0.75));
        assertEquals(new Threshold(0.75), model.read().patching().mode());
        model.args(a -> a.putNull("patching_threshold"));
        assertEquals(new Threshold(0.25), model.read().patching().mode());
        model.change("entropy_model/params.json", p -> p.remove("data"));
        assertEquals(new Threshold(1.335442066192627), model.read().patching().mode());
    }

    @Test
    void aModelWithoutItsEntropyModel() {
        ModelFolder model = whole();
        model.delete("entropy_model/params.json")
                .delete("entropy_model/consolidated.pth")
                .delete("entropy_model");
        assertTrue(model.read().entropyModel().isEmpty());
        assertTrue(model.read().blt().isPresent());
    }

    @Test
    void aTrainingRunsFolder() {
        ModelFolder model = whole();
        ModelConfig published = model.read();
        model.delete("config.json").tensorsInto("consolidated.safetensors", Optional::of);
        assertEquals(published, model.read());
        model.change("train_args.json", t -> t.remove("model"));
        Refusal.expect(model::read, "'model' in ", "is missing");
    }

    @Test
    void keyValueHeadsAndFeedForwardWidthAreToldByTheTensors() {
        ModelFolder model = entropyModel()
                .tensors(t -> Optional.of(
                        t.name().endsWith("wk.weight") || t.name().endsWith("wv.weight")
                                ? t.slice(t.name(), 0, 24)
                                : t));
        assertEquals(2, model.read().entropyModel().orElseThrow().keyValueHeads());
        // multiple_of · ceil(int(2 · 4 · dim / 3 · multiplier) / multiple_of)
        assertEquals(128, model.read().entropyModel().orElseThrow().intermediateSize());
        model.args(a -> a.put("n_kv_heads", 4));
        Refusal.expect(
                model::read,
                "'layers.0.attention.wk.weight'",
                "has the shape [24, 48], but the configuration calls for [48, 48]");
    }

    @Test
    void windowsAndDocuments() {
        ModelFolder model = entropyModel();
        requireWindow(model, 24, true);
        requireWindow(model.args(a -> a.putNull("sliding_window")), 512, true);
        requireWindow(model.args(a -> a.remove("attn_bias_type")), 512, true);
        requireWindow(model.args(a -> a.put("attn_bias_type", "block_causal")), 0, true);
        requireWindow(model.args(a -> a.put("attn_bias_type", "causal")), 0, false);
        requireWindow(
                model.args(a -> a.put("attn_bias_type", "local_block_causal").putNull("eos_id")), 512, false);
        model.args(a -> a.put("eos_id", 5));
        Refusal.expect(model::read, "'args.eos_id' in ", "is 5; it should be 2");
    }

    private static void requireWindow(ModelFolder model, int window, boolean separates) {
        ModelConfig config = model.read();
        assertEquals(window, config.entropyModel().orElseThrow().window());
        assertEquals(separates, config.separatesDocuments());
    }

    @Test
    void localModelsWithoutAWindowSeeEverything() {
        ModelConfig config =
                whole().args(a -> a.putNull("local_attention_window_len")).read();
        assertEquals(0, config.blt().orElseThrow().encoder().window());
        assertEquals(24, config.entropyModel().orElseThrow().window());
    }

    @Test
    void groupSizesAsText() {
        ModelConfig config = whole().args(a -> a.put("encoder_hash_byte_group_size", "3, 4,5,6,7,8"))
                .read();
        assertEquals(
                List.of(3, 4, 5, 6, 7, 8), config.blt().orElseThrow().hash().groupSizes());
    }

    @Test
    void tiedHead() {
        ModelFolder model = entropyModel()
                .tensors(t -> t.name().equals("output.weight") ? Optional.<Tensor>empty() : Optional.of(t));
        Refusal.expect(model::read, "has no tensor 'output.weight'");
        model.args(a -> a.put("weight_tying", true));
        assertFalse(model.read().entropyModel().isEmpty());
    }

    @Test
    void branchesThatNoPublishedModelTakesAreRefused() {
        ModelFolder model = whole();
        refused(model, a -> a.put("cross_attn_encoder", false), "'args.cross_attn_encoder'", "should be true");
        refused(model, a -> a.remove("cross_attn_decoder"), "'args.cross_attn_decoder'", "is missing");
        refused(model, a -> a.put("use_rope", false), "'args.use_rope'");
        refused(model, a -> a.put("downsampling_by_pooling", "avg"), "'args.downsampling_by_pooling'", "is \"avg\"");
        refused(model, a -> a.put("encoder_enable_byte_ngrams", true), "'args.encoder_enable_byte_ngrams'");
        refused(model, a -> a.put("cross_attn_window_decoder", 4), "'args.cross_attn_window_decoder'");
        refused(
                model,
                a -> a.put("cross_attn_all_layers_encoder", true).put("n_layers_local_encoder", 2),
                "'args.cross_attn_all_layers_encoder'");
        refused(model, a -> a.put("dim_local_decoder", 96), "'args.dim_local_decoder'");
        refused(model, a -> a.put("n_heads_global", 7), "'args.n_heads_global'", "a divisor of dim_global, 96");
        refused(model, a -> a.put("cross_attn_nheads", 5), "'args.cross_attn_nheads'");
        refused(model, a -> a.remove("dim_local_encoder"), "'args.dim_local_encoder'", "is missing");
        refused(model, a -> a.put("vocab_size", 256), "'args.vocab_size'", "260");
        refused(
                model,
                a -> a.put("encoder_hash_byte_group_vocab", 400),
                "'encoder_hash_tok_embedding.0.weight'",
                "has the shape [401, 48], but the configuration calls for [400, 48]");
    }

    private static void refused(ModelFolder model, Consumer<ObjectNode> change, String... sentence) {
        String before = model.text("config.json");
        model.args(change);
        Refusal.expect(model::read, sentence);
        model.write("config.json", before);
    }

    @Test
    void anEntropyModelThatIsNoneIsRefused() {
        ModelFolder model = whole().delete("entropy_model/params.json");
        Refusal.expect(model::read, "entropy_model is no checkpoint: looked for config.json");
    }
}
