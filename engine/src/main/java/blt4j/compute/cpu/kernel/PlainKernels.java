package blt4j.compute.cpu.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The kernels in plain Java: what runs where the Vector API is missing, and what the other implementation must equal. */
public final class PlainKernels implements Kernels {
    private static final float LOG2_E = 1.442695f;
    private static final float LN_2 = 0.6931472f;

    public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Rows of a tile. */
    private static final int TILE = 8;

    private final int lanes;

    /** Kernels over panels of {@code lanes} rows. */
    public PlainKernels(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public String describe() {
        return "plain Java";
    }

    @Override
    public void unpack(Matrix m, int row, int column, int count, float[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = number(m, row, column + i);
        }
    }

    /** One number of a matrix. */
    public static float number(Matrix m, int row, int column) {
        MemorySegment data = m.data();
        long offset = m.offset(row, column);
        return switch (m.dtype()) {
            case F32 -> data.get(FLOAT, offset);
            case F16 -> Float.float16ToFloat(data.get(SHORT, offset));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, offset) << 16);
            case Q8 -> data.get(ValueLayout.JAVA_BYTE, offset) * m.scale(row);
        };
    }

    @Override
    public void matVec(Matrix m, int from, int to, float[] x, int x0, float beta, float[] y, int y0, float[] spare) {
        for (int row = from; row < to; row++) {
            y[y0 + row] = kept(beta, y[y0 + row]) + dot(m, row, x, x0);
        }
    }

    private static float dot(Matrix m, int row, float[] x, int x0) {
        return switch (m.dtype()) {
            case F32 -> dotF32(m.data(), m.offset(row, 0), x, x0, m.columns());
            case BF16 -> dotBf16(m.data(), m.offset(row, 0), x, x0, m.columns());
            case F16, Q8 -> {
                float sum = 0;
                for (int k = 0; k < m.columns(); k++) {
                    sum += number(m, row, k) * x[x0 + k];
                }
                yield sum;
            }
        };
    }

    /** With four sums, as each addition waits for the one before in its own. */
    private static float dotF32(MemorySegment data, long offset, float[] x, int x0, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int k = 0;
        for (; k + 3 < count; k += 4) {
            long at = offset + 4L * k;
            s0 += data.get(FLOAT, at) * x[x0 + k];
            s1 += data.get(FLOAT, at + 4) * x[x0 + k + 1];
            s2 += data.get(FLOAT, at + 8) * x[x0 + k + 2];
            s3 += data.get(FLOAT, at + 12) * x[x0 + k + 3];
        }
        for (; k < count; k++) {
            s0 += data.get(FLOAT, offset + 4L * k) * x[x0 + k];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static float dotBf16(MemorySegment data, long offset, float[] x, int x0, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int k = 0;
        for (; k + 3 < count; k += 4) {
            long at = offset + 2L * k;
            s0 += bf16(data, at) * x[x0 + k];
            s1 += bf16(data, at + 2) * x[x0 + k + 1];
            s2 += bf16(data, at + 4) * x[x0 + k + 2];
            s3 += bf16(data, at + 6) * x[x0 + k + 3];
        }
        for (; k < count; k++) {
            s0 += bf16(data, offset + 2L * k) * x[x0 + k];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static float bf16(MemorySegment data, long at) {
        return Float.intBitsToFloat(data.get(SHORT, at) << 16);
    }

    /**
     * e^x in float32, several times as fast as {@link Math#exp}: x = n ln 2 + r, a polynomial for e^r, and n added to
     * the exponent. Adding 1.5 · 2²³ rounds to an integer and leaves it in the low bits.
     */
    private static float exp(float x) {
        if (x < -87) {
            return 0;
        }
        float bounded = Math.min(x, 88);
        float shifted = bounded * 1.442695f + 12582912f;
        float n = shifted - 12582912f;
        float r = bounded - n * 0.6933594f + n * 2.1219444e-4f;
        float p = ((0.00019875691f * r + 0.0013981999f) * r + 0.008333452f) * r + 0.041665796f;
        float mantissa = ((p * r + 0.16666666f) * r + 0.5f) * (r * r) + r + 1;
        return Float.intBitsToFloat(Float.floatToRawIntBits(mantissa) + (Float.floatToRawIntBits(shifted) << 23));
    }

    /** {@code beta · old}, but nothing where nothing is kept, whatever lay there. */
    private static float kept(float beta, float old) {
        return beta == 0 ? 0 : beta * old;
    }

    @Override
    public void rmsNorm(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0) {
        double squares = 0;
        for (int i = 0; i < gain.length; i++) {
            squares += in[in0 + i] * in[in0 + i];
        }
        float factor = (float) (1 / Math.sqrt(squares / gain.length + epsilon));
        for (int i = 0; i < gain.length; i++) {
            out[out0 + i] = in[in0 + i] * factor * gain[i];
        }
    }

    @Override
    public void swiGlu(float[] gate, int gate0, float[] up, int up0, float[] out, int out0, int count) {
        for (int i = 0; i < count; i++) {
            float g = gate[gate0 + i];
            out[out0 + i] = g / (1 + exp(-g)) * up[up0 + i];
        }
    }

    @Override
    public void add(float[] x, int x0, float[] y, int y0, int count) {
        for (int i = 0; i < count; i++) {
            y[y0 + i] += x[x0 + i];
        }
    }

    @Override
    public void max(float[] x, int x0, float[] y, int y0, int count) {
        for (int i = 0; i < count; i++) {
            y[y0 + i] = Math.max(y[y0 + i], x[x0 + i]);
        }
    }

    @Override
    public void scale(float factor, float[] y, int y0, int count) {
        for (int i = 0; i < count; i++) {
            y[y0 + i] *= factor;
        }
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
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (int d = 0; d < size; d++) {
                sum += query[query0 + d] * keys[keys0 + i * stride + d];
            }
            scores[i] = sum * scale;
        }
    }

    @Override
    public float exponentials(float[] x, int count, float max) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            x[i] = exp(x[i] - max);
            sum += x[i];
        }
        return sum;
    }

    @Override
    public float maximum(float[] x, int from, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, x[from + i]);
        }
        return max;
    }

    @Override
    public void weightedSum(
            float[] weights, float[] values, int values0, int stride, int count, int size, float[] out, int out0) {
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < size; d++) {
                out[out0 + d] += weights[i] * values[values0 + i * stride + d];
            }
        }
    }

    @Override
    public float entropy(float[] logits, int logits0, int count) {
        return entropy(logits, logits0, 1, count);
    }

    /** With {@code y = x − max}: {@code H = ln Σ e^y − (Σ y e^y) / Σ e^y}. */
    private static float entropy(float[] logits, int from, int stride, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, logits[from + i * stride]);
        }
        double sum = 0;
        double weighted = 0;
        for (int i = 0; i < count; i++) {
            double y = logits[from + i * stride] - max;
            double e = Math.exp(y);
            sum += e;
            weighted += y * e;
        }
        return (float) (Math.log(sum) - weighted / sum);
    }

    @Override
    public int tileRows() {
        return TILE;
    }

    @Override
    public void packTile(Matrix m, int row, int rows, int column, int depth, float[] tile, float[] spare) {
        for (int i = 0; i < rows; i++) {
            unpack(m, row + i, column, depth, tile, i * STRIDE);
        }
    }

    @Override
    public void packRows(float[] rows, int rows0, int stride, int count, int depth, float[] tiles) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(rows, rows0 + i * stride, tiles, i * STRIDE, depth);
        }
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
        for (int p = 0; p < panels; p++) {
            if (!add) {
                Arrays.fill(c, c0 + p * cStep, c0 + p * cStep + rows * lanes, 0);
            }
            tile(w, w0, STRIDE, 1, rows, depth, a, a0 + p * aStep, c, c0 + p * cStep);
        }
    }

    /** Four rows by four lanes at a time, whose sums stay in registers; then single rows. */
    private void tile(
            float[] w, int w0, int rowStep, int depthStep, int rows, int depth, float[] a, int a0, float[] c, int c0) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            for (int lane = 0; lane < lanes; lane += 4) {
                fourByFour(w, w0 + row * rowStep, rowStep, depthStep, depth, a, a0 + lane, c, c0 + row * lanes + lane);
            }
        }
        for (; row < rows; row++) {
            single(w, w0 + row * rowStep, depthStep, depth, a, a0, c, c0 + row * lanes);
        }
    }

    private void single(float[] w, int w0, int depthStep, int depth, float[] a, int a0, float[] c, int c0) {
        for (int lane = 0; lane < lanes; lane++) {
            float sum = 0;
            for (int k = 0; k < depth; k++) {
                sum += w[w0 + k * depthStep] * a[a0 + k * lanes + lane];
            }
            c[c0 + lane] += sum;
        }
    }

    private void fourByFour(
            float[] w, int w0, int rowStep, int depthStep, int depth, float[] a, int a0, float[] c, int c0) {
        float s00 = 0;
        float s01 = 0;
        float s02 = 0;
        float s03 = 0;
        float s10 = 0;
        float s11 = 0;
        float s12 = 0;
        float s13 = 0;
        float s20 = 0;
        float s21 = 0;
        float s22 = 0;
        float s23 = 0;
        float s30 = 0;
        float s31 = 0;
        float s32 = 0;
        float s33 = 0;
        for (int k = 0; k < depth; k++) {
            int at = w0 + k * depthStep;
            float w0k = w[at];
            float w1k = w[at + rowStep];
            float w2k = w[at + 2 * rowStep];
            float w3k = w[at + 3 * rowStep];
            float a0k = a[a0 + k * lanes];
            float a1k = a[a0 + k * lanes + 1];
            float a2k = a[a0 + k * lanes + 2];
            float a3k = a[a0 + k * lanes + 3];
            s00 += w0k * a0k;
            s01 += w0k * a1k;
            s02 += w0k * a2k;
            s03 += w0k * a3k;
            s10 += w1k * a0k;
            s11 += w1k * a1k;
            s12 += w1k * a2k;
            s13 += w1k * a3k;
            s20 += w2k * a0k;
            s21 += w2k * a1k;
            s22 += w2k * a2k;
            s23 += w2k * a3k;
            s30 += w3k * a0k;
            s31 += w3k * a1k;
            s32 += w3k * a2k;
            s33 += w3k * a3k;
        }
        addFour(c, c0, s00, s01, s02, s03);
        addFour(c, c0 + lanes, s10, s11, s12, s13);
        addFour(c, c0 + 2 * lanes, s20, s21, s22, s23);
        addFour(c, c0 + 3 * lanes, s30, s31, s32, s33);
    }

    private static void addFour(float[] c, int at, float x0, float x1, float x2, float x3) {
        c[at] += x0;
        c[at + 1] += x1;
        c[at + 2] += x2;
        c[at + 3] += x3;
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
        for (int p = 0; p < panels; p++) {
            tile(w, w0, 1, STRIDE, rows, depth, a, a0 + p * aStep, c, c0 + p * cStep);
        }
    }

    @Override
    public void rmsNormPanel(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0) {
        for (int lane = 0; lane < lanes; lane++) {
            double squares = 0;
            for (int j = 0; j < gain.length; j++) {
                float x = in[in0 + j * lanes + lane];
                squares += x * x;
            }
            float factor = (float) (1 / Math.sqrt(squares / gain.length + epsilon));
            for (int j = 0; j < gain.length; j++) {
                out[out0 + j * lanes + lane] = in[in0 + j * lanes + lane] * factor * gain[j];
            }
        }
    }

    @Override
    public void entropyPanel(float[] logits, int logits0, int count, float[] out, int out0) {
        for (int lane = 0; lane < lanes; lane++) {
            out[out0 + lane] = entropy(logits, logits0 + lane, lanes, count);
        }
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
        float factor = scale * LOG2_E;
        for (int lane = 0; lane < lanes; lane++) {
            float old = state[state0 + lane];
            float max = old;
            for (int j = 0; j < count; j++) {
                int at = scores0 + j * lanes + lane;
                boolean hidden = masked && (firstKey + j < first[lane] || firstKey + j > last[lane]);
                scores[at] = hidden ? 2 * LOWEST : scores[at] * factor;
                max = Math.max(max, scores[at]);
            }
            float sum = 0;
            for (int j = 0; j < count; j++) {
                int at = scores0 + j * lanes + lane;
                scores[at] = exp((scores[at] - max) * LN_2);
                sum += scores[at];
            }
            float correction = exp((old - max) * LN_2);
            state[state0 + lane] = max;
            state[state0 + lanes + lane] = state[state0 + lanes + lane] * correction + sum;
            state[state0 + 2 * lanes + lane] = correction;
        }
    }

    @Override
    public void scalePanel(float[] factors, int factors0, float[] panel, int panel0, int rows) {
        for (int j = 0; j < rows; j++) {
            for (int lane = 0; lane < lanes; lane++) {
                panel[panel0 + j * lanes + lane] *= factors[factors0 + lane];
            }
        }
    }

    @Override
    public void dividePanel(float[] divisors, int divisors0, float[] panel, int panel0, int rows) {
        for (int j = 0; j < rows; j++) {
            for (int lane = 0; lane < lanes; lane++) {
                panel[panel0 + j * lanes + lane] /= divisors[divisors0 + lane];
            }
        }
    }

    @Override
    public void ropePanel(float[] cos, float[] sin, int angles0, float[] x, int x0, int size) {
        for (int i = 0; i < size / 2 * lanes; i++) {
            int even = x0 + i / lanes * 2 * lanes + i % lanes;
            float c = cos[angles0 + i];
            float s = sin[angles0 + i];
            float a = x[even];
            float b = x[even + lanes];
            x[even] = a * c - b * s;
            x[even + lanes] = a * s + b * c;
        }
    }
}
