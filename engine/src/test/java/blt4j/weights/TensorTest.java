package blt4j.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tensors of any number of dimensions, as matrices and as numbers. */
class TensorTest {
    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of(List.of(), 1, 1),
                Arguments.of(List.of(6), 1, 6),
                Arguments.of(List.of(2, 3), 2, 3),
                Arguments.of(List.of(2, 3, 4), 6, 4),
                Arguments.of(List.of(2, 1, 3, 2), 6, 2),
                Arguments.of(List.of(0, 3, 2), 0, 2),
                Arguments.of(List.of(3, 2, 0), 6, 0));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void allNumbersAreRead(List<Integer> shape, int rows, int columns) {
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i + 1;
        }
        Tensor tensor = Tensor.of("t", DType.F32, shape, numbers);
        assertEquals(rows, tensor.rows());
        assertEquals(columns, tensor.columns());
        assertArrayEquals(numbers, tensor.toFloats());
    }
}
