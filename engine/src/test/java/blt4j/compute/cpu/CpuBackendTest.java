package blt4j.compute.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.cpu.kernel.Kernels;
import blt4j.compute.cpu.kernel.PlainKernels;
import blt4j.compute.cpu.kernel.VectorKernels;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.weights.DType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs against their definition in double precision, for any split of the text into runs. */
class CpuBackendTest {
    private static final int BYTES = 120;

    @ParameterizedTest
    @CsvSource({
        // head size, heads, key/value heads, window, type
        "16, 2, 2, 0, F32",
        "20, 3, 1, 0, F32",
        "8, 4, 2, 24, BF16",
        "6, 4, 4, 17, F16",
        "64, 2, 2, 40, F32",
        "36, 8, 2, 0, BF16",
    })
    void equalsTheDefinitionForAnySplit(int headSize, int heads, int keyHeads, int window, DType dtype) {
        TinyModel model = new TinyModel(headSize, heads, keyHeads, window, dtype);
        check(model, new VectorKernels(), 2, new int[] {BYTES}, BYTES);
        check(model, new VectorKernels(), 1, new int[] {1, 2, 7, 64, 1, 1, 3, 50}, 5);
        check(model, new VectorKernels(), 3, new int[] {1}, 30);
        check(model, new PlainKernels(8), 2, new int[] {31, 1, 17}, 5);
    }

    /** More keys than attention looks at in one go, more queries than a unit has, and heads wider than a tile. */
    @ParameterizedTest
    @CsvSource({"24, 2, 2, 0", "24, 3, 1, 150", "264, 1, 1, 130"})
    void runsHundredsOfRowsAtOnce(int headSize, int heads, int keyHeads, int window) {
        TinyModel model = new TinyModel(headSize, heads, keyHeads, window, DType.F32);
        check(model, new VectorKernels(), 2, new int[] {CpuExecutor.MAX_ROWS, 1}, 2, CpuExecutor.MAX_ROWS + 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 150})
    void theNumberOfThreadsChangesNoBit(int window) {
        TinyModel model = new TinyModel(24, 3, 1, window, DType.F32);
        float[] expected = logits(model, 1);
        for (int threads : new int[] {2, 3, 7}) {
            assertArrayEquals(expected, logits(model, threads), 0f, threads + " threads");
        }
    }

    /** Of a text read in two chunks and a last byte, with kernels whose sums are the same before and after compilation. */
    private static float[] logits(TinyModel model, int threads) {
        int bytes = 330;
        Reference.Inputs inputs = inputs(bytes);
        List<Program> programs = List.of(model.encoder, model.patches, model.decoder);
        try (CpuBackend backend = new CpuBackend(threads, new PlainKernels(16));
                Executor executor = backend.load(programs, model.weights, Precision.STORED);
                TextCaches caches = executor.allocate(new Capacity(bytes, bytes, 5))) {
            Rows rows = new Rows(executor.maxRows());
            float[] logits = new float[260 * bytes];
            for (Program program : programs) {
                int total = program.unit() == Program.Unit.PATCH ? inputs.patchBegin().length : bytes;
                for (int start = 0; start < total; start += rows.count()) {
                    int n = start == 0 ? Math.min(300, total) : Math.min(total - start, start < 329 ? 29 : 1);
                    fill(rows.cover(start, n), inputs, program);
                    executor.run(program, caches, rows);
                    if (program.equals(model.decoder)) {
                        executor.read(program, caches, model.logits, 0, n, logits, 260 * start);
                    }
                }
            }
            return logits;
        }
    }

    private static void check(TinyModel model, Kernels kernels, int threads, int[] split, int rewind) {
        check(model, kernels, threads, split, rewind, BYTES);
    }

    private static void check(TinyModel model, Kernels kernels, int threads, int[] split, int rewind, int bytes) {
        Reference.Inputs inputs = inputs(bytes);
        Reference reference = new Reference(model.weights);
        reference.run(model.encoder, bytes, inputs);
        reference.run(model.patches, inputs.patchBegin().length, inputs);
        reference.run(model.decoder, bytes, inputs);
        try (CpuBackend backend = new CpuBackend(threads, kernels);
                Executor executor = backend.load(
                        List.of(model.encoder, model.patches, model.decoder), model.weights, Precision.STORED);
                TextCaches caches = executor.allocate(new Capacity(bytes, bytes, rewind))) {
            run(executor, model.encoder, caches, inputs, split, bytes, reference);
            run(executor, model.patches, caches, inputs, split, inputs.patchBegin().length, reference);
            run(executor, model.decoder, caches, inputs, split, bytes, reference);
        }
    }

    private static void run(
            Executor executor,
            Program program,
            TextCaches caches,
            Reference.Inputs inputs,
            int[] split,
            int total,
            Reference reference) {
        Rows rows = new Rows(executor.maxRows());
        for (int start = 0, i = 0; start < total; i++) {
            int n = Math.min(split[i % split.length], total - start);
            fill(rows.cover(start, n), inputs, program);
            executor.run(program, caches, rows);
            for (Buffer output : program.outputs()) {
                float[] got = new float[n * output.width()];
                executor.read(program, caches, output, output.cached() ? start : 0, n, got, 0);
                for (int j = 0; j < got.length; j++) {
                    double wanted = reference.of(output)[start + j / output.width()][j % output.width()];
                    int row = start + j / output.width();
                    assertEquals(wanted, got[j], 2e-4, () -> output.name() + ", row " + row);
                }
            }
            start += n;
        }
    }

    private static void fill(Rows rows, Reference.Inputs inputs, Program program) {
        for (int r = 0; r < rows.count(); r++) {
            int at = rows.start() + r;
            if (program.unit() == Program.Unit.BYTE) {
                rows.of(RowInput.ID)[r] = inputs.ids()[at];
                rows.of(RowInput.FIRST_VISIBLE)[r] = inputs.firstVisible()[at];
                rows.of(RowInput.PATCH)[r] = inputs.patch()[at];
                rows.of(RowInput.TEMPERATURE)[r] = inputs.temperatures()[at];
            } else {
                rows.of(RowInput.FIRST_VISIBLE)[r] = 0;
                rows.of(RowInput.PATCH_BEGIN)[r] = inputs.patchBegin()[at];
                rows.of(RowInput.PATCH_END)[r] = inputs.patchEnd()[at];
            }
        }
    }

    private static Reference.Inputs inputs(int bytes) {
        Random random = new Random(3);
        int[] ids = random.ints(bytes, 0, 260).toArray();
        int patches = bytes / 5;
        int[] begin = new int[patches];
        int[] end = new int[patches];
        for (int p = 0; p < patches; p++) {
            begin[p] = p * 5;
            end[p] = p * 5 + 5;
        }
        int[] first = new int[bytes];
        int[] patch = new int[bytes];
        for (int i = 0; i < bytes; i++) {
            first[i] = i < bytes / 3 ? 0 : bytes / 3;
            patch[i] = Math.min(i / 5, patches - 1);
        }
        int[] temperatures = random.doubles(bytes, 0.2, 3)
                .mapToInt(t -> Float.floatToRawIntBits((float) t))
                .toArray();
        return new Reference.Inputs(ids, first, begin, end, patch, temperatures);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BF16", "Q8", "F32"})
    void holdsProjectionsInOtherTypes(Precision precision) {
        TinyModel model = new TinyModel(16, 2, 2, 0, DType.BF16);
        double[] exact = lastLogits(model, Precision.STORED, BYTES);
        double[] got = lastLogits(model, precision, BYTES);
        double[] byteByByte = lastLogits(model, precision, 1);
        double largest = 0;
        double error = 0;
        for (int i = 0; i < exact.length; i++) {
            largest = Math.max(largest, Math.abs(exact[i]));
            error = Math.max(error, Math.abs(exact[i] - got[i]));
            assertEquals(got[i], byteByByte[i], 2e-4);
        }
        assertTrue(error <= (precision == Precision.Q8 ? 0.05 : 1e-5) * largest, "error " + error + " of " + largest);
        assertTrue(precision != Precision.Q8 || error > 0, "8 bits lose something");
    }

    private static double[] lastLogits(TinyModel model, Precision precision, int chunk) {
        Reference.Inputs inputs = inputs(BYTES);
        float[] logits = new float[260];
        try (CpuBackend backend = new CpuBackend(2);
                Executor executor =
                        backend.load(List.of(model.encoder, model.patches, model.decoder), model.weights, precision);
                TextCaches caches = executor.allocate(Capacity.of(BYTES))) {
            Rows rows = new Rows(executor.maxRows());
            for (Program program : List.of(model.encoder, model.patches, model.decoder)) {
                int total = program.unit() == Program.Unit.PATCH ? BYTES / 5 : BYTES;
                for (int start = 0; start < total; start += chunk) {
                    fill(rows.cover(start, Math.min(chunk, total - start)), inputs, program);
                    executor.run(program, caches, rows);
                }
            }
            executor.read(model.decoder, caches, model.logits, rows.count() - 1, 1, logits, 0);
        }
        double[] result = new double[260];
        for (int i = 0; i < 260; i++) {
            result[i] = logits[i];
        }
        return result;
    }

    @Test
    void copiesStandAlone() {
        TinyModel model = new TinyModel(16, 2, 2, 20, DType.F32);
        Reference.Inputs inputs = inputs(BYTES);
        Reference reference = new Reference(model.weights);
        reference.run(model.encoder, BYTES, inputs);
        try (CpuBackend backend = new CpuBackend(1);
                Executor executor = backend.load(List.of(model.encoder), model.weights, Precision.STORED);
                TextCaches caches = executor.allocate(new Capacity(BYTES, BYTES, 10))) {
            Rows rows = new Rows(executor.maxRows());
            fill(rows.cover(0, 80), inputs, model.encoder);
            executor.run(model.encoder, caches, rows);
            try (TextCaches copy = caches.copy(75, 0)) {
                fill(rows.cover(80, 40), inputs(BYTES), model.encoder);
                java.util.Arrays.fill(rows.of(RowInput.ID), 5);
                executor.run(model.encoder, caches, rows);
                fill(rows.cover(75, 45), inputs, model.encoder);
                executor.run(model.encoder, copy, rows);
                float[] got = new float[model.hidden.width()];
                executor.read(model.encoder, copy, model.hidden, 119, 1, got, 0);
                for (int j = 0; j < got.length; j++) {
                    assertEquals(reference.of(model.hidden)[119][j], got[j], 2e-4);
                }
            }
        }
    }

    @Test
    void aBlockNeedsFourWaits() {
        TinyModel model = new TinyModel(16, 2, 2, 0, DType.F32);
        try (CpuBackend backend = new CpuBackend(2);
                CpuExecutor executor =
                        (CpuExecutor) backend.load(List.of(model.encoder), model.weights, Precision.STORED)) {
            // Two blocks, then the cross-attention's norm and keys and values.
            assertEquals(2 * 4 + 1, executor.barriers(model.encoder));
        }
    }
}
