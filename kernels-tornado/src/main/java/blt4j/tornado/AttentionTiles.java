package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Attention of many rows over their past: {@value #ROWS} queries of one head meet {@value #ROWS} keys at a time. The
 * scores, four by four a thread, are products of tiles as in {@link ProjectionKernels#tile}; the largest score so far, the
 * sum of the exponentials and the weighted values are brought up to date with each tile of keys (online softmax), so no
 * scores are kept. Keys before the first that any of the rows may see, and after the last, are not looked at: under a
 * window the work of a row does not grow with the text.
 */
final class AttentionTiles {
    /** Rows of a tile, and keys taken at a time. */
    static final int ROWS = 64;

    /** Threads across and down a tile, and dimensions or keys brought to local memory at a time. */
    static final int SIDE = 16;

    /** The widest head. */
    static final int MAX_HEAD = 128;

    private static final int PITCH = ROWS + 1;
    private static final int VALUE_PITCH = MAX_HEAD + 1;
    private static final int SUM_PITCH = SIDE + 1;
    private static final float LOWEST = -1e30f;

    private AttentionTiles() {}

    /**
     * Self-attention as {@link AttentionKernels#PAST} has it. Work-group: SIDE × SIDE threads; in x over the heads, in y over
     * tiles of rows.
     *
     * @param state holds the queries ({@code in}) and {@code out}, n × heads · headSize, and the caches {@code keys} and
     *     {@code values}, rows of keyValueHeads · headSize
     * @param wide 1 if heads are wider than {@value #ROWS}
     */
    static void past(KernelContext context, IntArray step, IntArray op, FloatArray state, int wide) {
        float[] queryTile = context.allocateFloatLocalArray(SIDE * PITCH);
        float[] keyTile = context.allocateFloatLocalArray(SIDE * PITCH);
        float[] weights = context.allocateFloatLocalArray(ROWS * PITCH);
        float[] valueTile = context.allocateFloatLocalArray(SIDE * VALUE_PITCH);
        float[] perRow = context.allocateFloatLocalArray(ROWS * SUM_PITCH);
        int column = context.localIdx;
        int line = context.localIdy;
        // SIDE; were it a constant, TornadoVM would unroll the loops and keep all of their indices.
        int side = context.localGroupSizeX;
        int heads = op.get(OpTable.HEADS);
        int size = op.get(OpTable.HEAD_SIZE);
        int window = op.get(OpTable.WINDOW);
        int keys = op.get(OpTable.KEYS);
        int values = op.get(OpTable.VALUES);
        int width = op.get(OpTable.KEY_VALUE_HEADS) * size;
        int head = context.groupIdx;
        int shared = head * op.get(OpTable.KEY_VALUE_HEADS) / heads * size;
        int start = StepArray.start(step, op);
        int rows = StepArray.rows(step, op);
        int firstRow = context.groupIdy * ROWS;
        int last = TornadoMath.max(rows - 1, 0);
        int row0 = TornadoMath.min(firstRow + line, last);
        int row1 = TornadoMath.min(firstRow + SIDE + line, last);
        int row2 = TornadoMath.min(firstRow + 2 * SIDE + line, last);
        int row3 = TornadoMath.min(firstRow + 3 * SIDE + line, last);
        int begin0 = begin(step, op, row0, start, window);
        int begin1 = begin(step, op, row1, start, window);
        int begin2 = begin(step, op, row2, start, window);
        int begin3 = begin(step, op, row3, start, window);
        int begin = begin(step, op, TornadoMath.min(firstRow, last), start, window);
        int end = firstRow < rows ? start + TornadoMath.min(firstRow + ROWS, rows) : begin;
        int q0 = vector(step, op, OpTable.IN, row0, head);
        int q1 = vector(step, op, OpTable.IN, row1, head);
        int q2 = vector(step, op, OpTable.IN, row2, head);
        int q3 = vector(step, op, OpTable.IN, row3, head);
        float scale = 1f / TornadoMath.sqrt(size);
        float max0 = LOWEST;
        float max1 = LOWEST;
        float max2 = LOWEST;
        float max3 = LOWEST;
        float sum0 = 0f;
        float sum1 = 0f;
        float sum2 = 0f;
        float sum3 = 0f;
        float a0 = 0f;
        float a1 = 0f;
        float a2 = 0f;
        float a3 = 0f;
        float a4 = 0f;
        float a5 = 0f;
        float a6 = 0f;
        float a7 = 0f;
        float b0 = 0f;
        float b1 = 0f;
        float b2 = 0f;
        float b3 = 0f;
        float b4 = 0f;
        float b5 = 0f;
        float b6 = 0f;
        float b7 = 0f;
        float c0 = 0f;
        float c1 = 0f;
        float c2 = 0f;
        float c3 = 0f;
        float c4 = 0f;
        float c5 = 0f;
        float c6 = 0f;
        float c7 = 0f;
        float d0 = 0f;
        float d1 = 0f;
        float d2 = 0f;
        float d3 = 0f;
        float d4 = 0f;
        float d5 = 0f;
        float d6 = 0f;
        float d7 = 0f;
        int own = column * PITCH + line;
        int lastKey = TornadoMath.max(end - 1, 0);
        for (int first = begin; first < end; first += ROWS) {
            int k0 = StepArray.at(step, keys, width, TornadoMath.min(first + line, lastKey)) + shared;
            int k1 = StepArray.at(step, keys, width, TornadoMath.min(first + SIDE + line, lastKey)) + shared;
            int k2 = StepArray.at(step, keys, width, TornadoMath.min(first + 2 * SIDE + line, lastKey)) + shared;
            int k3 = StepArray.at(step, keys, width, TornadoMath.min(first + 3 * SIDE + line, lastKey)) + shared;
            float s00 = 0f;
            float s01 = 0f;
            float s02 = 0f;
            float s03 = 0f;
            float s10 = 0f;
            float s11 = 0f;
            float s12 = 0f;
            float s13 = 0f;
            float s20 = 0f;
            float s21 = 0f;
            float s22 = 0f;
            float s23 = 0f;
            float s30 = 0f;
            float s31 = 0f;
            float s32 = 0f;
            float s33 = 0f;
            for (int d = 0; d < size; d += SIDE) {
                float factor = d + column < size ? scale : 0f;
                int at = TornadoMath.min(d + column, size - 1);
                queryTile[own] = state.get(q0 + at) * factor;
                queryTile[own + SIDE] = state.get(q1 + at) * factor;
                queryTile[own + 2 * SIDE] = state.get(q2 + at) * factor;
                queryTile[own + 3 * SIDE] = state.get(q3 + at) * factor;
                keyTile[own] = state.get(k0 + at);
                keyTile[own + SIDE] = state.get(k1 + at);
                keyTile[own + 2 * SIDE] = state.get(k2 + at);
                keyTile[own + 3 * SIDE] = state.get(k3 + at);
                context.localBarrier();
                for (int i = 0; i < side; i++) {
                    int r = i * PITCH + line;
                    int c = i * PITCH + column;
                    float x0 = queryTile[r];
                    float x1 = queryTile[r + SIDE];
                    float x2 = queryTile[r + 2 * SIDE];
                    float x3 = queryTile[r + 3 * SIDE];
                    float y0 = keyTile[c];
                    float y1 = keyTile[c + SIDE];
                    float y2 = keyTile[c + 2 * SIDE];
                    float y3 = keyTile[c + 3 * SIDE];
                    s00 += x0 * y0;
                    s01 += x0 * y1;
                    s02 += x0 * y2;
                    s03 += x0 * y3;
                    s10 += x1 * y0;
                    s11 += x1 * y1;
                    s12 += x1 * y2;
                    s13 += x1 * y3;
                    s20 += x2 * y0;
                    s21 += x2 * y1;
                    s22 += x2 * y2;
                    s23 += x2 * y3;
                    s30 += x3 * y0;
                    s31 += x3 * y1;
                    s32 += x3 * y2;
                    s33 += x3 * y3;
                }
                context.localBarrier();
            }
            int key = first + column;
            s00 = seen(s00, key, begin0, start + row0);
            s01 = seen(s01, key + SIDE, begin0, start + row0);
            s02 = seen(s02, key + 2 * SIDE, begin0, start + row0);
            s03 = seen(s03, key + 3 * SIDE, begin0, start + row0);
            s10 = seen(s10, key, begin1, start + row1);
            s11 = seen(s11, key + SIDE, begin1, start + row1);
            s12 = seen(s12, key + 2 * SIDE, begin1, start + row1);
            s13 = seen(s13, key + 3 * SIDE, begin1, start + row1);
            s20 = seen(s20, key, begin2, start + row2);
            s21 = seen(s21, key + SIDE, begin2, start + row2);
            s22 = seen(s22, key + 2 * SIDE, begin2, start + row2);
            s23 = seen(s23, key + 3 * SIDE, begin2, start + row2);
            s30 = seen(s30, key, begin3, start + row3);
            s31 = seen(s31, key + SIDE, begin3, start + row3);
            s32 = seen(s32, key + 2 * SIDE, begin3, start + row3);
            s33 = seen(s33, key + 3 * SIDE, begin3, start + row3);
            perRow[line * SUM_PITCH + column] = largest(s00, s01, s02, s03);
            perRow[(SIDE + line) * SUM_PITCH + column] = largest(s10, s11, s12, s13);
            perRow[(2 * SIDE + line) * SUM_PITCH + column] = largest(s20, s21, s22, s23);
            perRow[(3 * SIDE + line) * SUM_PITCH + column] = largest(s30, s31, s32, s33);
            context.localBarrier();
            float new0 = max0;
            float new1 = max1;
            float new2 = max2;
            float new3 = max3;
            for (int i = 0; i < side; i++) {
                new0 = TornadoMath.max(new0, perRow[line * SUM_PITCH + i]);
                new1 = TornadoMath.max(new1, perRow[(SIDE + line) * SUM_PITCH + i]);
                new2 = TornadoMath.max(new2, perRow[(2 * SIDE + line) * SUM_PITCH + i]);
                new3 = TornadoMath.max(new3, perRow[(3 * SIDE + line) * SUM_PITCH + i]);
            }
            float shrink0 = TornadoMath.exp(max0 - new0);
            float shrink1 = TornadoMath.exp(max1 - new1);
            float shrink2 = TornadoMath.exp(max2 - new2);
            float shrink3 = TornadoMath.exp(max3 - new3);
            max0 = new0;
            max1 = new1;
            max2 = new2;
            max3 = new3;
            s00 = weight(s00, max0);
            s01 = weight(s01, max0);
            s02 = weight(s02, max0);
            s03 = weight(s03, max0);
            s10 = weight(s10, max1);
            s11 = weight(s11, max1);
            s12 = weight(s12, max1);
            s13 = weight(s13, max1);
            s20 = weight(s20, max2);
            s21 = weight(s21, max2);
            s22 = weight(s22, max2);
            s23 = weight(s23, max2);
            s30 = weight(s30, max3);
            s31 = weight(s31, max3);
            s32 = weight(s32, max3);
            s33 = weight(s33, max3);
            sum0 = sum0 * shrink0 + (s00 + s01 + (s02 + s03));
            sum1 = sum1 * shrink1 + (s10 + s11 + (s12 + s13));
            sum2 = sum2 * shrink2 + (s20 + s21 + (s22 + s23));
            sum3 = sum3 * shrink3 + (s30 + s31 + (s32 + s33));
            int k = column * PITCH + line;
            weights[k] = s00;
            weights[k + SIDE] = s10;
            weights[k + 2 * SIDE] = s20;
            weights[k + 3 * SIDE] = s30;
            k += SIDE * PITCH;
            weights[k] = s01;
            weights[k + SIDE] = s11;
            weights[k + 2 * SIDE] = s21;
            weights[k + 3 * SIDE] = s31;
            k += SIDE * PITCH;
            weights[k] = s02;
            weights[k + SIDE] = s12;
            weights[k + 2 * SIDE] = s22;
            weights[k + 3 * SIDE] = s32;
            k += SIDE * PITCH;
            weights[k] = s03;
            weights[k + SIDE] = s13;
            weights[k + 2 * SIDE] = s23;
            weights[k + 3 * SIDE] = s33;
            a0 *= shrink0;
            a1 *= shrink0;
            a2 *= shrink0;
            a3 *= shrink0;
            b0 *= shrink1;
            b1 *= shrink1;
            b2 *= shrink1;
            b3 *= shrink1;
            c0 *= shrink2;
            c1 *= shrink2;
            c2 *= shrink2;
            c3 *= shrink2;
            d0 *= shrink3;
            d1 *= shrink3;
            d2 *= shrink3;
            d3 *= shrink3;
            if (wide == 1) {
                a4 *= shrink0;
                a5 *= shrink0;
                a6 *= shrink0;
                a7 *= shrink0;
                b4 *= shrink1;
                b5 *= shrink1;
                b6 *= shrink1;
                b7 *= shrink1;
                c4 *= shrink2;
                c5 *= shrink2;
                c6 *= shrink2;
                c7 *= shrink2;
                d4 *= shrink3;
                d5 *= shrink3;
                d6 *= shrink3;
                d7 *= shrink3;
            }
            for (int part = 0; part < ROWS; part += SIDE) {
                int v = StepArray.at(step, values, width, TornadoMath.min(first + part + line, lastKey)) + shared;
                int to = line * VALUE_PITCH + column;
                int most = size - 1;
                valueTile[to] = state.get(v + TornadoMath.min(column, most));
                valueTile[to + SIDE] = state.get(v + TornadoMath.min(column + SIDE, most));
                valueTile[to + 2 * SIDE] = state.get(v + TornadoMath.min(column + 2 * SIDE, most));
                valueTile[to + 3 * SIDE] = state.get(v + TornadoMath.min(column + 3 * SIDE, most));
                if (wide == 1) {
                    valueTile[to + 4 * SIDE] = state.get(v + TornadoMath.min(column + 4 * SIDE, most));
                    valueTile[to + 5 * SIDE] = state.get(v + TornadoMath.min(column + 5 * SIDE, most));
                    valueTile[to + 6 * SIDE] = state.get(v + TornadoMath.min(column + 6 * SIDE, most));
                    valueTile[to + 7 * SIDE] = state.get(v + TornadoMath.min(column + 7 * SIDE, most));
                }
                context.localBarrier();
                for (int i = 0; i < side; i++) {
                    int r = (part + i) * PITCH + line;
                    int c = i * VALUE_PITCH + column;
                    float x0 = weights[r];
                    float x1 = weights[r + SIDE];
                    float x2 = weights[r + 2 * SIDE];
                    float x3 = weights[r + 3 * SIDE];
                    float y0 = valueTile[c];
                    float y1 = valueTile[c + SIDE];
                    float y2 = valueTile[c + 2 * SIDE];
                    float y3 = valueTile[c + 3 * SIDE];
                    a0 += x0 * y0;
                    a1 += x0 * y1;
                    a2 += x0 * y2;
                    a3 += x0 * y3;
                    b0 += x1 * y0;
                    b1 += x1 * y1;
                    b2 += x1 * y2;
                    b3 += x1 * y3;
                    c0 += x2 * y0;
                    c1 += x2 * y1;
                    c2 += x2 * y2;
                    c3 += x2 * y3;
                    d0 += x3 * y0;
                    d1 += x3 * y1;
                    d2 += x3 * y2;
                    d3 += x3 * y3;
                    if (wide == 1) {
                        y0 = valueTile[c + 4 * SIDE];
                        y1 = valueTile[c + 5 * SIDE];
                        y2 = valueTile[c + 6 * SIDE];
                        y3 = valueTile[c + 7 * SIDE];
                        a4 += x0 * y0;
                        a5 += x0 * y1;
                        a6 += x0 * y2;
                        a7 += x0 * y3;
                        b4 += x1 * y0;
                        b5 += x1 * y1;
                        b6 += x1 * y2;
                        b7 += x1 * y3;
                        c4 += x2 * y0;
                        c5 += x2 * y1;
                        c6 += x2 * y2;
                        c7 += x2 * y3;
                        d4 += x3 * y0;
                        d5 += x3 * y1;
                        d6 += x3 * y2;
                        d7 += x3 * y3;
                    }
                }
                context.localBarrier();
            }
        }
        perRow[line * SUM_PITCH + column] = sum0;
        perRow[(SIDE + line) * SUM_PITCH + column] = sum1;
        perRow[(2 * SIDE + line) * SUM_PITCH + column] = sum2;
        perRow[(3 * SIDE + line) * SUM_PITCH + column] = sum3;
        context.localBarrier();
        sum0 = 0f;
        sum1 = 0f;
        sum2 = 0f;
        sum3 = 0f;
        for (int i = 0; i < side; i++) {
            sum0 += perRow[line * SUM_PITCH + i];
            sum1 += perRow[(SIDE + line) * SUM_PITCH + i];
            sum2 += perRow[(2 * SIDE + line) * SUM_PITCH + i];
            sum3 += perRow[(3 * SIDE + line) * SUM_PITCH + i];
        }
        put(step, op, state, firstRow + line, rows, head, column, sum0, a0, a1, a2, a3);
        put(step, op, state, firstRow + SIDE + line, rows, head, column, sum1, b0, b1, b2, b3);
        put(step, op, state, firstRow + 2 * SIDE + line, rows, head, column, sum2, c0, c1, c2, c3);
        put(step, op, state, firstRow + 3 * SIDE + line, rows, head, column, sum3, d0, d1, d2, d3);
        if (wide == 1) {
            int far = column + ROWS;
            put(step, op, state, firstRow + line, rows, head, far, sum0, a4, a5, a6, a7);
            put(step, op, state, firstRow + SIDE + line, rows, head, far, sum1, b4, b5, b6, b7);
            put(step, op, state, firstRow + 2 * SIDE + line, rows, head, far, sum2, c4, c5, c6, c7);
            put(step, op, state, firstRow + 3 * SIDE + line, rows, head, far, sum3, d4, d5, d6, d7);
        }
    }

    /** The first key that a row sees. */
    private static int begin(IntArray step, IntArray op, int row, int start, int window) {
        int begin = step.get(op.get(OpTable.COLUMN) + row);
        if (window > 0) {
            begin = TornadoMath.max(begin, start + row + 1 - window);
        }
        return begin;
    }

    /** Where a row's vector of a head begins in the state. */
    private static int vector(IntArray step, IntArray op, int buffer, int row, int head) {
        int size = op.get(OpTable.HEAD_SIZE);
        return StepArray.row(step, op, op.get(buffer), op.get(OpTable.HEADS) * size, row) + head * size;
    }

    /** A score, or the lowest where the row does not see the key. */
    private static float seen(float score, int key, int begin, int position) {
        float result = score;
        if (key < begin || key > position) {
            result = LOWEST;
        }
        return result;
    }

    private static float largest(float a, float b, float c, float d) {
        return TornadoMath.max(TornadoMath.max(a, b), TornadoMath.max(c, d));
    }

    /** What a score weighs; nothing where the key is not seen. */
    private static float weight(float score, float max) {
        float weight = 0f;
        if (score > LOWEST) {
            weight = TornadoMath.exp(score - max);
        }
        return weight;
    }

    /** Writes four numbers of a row's result, {@value #SIDE} apart, if there are so many. */
    private static void put(
            IntArray step,
            IntArray op,
            FloatArray state,
            int row,
            int rows,
            int head,
            int column,
            float sum,
            float a,
            float b,
            float c,
            float d) {
        if (row < rows) {
            int size = op.get(OpTable.HEAD_SIZE);
            int to = vector(step, op, OpTable.OUT, row, head);
            float norm = 1f / sum;
            putWithin(state, to, column, size, a * norm);
            putWithin(state, to, column + SIDE, size, b * norm);
            putWithin(state, to, column + 2 * SIDE, size, c * norm);
            putWithin(state, to, column + 3 * SIDE, size, d * norm);
        }
    }

    private static void putWithin(FloatArray state, int to, int column, int size, float value) {
        if (column < size) {
            state.set(to + column, value);
        }
    }
}
