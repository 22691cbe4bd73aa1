package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch wrote, of the kinds that occur. */
class TorchCheckpointTest {
    private static Path file(String name) {
        URL url = Objects.requireNonNull(TorchCheckpointTest.class.getResource("/weights/torch/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] range(int begin, int end) {
        float[] numbers = new float[end - begin];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = begin + i;
        }
        return numbers;
    }

    @Test
    void aModulesStateDict() {
        try (TorchCheckpoint weights = TorchCheckpoint.open(file("module-state.pth"))) {
            assertEquals(Set.of("fc.weight", "fc.bias", "norm.weight", "norm.bias"), weights.names());
            assertEquals(List.of(3, 4), weights.get("fc.weight").shape());
            assertArrayEquals(range(0, 12), weights.get("fc.weight").toFloats());
            assertArrayEquals(new float[] {0.5f, -1, 2}, weights.get("fc.bias").toFloats());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixed.pth", "mixed-protocol4.pth"})
    void tensorsAmongOtherThings(String name) {
        try (TorchCheckpoint weights = TorchCheckpoint.open(file(name))) {
            assertArrayEquals(range(0, 24), weights.get("f32").toFloats());
            // A view into the same storage.
            assertArrayEquals(range(6, 18), weights.get("rows").toFloats());
            assertEquals(DType.F16, weights.get("f16").dtype());
            assertEquals(DType.BF16, weights.get("bf16").dtype());
            float[] halves = weights.get("f16").toFloats();
            float[] brains = weights.get("bf16").toFloats();
            for (int i = 0; i < 24; i++) {
                assertEquals(i / 7f, halves[i], i * 0x1p-11f);
                assertEquals(i / 7f, brains[i], i * 0x1p-8f);
            }
            assertArrayEquals(new float[] {1, 1, 1, 1}, weights.get("parameter").toFloats());
            assertEquals(List.of(), weights.get("scalar").shape());
            assertArrayEquals(new float[] {3.25f}, weights.get("scalar").toFloats());
            assertEquals(List.of(0, 6), weights.get("empty").shape());
            assertTrue(weights.find("not a tensor").isEmpty());
            Refusal.expect(() -> weights.get("i64"), "'i64' at byte ", "is of type I64");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "transposed.pth, only row-major tensors are read",
        "before-1.6.pth, as torch.save wrote before version 1.6",
        "whole-module.pth, the name '__main__.M'",
        "list.pth, holds a sequence; a dict of tensors was expected",
        "no-tensors.pth, holds no tensors"
    })
    void whatIsNoStateDictIsRefused(String name, String sentence) {
        Refusal.expect(() -> TorchCheckpoint.open(file(name)).close(), sentence, name);
    }
}
