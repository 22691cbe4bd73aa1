package blt4j.compute.cpu.plan;

import blt4j.compute.Rows;
import blt4j.compute.cpu.kernel.Kernels;

/** The run in progress, as its steps see it. One per executor, reused. */
public final class RunContext {
    /** How many threads share the steps: the whole team, or the caller alone. */
    int threads;

    /** One for each thread. */
    public final Scratch[] scratch;

    /** What computes: chosen for the run before any thread begins it. */
    Kernels kernels;

    /** Which run it is: a number that no other of the last billions had. */
    int run;

    /** The position of the first row. */
    int start;

    /** The number of rows. */
    int count;

    /** The number of panels that hold them. */
    int panels;

    /** The text's caches; where rows are of several texts, nothing. */
    CpuTextCaches caches;

    /** The rows' integers. */
    Rows rows;

    /** Each row's text, and where in it the row stands; without one where all rows are of {@link #caches}. */
    private CpuTextCaches[] texts = {};

    private int[] positions = {};
    private boolean together;

    /** A context in which nothing runs yet. */
    public RunContext(int threads, Kernels kernels, int widest, CpuTextCaches nothing) {
        this.threads = threads;
        this.kernels = kernels;
        this.scratch = new Scratch[threads];
        for (int i = 0; i < threads; i++) {
            scratch[i] = new Scratch(kernels.lanes(), widest);
        }
        this.caches = nothing;
        this.rows = new Rows(1);
    }

    /** Sets what runs. */
    public void set(CpuTextCaches caches, Rows rows, Kernels kernels, int threads) {
        this.run++;
        this.threads = threads;
        this.kernels = kernels;
        this.caches = caches;
        this.rows = rows;
        this.start = rows.start();
        this.count = rows.count();
        this.panels = Math.ceilDiv(count, kernels.lanes());
        this.together = false;
    }

    /**
     * Sets that the rows are of several texts, one of each.
     *
     * @param newTexts whose each row is
     * @param newPositions where in its text each row stands
     * @param merged the integers of all rows; where they stand is not asked
     */
    public void setTogether(CpuTextCaches[] newTexts, int[] newPositions, Rows merged, Kernels kernels, int threads) {
        set(caches, merged, kernels, threads);
        this.texts = newTexts;
        this.positions = newPositions;
        this.together = true;
    }

    /** The caches of the text that a row of the run belongs to. */
    CpuTextCaches text(int row) {
        return together ? texts[row] : caches;
    }

    /** Where in its text a row of the run stands. */
    int position(int row) {
        return together ? positions[row] : start + row;
    }

    /** The rows that a panel holds. */
    int rowsOf(int panel, int lanes) {
        return Math.min(lanes, count - panel * lanes);
    }

    /** What one thread works in. */
    public static final class Scratch {
        /** Keys that attention looks at in one go, at most. */
        static final int KEYS = 128;

        /** Queries that one thread takes on, one head's, so that keys are laid out once for all of them. */
        static final int QUERIES = 256;

        /** Panels whose scores are computed together. */
        static final int TOGETHER = 2;

        /** Panels of {@link #QUERIES} queries. */
        final int panels;

        /** A tile of weights. */
        final float[] tile = new float[Kernels.MOST_ROWS * Kernels.STRIDE];

        /** The rows of a tile as they are read. */
        final float[] spare = new float[Kernels.MOST_ROWS * Kernels.STRIDE];

        /** The keys of one head, as tiles. */
        final float[] keys = new float[KEYS * Kernels.STRIDE];

        /** Its values. */
        final float[] values = new float[KEYS * Kernels.STRIDE];

        /** Scores of some panels of queries, or of one query. */
        final float[] scores;

        /** Their running softmaxes: maxima, sums, corrections. */
        final float[] state;

        /** The first key that each query of a panel sees, panel by panel. */
        final float[][] first;

        /** The last. */
        final float[][] last;

        /** One query's softmax. */
        final Attending.Running running = new Attending.Running();

        /** A row of the widest buffer. */
        final float[] row;

        /** Another. */
        final float[] result;

        Scratch(int lanes, int widest) {
            panels = QUERIES / lanes;
            scores = new float[TOGETHER * KEYS * lanes];
            state = new float[3 * panels * lanes];
            first = new float[panels][lanes];
            last = new float[panels][lanes];
            row = new float[widest];
            result = new float[widest];
        }
    }
}
