package blt4j.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.verify.Verification;
import blt4j.analysis.verify.Verification.CaseResult;
import blt4j.compute.KeptRows;
import blt4j.device.BackendOptions;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.config.CheckpointOptions;
import blt4j.model.pipeline.Programs;
import blt4j.patching.PatcherConfig;
import blt4j.program.Program;
import blt4j.weights.Safetensors;
import blt4j.weights.SafetensorsWriter;
import blt4j.weights.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What transformers saves out of the ordinary, held to what it answers; recorded by {@code transformers/record.py}. */
class TransformersVariantsTest {
    private static final double TOLERANCE = 2e-5;

    private static Path resource(String name) {
        URL url = Objects.requireNonNull(TransformersVariantsTest.class.getResource("/transformers/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Blt open(Path folder) {
        return Blt.open(folder, BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 1)));
    }

    /** The shared weights under a variant's configuration, with its answers beside them. */
    private static Path variant(String name, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.copy(resource("base/model.safetensors"), folder.resolve("model.safetensors"));
        Files.copy(resource(name + ".json"), folder.resolve("config.json"));
        Files.copy(resource(name + ".safetensors"), folder.resolve(Verification.FILE));
        return folder;
    }

    private static void requireAnswers(Path model, Path cases) {
        try (Blt blt = open(model)) {
            List<CaseResult> results = new Verification(blt, TOLERANCE).run(cases, result -> {});
            assertEquals(3, results.size());
            for (CaseResult result : results) {
                assertTrue(result.passed(), result::toString);
                assertTrue(result.logitError().isPresent(), result::toString);
            }
        }
    }

    private static void requireAnswersAlsoConverted(Path model, Path cases, Path converted) {
        requireAnswers(model, cases);
        try (Checkpoint checkpoint = Checkpoint.open(model, CheckpointOptions.DEFAULT)) {
            CheckpointWriter.write(checkpoint, converted, Optional.empty());
        }
        requireAnswers(converted, cases);
    }

    /** Texts of 9 and 61 positions, where the original lengths are 24 bytes and 8 patches. */
    @ParameterizedTest
    @ValueSource(strings = {"linear", "dynamic", "yarn", "yarn-scaled", "llama3"})
    void ropeTypesInsideAndBeyondTheOriginalLength(String name, @TempDir Path temp) throws IOException {
        Path model = variant(name, temp.resolve("model"));
        requireAnswersAlsoConverted(model, model, temp.resolve("converted"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mode-static",
                "mode-space",
                "mode-byte",
                "mode-bpe",
                "mode-null",
                "no-patch-size",
                "no-patch-size-limited",
                "not-in-forward"
            })
    void patchesAsTransformersMakesThem(String name, @TempDir Path temp) throws IOException {
        Path model = variant(name, temp.resolve("model"));
        requireAnswersAlsoConverted(model, model, temp.resolve("converted"));
    }

    @Test
    void anEntropyModelThatIsLentPatchesWhereTheModelsOwnDoesNot(@TempDir Path temp) throws IOException {
        Path model = variant("not-in-forward", temp.resolve("model"));
        CheckpointOptions lent = CheckpointOptions.DEFAULT.withEntropyModel(variant("linear", temp.resolve("lender")));
        try (Checkpoint checkpoint = Checkpoint.open(model, lent)) {
            assertEquals(
                    new PatcherConfig.Threshold(5.05),
                    checkpoint.config().patching().mode());
        }
    }

    @Test
    void moreHashFunctionsThanPrimes() {
        Path model = resource("hash13");
        requireAnswers(model, model);
    }

    @Test
    void tiedEmbeddingsUnderEitherName(@TempDir Path temp) throws IOException {
        Path newer = resource("tied");
        requireAnswersAlsoConverted(newer, newer, temp.resolve("converted"));
        Path older = Files.createDirectory(temp.resolve("older"));
        Files.copy(newer.resolve("config.json"), older.resolve("config.json"));
        try (Safetensors stored = Safetensors.open(newer.resolve("model.safetensors"))) {
            List<Tensor> tensors = stored.names().stream()
                    .map(name -> name.equals(CanonicalTensors.HEAD)
                            ? stored.get(name).named(CanonicalTensors.EMBEDDING)
                            : stored.get(name))
                    .toList();
            SafetensorsWriter.write(older.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        }
        requireAnswers(older, newer);
    }

    /** The same weights as torch.save leaves them, and in two files with an index; under either name. */
    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "consolidated.pth", "model.safetensors.index.json"})
    void tiedEmbeddingsInEveryKindOfFile(String file, @TempDir Path temp) throws IOException {
        Path newer = resource("tied");
        for (String name : List.of(CanonicalTensors.HEAD, CanonicalTensors.EMBEDDING)) {
            Path folder = Files.createDirectory(temp.resolve(name));
            Files.copy(newer.resolve("config.json"), folder.resolve("config.json"));
            try (Safetensors stored = Safetensors.open(newer.resolve("model.safetensors"))) {
                List<Tensor> tensors = stored.names().stream()
                        .map(stored::get)
                        .map(t -> t.name().equals(CanonicalTensors.HEAD) ? t.named(name) : t)
                        .toList();
                if (file.endsWith(".json")) {
                    writeShards(folder, tensors);
                } else {
                    TorchFile.write(folder.resolve(file), tensors);
                }
            }
            requireAnswersAlsoConverted(folder, newer, temp.resolve("converted-" + name));
        }
    }

    private static void writeShards(Path folder, List<Tensor> tensors) throws IOException {
        int half = tensors.size() / 2;
        SafetensorsWriter.write(folder.resolve("one.safetensors"), tensors.subList(0, half), Map.of());
        SafetensorsWriter.write(folder.resolve("two.safetensors"), tensors.subList(half, tensors.size()), Map.of());
        StringBuilder map = new StringBuilder();
        for (int i = 0; i < tensors.size(); i++) {
            map.append(i == 0 ? "" : ", ")
                    .append("\"%s\": \"%s\""
                            .formatted(tensors.get(i).name(), i < half ? "one.safetensors" : "two.safetensors"));
        }
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": {" + map + "}}");
    }

    @Test
    void aBaseModelTellsAllButTheNextByte() {
        Path model = resource("headless");
        try (Blt blt = open(model);
                Safetensors expected = Safetensors.open(model.resolve(Verification.FILE));
                Session session = Session.open(blt, SessionOptions.ofCapacity(100))) {
            assertFalse(blt.config().hasHead());
            int[] ids = expected.ints("long.ids");
            session.appendIds(Arrays.copyOfRange(ids, 1, ids.length));
            assertArrayEquals(expected.get("long.entropies").toFloats(), session.entropies(), (float) TOLERANCE);
            session.predict(ReadProgress.NONE);
            Program decoder = Programs.of(blt.programs()).blt().orElseThrow().decoder();
            Tensor hidden = expected.get("long.hidden");
            float[] wanted = new float[hidden.columns()];
            float[] got = new float[hidden.columns()];
            for (int i = 0; i < ids.length; i++) {
                hidden.readRow(i, wanted, 0);
                KeptRows.of(session.kept()).read(decoder, decoder.outputs().getFirst(), i, 1, got);
                assertArrayEquals(wanted, got, (float) TOLERANCE);
            }
            BltException e = assertThrows(BltException.class, () -> session.nextByteLogits(0, new float[260]));
            assertTrue(String.valueOf(e.getMessage()).contains("lm_head.weight"), e::toString);
        }
    }
}
