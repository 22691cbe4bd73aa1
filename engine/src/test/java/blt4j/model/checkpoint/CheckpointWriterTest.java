package blt4j.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.config.ModelConfig;
import blt4j.weights.DType;
import blt4j.weights.ReferenceFiles;
import blt4j.weights.Tensor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is what was read. */
class CheckpointWriterTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    /** Settings of a model, as they are laid over the configuration of a reference model. */
    static Stream<String> settings() {
        return Stream.of(
                "{}",
                "{'patching_threshold': 1.25}",
                "{'patching_threshold': 1.25, 'patching_monotonic': true}",
                "{'patching_threshold': 1.25, 'patching_rise': 0.5}",
                "{'patching_threshold': null, 'patch_size': 4.5}",
                "{'patching_threshold': null, 'patch_size': 1}",
                "{'patching_rule': 'static', 'patch_size': 3}",
                "{'patching_rule': 'space'}",
                "{'patching_rule': 'byte'}",
                "{'patching_mode': 'static'}",
                "{'patch_size': null}",
                "{'max_patch_length': 7, 'patching_reset_at_newline': true}",
                "{'separates_documents': true}",
                "{'patching_thresholds': {'3': 1.5, '4.5': 2.25}}",
                "{'sliding_window': 12}");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsAndNumbersStay(String settings) throws IOException {
        ObjectNode over = (ObjectNode) JSON.readTree(settings.replace('\'', '"'));
        for (String reference : List.of("hf-tiny", "hf-gqa-bf16")) {
            Path from = folder.resolve(reference);
            ModelFolder.copyOf(reference, from).config(c -> c.setAll(over));
            requireSame(from, folder.resolve("written").resolve(reference));
        }
    }

    /** A model in the original's layout becomes one in transformers', which stays as it is. */
    @ParameterizedTest
    @CsvSource({"meta-tiny, blt", "meta-tiny/entropy_model, blt_patcher"})
    void theOriginalsLayoutBecomesTransformers(String reference, String type) {
        Path original = ReferenceFiles.path(reference);
        Path first = folder.resolve("first").resolve("model");
        Path second = folder.resolve("second").resolve("model");
        try (Checkpoint checkpoint = open(original)) {
            CheckpointWriter.write(checkpoint, first, Optional.empty());
            try (Checkpoint read = open(first)) {
                assertEquals(checkpoint.config().entropyModel(), read.config().entropyModel());
                assertEquals(checkpoint.config().blt(), read.config().blt());
                assertEquals(checkpoint.config().patching(), read.config().patching());
                requireSameNumbers(checkpoint, read);
            }
        }
        requireSame(first, second);
        assertEquals(type, json(second).path("model_type").asText());
        assertTrue(json(second).has("patching_rule"));
    }

    @Test
    void aModelWithoutAnyPartIsRefused() {
        try (Checkpoint checkpoint = open(ReferenceFiles.path("hf-tiny"))) {
            ModelConfig nothing = checkpoint.config().withParts(Optional.empty(), Optional.empty());
            Checkpoint empty = new Checkpoint(nothing, checkpoint.weights());
            BltException refused =
                    assertThrows(BltException.class, () -> CheckpointWriter.write(empty, folder, Optional.empty()));
            assertTrue(String.valueOf(refused.getMessage()).contains("has no part to write"), refused::toString);
        }
    }

    @Test
    void theConfigurationIsTheOneThatTransformersReads() {
        JsonNode written = written("hf-gqa-bf16", Optional.empty());
        assertEquals(
                192,
                written.path("global_config").path("encoder_cross_output_size").asInt());
        assertTrue(written.path("encoder_config").path("cross_attn_all_layers").asBoolean());
        assertFalse(written.has("patching_thresholds"));
        assertFalse(written.path("encoder_config").has("sliding_window"));
        JsonNode tiny = written("hf-tiny", Optional.empty());
        assertFalse(tiny.path("global_config").has("encoder_cross_output_size"));
        assertFalse(tiny.path("encoder_config").path("cross_attn_all_layers").asBoolean());
        assertFalse(tiny.has("quantization_config"));
    }

    @ParameterizedTest
    @CsvSource({"F32, float32", "F16, float16", "BF16, bfloat16"})
    void eachTypeIsNamedAsTransformersNamesIt(DType type, String name) {
        JsonNode config = written("hf-tiny", Optional.of(type));
        assertEquals(name, config.path("dtype").asText());
        assertFalse(config.has("quantization_config"));
        try (Checkpoint read = open(folder.resolve("hf-tiny"))) {
            CanonicalTensors.visit(
                    read.config(),
                    (tensor, shape) ->
                            assertEquals(type, read.weights().get(tensor).dtype(), tensor));
        }
    }

    @Test
    void eightBitsAreForProjectionsAndSaidInTheWordsOfCompressedTensors() {
        JsonNode config = written("hf-gqa-bf16", Optional.of(DType.Q8));
        assertEquals("bfloat16", config.path("dtype").asText());
        JsonNode about = config.path("quantization_config");
        assertEquals("compressed-tensors", about.path("quant_method").asText());
        assertEquals("int-quantized", about.path("format").asText());
        assertEquals("compressed", about.path("quantization_status").asText());
        assertTrue(about.path("ignore").isArray());
        JsonNode group = about.path("config_groups").path("group_0");
        assertEquals("Linear", group.path("targets").path(0).asText());
        assertEquals(8, group.path("weights").path("num_bits").asInt());
        assertEquals("channel", group.path("weights").path("strategy").asText());
        try (Checkpoint read = open(folder.resolve("hf-gqa-bf16"))) {
            Map<DType, Integer> count = new EnumMap<>(DType.class);
            CanonicalTensors.visit(read.config(), (name, shape) -> {
                Tensor tensor = read.weights().get(name);
                count.merge(tensor.dtype(), 1, Integer::sum);
                boolean projection = Stream.of("_proj.weight", "lm_head.weight", "_projection.weight")
                        .anyMatch(name::endsWith);
                assertEquals(projection, tensor.dtype() == DType.Q8, name);
            });
            assertTrue(count.getOrDefault(DType.Q8, 0) > 30, count::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "Q8"})
    void progressIsToldToTheEnd(DType type) {
        Map<CheckpointWriter.Step, List<Long>> done = new EnumMap<>(CheckpointWriter.Step.class);
        Map<CheckpointWriter.Step, Long> totals = new EnumMap<>(CheckpointWriter.Step.class);
        try (Checkpoint checkpoint = open(ReferenceFiles.path("hf-gqa-bf16"))) {
            CheckpointWriter.write(checkpoint, folder.resolve("out"), Optional.of(type), (step, bytes, total) -> {
                done.computeIfAbsent(step, _ -> new ArrayList<>()).add(bytes);
                totals.put(step, total);
            });
        }
        for (CheckpointWriter.Step step : CheckpointWriter.Step.values()) {
            List<Long> told = done.getOrDefault(step, List.of());
            assertTrue(told.size() > 1, step::name);
            assertTrue(told.getFirst() > 0, step::name);
            assertTrue(told.stream().allMatch(bytes -> bytes <= totals.getOrDefault(step, 0L)), step::name);
        }
        assertEquals(
                totals.get(CheckpointWriter.Step.WRITE),
                done.getOrDefault(CheckpointWriter.Step.WRITE, List.of()).getLast());
    }

    private JsonNode written(String reference, Optional<DType> type) {
        Path into = folder.resolve(reference);
        try (Checkpoint checkpoint = open(ReferenceFiles.path(reference))) {
            CheckpointWriter.write(checkpoint, into, type);
        }
        return json(into);
    }

    private static JsonNode json(Path model) {
        try {
            return JSON.readTree(model.resolve("config.json").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Checkpoint open(Path model) {
        return Checkpoint.open(model, CheckpointOptions.DEFAULT);
    }

    /** Writes what a folder has into another of the same name, and holds that to it. */
    private static void requireSame(Path from, Path to) {
        try (Checkpoint checkpoint = open(from)) {
            CheckpointWriter.write(checkpoint, to, Optional.empty());
            try (Checkpoint read = open(to)) {
                assertEquals(checkpoint.config(), read.config());
                requireSameNumbers(checkpoint, read);
            }
        }
    }

    private static void requireSameNumbers(Checkpoint one, Checkpoint other) {
        Map<String, float[]> numbers = tensors(other);
        assertEquals(tensors(one).keySet(), numbers.keySet());
        tensors(one).forEach((name, values) -> assertArrayEquals(values, numbers.get(name), name));
    }

    private static Map<String, float[]> tensors(Checkpoint checkpoint) {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        CanonicalTensors.visit(
                checkpoint.config(),
                (name, shape) ->
                        tensors.put(name, checkpoint.weights().get(name).toFloats()));
        return tensors;
    }
}
