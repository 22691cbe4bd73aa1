package blt4j.compute.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.fixture.TestWeights;
import blt4j.weights.DType;
import blt4j.weights.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two implementations of the kernels are each other's test, for sizes that do not fill vectors. */
class KernelsTest {
    private static final float TOLERANCE = 2e-5f;

    private final Kernels vector = new VectorKernels();
    private final int lanes = vector.lanes();
    private final Kernels plain = new PlainKernels(lanes);
    private final Random random = new Random(11);

    @BeforeAll
    static void requireWidth() {
        VectorWidth.require();
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** Applies both to copies of the same array and compares what they leave there. */
    private void same(float[] before, BiFunction<Kernels, float[], Float> kernel) {
        float[] byVector = before.clone();
        float[] byPlain = before.clone();
        float result = kernel.apply(vector, byVector);
        float expected = kernel.apply(plain, byPlain);
        assertEquals(expected, result, TOLERANCE * Math.max(1, Math.abs(expected)));
        assertArrayEquals(byPlain, byVector, TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void multipliesMatricesOfAllTypesWithVectors(DType dtype) {
        try (Arena arena = Arena.ofConfined()) {
            for (int columns : new int[] {1, 7, 16, 24, 33, 64, 77, 160}) {
                for (int rows : new int[] {1, 2, 3, 7, 64}) {
                    Matrix m = matrix(dtype, rows, columns, arena);
                    float[] x = numbers(columns + 1);
                    for (float beta : new float[] {0, 1, 2}) {
                        same(numbers(rows + 2), (k, y) -> {
                            k.matVec(m, Math.min(1, rows - 1), rows, x, 1, beta, y, 2, new float[columns]);
                            return 0f;
                        });
                    }
                    same(new float[columns + 3], (k, into) -> {
                        k.unpack(m, rows - 1, columns / 3, columns - columns / 3, into, 3);
                        return 0f;
                    });
                }
            }
        }
    }

    private static Matrix matrix(DType dtype, int rows, int columns, Arena arena) {
        TestWeights weights = new TestWeights();
        DType stored = dtype == DType.Q8 ? DType.F32 : dtype;
        weights.add("w", stored, rows, columns, 1 / Math.sqrt(columns));
        Tensor tensor = weights.get("w");
        Matrix view = Conversion.view(tensor);
        return dtype == DType.Q8 ? Conversion.convert("w", view, dtype, arena, new PlainKernels(8)) : view;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 20, 48, 100, 260})
    void worksOnRowsOfAnyLength(int n) {
        float[] x = numbers(n + 1);
        float[] gain = numbers(n);
        same(numbers(n + 2), (k, y) -> {
            k.rmsNorm(x, 1, gain, 1e-5f, y, 2);
            return 0f;
        });
        same(numbers(n + 2), (k, y) -> {
            k.swiGlu(y, 2, x, 1, y, 2, n);
            return 0f;
        });
        same(numbers(n + 2), (k, y) -> {
            k.add(x, 1, y, 2, n);
            k.max(x, 0, y, 1, n);
            k.scale(0.3f, y, 2, n);
            return k.maximum(y, 1, n);
        });
        same(numbers(n), (k, y) -> k.exponentials(y, n, k.maximum(y, 0, n)));
        same(x, (k, y) -> k.entropy(y, 1, n));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 20, 64, 80})
    void attendsWithHeadsOfAnySize(int size) {
        int count = 11;
        int stride = size + 5;
        float[] query = numbers(size + 1);
        float[] rows = numbers(count * stride);
        same(new float[count], (k, scores) -> {
            k.scores(query, 1, rows, 3, stride, count, size, 0.25f, scores);
            return 0f;
        });
        float[] weights = numbers(count);
        same(numbers(size + 2), (k, out) -> {
            k.weightedSum(weights, rows, 3, stride, count, size, out, 2);
            return 0f;
        });
    }

    /** Whatever this machine's registers, both kinds of tiles have to be right. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 64, 250, 256})
    void multipliesTilesWithPanels(int depth) {
        for (Tiles tiles : List.of(new WideTiles(), new NarrowTiles())) {
            float[] rows = numbers(tiles.rows() * depth);
            float[] tile = numbers(2 * Kernels.MOST_ROWS * Kernels.STRIDE);
            for (int i = 0; i < tiles.rows(); i++) {
                tiles.place(rows, i * depth, depth, tile, 5, i);
            }
            for (int count = 1; count <= tiles.rows(); count++) {
                int n = count;
                Weight weight = (i, k) -> rows[i * depth + k];
                product(weight, n, depth, true, (a, panels, c, step) -> {
                    tiles.tile(tile, 5, n, depth, a, 1, depth * lanes, panels, c, lanes, step, true);
                });
                product(weight, n, depth, false, (a, panels, c, step) -> {
                    tiles.tile(tile, 5, n, depth, a, 1, depth * lanes, panels, c, lanes, step, false);
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12, 50, 127})
    void multipliesTilesThatLieTheOtherWayRound(int depth) {
        for (Tiles tiles : List.of(new WideTiles(), new NarrowTiles())) {
            float[] w = numbers((depth + 1) * Kernels.STRIDE);
            for (int rows : new int[] {1, 4, 6, 8, 9, 12, 20, 64, 80}) {
                product((i, k) -> w[3 + k * Kernels.STRIDE + i], rows, depth, true, (a, panels, c, step) -> {
                    tiles.across(w, 3, rows, depth, a, 1, depth * lanes, panels, c, lanes, step);
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 256})
    void plainKernelsMultiplyTilesToo(int depth) {
        int most = plain.tileRows();
        float[] rows = numbers(most * depth);
        float[] tile = new float[Kernels.MOST_ROWS * Kernels.STRIDE];
        plain.packRows(rows, 0, depth, most, depth, tile);
        float[] w = numbers((depth + 1) * Kernels.STRIDE);
        for (int count = 1; count <= most; count++) {
            int n = count;
            product((i, k) -> rows[i * depth + k], n, depth, false, (a, panels, c, step) -> {
                plain.tile(tile, 0, n, depth, a, 1, depth * lanes, panels, c, lanes, step, false);
            });
            product((i, k) -> w[3 + k * Kernels.STRIDE + i], n, depth, true, (a, panels, c, step) -> {
                plain.tileAcross(w, 3, n, depth, a, 1, depth * lanes, panels, c, lanes, step);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void laysOutMatricesAsItLaysOutRows(DType dtype) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix m = matrix(dtype, 17, 75, arena);
            for (Kernels k : List.of(vector, plain)) {
                int rows = k.tileRows() - 1;
                float[] numbers = new float[rows * 70];
                for (int i = 0; i < rows; i++) {
                    k.unpack(m, 2 + i, 5, 70, numbers, i * 70);
                }
                float[] expected = new float[Kernels.MOST_ROWS * Kernels.STRIDE];
                k.packRows(numbers, 0, 70, rows, 70, expected);
                float[] tile = new float[expected.length];
                k.packTile(m, 2, rows, 5, 70, tile, new float[expected.length]);
                assertArrayEquals(expected, tile);
            }
        }
    }

    /** Weights by row and input. */
    private interface Weight {
        float of(int row, int input);
    }

    /** A product with some panels that begin at 1, into panels {@code step} apart that begin at the first lane's second number. */
    private interface Product {
        void into(float[] a, int panels, float[] c, int step);
    }

    /** Compares products with one to three panels with their definition, and leaves nothing else changed. */
    private void product(Weight weight, int rows, int depth, boolean add, Product product) {
        for (int panels = 1; panels <= 3; panels++) {
            float[] a = numbers(1 + panels * depth * lanes);
            int step = (rows + 1) * lanes;
            float[] c = numbers(panels * step + lanes);
            float[] expected = c.clone();
            for (int p = 0; p < panels; p++) {
                for (int j = 0; j < rows * lanes; j++) {
                    int at = lanes + p * step + j;
                    double sum = add ? c[at] : 0;
                    for (int k = 0; k < depth; k++) {
                        sum += (double) weight.of(j / lanes, k) * a[1 + (p * depth + k) * lanes + j % lanes];
                    }
                    expected[at] = (float) sum;
                }
            }
            product.into(a, panels, c, step);
            assertArrayEquals(expected, c, TOLERANCE * (float) Math.sqrt(depth));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 24, 260})
    void worksOnPanelsOfAnyWidth(int width) {
        float[] x = numbers(width * lanes);
        float[] gain = numbers(width);
        same(numbers(width * lanes), (k, y) -> {
            k.rmsNormPanel(x, 0, gain, 1e-5f, y, 0);
            return 0f;
        });
        same(new float[lanes], (k, y) -> {
            k.entropyPanel(x, 0, width, y, 0);
            return 0f;
        });
        float[] factors = numbers(lanes);
        same(x, (k, y) -> {
            k.scalePanel(factors, 0, y, 0, width);
            return 0f;
        });
        same(x, (k, y) -> {
            k.ropePanel(gain(width), gain(width), 0, y, 0, width / 2 * 2);
            return 0f;
        });
    }

    private float[] gain(int width) {
        float[] angles = new float[width * lanes];
        for (int i = 0; i < angles.length; i++) {
            angles[i] = (float) Math.cos(i);
        }
        return angles;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsASoftmaxOverPieces(boolean masked) {
        int count = 9;
        float[] first = new float[lanes];
        float[] last = new float[lanes];
        for (int i = 0; i < lanes; i++) {
            first[i] = masked ? i % 4 : 0;
            last[i] = masked ? 4 + i % 14 : 1000;
        }
        float[] before = numbers(count * lanes + 3 * lanes);
        int state = count * lanes;
        Arrays.fill(before, state, state + lanes, Kernels.LOWEST);
        Arrays.fill(before, state + lanes, before.length, 0);
        for (int firstKey : new int[] {0, count}) {
            same(before, (k, y) -> {
                k.softmaxPanel(y, 0, count, 0.7f, firstKey, first, last, masked, y, state);
                for (int i = 0; i < lanes; i++) {
                    // Queries that have seen nothing yet hold whatever weighs nothing later.
                    boolean nothing = masked && (first[i] > firstKey + count - 1 || last[i] < firstKey);
                    for (int j = 0; nothing && j < y.length / lanes; j++) {
                        y[j * lanes + i] = 0;
                    }
                }
                return 0f;
            });
        }
    }
}
