package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Attention: {@code out = softmax(q · K / sqrt(headSize)) · V} for one query vector and a range of keys. A work-group of
 * {@value #GROUP} threads takes the keys {@value #GROUP} at a time: each thread scores one key, together they bring the
 * largest score so far, the sum of the exponentials and the weighted values up to date, each thread then holding its
 * share of the columns. So any number of keys fits. Query head h reads key/value head h · keyValueHeads / heads.
 */
final class AttentionKernels {
    /** Threads of a work-group, and keys taken at a time. */
    static final int GROUP = 64;

    /** The widest head. */
    static final int MAX_HEAD = 256;

    private AttentionKernels() {}

    /**
     * Causal self-attention: row r sees {@code max(first[r], position − window + 1)} to its own position. Work-group: one
     * query head of one row; capacity · heads groups.
     *
     * @param state holds {@code queries} and {@code out}, n × heads · headSize, and the caches {@code keys} and
     *     {@code values}, rows of keyValueHeads · headSize
     * @param firsts where in the step the first rows that the rows may see are
     * @param window how many rows back a query sees, itself included; 0 for all
     */
    static void selfAttention(
            KernelContext context,
            IntArray step,
            FloatArray state,
            int queries,
            int keys,
            int values,
            int firsts,
            int window,
            int heads,
            int keyValueHeads,
            int headSize,
            int out) {
        int row = context.groupIdx / heads;
        int head = context.groupIdx % heads;
        int shared = head * keyValueHeads / heads * headSize;
        if (row < step.get(Step.ROWS)) {
            int end = step.get(Step.START) + row + 1;
            int begin = step.get(firsts + row);
            if (window > 0) {
                begin = TornadoMath.max(begin, end - window);
            }
            int q = Step.row(step, queries, heads * headSize, row) + head * headSize;
            int o = Step.row(step, out, heads * headSize, row) + head * headSize;
            attend(context, step, state, q, keys, values, keyValueHeads * headSize, 1, shared, begin, end, headSize, o);
        }
    }

    /**
     * A patch's queries over that patch's bytes. Work-group: one head of one of a patch's k queries; capacity · k · heads
     * groups.
     *
     * @param state holds {@code queries} and {@code out}, n × k · heads · headSize, and the byte caches {@code keys} and
     *     {@code values}, rows of keyValueHeads · headSize
     * @param begins where in the step the patches' first bytes are
     * @param ends where in the step the bytes after their last are
     */
    static void patchCrossAttention(
            KernelContext context,
            IntArray step,
            FloatArray state,
            int queries,
            int keys,
            int values,
            int begins,
            int ends,
            int k,
            int heads,
            int keyValueHeads,
            int headSize,
            int out) {
        int row = context.groupIdx / (k * heads);
        int vector = context.groupIdx % (k * heads);
        int shared = vector % heads * keyValueHeads / heads * headSize;
        if (row < step.get(Step.ROWS)) {
            int q = Step.row(step, queries, k * heads * headSize, row) + vector * headSize;
            int o = Step.row(step, out, k * heads * headSize, row) + vector * headSize;
            attend(
                    context,
                    step,
                    state,
                    q,
                    keys,
                    values,
                    keyValueHeads * headSize,
                    1,
                    shared,
                    step.get(begins + row),
                    step.get(ends + row),
                    headSize,
                    o);
        }
    }

    /**
     * A byte's query over the k vectors of one patch. Work-group: one head of one row; capacity · heads groups.
     *
     * @param state holds {@code queries} and {@code out}, n × heads · headSize, and the patch caches {@code keys} and
     *     {@code values}, rows of k · keyValueHeads · headSize
     * @param patches where in the step the rows' patches are
     */
    static void byteCrossAttention(
            KernelContext context,
            IntArray step,
            FloatArray state,
            int queries,
            int keys,
            int values,
            int patches,
            int k,
            int heads,
            int keyValueHeads,
            int headSize,
            int out) {
        int row = context.groupIdx / heads;
        int head = context.groupIdx % heads;
        int shared = head * keyValueHeads / heads * headSize;
        if (row < step.get(Step.ROWS)) {
            int q = Step.row(step, queries, heads * headSize, row) + head * headSize;
            int o = Step.row(step, out, heads * headSize, row) + head * headSize;
            int begin = step.get(patches + row) * k;
            attend(
                    context,
                    step,
                    state,
                    q,
                    keys,
                    values,
                    keyValueHeads * headSize,
                    k,
                    shared,
                    begin,
                    begin + k,
                    headSize,
                    o);
        }
    }

    /**
     * The work of one group.
     *
     * @param q where the query begins in the state
     * @param perRow how many key vectors of {@code width} a cache row holds: key i is vector i mod perRow of row i / perRow
     * @param shared where in a key vector the head's share begins
     * @param begin the first key
     * @param end one past the last key
     * @param o where the result goes in the state
     */
    private static void attend(
            KernelContext context,
            IntArray step,
            FloatArray state,
            int q,
            int keys,
            int values,
            int width,
            int perRow,
            int shared,
            int begin,
            int end,
            int headSize,
            int o) {
        // Local arrays lose their kind when they are passed on, so they are made where they are used.
        float[] query = context.allocateFloatLocalArray(MAX_HEAD);
        float[] sums = context.allocateFloatLocalArray(MAX_HEAD);
        float[] scores = context.allocateFloatLocalArray(GROUP);
        float[] partial = context.allocateFloatLocalArray(GROUP);
        int thread = context.localIdx;
        float scale = 1f / TornadoMath.sqrt(headSize);
        for (int i = thread; i < headSize; i += GROUP) {
            query[i] = state.get(q + i) * scale;
            sums[i] = 0f;
        }
        float max = -1e30f;
        float sum = 0f;
        context.localBarrier();
        for (int first = begin; first < end; first += GROUP) {
            int key = first + thread;
            float score = -1e30f;
            if (key < end) {
                int at = Step.at(step, keys, width * perRow, key / perRow) + key % perRow * width + shared;
                score = 0f;
                for (int i = 0; i < headSize; i++) {
                    score += query[i] * state.get(at + i);
                }
            }
            partial[thread] = score;
            context.localBarrier();
            for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
                if (thread < stride) {
                    partial[thread] = TornadoMath.max(partial[thread], partial[thread + stride]);
                }
                context.localBarrier();
            }
            float newMax = TornadoMath.max(max, partial[0]);
            float shrink = TornadoMath.exp(max - newMax);
            float weight = 0f;
            if (key < end) {
                weight = TornadoMath.exp(score - newMax);
            }
            context.localBarrier();
            scores[thread] = weight;
            partial[thread] = weight;
            context.localBarrier();
            for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
                if (thread < stride) {
                    partial[thread] += partial[thread + stride];
                }
                context.localBarrier();
            }
            sum = sum * shrink + partial[0];
            max = newMax;
            int count = TornadoMath.min(GROUP, end - first);
            for (int i = thread; i < headSize; i += GROUP) {
                float total = sums[i] * shrink;
                for (int j = 0; j < count; j++) {
                    int value = first + j;
                    int at = Step.at(step, values, width * perRow, value / perRow) + value % perRow * width + shared;
                    total += scores[j] * state.get(at + i);
                }
                sums[i] = total;
            }
            context.localBarrier();
        }
        float norm = begin < end ? 1f / sum : 0f;
        for (int i = thread; i < headSize; i += GROUP) {
            state.set(o + i, sums[i] * norm);
        }
    }
}
