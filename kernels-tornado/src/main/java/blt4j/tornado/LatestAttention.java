package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Self-attention of a single row, as it is written: {@value #GROUP} threads for each head take {@value #GROUP} keys at a
 * time. {@value #PARTS} neighbouring threads share a key's score, so that they read neighbouring numbers; then a thread has
 * a column of the values and every so-manieth key.
 */
final class LatestAttention {
    /** Threads of a work-group, and keys taken at a time. */
    static final int GROUP = 256;

    /** Threads that share the score of a key. */
    private static final int PARTS = 8;

    private static final int PITCH = GROUP + 1;

    /** Threads that bring what the others found together. */
    private static final int FEW = 16;

    private static final float LOWEST = -1e30f;

    private LatestAttention() {}

    /**
     * Attention of each row's heads as {@link AttentionKernels#PAST} has it. Work-group: one head; n · heads groups.
     *
     * @param state holds the queries ({@code in}) and {@code out}, n × heads · headSize, and the caches {@code keys} and
     *     {@code values}, rows of keyValueHeads · headSize
     */
    static void past(KernelContext context, IntArray step, IntArray op, FloatArray state) {
        float[] query = context.allocateFloatLocalArray(AttentionKernels.MAX_HEAD);
        float[] parts = context.allocateFloatLocalArray(PARTS * PITCH);
        float[] weights = context.allocateFloatLocalArray(GROUP);
        int[] places = context.allocateIntLocalArray(GROUP);
        float[] few = context.allocateFloatLocalArray(FEW);
        int thread = context.localIdx;
        int heads = op.get(OpTable.HEADS);
        int size = op.get(OpTable.HEAD_SIZE);
        int width = op.get(OpTable.KEY_VALUE_HEADS) * size;
        int row = context.groupIdx / heads;
        int keys = StepArray.cache(op, op.get(OpTable.KEYS), row);
        int values = StepArray.cache(op, op.get(OpTable.VALUES), row);
        int head = context.groupIdx % heads;
        int shared = head * op.get(OpTable.KEY_VALUE_HEADS) / heads * size;
        int window = op.get(OpTable.WINDOW);
        int begin = step.get(op.get(OpTable.COLUMN) + row);
        int end = StepArray.position(step, op, row) + 1;
        if (window > 0) {
            begin = TornadoMath.max(begin, end - window);
        }
        boolean live = row < StepArray.rows(step, op);
        if (!live) {
            end = begin;
        }
        int q = StepArray.row(step, op, op.get(OpTable.IN), heads * size, row) + head * size;
        float scale = 1f / TornadoMath.sqrt(size);
        for (int i = thread; i < size; i += GROUP) {
            query[i] = state.get(q + i) * scale;
        }
        // The columns, made a power of two that divides the group.
        int columns = size > 128 ? 256 : size > 64 ? 128 : size > 32 ? 64 : 32;
        int column = TornadoMath.min(thread % columns, size - 1);
        int lane = thread / columns;
        int lanes = GROUP / columns;
        int part = thread % PARTS;
        int mine = thread / PARTS;
        int side = context.localGroupSizeX / FEW;
        float max = LOWEST;
        float sum = 0f;
        float total = 0f;
        context.localBarrier();
        for (int first = begin; first < end; first += GROUP) {
            int count = TornadoMath.min(GROUP, end - first);
            for (int k = mine; k < count; k += GROUP / PARTS) {
                int at = StepArray.at(step, keys, width, first + k) + shared;
                float score = 0f;
                for (int i = part; i < size; i += PARTS) {
                    score += query[i] * state.get(at + i);
                }
                parts[part * PITCH + k] = score;
            }
            places[thread] = StepArray.at(step, values, width, TornadoMath.min(first + thread, end - 1)) + shared;
            context.localBarrier();
            float score = LOWEST;
            if (thread < count) {
                score = 0f;
                for (int i = 0; i < PARTS; i++) {
                    score += parts[i * PITCH + thread];
                }
            }
            weights[thread] = score;
            context.localBarrier();
            if (thread < FEW) {
                float largest = LOWEST;
                for (int i = 0; i < side; i++) {
                    largest = TornadoMath.max(largest, weights[i * FEW + thread]);
                }
                few[thread] = largest;
            }
            context.localBarrier();
            float newMax = max;
            for (int i = 0; i < FEW; i++) {
                newMax = TornadoMath.max(newMax, few[i]);
            }
            float shrink = TornadoMath.exp(max - newMax);
            max = newMax;
            float weight = 0f;
            if (thread < count) {
                weight = TornadoMath.exp(score - newMax);
            }
            weights[thread] = weight;
            context.localBarrier();
            if (thread < FEW) {
                float added = 0f;
                for (int i = 0; i < side; i++) {
                    added += weights[i * FEW + thread];
                }
                few[thread] = added;
            }
            total *= shrink;
            for (int k = lane; k < count; k += lanes) {
                total += weights[k] * state.get(places[k] + column);
            }
            context.localBarrier();
            float added = 0f;
            for (int i = 0; i < FEW; i++) {
                added += few[i];
            }
            sum = sum * shrink + added;
            context.localBarrier();
        }
        parts[thread] = total;
        context.localBarrier();
        int limit = live ? size : 0;
        int o = StepArray.row(step, op, op.get(OpTable.OUT), heads * size, row) + head * size;
        if (thread < limit) {
            float all = 0f;
            for (int i = 0; i < lanes; i++) {
                all += parts[i * columns + thread];
            }
            state.set(o + thread, begin < end ? all / sum : 0f);
        }
    }
}
