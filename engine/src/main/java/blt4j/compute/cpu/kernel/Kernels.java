package blt4j.compute.cpu.kernel;

/**
 * The arithmetic of the CPU backend on flat arrays. There are two implementations, one with the Vector API and one in
 * plain Java, and each is the other's test.
 *
 * <p>Two layouts occur. A <em>row</em> is a run of consecutive numbers. A <em>panel</em> holds up to {@link #lanes()}
 * rows side by side: number {@code j} of row {@code r} lies at {@code j · lanes + r}. Over panels every kernel works on
 * whole vectors whose lanes are rows, so nothing is ever summed across a vector and odd widths cost nothing.
 */
public interface Kernels {
    /** How many inputs of a projection are worked on at a time, so that a tile of weights stays in the nearest cache. */
    int CHUNK = 256;

    /** The distance of two rows of weights; a little more than {@link #CHUNK}, so that they do not collide. */
    int STRIDE = CHUNK + 16;

    /** The most rows that a tile has. */
    int MOST_ROWS = 16;

    /** What {@link #softmaxPanel} starts a running maximum with: below every score, and far from overflow. */
    float LOWEST = -1e30f;

    /** How many rows share a panel. */
    int lanes();

    /** What a person sees, such as "512-bit vectors". */
    String describe();

    // ---- weights

    /** Converts {@code count} numbers of a matrix's row, from {@code column} on, to float32. */
    void unpack(Matrix m, int row, int column, int count, float[] into, int at);

    // ---- rows

    /**
     * {@code y[y0 + i] = beta · y[y0 + i] + m[i] · x} for rows {@code from} to {@code to − 1}.
     *
     * @param spare room for a row of the matrix
     */
    void matVec(Matrix m, int from, int to, float[] x, int x0, float beta, float[] y, int y0, float[] spare);

    /** {@code out = in / sqrt(mean(in²) + epsilon) ⊙ gain} over the gain's length. */
    void rmsNorm(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0);

    /** {@code out = silu(gate) ⊙ up}; works for rows and panels alike. */
    void swiGlu(float[] gate, int gate0, float[] up, int up0, float[] out, int out0, int count);

    /** {@code y += x}. */
    void add(float[] x, int x0, float[] y, int y0, int count);

    /** {@code y = max(x, y)}. */
    void max(float[] x, int x0, float[] y, int y0, int count);

    /** {@code y = factor · y}. */
    void scale(float factor, float[] y, int y0, int count);

    /** {@code scores[i] = scale · (query · keys[i])} for {@code count} keys that lie {@code stride} apart. */
    void scores(
            float[] query,
            int query0,
            float[] keys,
            int keys0,
            int stride,
            int count,
            int size,
            float scale,
            float[] scores);

    /** Replaces the first {@code count} numbers by {@code exp(x − max)} and returns their sum. */
    float exponentials(float[] x, int count, float max);

    /** The largest of the first {@code count} numbers. */
    float maximum(float[] x, int from, int count);

    /** {@code out += Σ weights[i] · values[i]} for {@code count} values that lie {@code stride} apart. */
    void weightedSum(
            float[] weights, float[] values, int values0, int stride, int count, int size, float[] out, int out0);

    /** {@code −Σ p ln p} with {@code p = softmax(logits)}, in nats. */
    float entropy(float[] logits, int logits0, int count);

    // ---- panels

    /** Rows of weights in a tile. A tile takes {@code tileRows() · STRIDE} numbers, whose order is the kernels' own affair. */
    int tileRows();

    /**
     * Lays out up to {@link #tileRows()} rows of a matrix as a tile.
     *
     * @param depth how many numbers of each, from {@code column} on; at most {@value #CHUNK}
     * @param spare room for as many numbers as a tile takes
     */
    void packTile(Matrix m, int row, int rows, int column, int depth, float[] tile, float[] spare);

    /** Lays out {@code count} rows, {@code stride} apart, as tiles one after the other. */
    void packRows(float[] rows, int rows0, int stride, int count, int depth, float[] tiles);

    /**
     * Multiplies the weights of a tile with some panels: {@code c[i] = Σ_k w[i, k] · a[a0 + k · lanes …]}, or {@code +=}.
     *
     * @param w0 where the tile begins
     * @param rows how many rows of it; those beyond are left alone in {@code c}
     * @param depth how many inputs, at most {@value #CHUNK}
     * @param panels how many
     * @param aStep from a panel of {@code a} to the next
     * @param c0 where number 0 of the first panel of {@code c} goes
     * @param cStep from a panel of {@code c} to the next
     * @param add whether {@code c} is added to; otherwise what it held does not matter
     */
    void tile(
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
            boolean add);

    /**
     * As {@link #tile}, added to {@code c}, for any number of rows and inputs and for weights that lie the other way round,
     * an input's {@value #STRIDE} from the next one's: {@code c[i] += Σ_k w[w0 + k · STRIDE + i] · a[…]}.
     */
    void tileAcross(
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
            int cStep);

    /** {@link #rmsNorm} of every row of a panel. */
    void rmsNormPanel(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0);

    /** {@link #entropy} of every row of a panel. */
    void entropyPanel(float[] logits, int logits0, int count, float[] out, int out0);

    /**
     * One step of a running softmax: turns scores into weights relative to the new running maximum.
     *
     * @param scores a panel whose lanes are queries and whose rows are keys
     * @param count how many keys
     * @param scale what scores are multiplied with first
     * @param firstKey the position of the first key
     * @param first for each query the first position that it sees
     * @param last for each query the last
     * @param masked whether any query does not see any key
     * @param state running maxima (as powers of two: of {@code scale · score · log₂ e}), running sums and, as a result,
     *     what earlier results must be multiplied with
     */
    void softmaxPanel(
            float[] scores,
            int scores0,
            int count,
            float scale,
            int firstKey,
            float[] first,
            float[] last,
            boolean masked,
            float[] state,
            int state0);

    /** Multiplies {@code rows} rows of a panel with a vector that has a factor for each lane. */
    void scalePanel(float[] factors, int factors0, float[] panel, int panel0, int rows);

    /** Divides {@code rows} rows of a panel by a vector that has a divisor for each lane. */
    void dividePanel(float[] divisors, int divisors0, float[] panel, int panel0, int rows);

    /** Rotates the pairs (2j, 2j+1) of one head of a panel; the rotations' panels hold {@code size / 2} rows. */
    void ropePanel(float[] cos, float[] sin, int angles0, float[] x, int x0, int size);
}
