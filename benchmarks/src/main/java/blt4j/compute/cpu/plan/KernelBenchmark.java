package blt4j.compute.cpu.plan;

import blt4j.compute.Capacity;
import blt4j.compute.Rows;
import blt4j.compute.cpu.kernel.Conversion;
import blt4j.compute.cpu.kernel.Kernels;
import blt4j.compute.cpu.kernel.Matrix;
import blt4j.compute.cpu.kernel.PlainKernels;
import blt4j.compute.cpu.kernel.VectorKernels;
import blt4j.program.Buffer;
import blt4j.weights.DType;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels on one thread, in the sizes of a 512-wide layer with heads of 64, with the Vector API and in plain Java.
 *
 * <p>{@link #matMul} is 512³: 268 million floating-point operations a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class KernelBenchmark {
    private static final int WIDTH = 512;
    private static final int ROWS = 512;
    private static final int HEAD = 64;
    private static final int CONTEXT = 1024;

    /** Which implementation. */
    @Param({"vector", "plain"})
    public String kernels = "vector";

    private final Arena arena = Arena.ofShared();
    private Setting setting = new Setting(new PlainKernels(8), arena);

    /** What a benchmark works on. */
    private static final class Setting {
        final Kernels kernels;
        final Matrix f32;
        final Matrix bf16;
        final Matrix q8;
        final RunContext context;
        final PanelMatMul matMul;
        final PanelAttention attention;
        final Attending attending;
        final float[] gain = numbers(WIDTH);
        final float[] row = numbers(WIDTH);
        final float[] result = new float[WIDTH];
        final float[] spare = new float[WIDTH];
        final float[] keys = numbers(CONTEXT * WIDTH);
        final float[] values = numbers(CONTEXT * WIDTH);
        final Operand.Activations activations = new Operand.Activations();

        Setting(Kernels kernels, Arena arena) {
            this.kernels = kernels;
            float[] numbers = numbers(WIDTH * WIDTH);
            Matrix heap = Matrix.of(DType.F32, WIDTH, WIDTH, java.lang.foreign.MemorySegment.ofArray(numbers));
            this.bf16 = Conversion.convert("w", heap, DType.BF16, arena, kernels);
            this.f32 = Conversion.convert("w", bf16, DType.F32, arena, kernels);
            this.q8 = Conversion.convert("w", heap, DType.Q8, arena, kernels);
            activations.shared = new float[][] {numbers(ROWS * WIDTH), numbers(ROWS * WIDTH)};
            Operand in = new Operand(Operand.Kind.SHARED, 0, WIDTH, activations);
            Operand out = new Operand(Operand.Kind.SHARED, 1, WIDTH, activations);
            Operand keySlot = new Operand(Operand.Kind.CACHE, 0, WIDTH, activations);
            Operand valueSlot = new Operand(Operand.Kind.CACHE, 1, WIDTH, activations);
            List<CpuTextCaches.Cache> caches = List.of(
                    new CpuTextCaches.Cache(Buffer.byteCache("keys", WIDTH, 0), WIDTH / HEAD),
                    new CpuTextCaches.Cache(Buffer.byteCache("values", WIDTH, 0), WIDTH / HEAD));
            CpuTextCaches memory = new CpuTextCaches(Capacity.of(CONTEXT), caches, 0, ROWS);
            memory.ensureCache(0, CONTEXT);
            memory.ensureCache(1, CONTEXT);
            this.context = new RunContext(1, kernels, WIDTH, memory);
            context.set(memory, new Rows(ROWS).cover(CONTEXT - ROWS, ROWS), kernels, 1);
            this.matMul = new PanelMatMul(in, f32, 0, out);
            this.attention = new PanelAttention(in, keySlot, valueSlot, WIDTH / HEAD, WIDTH / HEAD, HEAD, 0, out);
            this.attending = new Attending(HEAD);
        }

        private static float[] numbers(int count) {
            Random random = new Random(5);
            float[] numbers = new float[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            return numbers;
        }
    }

    /** Makes what is worked on. */
    @Setup(Level.Trial)
    public void prepare() {
        setting = new Setting(kernels.equals("vector") ? new VectorKernels() : new PlainKernels(8), arena);
    }

    /** Frees it. */
    @TearDown(Level.Trial)
    public void free() {
        arena.close();
    }

    /** 512 rows times 512 × 512 weights. */
    @Benchmark
    public float[] matMul() {
        setting.matMul.run(setting.context, 0);
        return setting.activations.shared[1];
    }

    private float[] matVec(Matrix m) {
        setting.kernels.matVec(m, 0, WIDTH, setting.row, 0, 0, setting.result, 0, setting.spare);
        return setting.result;
    }

    /** One row times 512 × 512 weights. */
    @Benchmark
    public float[] matVecF32() {
        return matVec(setting.f32);
    }

    /** The same with weights in bfloat16. */
    @Benchmark
    public float[] matVecBf16() {
        return matVec(setting.bf16);
    }

    /** The same with weights in 8 bits. */
    @Benchmark
    public float[] matVecQ8() {
        return matVec(setting.q8);
    }

    /** 512 queries of 8 heads over up to 1024 keys. */
    @Benchmark
    public float[] attentionOfManyRows() {
        setting.attention.run(setting.context, 0);
        return setting.activations.shared[1];
    }

    /** One query of 8 heads over 1024 keys. */
    @Benchmark
    public float[] attentionOfOneRow() {
        Setting s = setting;
        Attending.Running running = s.context.scratch[0].running;
        float[] scores = s.context.scratch[0].scores;
        for (int head = 0; head < WIDTH; head += HEAD) {
            int at = head * CONTEXT;
            s.attending.begin(running, s.result, head);
            s.attending.add(
                    s.kernels, running, s.row, head, s.keys, at, s.values, at, HEAD, CONTEXT, scores, s.result, head);
            s.attending.end(s.kernels, running, s.result, head);
        }
        return s.result;
    }

    /** A row of 512. */
    @Benchmark
    public float[] rmsNorm() {
        setting.kernels.rmsNorm(setting.row, 0, setting.gain, 1e-5f, setting.result, 0);
        return setting.result;
    }

    /** A row of 512. */
    @Benchmark
    public float[] swiGlu() {
        setting.kernels.swiGlu(setting.row, 0, setting.gain, 0, setting.result, 0, WIDTH);
        return setting.result;
    }

    /** A distribution over 260 ids. */
    @Benchmark
    public float entropy() {
        return setting.kernels.entropy(setting.row, 0, 260);
    }
}
