package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Every kernel by itself against what it computes, written plainly in doubles. It runs as plain Java in one test class and
 * on the device in the other, each in a JVM of its own: once a subclass of KernelContext is loaded, TornadoVM's compiler
 * takes its barrier for the real one.
 */
abstract class KernelTest {
    private static final double TOLERANCE = 2e-5;
    private static final float EPSILON = 1e-3f;
    private static final int SLOT = Places.SLOT;
    private final RandomGenerator random = new Random(7);

    /** A kernel's grid: groups and threads in both directions. */
    record Grid(int groupsX, int groupsY, int sizeX, int sizeY) {
        static Grid groups(int groups) {
            return new Grid(groups, 1, RowKernels.GROUP, 1);
        }

        static Grid threads(int threads) {
            return groups(Math.ceilDiv(threads, ElementKernels.GROUP));
        }
    }

    /** What a buffer's live rows should hold. */
    private record Expected(int buffer, int firstRow, int rows, Matrix values) {
        Expected(int buffer, Matrix values) {
            this(buffer, 0, values.rows(), values);
        }
    }

    /**
     * Runs a kernel once.
     *
     * @param plain calls it, for one thread
     * @param task adds it to a graph as the task {@code kernel}
     */
    abstract void run(
            Grid grid,
            IntArray step,
            FloatArray state,
            Consumer<KernelContext> plain,
            BiFunction<TaskGraph, KernelContext, TaskGraph> task);

    private static TaskGraph once(TaskGraph graph, Object... arrays) {
        return graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays);
    }

    /** Checks the live rows of buffers, and that the rest of the state is what it was. */
    private static void check(Places places, FloatArray after, Expected... all) {
        float[] rest = places.state().toHeapArray();
        float[] now = after.toHeapArray();
        for (Expected expected : all) {
            Matrix actual = places.read(after, expected.buffer());
            int base = places.base(expected.buffer());
            for (int r = 0; r < expected.rows(); r++) {
                int row = (expected.firstRow() + r) % actual.rows();
                for (int c = 0; c < actual.columns(); c++) {
                    double wanted = expected.values().at(r, c);
                    double tolerance = TOLERANCE * Math.max(1, Math.abs(wanted));
                    assertEquals(wanted, actual.at(row, c), tolerance, "row " + r + ", column " + c);
                    rest[base + row * actual.columns() + c] = 0;
                    now[base + row * actual.columns() + c] = 0;
                }
            }
        }
        assertArrayEquals(rest, now, "a kernel wrote where it should not");
    }

    private static Matrix expect(int rows, int columns, BiFunction<Integer, Integer, Double> value) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(i / columns, i % columns).floatValue();
        }
        return new Matrix(rows, columns, values);
    }

    private static double sum(int count, IntToDoubleFunction term) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += term.applyAsDouble(i);
        }
        return sum;
    }

    private FloatArray weights(int count) {
        return FloatArray.fromArray(Matrix.random(random, 1, count).values());
    }

    /** Weights rounded to bfloat16, as pairs. */
    private static IntArray pairs(FloatArray weights) {
        IntArray pairs = new IntArray(weights.getSize() / 2);
        for (int i = 0; i < weights.getSize(); i++) {
            int bits = Float.floatToRawIntBits(weights.get(i)) >>> 16;
            weights.set(i, Float.intBitsToFloat(bits << 16));
            pairs.set(i / 2, pairs.get(i / 2) | (bits << (i % 2 * 16)));
        }
        return pairs;
    }

    /** The table for bfloat16, and other numbers behind it. */
    private static FloatArray numbers(float... others) {
        FloatArray numbers = new FloatArray(Bfloat.TABLE + others.length);
        Bfloat.writeTable(numbers);
        for (int i = 0; i < others.length; i++) {
            numbers.set(Bfloat.TABLE + i, others[i]);
        }
        return numbers;
    }

    @Test
    void everyBfloat16IsRead() {
        FloatArray numbers = numbers();
        for (int bits = 0; bits < 1 << 16; bits++) {
            float expected = Float.intBitsToFloat(bits << 16);
            if (Float.isFinite(expected)) {
                float wanted = Math.abs(expected) < Float.MIN_NORMAL ? 0f : expected;
                assertEquals(wanted, Bfloat.low(numbers, bits | 0x12340000), 0f);
                assertEquals(wanted, Bfloat.high(numbers, bits << 16 | 0xFEDC), 0f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void embeddingTakesTheRowsOfItsIds(boolean narrow) {
        Places places = new Places(random, 3, 0);
        int ids = places.column(4, 0, 9, 7);
        int out = places.activation(OpTable.OUT, 4, 6);
        places.set(OpTable.WIDTH, 6).set(OpTable.TABLE, 12);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        FloatArray w = weights(12 + 10 * 6);
        IntArray pairs = narrow ? pairs(w) : new IntArray(1);
        FloatArray numbers = numbers();
        Grid grid = Grid.threads(4 * 6);
        if (narrow) {
            run(
                    grid,
                    step,
                    state,
                    c -> ElementKernels.embeddingNarrow(c, step, table, numbers, pairs, state, SLOT, ids),
                    (g, c) -> once(g, table, numbers, pairs)
                            .task(
                                    "kernel",
                                    ElementKernels::embeddingNarrow,
                                    c,
                                    step,
                                    table,
                                    numbers,
                                    pairs,
                                    state,
                                    SLOT,
                                    ids));
        } else {
            run(
                    grid,
                    step,
                    state,
                    c -> ElementKernels.embedding(c, step, table, w, state, SLOT, ids),
                    (g, c) -> once(g, table, w)
                            .task("kernel", ElementKernels::embedding, c, step, table, w, state, SLOT, ids));
        }
        Matrix expected = expect(3, 6, (r, col) -> (double) w.get(12 + step.get(ids + r) * 6 + col));
        check(places, state, new Expected(out, expected));
    }

    @Test
    void copyWritesIntoARing() {
        Places places = new Places(random, 3, 12);
        int in = places.activation(OpTable.IN, 4, 5);
        int out = places.cache(OpTable.OUT, 7, 5);
        places.set(OpTable.WIDTH, 5);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        run(
                Grid.threads(4 * 5),
                step,
                state,
                c -> ElementKernels.copy(c, step, table, state, SLOT),
                (g, c) -> once(g, table).task("kernel", ElementKernels::copy, c, step, table, state, SLOT));
        check(places, state, new Expected(out, 12 % 7, 3, places.initial(in)));
    }

    @Test
    void addAddsGatheredRows() {
        Places places = new Places(random, 2, 0);
        int out = places.activation(OpTable.OUT, 4, 70);
        places.set(OpTable.WIDTH, 70);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        FloatArray extra = weights(4 * 70);
        run(
                Grid.groups(4),
                step,
                state,
                c -> RowKernels.add(c, step, table, extra, state, SLOT),
                (g, c) -> once(g, table, extra).task("kernel", RowKernels::add, c, step, table, extra, state, SLOT));
        Matrix was = places.initial(out);
        Matrix expected = expect(2, 70, (r, c) -> (double) was.at(r, c) + extra.get(r * 70 + c));
        check(places, state, new Expected(out, expected));
    }

    @Test
    void swiGluGates() {
        Places places = new Places(random, 3, 0);
        int gate = places.activation(OpTable.IN, 4, 9);
        int up = places.activation(OpTable.SECOND, 4, 9);
        places.set(OpTable.OUT, places.base(gate)).set(OpTable.WIDTH, 9);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        run(
                Grid.threads(4 * 9),
                step,
                state,
                c -> ElementKernels.swiGlu(c, step, table, state, SLOT),
                (g, c) -> once(g, table).task("kernel", ElementKernels::swiGlu, c, step, table, state, SLOT));
        Matrix expected = expect(3, 9, (r, c) -> {
            double x = places.initial(gate).at(r, c);
            return x / (1 + Math.exp(-x)) * places.initial(up).at(r, c);
        });
        check(places, state, new Expected(gate, expected));
    }

    @Test
    void ropeTurnsAdjacentPairsOfBothBuffers() {
        int headSize = 6;
        int start = 37;
        Places places = new Places(random, 3, start);
        int queries = places.activation(OpTable.OUT, 4, 12);
        int keys = places.cache(OpTable.SECOND, 5, 6);
        places.set(OpTable.WIDTH, 12).set(OpTable.SECOND_WIDTH, 6);
        places.set(OpTable.HEAD_SIZE, headSize).set(OpTable.NUMBERS, 1);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        FloatArray w =
                FloatArray.fromElements(99f, 1f, (float) Math.pow(10000, -2 / 6d), (float) Math.pow(10000, -4 / 6d));
        run(
                Grid.threads(4 * 9),
                step,
                state,
                c -> ElementKernels.rope(c, step, table, w, state, SLOT),
                (g, c) -> once(g, table, w).task("kernel", ElementKernels::rope, c, step, table, w, state, SLOT));
        check(
                places,
                state,
                new Expected(queries, turned(places.initial(queries), 0, start, headSize)),
                new Expected(keys, start % 5, 3, turned(places.initial(keys), start % 5, start, headSize)));
    }

    private static Matrix turned(Matrix x, int firstRow, int start, int headSize) {
        return expect(3, x.columns(), (r, c) -> {
            int row = (firstRow + r) % x.rows();
            int pair = c % headSize / 2;
            double angle = (start + r) * Math.pow(10000, -2.0 * pair / headSize);
            double first = x.at(row, c / 2 * 2);
            double second = x.at(row, c / 2 * 2 + 1);
            return c % 2 == 0
                    ? first * Math.cos(angle) - second * Math.sin(angle)
                    : first * Math.sin(angle) + second * Math.cos(angle);
        });
    }

    @Test
    void patchPoolingTakesTheLargest() {
        Places places = new Places(random, 2, 5);
        int begins = places.column(7, 11, 0);
        int ends = places.column(11, 13, 0);
        int in = places.cache(OpTable.IN, 10, 6);
        int out = places.activation(OpTable.OUT, 3, 6);
        places.set(OpTable.WIDTH, 6);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        run(
                Grid.threads(3 * 6),
                step,
                state,
                c -> ElementKernels.patchPooling(c, step, table, state, SLOT, begins, ends),
                (g, c) -> once(g, table)
                        .task("kernel", ElementKernels::patchPooling, c, step, table, state, SLOT, begins, ends));
        Matrix bytes = places.initial(in);
        Matrix expected = expect(2, 6, (r, c) -> {
            double max = Double.NEGATIVE_INFINITY;
            for (int b = step.get(begins + r); b < step.get(ends + r); b++) {
                max = Math.max(max, bytes.at(b % 10, c));
            }
            return max;
        });
        check(places, state, new Expected(out, expected));
    }

    @Test
    void rmsNormNormsEachSlice() {
        int width = 70;
        Places places = new Places(random, 2, 0);
        int in = places.activation(OpTable.IN, 3, 2 * width);
        int out = places.activation(OpTable.OUT, 3, 2 * width);
        places.set(OpTable.WIDTH, width).set(OpTable.SLICES, 2).set(OpTable.NUMBERS, 3);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        FloatArray w = weights(3 + width + 1);
        w.set(3 + width, EPSILON);
        run(
                Grid.groups(6),
                step,
                state,
                c -> RowKernels.rmsNorm(c, step, table, w, state, SLOT),
                (g, c) -> once(g, table, w).task("kernel", RowKernels::rmsNorm, c, step, table, w, state, SLOT));
        Matrix expected = expect(
                2, 2 * width, (r, c) -> normed(places.initial(in), r, c / width * width, width, w, 3, c % width));
        check(places, state, new Expected(out, expected));
    }

    private static double normed(Matrix x, int row, int from, int width, FloatArray numbers, int gain, int column) {
        double square = sum(width, i -> Math.pow(x.at(row, from + i), 2)) / width;
        return x.at(row, from + column) / Math.sqrt(square + EPSILON) * numbers.get(gain + column);
    }

    @Test
    void entropyIsThatOfTheSoftmax() {
        Places places = new Places(random, 2, 0);
        int logits = places.activation(OpTable.IN, 3, 260);
        int out = places.activation(OpTable.OUT, 3, 1);
        places.set(OpTable.WIDTH, 260);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        run(
                Grid.groups(3),
                step,
                state,
                c -> RowKernels.entropy(c, step, table, state, SLOT),
                (g, c) -> once(g, table).task("kernel", RowKernels::entropy, c, step, table, state, SLOT));
        Matrix x = places.initial(logits);
        Matrix expected = expect(2, 1, (r, c) -> {
            double all = sum(260, i -> Math.exp(x.at(r, i)));
            return -sum(260, i -> Math.exp(x.at(r, i)) / all * Math.log(Math.exp(x.at(r, i)) / all));
        });
        check(places, state, new Expected(out, expected));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hashEmbeddingHashesIn64Bits(boolean narrow) {
        int entries = 1013;
        int width = 8;
        int[] history = {0, 0, 0, 0, 1, 100, 259, 33, 7};
        LongArray primes = LongArray.fromElements(1000000007L, 9576890767L, 3, 5, 4);
        Places places = new Places(random, 4, 0);
        int ids = places.column(history) + 4;
        int out = places.activation(OpTable.OUT, 5, width);
        places.set(OpTable.WIDTH, width).set(OpTable.TABLE, 6).set(OpTable.FUNCTIONS, 2);
        places.set(OpTable.SIZES, 3).set(OpTable.ENTRIES, entries);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        FloatArray w = weights(6 + 6 * entries * width);
        IntArray pairs = narrow ? pairs(w) : new IntArray(1);
        FloatArray numbers = numbers();
        Grid grid = Grid.groups(5);
        if (narrow) {
            run(
                    grid,
                    step,
                    state,
                    c -> RowKernels.hashEmbeddingNarrow(c, step, table, primes, numbers, pairs, state, SLOT, ids),
                    (g, c) -> once(g, table, primes, numbers, pairs)
                            .task(
                                    "kernel",
                                    RowKernels::hashEmbeddingNarrow,
                                    c,
                                    step,
                                    table,
                                    primes,
                                    numbers,
                                    pairs,
                                    state,
                                    SLOT,
                                    ids));
        } else {
            run(
                    grid,
                    step,
                    state,
                    c -> RowKernels.hashEmbedding(c, step, table, primes, w, state, SLOT, ids),
                    (g, c) -> once(g, table, primes, w)
                            .task("kernel", RowKernels::hashEmbedding, c, step, table, primes, w, state, SLOT, ids));
        }
        Matrix expected = expect(4, width, (r, c) -> {
            double sum = places.initial(out).at(r, c);
            for (int t = 0; t < 6; t++) {
                int n = (int) primes.get(2 + t % 3);
                long hash = 0;
                long power = 1;
                for (int k = 0; k < n; k++) {
                    hash += history[4 + r - n + 1 + k] * power;
                    power *= primes.get(t / 3);
                }
                sum += w.get(6 + (t * entries + (int) Math.floorMod(hash, (long) entries)) * width + c);
            }
            return sum;
        });
        check(places, state, new Expected(out, expected));
    }

    @ParameterizedTest(name = "many rows: {0}, bfloat16: {1}, normed: {2}, gated: {3}, {4} matrices keeping {5}")
    @CsvSource({
        "false, false, false, false, 1, 2",
        "false, false, true, false, 3, 0",
        "false, false, true, true, 2, 0",
        "false, true, false, false, 1, 1",
        "false, true, true, false, 3, 0",
        "false, true, true, true, 2, 0",
        "true, false, false, false, 1, 2",
        "true, false, true, false, 3, 0",
        "true, false, true, true, 2, 0",
        "true, true, false, false, 1, 1",
        "true, true, true, false, 3, 0",
        "true, true, true, true, 2, 0"
    })
    void projectionProjectsEachSlice(
            boolean many, boolean narrow, boolean normed, boolean gated, int matrices, int keep) {
        int width = many ? 38 : 334;
        int rows = many ? 19 : 2;
        int capacity = many ? 24 : 3;
        int[] outputs = Arrays.copyOf(gated ? new int[] {many ? 70 : 5, many ? 70 : 5, 0} : new int[] {70, 3, 33}, 3);
        Places places = new Places(random, rows, 0);
        int in = places.activation(OpTable.IN, capacity, 2 * width);
        places.set(OpTable.WIDTH, width).set(OpTable.SLICES, 2).set(OpTable.KEEP, keep);
        places.set(OpTable.NUMBERS, Bfloat.TABLE);
        int[] begins = new int[3];
        int[] outs = new int[3];
        int size = 10;
        for (int m = 0; m < matrices; m++) {
            int at = OpTable.MATRICES + m * OpTable.MATRIX;
            begins[m] = size;
            size += width * outputs[m];
            places.set(at, begins[m]).set(at + 2, outputs[m]);
            outs[m] = gated && m > 0 ? outs[0] : places.activation(at + 1, capacity, 2 * outputs[m]);
        }
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        FloatArray w = weights(size);
        float[] gain = Arrays.copyOf(Matrix.random(random, 1, width).values(), width + 1);
        gain[width] = EPSILON;
        FloatArray numbers = numbers(gain);
        project(many, narrow, normed, gated, capacity, outputs, step, table, numbers, w, state);
        Expected[] expected = new Expected[gated ? 1 : matrices];
        for (int m = 0; m < expected.length; m++) {
            int matrix = m;
            expected[m] = new Expected(outs[m], expect(rows, 2 * outputs[m], (r, c) -> {
                int slice = c / outputs[matrix];
                int output = c % outputs[matrix];
                IntToDoubleFunction x = i -> normed
                        ? normed(places.initial(in), r, slice * width, width, numbers, Bfloat.TABLE, i)
                        : places.initial(in).at(r, slice * width + i);
                double value = sum(width, i -> x.applyAsDouble(i) * w.get(begins[matrix] + output * width + i));
                if (gated) {
                    return value
                            / (1 + Math.exp(-value))
                            * sum(width, i -> x.applyAsDouble(i) * w.get(begins[1] + output * width + i));
                }
                return keep * (double) places.initial(outs[matrix]).at(r, c) + value;
            }));
        }
        check(places, state, expected);
    }

    private void project(
            boolean many,
            boolean narrow,
            boolean normed,
            boolean gated,
            int capacity,
            int[] outputs,
            IntArray step,
            IntArray table,
            FloatArray numbers,
            FloatArray w,
            FloatArray state) {
        int per = many ? ProjectionKernels.TILE * ProjectionKernels.SPAN : ProjectionKernels.OUTPUTS;
        int blocks = gated
                ? Math.ceilDiv(outputs[0], per / 2)
                : Arrays.stream(outputs).map(o -> Math.ceilDiv(o, per)).sum();
        int n = normed ? 1 : 0;
        int g = gated ? 1 : 0;
        if (!gated) {
            // Matrices that are not there have no outputs in the table, so their blocks find none.
            blocks = 0;
            for (int m = 0; m < OpTable.MAX_MATRICES; m++) {
                int at = 3 * OpTable.STRIDE + OpTable.MATRICES + m * OpTable.MATRIX + 2;
                blocks += Math.ceilDiv(table.get(at), per);
            }
        }
        IntArray pairs = narrow ? pairs(w) : new IntArray(1);
        int tile = ProjectionKernels.TILE;
        if (many && narrow) {
            run(
                    new Grid(blocks, Math.ceilDiv(2 * capacity, tile), tile, tile),
                    step,
                    state,
                    c -> ProjectionKernels.tileNarrow(c, step, table, numbers, pairs, state, SLOT, n, g),
                    (graph, c) -> once(graph, table, numbers, pairs)
                            .task(
                                    "kernel",
                                    ProjectionKernels::tileNarrow,
                                    c,
                                    step,
                                    table,
                                    numbers,
                                    pairs,
                                    state,
                                    SLOT,
                                    n,
                                    g));
        } else if (many) {
            run(
                    new Grid(blocks, Math.ceilDiv(2 * capacity, tile), tile, tile),
                    step,
                    state,
                    c -> ProjectionKernels.tile(c, step, table, numbers, w, state, SLOT, n, g),
                    (graph, c) -> once(graph, table, numbers, w)
                            .task("kernel", ProjectionKernels::tile, c, step, table, numbers, w, state, SLOT, n, g));
        } else if (narrow) {
            run(
                    Grid.groups(2 * capacity * blocks),
                    step,
                    state,
                    c -> ProjectionKernels.vectorNarrow(c, step, table, numbers, pairs, state, SLOT, n, g),
                    (graph, c) -> once(graph, table, numbers, pairs)
                            .task(
                                    "kernel",
                                    ProjectionKernels::vectorNarrow,
                                    c,
                                    step,
                                    table,
                                    numbers,
                                    pairs,
                                    state,
                                    SLOT,
                                    n,
                                    g));
        } else {
            run(
                    Grid.groups(2 * capacity * blocks),
                    step,
                    state,
                    c -> ProjectionKernels.vector(c, step, table, numbers, w, state, SLOT, n, g),
                    (graph, c) -> once(graph, table, numbers, w)
                            .task("kernel", ProjectionKernels::vector, c, step, table, numbers, w, state, SLOT, n, g));
        }
    }

    /** Attention of query vector {@code query} of row {@code r} over keys of head {@code shared}. */
    private static double attention(
            Matrix q,
            Matrix k,
            Matrix v,
            int r,
            int query,
            int column,
            int shared,
            int begin,
            int end,
            int size,
            int per) {
        int width = k.columns() / per;
        IntToDoubleFunction score = key -> {
            int at = key / per % k.rows();
            int base = key % per * width + shared * size;
            return sum(size, i -> q.at(r, query * size + i) * k.at(at, base + i)) / Math.sqrt(size);
        };
        double max = Double.NEGATIVE_INFINITY;
        for (int key = begin; key < end; key++) {
            max = Math.max(max, score.applyAsDouble(key));
        }
        double all = 0;
        double value = 0;
        for (int key = begin; key < end; key++) {
            double weight = Math.exp(score.applyAsDouble(key) - max);
            all += weight;
            value += weight * v.at(key / per % v.rows(), key % per * width + shared * size + column);
        }
        return value / all;
    }

    /** Sets what all attentions have; returns the numbers of queries, keys, values and output. */
    private static int[] heads(
            Places places, int rows, int cached, int perRow, int vectors, int keyValueHeads, int size) {
        places.set(OpTable.HEADS, 4).set(OpTable.KEY_VALUE_HEADS, keyValueHeads);
        places.set(OpTable.HEAD_SIZE, size).set(OpTable.PER_PATCH, Math.max(perRow, vectors));
        return new int[] {
            places.activation(OpTable.IN, rows, vectors * 4 * size),
            places.cache(OpTable.KEYS, cached, perRow * keyValueHeads * size),
            places.cache(OpTable.VALUES, cached, perRow * keyValueHeads * size),
            places.activation(OpTable.OUT, rows, vectors * 4 * size)
        };
    }

    @Test
    void selfAttentionSeesItsWindow() {
        int size = 10;
        int start = 190;
        int window = 150;
        Places places = new Places(random, 3, start);
        int firsts = places.column(0, 100, 192, 0);
        int[] b = heads(places, 4, 170, 1, 1, 2, size);
        places.set(OpTable.WINDOW, window);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        run(
                Grid.groups(4 * 4),
                step,
                state,
                c -> AttentionKernels.selfAttention(c, step, table, state, SLOT, firsts),
                (g, c) -> once(g, table)
                        .task("kernel", AttentionKernels::selfAttention, c, step, table, state, SLOT, firsts));
        Matrix expected = expect(3, 4 * size, (r, c) -> {
            int end = start + r + 1;
            int begin = Math.max(step.get(firsts + r), end - window);
            int head = c / size;
            return attention(
                    places.initial(b[0]),
                    places.initial(b[1]),
                    places.initial(b[2]),
                    r,
                    head,
                    c % size,
                    head / 2,
                    begin,
                    end,
                    size,
                    1);
        });
        check(places, state, new Expected(b[3], expected));
    }

    @Test
    void patchQueriesSeeTheirBytes() {
        int size = 6;
        Places places = new Places(random, 2, 3);
        int begins = places.column(5, 10, 0);
        int ends = places.column(10, 11, 0);
        int[] b = heads(places, 3, 8, 1, 2, 2, size);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        run(
                Grid.groups(3 * 2 * 4),
                step,
                state,
                c -> AttentionKernels.patchCrossAttention(c, step, table, state, SLOT, begins, ends),
                (g, c) -> once(g, table)
                        .task(
                                "kernel",
                                AttentionKernels::patchCrossAttention,
                                c,
                                step,
                                table,
                                state,
                                SLOT,
                                begins,
                                ends));
        Matrix expected = expect(2, 2 * 4 * size, (r, c) -> {
            int vector = c / size;
            return attention(
                    places.initial(b[0]),
                    places.initial(b[1]),
                    places.initial(b[2]),
                    r,
                    vector,
                    c % size,
                    vector % 4 / 2,
                    step.get(begins + r),
                    step.get(ends + r),
                    size,
                    1);
        });
        check(places, state, new Expected(b[3], expected));
    }

    @Test
    void bytesSeeTheVectorsOfTheirPatch() {
        int vectors = 3;
        int size = 6;
        Places places = new Places(random, 2, 3);
        int patches = places.column(1, 4, 0);
        int[] b = heads(places, 3, 5, vectors, 1, 2, size);
        IntArray step = places.step();
        IntArray table = places.table();
        FloatArray state = places.state();
        run(
                Grid.groups(3 * 4),
                step,
                state,
                c -> AttentionKernels.byteCrossAttention(c, step, table, state, SLOT, patches),
                (g, c) -> once(g, table)
                        .task("kernel", AttentionKernels::byteCrossAttention, c, step, table, state, SLOT, patches));
        Matrix expected = expect(2, 4 * size, (r, c) -> {
            int head = c / size;
            int begin = step.get(patches + r) * vectors;
            return attention(
                    places.initial(b[0]),
                    places.initial(b[1]),
                    places.initial(b[2]),
                    r,
                    head,
                    c % size,
                    head / 2,
                    begin,
                    begin + vectors,
                    size,
                    vectors);
        });
        check(places, state, new Expected(b[3], expected));
    }
}
