package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
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
    private static final float KEEP = 2f;
    private final RandomGenerator random = new Random(7);

    /** A kernel's grid: groups and threads in both directions; no groups for an {@code @Parallel} kernel. */
    record Grid(int groupsX, int groupsY, int sizeX, int sizeY) {
        static final Grid NONE = new Grid(0, 0, 0, 0);

        static Grid groups(int groups, int size) {
            return new Grid(groups, 1, size, 1);
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

    /** Checks the live rows of a buffer, and that the rest of the state is what it was. */
    private static void check(
            Places places, FloatArray before, FloatArray after, int out, int firstRow, int liveRows, Matrix expected) {
        Matrix actual = places.read(after, out);
        float[] rest = before.toHeapArray();
        float[] now = after.toHeapArray();
        int base = places.base(out);
        for (int r = 0; r < liveRows; r++) {
            int row = (firstRow + r) % actual.rows();
            for (int c = 0; c < actual.columns(); c++) {
                double tolerance = TOLERANCE * Math.max(1, Math.abs(expected.at(r, c)));
                assertEquals(expected.at(r, c), actual.at(row, c), tolerance, "row " + r + ", column " + c);
                rest[base + row * actual.columns() + c] = 0;
                now[base + row * actual.columns() + c] = 0;
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

    @Test
    void embeddingTakesTheRowsOfItsIds() {
        Places places = new Places(random, 3, 0);
        int ids = places.column(4, 0, 9, 7);
        int out = places.buffer(4, 5);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        FloatArray w = weights(11 + 10 * 5);
        run(
                Grid.NONE,
                step,
                state,
                c -> ElementKernels.embedding(step, w, state, 11, ids, out, 5, 4),
                (g, c) -> g.transferToDevice(DataTransferMode.FIRST_EXECUTION, w)
                        .task("kernel", ElementKernels::embedding, step, w, state, 11, ids, out, 5, 4));
        Matrix expected = expect(3, 5, (r, col) -> (double) w.get(11 + step.get(ids + r) * 5 + col));
        check(places, before, state, 0, 0, 3, expected);
    }

    @Test
    void copyWritesIntoARing() {
        Places places = new Places(random, 3, 12);
        int in = places.buffer(4, 5);
        int out = places.buffer(7, 5, 12);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        run(
                Grid.NONE,
                step,
                state,
                c -> ElementKernels.copy(step, state, in, out, 5, 4),
                (g, c) -> g.task("kernel", ElementKernels::copy, step, state, in, out, 5, 4));
        check(places, before, state, 1, 12 % 7, 3, places.initial(0));
    }

    @Test
    void addAddsGatheredRows() {
        Places places = new Places(random, 2, 0);
        int out = places.buffer(4, 6);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        FloatArray extra = weights(4 * 6);
        run(
                Grid.NONE,
                step,
                state,
                c -> ElementKernels.add(step, extra, state, out, 6, 4),
                (g, c) -> g.transferToDevice(DataTransferMode.EVERY_EXECUTION, extra)
                        .task("kernel", ElementKernels::add, step, extra, state, out, 6, 4));
        Matrix was = places.initial(0);
        check(places, before, state, 0, 0, 2, expect(2, 6, (r, c) -> (double) was.at(r, c) + extra.get(r * 6 + c)));
    }

    @Test
    void swiGluGates() {
        Places places = new Places(random, 3, 0);
        int gate = places.buffer(4, 9);
        int up = places.buffer(4, 9);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        run(
                Grid.NONE,
                step,
                state,
                c -> ElementKernels.swiGlu(step, state, gate, up, gate, 9, 4),
                (g, c) -> g.task("kernel", ElementKernels::swiGlu, step, state, gate, up, gate, 9, 4));
        Matrix expected = expect(3, 9, (r, c) -> {
            double x = places.initial(0).at(r, c);
            return x / (1 + Math.exp(-x)) * places.initial(1).at(r, c);
        });
        check(places, before, state, 0, 0, 3, expected);
    }

    @Test
    void ropeTurnsAdjacentPairs() {
        int headSize = 6;
        Places places = new Places(random, 3, 37);
        int out = places.buffer(5, 12, 37);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        FloatArray w =
                FloatArray.fromElements(99f, 1f, (float) Math.pow(10000, -2 / 6d), (float) Math.pow(10000, -4 / 6d));
        run(
                Grid.NONE,
                step,
                state,
                c -> ElementKernels.rope(step, w, state, 1, out, 12, headSize, 4),
                (g, c) -> g.transferToDevice(DataTransferMode.FIRST_EXECUTION, w)
                        .task("kernel", ElementKernels::rope, step, w, state, 1, out, 12, headSize, 4));
        Matrix was = places.initial(0);
        Matrix expected = expect(3, 12, (r, c) -> {
            int row = (37 + r) % 5;
            double angle = (37 + r) * (double) w.get(1 + c / 2 % 3);
            double x = was.at(row, c / 2 * 2);
            double y = was.at(row, c / 2 * 2 + 1);
            return c % 2 == 0 ? x * Math.cos(angle) - y * Math.sin(angle) : x * Math.sin(angle) + y * Math.cos(angle);
        });
        check(places, before, state, 0, 37 % 5, 3, expected);
    }

    @Test
    void poolingTakesTheLargest() {
        Places places = new Places(random, 2, 5);
        int begins = places.column(8, 11, 0);
        int ends = places.column(11, 12, 0);
        int in = places.buffer(10, 6, 0);
        int out = places.buffer(3, 6);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        run(
                Grid.NONE,
                step,
                state,
                c -> ElementKernels.patchPooling(step, state, in, begins, ends, out, 6, 3),
                (g, c) -> g.task("kernel", ElementKernels::patchPooling, step, state, in, begins, ends, out, 6, 3));
        Matrix bytes = places.initial(0);
        Matrix expected = expect(2, 6, (r, c) -> {
            double max = Double.NEGATIVE_INFINITY;
            for (int b = step.get(begins + r); b < step.get(ends + r); b++) {
                max = Math.max(max, bytes.at(b % 10, c));
            }
            return max;
        });
        check(places, before, state, 1, 0, 2, expected);
    }

    @Test
    void rmsNormNormsEachSlice() {
        int width = 70;
        Places places = new Places(random, 2, 0);
        int in = places.buffer(3, 2 * width);
        int out = places.buffer(3, 2 * width);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        FloatArray w = weights(3 + width);
        run(
                Grid.groups(6, RowKernels.GROUP),
                step,
                state,
                c -> RowKernels.rmsNorm(c, step, w, state, in, 3, 1e-5f, out, width, 2),
                (g, c) -> g.transferToDevice(DataTransferMode.FIRST_EXECUTION, w)
                        .task("kernel", RowKernels::rmsNorm, c, step, w, state, in, 3, 1e-5f, out, width, 2));
        Matrix x = places.initial(0);
        Matrix expected = expect(2, 2 * width, (r, c) -> {
            int slice = c / width * width;
            double square = sum(width, i -> Math.pow(x.at(r, slice + i), 2)) / width;
            return x.at(r, c) / Math.sqrt(square + 1e-5) * w.get(3 + c % width);
        });
        check(places, before, state, 1, 0, 2, expected);
    }

    @Test
    void entropyIsThatOfTheSoftmax() {
        Places places = new Places(random, 2, 0);
        int logits = places.buffer(3, 260);
        int out = places.buffer(3, 1);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        run(
                Grid.groups(3, RowKernels.GROUP),
                step,
                state,
                c -> RowKernels.entropy(c, step, state, logits, out, 260),
                (g, c) -> g.task("kernel", RowKernels::entropy, c, step, state, logits, out, 260));
        Matrix x = places.initial(0);
        Matrix expected = expect(2, 1, (r, c) -> {
            double all = sum(260, i -> Math.exp(x.at(r, i)));
            return -sum(260, i -> Math.exp(x.at(r, i)) / all * Math.log(Math.exp(x.at(r, i)) / all));
        });
        check(places, before, state, 1, 0, 2, expected);
    }

    @Test
    void hashEmbeddingHashesIn64Bits() {
        int entries = 1013;
        int width = 8;
        int[] history = {0, 0, 0, 0, 1, 100, 259, 33, 7};
        LongArray primes = LongArray.fromElements(1000000007L, 9576890767L, 3, 5, 4);
        Places places = new Places(random, 4, 0);
        int ids = places.column(history) + 4;
        int out = places.buffer(5, width);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        FloatArray w = weights(6 * entries * width);
        run(
                Grid.groups(5, RowKernels.GROUP),
                step,
                state,
                c -> RowKernels.hashEmbedding(c, step, primes, w, state, 0, ids, 2, 3, entries, out, width),
                (g, c) -> g.transferToDevice(DataTransferMode.FIRST_EXECUTION, w, primes)
                        .task(
                                "kernel",
                                RowKernels::hashEmbedding,
                                c,
                                step,
                                primes,
                                w,
                                state,
                                0,
                                ids,
                                2,
                                3,
                                entries,
                                out,
                                width));
        Matrix expected = expect(4, width, (r, c) -> {
            double sum = places.initial(0).at(r, c);
            for (int t = 0; t < 6; t++) {
                int n = (int) primes.get(2 + t % 3);
                long hash = 0;
                long power = 1;
                for (int k = 0; k < n; k++) {
                    hash += history[4 + r - n + 1 + k] * power;
                    power *= primes.get(t / 3);
                }
                sum += w.get((t * entries + (int) Math.floorMod(hash, (long) entries)) * width + c);
            }
            return sum;
        });
        check(places, before, state, 0, 0, 4, expected);
    }

    private Matrix product(Matrix in, FloatArray w, int weight, Matrix was, int rows, int inputs, int outputs) {
        return expect(rows, was.columns(), (r, c) -> {
            int slice = c / outputs;
            int output = c % outputs;
            return KEEP * was.at(r, c)
                    + sum(inputs, i -> (double) in.at(r, slice * inputs + i) * w.get(weight + output * inputs + i));
        });
    }

    @Test
    void matrixVectorProjectsEachSlice() {
        int inputs = 333;
        int outputs = 5;
        Places places = new Places(random, 2, 0);
        int in = places.buffer(3, 2 * inputs);
        int out = places.buffer(3, 2 * outputs);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        FloatArray w = weights(9 + inputs * outputs);
        run(
                Grid.groups(3 * 2 * outputs, MatrixKernels.GROUP),
                step,
                state,
                c -> MatrixKernels.matrixVector(c, step, w, state, in, 9, KEEP, out, inputs, outputs, 2),
                (g, c) -> g.transferToDevice(DataTransferMode.FIRST_EXECUTION, w)
                        .task(
                                "kernel",
                                MatrixKernels::matrixVector,
                                c,
                                step,
                                w,
                                state,
                                in,
                                9,
                                KEEP,
                                out,
                                inputs,
                                outputs,
                                2));
        check(places, before, state, 1, 0, 2, product(places.initial(0), w, 9, places.initial(1), 2, inputs, outputs));
    }

    @Test
    void matrixMatrixProjectsManyRows() {
        int inputs = 37;
        int outputs = 70;
        int rows = 19;
        Places places = new Places(random, rows, 0);
        int in = places.buffer(24, 2 * inputs);
        int out = places.buffer(24, 2 * outputs);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        FloatArray w = weights(9 + inputs * outputs);
        run(
                new Grid(2, 3, MatrixKernels.TILE, MatrixKernels.TILE),
                step,
                state,
                c -> MatrixKernels.matrixMatrix(c, step, w, state, in, 9, KEEP, out, inputs, outputs, 2),
                (g, c) -> g.transferToDevice(DataTransferMode.FIRST_EXECUTION, w)
                        .task(
                                "kernel",
                                MatrixKernels::matrixMatrix,
                                c,
                                step,
                                w,
                                state,
                                in,
                                9,
                                KEEP,
                                out,
                                inputs,
                                outputs,
                                2));
        check(
                places,
                before,
                state,
                1,
                0,
                rows,
                product(places.initial(0), w, 9, places.initial(1), rows, inputs, outputs));
    }

    /** Attention of query vector {@code vector} of row {@code r} over keys of head {@code shared}. */
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

    @Test
    void selfAttentionSeesItsWindow() {
        int heads = 4;
        int keyValueHeads = 2;
        int size = 10;
        int start = 190;
        int window = 150;
        Places places = new Places(random, 3, start);
        int firsts = places.column(0, 100, 192, 0);
        int q = places.buffer(4, heads * size);
        int k = places.buffer(170, keyValueHeads * size, start);
        int v = places.buffer(170, keyValueHeads * size, start);
        int out = places.buffer(4, heads * size);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        run(
                Grid.groups(4 * heads, AttentionKernels.GROUP),
                step,
                state,
                c -> AttentionKernels.selfAttention(
                        c, step, state, q, k, v, firsts, window, heads, keyValueHeads, size, out),
                (g, c) -> g.task(
                        "kernel",
                        AttentionKernels::selfAttention,
                        c,
                        step,
                        state,
                        q,
                        k,
                        v,
                        firsts,
                        window,
                        heads,
                        keyValueHeads,
                        size,
                        out));
        Matrix expected = expect(3, heads * size, (r, c) -> {
            int end = start + r + 1;
            int begin = Math.max(step.get(firsts + r), end - window);
            int head = c / size;
            int shared = head * keyValueHeads / heads;
            return attention(
                    places.initial(0),
                    places.initial(1),
                    places.initial(2),
                    r,
                    head,
                    c % size,
                    shared,
                    begin,
                    end,
                    size,
                    1);
        });
        check(places, before, state, 3, 0, 3, expected);
    }

    @Test
    void patchQueriesSeeTheirBytes() {
        int queries = 2;
        int heads = 4;
        int keyValueHeads = 2;
        int size = 6;
        Places places = new Places(random, 2, 3);
        int begins = places.column(5, 10, 0);
        int ends = places.column(10, 11, 0);
        int q = places.buffer(3, queries * heads * size);
        int k = places.buffer(8, keyValueHeads * size, 0);
        int v = places.buffer(8, keyValueHeads * size, 0);
        int out = places.buffer(3, queries * heads * size);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        run(
                Grid.groups(3 * queries * heads, AttentionKernels.GROUP),
                step,
                state,
                c -> AttentionKernels.patchCrossAttention(
                        c, step, state, q, k, v, begins, ends, queries, heads, keyValueHeads, size, out),
                (g, c) -> g.task(
                        "kernel",
                        AttentionKernels::patchCrossAttention,
                        c,
                        step,
                        state,
                        q,
                        k,
                        v,
                        begins,
                        ends,
                        queries,
                        heads,
                        keyValueHeads,
                        size,
                        out));
        Matrix expected = expect(2, queries * heads * size, (r, c) -> {
            int vector = c / size;
            int shared = vector % heads * keyValueHeads / heads;
            return attention(
                    places.initial(0),
                    places.initial(1),
                    places.initial(2),
                    r,
                    vector,
                    c % size,
                    shared,
                    step.get(begins + r),
                    step.get(ends + r),
                    size,
                    1);
        });
        check(places, before, state, 3, 0, 2, expected);
    }

    @Test
    void bytesSeeTheVectorsOfTheirPatch() {
        int vectors = 3;
        int heads = 4;
        int keyValueHeads = 2;
        int size = 6;
        Places places = new Places(random, 2, 3);
        int patches = places.column(1, 4, 0);
        int q = places.buffer(3, heads * size);
        int k = places.buffer(5, vectors * keyValueHeads * size, 0);
        int v = places.buffer(5, vectors * keyValueHeads * size, 0);
        int out = places.buffer(3, heads * size);
        IntArray step = places.step();
        FloatArray state = places.state();
        FloatArray before = places.state();
        run(
                Grid.groups(3 * heads, AttentionKernels.GROUP),
                step,
                state,
                c -> AttentionKernels.byteCrossAttention(
                        c, step, state, q, k, v, patches, vectors, heads, keyValueHeads, size, out),
                (g, c) -> g.task(
                        "kernel",
                        AttentionKernels::byteCrossAttention,
                        c,
                        step,
                        state,
                        q,
                        k,
                        v,
                        patches,
                        vectors,
                        heads,
                        keyValueHeads,
                        size,
                        out));
        Matrix expected = expect(2, heads * size, (r, c) -> {
            int head = c / size;
            int begin = step.get(patches + r) * vectors;
            return attention(
                    places.initial(0),
                    places.initial(1),
                    places.initial(2),
                    r,
                    head,
                    c % size,
                    head * keyValueHeads / heads,
                    begin,
                    begin + vectors,
                    size,
                    vectors);
        });
        check(places, before, state, 3, 0, 2, expected);
    }
}
