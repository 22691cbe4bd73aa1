package blt4j.compute.cpu.kernel;

/**
 * Plain kernels for the first moments of a process, vector kernels from then on.
 *
 * <p>Code on the Vector API is fast once the optimizing compiler has been at it, and hundreds of times slower than a
 * plain loop before: a second goes by until it is worth its while. A short text is through by then. So the first runs,
 * up to {@link #ENOUGH} multiplications, are plain. The switch comes between two runs and depends on nothing but the
 * work, so that the same calls give the same bits each time.
 */
public final class FirstPlainKernels implements Kernels {
    /** What plain loops do in about a third of a second; four thousand bytes of a small entropy model. */
    static final long ENOUGH = 1_500_000_000;

    private final Kernels plain;
    private final Kernels vector;
    private Kernels now;
    private long work;
    private boolean first = true;
    private volatile boolean warm;

    /** Begins with {@code plain}, whose panels have as many rows as those of {@code vector}. */
    public FirstPlainKernels(Kernels plain, Kernels vector) {
        this.plain = plain;
        this.vector = vector;
        this.now = plain;
    }

    /** Chooses for a run, before any thread begins it. */
    public void choose(long multiplications) {
        if (first) {
            work += multiplications;
            first = !warm && work <= ENOUGH;
            now = first ? plain : vector;
        }
    }

    /** Has the vector kernels compiled, on the caller's thread, and chosen from then on. */
    public void warmUp() {
        if (!warm) {
            new KernelWarmUp(plain, vector).run();
            warm = true;
        }
    }

    @Override
    public int lanes() {
        return vector.lanes();
    }

    @Override
    public String describe() {
        return vector.describe();
    }

    @Override
    public void unpack(Matrix m, int row, int column, int count, float[] into, int at) {
        now.unpack(m, row, column, count, into, at);
    }

    @Override
    public void matVec(Matrix m, int from, int to, float[] x, int x0, float beta, float[] y, int y0, float[] spare) {
        now.matVec(m, from, to, x, x0, beta, y, y0, spare);
    }

    @Override
    public void rmsNorm(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0) {
        now.rmsNorm(in, in0, gain, epsilon, out, out0);
    }

    @Override
    public void swiGlu(float[] gate, int gate0, float[] up, int up0, float[] out, int out0, int count) {
        now.swiGlu(gate, gate0, up, up0, out, out0, count);
    }

    @Override
    public void add(float[] x, int x0, float[] y, int y0, int count) {
        now.add(x, x0, y, y0, count);
    }

    @Override
    public void max(float[] x, int x0, float[] y, int y0, int count) {
        now.max(x, x0, y, y0, count);
    }

    @Override
    public void scale(float factor, float[] y, int y0, int count) {
        now.scale(factor, y, y0, count);
    }

    @Override
    public void scores(
            float[] query,
            int query0,
            float[] keys,
            int keys0,
            int stride,
            int count,
            int size,
            float scale,
            float[] scores) {
        now.scores(query, query0, keys, keys0, stride, count, size, scale, scores);
    }

    @Override
    public float exponentials(float[] x, int count, float max) {
        return now.exponentials(x, count, max);
    }

    @Override
    public float maximum(float[] x, int from, int count) {
        return now.maximum(x, from, count);
    }

    @Override
    public void weightedSum(
            float[] weights, float[] values, int values0, int stride, int count, int size, float[] out, int out0) {
        now.weightedSum(weights, values, values0, stride, count, size, out, out0);
    }

    @Override
    public float entropy(float[] logits, int logits0, int count) {
        return now.entropy(logits, logits0, count);
    }

    @Override
    public int tileRows() {
        return now.tileRows();
    }

    @Override
    public void packTile(Matrix m, int row, int rows, int column, int depth, float[] tile, float[] spare) {
        now.packTile(m, row, rows, column, depth, tile, spare);
    }

    @Override
    public void packRows(float[] rows, int rows0, int stride, int count, int depth, float[] tiles) {
        now.packRows(rows, rows0, stride, count, depth, tiles);
    }

    @Override
    public void tile(
            float[] w,
            int w0,
            int rows,
            int depth,
            float[] a,
            int a0,
            int aStep,
            int panels,
            float[] c,
            int c0,
            int cStep,
            boolean add) {
        now.tile(w, w0, rows, depth, a, a0, aStep, panels, c, c0, cStep, add);
    }

    @Override
    public void tileAcross(
            float[] w,
            int w0,
            int rows,
            int depth,
            float[] a,
            int a0,
            int aStep,
            int panels,
            float[] c,
            int c0,
            int cStep) {
        now.tileAcross(w, w0, rows, depth, a, a0, aStep, panels, c, c0, cStep);
    }

    @Override
    public void rmsNormPanel(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0) {
        now.rmsNormPanel(in, in0, gain, epsilon, out, out0);
    }

    @Override
    public void entropyPanel(float[] logits, int logits0, int count, float[] out, int out0) {
        now.entropyPanel(logits, logits0, count, out, out0);
    }

    @Override
    public void softmaxPanel(
            float[] scores,
            int scores0,
            int count,
            float scale,
            int firstKey,
            float[] first,
            float[] last,
            boolean masked,
            float[] state,
            int state0) {
        now.softmaxPanel(scores, scores0, count, scale, firstKey, first, last, masked, state, state0);
    }

    @Override
    public void scalePanel(float[] factors, int factors0, float[] panel, int panel0, int rows) {
        now.scalePanel(factors, factors0, panel, panel0, rows);
    }

    @Override
    public void dividePanel(float[] divisors, int divisors0, float[] panel, int panel0, int rows) {
        now.dividePanel(divisors, divisors0, panel, panel0, rows);
    }

    @Override
    public void ropePanel(float[] cos, float[] sin, int angles0, float[] x, int x0, int size) {
        now.ropePanel(cos, sin, angles0, x, x0, size);
    }
}
