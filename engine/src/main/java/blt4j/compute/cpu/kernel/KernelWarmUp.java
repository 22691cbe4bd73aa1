package blt4j.compute.cpu.kernel;

import blt4j.weights.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Has kernels compiled by using them: every one on small arrays, in turns, until it is faster than another
 * implementation of it. Small, because the compiler counts calls and turns of loops, and an interpreted vector is slow.
 */
final class KernelWarmUp {
    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int WINS = 3;

    /** What is not the faster one after so many turns is not worth waiting for; by then it is compiled. */
    private static final int TURNS = 300;

    private static final int DEPTH = 32;
    private static final int WIDTH = 70;
    private static final int ROWS = 11;
    private static final int PANELS = 3;

    private final Kernels known;
    private final Kernels fresh;
    private final int lanes;
    private final float[] a;
    private final float[] b;
    private final float[] c;
    private final float[] state;
    private final float[] first;
    private final float[] last;
    private final List<Exercise> open = new ArrayList<>();

    /** A use of kernels, and how often in succession the fresh ones were faster. */
    private static final class Exercise {
        private final Consumer<Kernels> use;
        private int wins;
        private int turns;

        Exercise(Consumer<Kernels> use) {
            this.use = use;
        }
    }

    /** Prepares to exercise {@code fresh} kernels until they are faster than {@code known} ones. */
    KernelWarmUp(Kernels known, Kernels fresh) {
        this.known = known;
        this.fresh = fresh;
        this.lanes = fresh.lanes();
        int size = Math.max(PANELS * Kernels.STRIDE * lanes, (DEPTH + 1) * Kernels.STRIDE);
        this.a = new float[size];
        this.b = new float[size];
        this.c = new float[size];
        this.state = new float[3 * lanes];
        this.first = new float[lanes];
        this.last = new float[lanes];
        Arrays.fill(last, DEPTH / 2f);
    }

    /** Keeps numbers in a range in which arithmetic has no special cases. */
    private void refill() {
        for (int i = 0; i < a.length; i++) {
            a[i] = (i % 7 - 3) * 0.1f;
            b[i] = (i % 5 - 2) * 0.1f;
            c[i] = (i % 3 - 1) * 0.1f;
        }
        Arrays.fill(state, 1);
    }

    /** Runs every kernel until the JVM has compiled it: one to three seconds the first time in a process, then nothing. */
    void run() {
        try (Arena arena = Arena.ofConfined()) {
            projections(arena);
            attention();
            rows();
            while (!open.isEmpty()) {
                open.forEach(this::turn);
                open.removeIf(e -> e.wins == WINS || e.turns == TURNS);
            }
        }
    }

    private void turn(Exercise exercise) {
        refill();
        boolean faster = nanoseconds(exercise.use, fresh) <= nanoseconds(exercise.use, known);
        exercise.turns++;
        exercise.wins = faster ? exercise.wins + 1 : 0;
    }

    /** What one use takes. */
    private static double nanoseconds(Consumer<Kernels> use, Kernels kernels) {
        long began = System.nanoTime();
        int uses = 0;
        long took = 0;
        while (took < TURN) {
            use.accept(kernels);
            uses++;
            took = System.nanoTime() - began;
        }
        return (double) took / uses;
    }

    private void add(Consumer<Kernels> use) {
        open.add(new Exercise(use));
    }

    private void projections(Arena arena) {
        int step = DEPTH * lanes;
        int rows = fresh.tileRows();
        int out = rows * lanes;
        add(k -> {
            for (int from = 0; from < rows; from += k.tileRows()) {
                int n = Math.min(k.tileRows(), rows - from);
                k.tile(a, 0, n, DEPTH, b, 0, step, PANELS, c, 0, out, false);
                k.tile(a, 0, n, DEPTH, b, 0, step, PANELS, c, 0, out, true);
            }
        });
        add(k -> k.tileAcross(a, 0, rows, DEPTH, b, 0, step, PANELS, c, 0, out));
        add(k -> k.packRows(a, 0, DEPTH, rows, DEPTH, c));
        for (DType dtype : DType.values()) {
            Matrix m = matrix(dtype, arena);
            add(k -> {
                k.matVec(m, 1, ROWS, a, 0, 0, c, 0, b);
                k.matVec(m, 0, ROWS, a, 0, 1, c, 0, b);
            });
            add(k -> k.unpack(m, 1, 0, WIDTH, c, 0));
            int together = Math.min(known.tileRows(), fresh.tileRows());
            add(k -> k.packTile(m, 1, together, 1, WIDTH - 1, c, b));
        }
    }

    private static Matrix matrix(DType dtype, Arena arena) {
        MemorySegment data = arena.allocate((long) ROWS * WIDTH * dtype.bytes());
        MemorySegment scales = dtype == DType.Q8 ? arena.allocate((long) Float.BYTES * ROWS) : MemorySegment.NULL;
        return new Matrix(dtype, ROWS, WIDTH, data, scales);
    }

    private void attention() {
        add(k -> k.scores(a, 0, b, 0, WIDTH, ROWS, DEPTH, 0.1f, c));
        add(k -> k.exponentials(a, WIDTH, k.maximum(a, 0, WIDTH)));
        add(k -> k.weightedSum(a, b, 0, WIDTH, ROWS, DEPTH, c, 0));
        add(k -> k.softmaxPanel(a, 0, DEPTH, 0.1f, 0, first, last, true, state, 0));
        add(k -> k.softmaxPanel(a, 0, DEPTH, 0.1f, 0, first, last, false, state, 0));
    }

    private void rows() {
        float[] gain = Arrays.copyOf(b, WIDTH);
        add(k -> k.rmsNorm(a, 0, gain, 1e-5f, c, 0));
        add(k -> k.swiGlu(a, 0, b, 0, c, 0, WIDTH));
        add(k -> {
            k.add(a, 0, c, 0, WIDTH);
            k.max(a, 0, c, 0, WIDTH);
            k.scale(0.99f, c, 0, WIDTH);
        });
        add(k -> k.entropy(a, 0, WIDTH));
        float[] panelGain = Arrays.copyOf(b, DEPTH);
        add(k -> k.rmsNormPanel(a, 0, panelGain, 1e-5f, c, 0));
        add(k -> k.entropyPanel(a, 0, DEPTH, c, 0));
        add(k -> k.ropePanel(a, b, 0, c, 0, DEPTH));
        add(k -> {
            k.scalePanel(state, 0, c, 0, DEPTH);
            k.dividePanel(state, 0, c, 0, DEPTH);
        });
    }
}
