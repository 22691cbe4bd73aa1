package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TextRows;
import blt4j.compute.cpu.CpuBackend;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every op by itself, lowered to its kernel as the backend does it, against the CPU's. It runs as plain Java in one test
 * class and on the device in the other, each in a JVM of its own: once a subclass of KernelContext is loaded, TornadoVM's
 * compiler takes its barrier for the real one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OpTest {
    private static final double TOLERANCE = 5e-5;

    /** Rows of the runs, over and over: single ones, tiles that are full, tiles that are not. */
    private static final int[] SPLIT = {1, 19, 1, 1, 70, 16, 23};

    /** The last rows of texts, which are run together: after different beginnings. */
    private static final int[] LEFT = {3, 1, 2};

    private static final Capacity CAPACITY = new Capacity(OpCases.BYTES, OpCases.patches(), 0);

    private final OpCases cases = new OpCases();
    private final CpuBackend cpu = new CpuBackend(1);
    private List<Executor> executors = List.of();

    /** Loads programs for the kernels. */
    abstract Executor load(OpCases model);

    @BeforeAll
    void loadAll() {
        executors = List.of(cpu.load(cases.programs(), cases, Precision.STORED), load(cases));
        assertEquals(LEFT.length, executors.getLast().reserve(CAPACITY, LEFT.length));
    }

    @AfterAll
    void close() {
        executors.forEach(Executor::close);
        cpu.close();
    }

    List<OpCases.Case> cases() {
        return cases.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsTheCpuDoes(OpCases.Case wanted) {
        compare(wanted, executors.getLast());
    }

    /** Texts that differ in what they say and how far they are, a row each at once, fewer and fewer of them. */
    @ParameterizedTest
    @MethodSource("cases")
    void answersTogetherAsTheCpuDoesAlone(OpCases.Case wanted) {
        compareTogether(wanted, executors.getLast());
    }

    /** Runs a case's programs for several texts, on the CPU one by one and on another executor together. */
    void compareTogether(OpCases.Case wanted, Executor actual) {
        Executor expected = executors.getFirst();
        List<TextCaches> ofCpu = new ArrayList<>();
        List<TextCaches> ofKernels = new ArrayList<>();
        try {
            for (int text = 0; text < LEFT.length; text++) {
                ofCpu.add(expected.allocate(CAPACITY));
                ofKernels.add(actual.allocate(CAPACITY));
            }
            for (Program program : wanted.programs()) {
                int total = rowsTogether(wanted, program);
                for (int text = 0; text < LEFT.length; text++) {
                    readFirst(program, text, total, expected, ofCpu.get(text));
                    readFirst(program, text, total, actual, ofKernels.get(text));
                }
                for (int row = 0; row < LEFT[0]; row++) {
                    readTogether(program, row, total, ofCpu, actual, ofKernels);
                }
            }
        } finally {
            ofCpu.forEach(TextCaches::close);
            ofKernels.forEach(TextCaches::close);
        }
    }

    /** Runs all rows but the last, in runs of many rows and of one. */
    private static void readFirst(Program program, int text, int total, Executor executor, TextCaches caches) {
        int end = total - LEFT[text];
        Rows rows = new Rows(72);
        for (int start = 0; start < end; start += rows.count()) {
            fill(rows.cover(start, Math.min(72, end - start)), program, text);
            executor.run(program, caches, rows);
        }
    }

    private void readTogether(
            Program program, int row, int total, List<TextCaches> ofCpu, Executor actual, List<TextCaches> ofKernels) {
        List<TextRows> parts = new ArrayList<>();
        List<Integer> texts = new ArrayList<>();
        for (int text = LEFT.length - 1; text >= 0; text--) {
            if (row < LEFT[text]) {
                Rows rows = new Rows(1).cover(total - LEFT[text] + row, 1);
                fill(rows, program, text);
                executors.getFirst().run(program, ofCpu.get(text), rows);
                parts.add(new TextRows(ofKernels.get(text), rows));
                texts.add(text);
            }
        }
        actual.runTogether(program, parts);
        for (int i = 0; i < parts.size(); i++) {
            for (Buffer output : program.outputs()) {
                Rows rows = parts.get(i).rows();
                compare(
                        output,
                        rows,
                        read(executors.getFirst(), program, ofCpu.get(texts.get(i)), output, rows),
                        read(actual, program, ofKernels.get(texts.get(i)), output, rows));
            }
        }
    }

    /** The whole text where rows look back; else a little, as emulation takes its time. */
    private static int rowsTogether(OpCases.Case wanted, Program program) {
        boolean looksBack = wanted.programs().size() > 1
                || wanted.name().contains("attention")
                || wanted.name().contains("ring");
        return looksBack ? rows(program) : 20;
    }

    private static int rows(Program program) {
        return program.unit() == Program.Unit.BYTE ? OpCases.BYTES : OpCases.patches();
    }

    OpCases model() {
        return cases;
    }

    /** Runs a case's programs on the CPU and on another executor. */
    void compare(OpCases.Case wanted, Executor actual) {
        Executor expected = executors.getFirst();
        try (TextCaches ofCpu = expected.allocate(CAPACITY);
                TextCaches ofKernels = actual.allocate(CAPACITY)) {
            for (Program program : wanted.programs()) {
                int total = rows(program);
                Rows rows = new Rows(72);
                for (int start = 0, i = 0; start < total; start += rows.count(), i++) {
                    fill(rows.cover(start, Math.min(SPLIT[i % SPLIT.length], total - start)), program, 0);
                    expected.run(program, ofCpu, rows);
                    actual.run(program, ofKernels, rows);
                    for (Buffer output : program.outputs()) {
                        compare(
                                output,
                                rows,
                                read(expected, program, ofCpu, output, rows),
                                read(actual, program, ofKernels, output, rows));
                    }
                }
            }
        }
    }

    private static void fill(Rows rows, Program program, int text) {
        for (int r = 0; r < rows.count(); r++) {
            int at = rows.start() + r;
            if (program.unit() == Program.Unit.BYTE) {
                rows.of(RowInput.ID)[r] = OpCases.id(at + 5 * text);
                rows.of(RowInput.FIRST_VISIBLE)[r] = at < 90 ? 0 : 90;
                rows.of(RowInput.PATCH)[r] = at * OpCases.patches() / OpCases.BYTES;
                rows.of(RowInput.TEMPERATURE)[r] = Float.floatToRawIntBits(0.1f + at / 30f);
            } else {
                rows.of(RowInput.PATCH_BEGIN)[r] = OpCases.patchBegin(at);
                rows.of(RowInput.PATCH_END)[r] = OpCases.patchBegin(at + 1);
            }
        }
    }

    private static float[] read(Executor executor, Program program, TextCaches caches, Buffer output, Rows rows) {
        float[] values = new float[rows.count() * output.width()];
        executor.read(program, caches, output, output.cached() ? rows.start() : 0, rows.count(), values, 0);
        return values;
    }

    private static void compare(Buffer output, Rows rows, float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            int row = rows.start() + i / output.width();
            int column = i % output.width();
            assertEquals(
                    expected[i],
                    actual[i],
                    TOLERANCE * Math.max(1, Math.abs(expected[i])),
                    () -> output.name() + ", row " + row + ", column " + column);
        }
    }
}
