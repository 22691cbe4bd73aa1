package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Attention: {@code out = softmax(q · K / sqrt(headSize)) · V} for one query vector and a range of keys. A work-group of
 * {@value #GROUP} threads takes the keys {@value #GROUP} at a time: each thread scores one key, together they bring the
 * largest score so far, the sum of the exponentials and the weighted values up to date, each thread then holding its
 * share of the columns; where each value lies is worked out once, by the thread that scored its key. So any number of keys fits. Query head h reads key/value head h · keyValueHeads / heads.
 */
final class AttentionKernels {
    /** Threads of a work-group, and keys taken at a time. */
    static final int GROUP = 64;

    /** The widest head. */
    static final int MAX_HEAD = 256;

    /** A row's queries see the rows up to it. */
    static final int PAST = 0;

    /** A patch's queries see its bytes. */
    static final int PATCH_BYTES = 1;

    /** A byte's queries see a patch's vectors. */
    static final int PATCH_VECTORS = 2;

    private AttentionKernels() {}

    /**
     * One of three attentions: of a row's heads over its past, {@code max(first[r], position − window + 1)} to its own
     * position; of a patch's k · heads queries over the patch's bytes; of a row's heads over the k vectors of one patch.
     * Work-group: one query vector; n · heads groups, n · k · heads for a patch's queries.
     *
     * @param state holds the queries ({@code in}) and {@code out}, n × vectors · headSize, and the caches {@code keys} and
     *     {@code values}, rows of keyValueHeads · headSize, of k times that for {@link #PATCH_VECTORS}
     * @param over what the queries see: {@link #PAST}, {@link #PATCH_BYTES} or {@link #PATCH_VECTORS}
     */
    static void attention(KernelContext context, IntArray step, IntArray op, FloatArray state, int over) {
        int k = op.get(OpTable.PER_PATCH);
        int vectors = op.get(OpTable.HEADS) * (over == PATCH_BYTES ? k : 1);
        int perRow = over == PATCH_VECTORS ? k : 1;
        int row = context.groupIdx / vectors;
        int vector = context.groupIdx % vectors;
        int begin = step.get(op.get(OpTable.COLUMN) + row) * perRow;
        int end = begin + perRow;
        if (over == PAST) {
            int window = op.get(OpTable.WINDOW);
            end = StepArray.position(step, op, row) + 1;
            begin = window > 0 ? TornadoMath.max(begin, end - window) : begin;
        } else if (over == PATCH_BYTES) {
            end = step.get(op.get(OpTable.SECOND_COLUMN) + row);
        }
        boolean live = row < StepArray.rows(step, op);
        attend(
                context,
                step,
                op,
                state,
                vector(step, op, OpTable.IN, row, vectors, vector),
                vector(step, op, OpTable.OUT, row, vectors, vector),
                shared(op, vector),
                row,
                perRow,
                begin,
                live ? end : begin,
                live);
    }

    /** Where a query vector's share of the key and value vectors begins. */
    private static int shared(IntArray op, int vector) {
        int heads = op.get(OpTable.HEADS);
        return vector % heads * op.get(OpTable.KEY_VALUE_HEADS) / heads * op.get(OpTable.HEAD_SIZE);
    }

    /** Where a row's vector begins in the state, of a buffer with so many vectors in a row. */
    private static int vector(IntArray step, IntArray op, int buffer, int row, int vectors, int vector) {
        int headSize = op.get(OpTable.HEAD_SIZE);
        return StepArray.row(step, op, op.get(buffer), vectors * headSize, row) + vector * headSize;
    }

    /**
     * The work of one group.
     *
     * @param q where the query begins in the state
     * @param o where the result goes in the state
     * @param shared where in a key vector the head's share begins
     * @param row whose text's keys and values are seen
     * @param perRow how many key vectors a cache row holds: key i is vector i mod perRow of row i / perRow
     * @param begin the first key
     * @param end one past the last key
     * @param live whether there is anything to write
     */
    private static void attend(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray state,
            int q,
            int o,
            int shared,
            int row,
            int perRow,
            int begin,
            int end,
            boolean live) {
        int headSize = op.get(OpTable.HEAD_SIZE);
        int keys = StepArray.cache(op, op.get(OpTable.KEYS), row);
        int values = StepArray.cache(op, op.get(OpTable.VALUES), row);
        int width = op.get(OpTable.KEY_VALUE_HEADS) * headSize;
        // Local arrays lose their kind when they are passed on, so they are made where they are used.
        float[] query = context.allocateFloatLocalArray(MAX_HEAD);
        float[] sums = context.allocateFloatLocalArray(MAX_HEAD);
        float[] scores = context.allocateFloatLocalArray(GROUP);
        int[] rows = context.allocateIntLocalArray(GROUP);
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
                int at = StepArray.at(step, keys, width * perRow, key / perRow) + key % perRow * width + shared;
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
            rows[thread] = StepArray.at(step, values, width * perRow, key / perRow) + key % perRow * width + shared;
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
                    total += scores[j] * state.get(rows[j] + i);
                }
                sums[i] = total;
            }
            context.localBarrier();
        }
        float norm = begin < end ? 1f / sum : 0f;
        int limit = live ? headSize : 0;
        for (int i = thread; i < limit; i += GROUP) {
            state.set(o + i, sums[i] * norm);
        }
    }
}
