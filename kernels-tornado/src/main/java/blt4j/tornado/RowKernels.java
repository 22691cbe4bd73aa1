package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Kernels that look at a row as a whole: a work-group of {@value #GROUP} threads for each row (or slice of one), which
 * share what they find in local memory. Barriers stand under no condition, and groups without a row pass through them
 * with nothing to do: PoCL's work-groups lose their way in a divergent branch that follows a conditional barrier.
 */
final class RowKernels {
    /** Threads of a work-group. */
    static final int GROUP = 64;

    /** The most hash tables: as many indices fit local memory. */
    static final int MAX_TABLES = 256;

    private RowKernels() {}

    /**
     * Root-mean-square norm: {@code out[r] = in[r] / sqrt(mean(in[r]²) + epsilon) ⊙ gain}, each slice of the row of the
     * gain's length by itself. Work-group: one slice of one row; n · slices groups.
     *
     * @param numbers holds the gain, {@code width} numbers, and behind it the epsilon
     * @param state holds {@code in} and {@code out}, n × slices · width
     */
    static void rmsNorm(KernelContext context, IntArray step, IntArray op, FloatArray numbers, FloatArray state) {
        float[] partial = context.allocateFloatLocalArray(GROUP);
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int gain = op.get(OpTable.NUMBERS);
        int row = context.groupIdx / slices;
        int slice = context.groupIdx % slices;
        int from = StepArray.row(step, op, op.get(OpTable.IN), width * slices, row) + slice * width;
        int to = StepArray.row(step, op, op.get(OpTable.OUT), width * slices, row) + slice * width;
        int limit = row < StepArray.rows(step, op) ? width : 0;
        float sum = 0f;
        for (int i = thread; i < limit; i += GROUP) {
            float x = state.get(from + i);
            sum += x * x;
        }
        partial[thread] = sum;
        context.localBarrier();
        for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
            if (thread < stride) {
                partial[thread] += partial[thread + stride];
            }
            context.localBarrier();
        }
        float scale = 1f / TornadoMath.sqrt(partial[0] / width + numbers.get(gain + width));
        for (int i = thread; i < limit; i += GROUP) {
            state.set(to + i, state.get(from + i) * scale * numbers.get(gain + i));
        }
    }

    /**
     * How uncertain each row's distribution is: {@code out[r] = −Σ p ln p} with {@code p = softmax(in[r])}, in nats,
     * as {@code ln Σ e^x − Σ x e^x / Σ e^x} with x counted from the largest logit. Work-group: one row; n groups.
     *
     * @param state holds {@code in}, n × width, and {@code out}, n × 1
     */
    static void entropy(KernelContext context, IntArray step, IntArray op, FloatArray state) {
        float[] partial = context.allocateFloatLocalArray(GROUP);
        float[] weighted = context.allocateFloatLocalArray(GROUP);
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int row = context.groupIdx;
        int from = StepArray.row(step, op, op.get(OpTable.IN), width, row);
        int limit = row < StepArray.rows(step, op) ? width : 0;
        float max = state.get(from);
        for (int i = thread; i < limit; i += GROUP) {
            max = TornadoMath.max(max, state.get(from + i));
        }
        partial[thread] = max;
        context.localBarrier();
        for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
            if (thread < stride) {
                partial[thread] = TornadoMath.max(partial[thread], partial[thread + stride]);
            }
            context.localBarrier();
        }
        max = partial[0];
        context.localBarrier();
        float sum = 0f;
        float products = 0f;
        for (int i = thread; i < limit; i += GROUP) {
            float x = state.get(from + i) - max;
            float e = TornadoMath.exp(x);
            sum += e;
            products += x * e;
        }
        partial[thread] = sum;
        weighted[thread] = products;
        context.localBarrier();
        for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
            if (thread < stride) {
                partial[thread] += partial[thread + stride];
                weighted[thread] += weighted[thread + stride];
            }
            context.localBarrier();
        }
        if (thread == 0 && limit > 0) {
            state.set(
                    StepArray.row(step, op, op.get(OpTable.OUT), 1, row),
                    TornadoMath.log(partial[0]) - weighted[0] / partial[0]);
        }
    }

    /**
     * The likeliest id of each row: the index of the largest number, of equals the lowest, or −1 if that is not finite.
     * Work-group: one row; n groups.
     *
     * @param state holds {@code in}, n × width, and {@code out}, n × 1
     */
    static void argMax(KernelContext context, IntArray step, IntArray op, FloatArray state) {
        float[] largest = context.allocateFloatLocalArray(GROUP);
        int[] index = context.allocateIntLocalArray(GROUP);
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int row = context.groupIdx;
        int from = StepArray.row(step, op, op.get(OpTable.IN), width, row);
        int limit = row < StepArray.rows(step, op) ? width : 0;
        float max = -Float.MAX_VALUE;
        int best = -1;
        for (int i = thread; i < limit; i += GROUP) {
            float x = state.get(from + i);
            if (x > max) {
                max = x;
                best = i;
            }
        }
        largest[thread] = max;
        index[thread] = best;
        context.localBarrier();
        for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
            if (thread < stride) {
                float other = largest[thread + stride];
                boolean lower = other == largest[thread] && index[thread + stride] < index[thread];
                if (other > largest[thread] || lower) {
                    largest[thread] = other;
                    index[thread] = index[thread + stride];
                }
            }
            context.localBarrier();
        }
        if (thread == 0 && limit > 0) {
            int found = index[0];
            if (largest[0] > Float.MAX_VALUE) {
                found = -1;
            }
            state.set(StepArray.row(step, op, op.get(OpTable.OUT), 1, row), found);
        }
    }

    /**
     * Sampling probabilities: {@code out[r] = softmax(in[r] / t)}; nothing is written for a row whose temperature t is 0.
     * Work-group: one row; n groups.
     *
     * @param numbers by which the temperature is read ({@link Narrow#whole})
     * @param state holds {@code in} and {@code out}, n × width
     */
    static void softmax(KernelContext context, IntArray step, IntArray op, FloatArray numbers, FloatArray state) {
        float[] partial = context.allocateFloatLocalArray(GROUP);
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int row = context.groupIdx;
        int from = StepArray.row(step, op, op.get(OpTable.IN), width, row);
        int to = StepArray.row(step, op, op.get(OpTable.OUT), width, row);
        int bits = row < StepArray.rows(step, op) ? step.get(op.get(OpTable.COLUMN) + row) : 0;
        int limit = bits > 0 ? width : 0;
        float inverse = bits > 0 ? 1f / Narrow.whole(numbers, bits) : 0f;
        float max = -Float.MAX_VALUE;
        for (int i = thread; i < limit; i += GROUP) {
            max = TornadoMath.max(max, state.get(from + i));
        }
        partial[thread] = max;
        context.localBarrier();
        for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
            if (thread < stride) {
                partial[thread] = TornadoMath.max(partial[thread], partial[thread + stride]);
            }
            context.localBarrier();
        }
        max = partial[0];
        context.localBarrier();
        float sum = 0f;
        for (int i = thread; i < limit; i += GROUP) {
            float odds = TornadoMath.exp((state.get(from + i) - max) * inverse);
            state.set(to + i, odds);
            sum += odds;
        }
        partial[thread] = sum;
        context.localBarrier();
        for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
            if (thread < stride) {
                partial[thread] += partial[thread + stride];
            }
            context.localBarrier();
        }
        float scale = 1f / partial[0];
        for (int i = thread; i < limit; i += GROUP) {
            state.set(to + i, state.get(to + i) * scale);
        }
    }

    /**
     * Adds hash n-gram embeddings: {@code out[r] += Σ tables[f · sizes + g][hash(f, groupSize[g]) mod entries]}. The
     * threads first hash, one table each; then each sums its share of the columns. Work-group: one row; n groups.
     *
     * @param primes the base of each hash function, then the group sizes
     * @param numbers what narrow weights are read by
     * @param wide holds the tables, functions · sizes × entries × width, if they are in 32 bits
     * @param narrow holds them if they are not
     * @param state holds {@code out}, n × width
     * @param format of the tables, as {@link Narrow} numbers them
     */
    static void hashEmbedding(
            KernelContext context,
            IntArray step,
            IntArray op,
            LongArray primes,
            FloatArray numbers,
            FloatArray wide,
            LongArray narrow,
            FloatArray state,
            int format) {
        int[] entry = context.allocateIntLocalArray(MAX_TABLES);
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int sizes = op.get(OpTable.SIZES);
        int functions = op.get(OpTable.FUNCTIONS);
        int entries = op.get(OpTable.ENTRIES);
        int tables = op.get(OpTable.TABLE);
        int row = context.groupIdx;
        int to = StepArray.row(step, op, op.get(OpTable.OUT), width, row);
        int limit = row < StepArray.rows(step, op) ? width : 0;
        int last = op.get(OpTable.COLUMN) + row * op.get(OpTable.IDS_APART);
        for (int t = thread; t < functions * sizes; t += GROUP) {
            int length = (int) primes.get(functions + t % sizes);
            entry[t] = hash(step, last, length, primes.get(t / sizes), entries);
        }
        context.localBarrier();
        for (int i = thread; i < limit; i += GROUP) {
            float sum = state.get(to + i);
            for (int t = 0; t < functions * sizes; t++) {
                int at = tables + (t * entries + entry[t]) * width + i;
                sum += Narrow.get(numbers, wide, narrow, format, at);
            }
            state.set(to + i, sum);
        }
    }

    /**
     * Adds rows that were gathered elsewhere: {@code out[r] += extra[r]}, n × width, the first of them at 0. Work-group:
     * one row; n groups.
     *
     */
    static void add(KernelContext context, IntArray step, IntArray op, FloatArray extra, FloatArray state) {
        int width = op.get(OpTable.WIDTH);
        int row = context.groupIdx;
        int to = StepArray.row(step, op, op.get(OpTable.OUT), width, row);
        if (row < StepArray.rows(step, op)) {
            for (int i = context.localIdx; i < width; i += GROUP) {
                state.set(to + i, state.get(to + i) + extra.get(row * width + i));
            }
        }
    }

    /**
     * The entry of a table that the {@code length} ids ending at step index {@code last} fall into: their polynomial
     * {@code Σ_k id[last−length+1+k] · prime^k} in wrapping 64-bit arithmetic, its remainder made non-negative.
     */
    static int hash(IntArray step, int last, int length, long prime, int entries) {
        long hash = 0;
        for (int k = 0; k < length; k++) {
            hash = hash * prime + step.get(last - k);
        }
        long remainder = hash % entries;
        if (remainder < 0) {
            remainder += entries;
        }
        return (int) remainder;
    }
}
