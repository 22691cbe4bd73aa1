package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import blt4j.weights.ReferenceFiles.Expected;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers against what PyTorch reads in the same files. */
class ReferenceWeightsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf-tiny/model.safetensors",
                "hf-gqa-bf16/model.safetensors",
                "meta-tiny/model.safetensors",
                "meta-tiny-entropy/model.safetensors",
                "meta-tiny/entropy_model/consolidated.pth"
            })
    void everyTensorIsWhatPyTorchReads(String file) {
        Map<String, Expected> expected = ReferenceFiles.expected().stream()
                .filter(e -> e.file().equals(file))
                .collect(Collectors.toMap(Expected::tensor, e -> e));
        assertFalse(expected.isEmpty());
        try (Weights weights = open(ReferenceFiles.path(file))) {
            assertEquals(expected.keySet(), weights.names());
            for (Expected tensor : expected.values()) {
                Tensor found = weights.get(tensor.tensor());
                assertEquals(tensor.shape(), found.shape(), tensor.tensor());
                assertEquals(tensor.crc(), ReferenceFiles.crc(found), tensor.tensor());
            }
        }
    }

    private static Weights open(Path file) {
        return file.toString().endsWith(".pth") ? TorchCheckpoint.open(file) : Safetensors.open(file);
    }

    @Test
    void integersAreRead() {
        try (Safetensors expected = Safetensors.open(ReferenceFiles.path("hf-tiny/expected.safetensors"))) {
            int[] ids = expected.ints("one.ids");
            assertEquals(2, ids.length);
            assertEquals(1, ids[0]);
            Refusal.expect(
                    () -> expected.ints("one.logits"),
                    "'one.logits'",
                    "is of type F32; integers are read as I32 or I64");
            Refusal.expect(
                    () -> expected.find("one.ids"),
                    "'one.ids'",
                    "is of type I32; weights are read as F32, F16, BF16, or I8");
        }
    }

    @Test
    void rowsAndSlicesAreThoseOfTheWhole() {
        try (Safetensors weights = Safetensors.open(ReferenceFiles.path("hf-gqa-bf16/model.safetensors"))) {
            Tensor whole = weights.get("model.encoder_hash_tok_embedding.weight");
            Tensor slice = whole.slice("slice", 1009, 3);
            assertEquals(List.of(3, 48), slice.shape());
            float[] all = whole.toFloats();
            float[] row = new float[50];
            slice.readRow(2, row, 1);
            for (int i = 0; i < 48; i++) {
                assertEquals(all[(1009 + 2) * 48 + i], row[i + 1]);
            }
            assertThrows(IndexOutOfBoundsException.class, () -> whole.slice("past the end", 6053, 2));
        }
    }

    @Test
    void closingEndsTheMapping() {
        Safetensors weights = Safetensors.open(ReferenceFiles.path("hf-tiny/model.safetensors"));
        Tensor tensor = weights.get("lm_head.weight");
        weights.close();
        weights.close();
        assertThrows(IllegalStateException.class, tensor::toFloats);
    }

    @Test
    void vectorsHaveOneRow() {
        try (Safetensors weights = Safetensors.open(ReferenceFiles.path("hf-tiny/model.safetensors"))) {
            Tensor norm = weights.get("model.patcher.norm.weight");
            float[] row = new float[norm.columns()];
            norm.readRow(0, row, 0);
            assertArrayEquals(norm.toFloats(), row);
        }
    }
}
