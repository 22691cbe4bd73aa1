package blt4j.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.weights.DType;
import blt4j.weights.Quantization;
import blt4j.weights.Tensor;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadRowsTest {
    /** Two heads of six rows of two numbers: 0, 3, 1, 4, 2, 5 of each. */
    private static final int[] ORDER = {0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11};

    @Test
    void theHalvesOfAHeadAlternate() {
        assertOrder(tensor());
    }

    @Test
    void inEightBitsEachRowKeepsItsScale() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor quantized = Quantization.quantize(tensor(), arena);
            assertEquals(DType.Q8, HeadRows.adjacent(quantized, 6).dtype());
            assertOrder(quantized);
        }
    }

    private static void assertOrder(Tensor tensor) {
        float[] before = tensor.toFloats();
        float[] expected = new float[before.length];
        for (int row = 0; row < ORDER.length; row++) {
            System.arraycopy(before, 2 * ORDER[row], expected, 2 * row, 2);
        }
        assertArrayEquals(expected, HeadRows.adjacent(tensor, 6).toFloats());
    }

    private static Tensor tensor() {
        float[] numbers = new float[24];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (i + 1) * (i % 2 == 0 ? 1 : -3);
        }
        return Tensor.of("q_proj", DType.F32, List.of(12, 2), numbers);
    }
}
