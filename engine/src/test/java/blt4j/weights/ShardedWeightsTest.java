package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of several files. */
class ShardedWeightsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeShards() {
        write("model-00001-of-00002.safetensors", "a", 1);
        write("model-00002-of-00002.safetensors", "b", 2);
    }

    private void write(String file, String tensor, float number) {
        SafetensorsWriter.write(
                folder.resolve(file),
                List.of(Tensor.of(tensor, DType.F32, List.of(1), new float[] {number})),
                Map.of("format", "pt"));
    }

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }

    @Test
    void shardsAreOneCheckpoint() throws IOException {
        index("""
                {"metadata": {"total_size": 8},
                 "weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}""");
        Weights weights = WeightFiles.open(folder);
        Tensor b = weights.get("b");
        try (weights) {
            assertEquals(Set.of("a", "b"), weights.names());
            assertArrayEquals(new float[] {2}, b.toFloats());
            assertTrue(weights.find("c").isEmpty());
        }
        assertThrows(IllegalStateException.class, b::toFloats);
    }

    @Test
    void indicesThatLie() throws IOException {
        Path index = index("{\"weight_map\": {\"a\": \"model-00003-of-00002.safetensors\"}}");
        Refusal.expect(() -> ShardedWeights.open(index).close(), "There is no file ", "model-00003-of-00002");
        index("{\"weight_map\": {\"b\": \"model-00001-of-00002.safetensors\"}}");
        Refusal.expect(() -> ShardedWeights.open(index).close(), "places the tensor 'b' in ", "none of that name");
        index("{\"metadata\": {}}");
        Refusal.expect(() -> ShardedWeights.open(index).close(), "has no \"weight_map\" object");
        index("{\"weight_map\": ");
        Refusal.expect(() -> ShardedWeights.open(index).close(), "is not valid JSON at line 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"../secret.safetensors\"", "\"/etc/passwd\"", "\".hidden\"", "\"\"", "7", "null"})
    void shardsLieBesideTheirIndex(String name) throws IOException {
        Path index = index("{\"weight_map\": {\"a\": " + name + "}}");
        Refusal.expect(() -> ShardedWeights.open(index).close(), "the name of a file beside the index was expected");
    }

    @Test
    void aFolderWithoutWeightsIsNamed() {
        Refusal.expect(
                () -> WeightFiles.open(folder).close(),
                "holds no weights; looked for model.safetensors, model.safetensors.index.json");
    }
}
