package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Projections: {@code out[r] = keep · out[r] + weight · in[r]}, each slice of a row by itself. One kernel for few rows,
 * which reads each weight once and is bound by that, and one for many, which reuses what it reads.
 */
final class MatrixKernels {
    /** Threads of a work-group of the matrix–vector product. */
    static final int GROUP = 64;

    /** Rows of a tile of the matrix–matrix product, and the inputs that it takes at a time. */
    static final int TILE = 16;

    /** Outputs that each thread of the matrix–matrix product computes; a tile has TILE · SPAN of them. */
    static final int SPAN = 4;

    private MatrixKernels() {}

    /**
     * Matrix–vector product. Neighbouring threads read neighbouring weights, four sums apiece keep loads in flight, and
     * the work-group adds up its sums in local memory. Work-group: one output of one slice of one row; capacity · slices ·
     * outputs groups of {@value #GROUP}.
     *
     * @param weights holds the weight, outputs × inputs, from {@code weight}
     * @param state holds {@code in}, n × slices · inputs, and {@code out}, n × slices · outputs
     * @param keep how much of what {@code out} held stays; it is not read for 0
     */
    static void matrixVector(
            KernelContext context,
            IntArray step,
            FloatArray weights,
            FloatArray state,
            int in,
            int weight,
            float keep,
            int out,
            int inputs,
            int outputs,
            int slices) {
        float[] partial = context.allocateFloatLocalArray(GROUP);
        int thread = context.localIdx;
        int output = context.groupIdx % outputs;
        int slice = context.groupIdx / outputs % slices;
        int row = context.groupIdx / (outputs * slices);
        int x = Step.row(step, in, inputs * slices, row) + slice * inputs;
        int w = weight + output * inputs;
        if (row < step.get(Step.ROWS)) {
            float a = 0f;
            float b = 0f;
            float c = 0f;
            float d = 0f;
            int i = thread;
            for (; i < inputs - 3 * GROUP; i += 4 * GROUP) {
                a += weights.get(w + i) * state.get(x + i);
                b += weights.get(w + i + GROUP) * state.get(x + i + GROUP);
                c += weights.get(w + i + 2 * GROUP) * state.get(x + i + 2 * GROUP);
                d += weights.get(w + i + 3 * GROUP) * state.get(x + i + 3 * GROUP);
            }
            for (; i < inputs; i += GROUP) {
                a += weights.get(w + i) * state.get(x + i);
            }
            partial[thread] = a + b + (c + d);
            context.localBarrier();
            for (int stride = GROUP / 2; stride > 0; stride >>= 1) {
                if (thread < stride) {
                    partial[thread] += partial[thread + stride];
                }
                context.localBarrier();
            }
            if (thread == 0) {
                int to = Step.row(step, out, outputs * slices, row) + slice * outputs + output;
                state.set(to, keep == 0f ? partial[0] : keep * state.get(to) + partial[0]);
            }
        }
    }

    /**
     * Tiled matrix–matrix product. A work-group brings a tile of rows and a tile of the weight into local memory, TILE
     * inputs at a time; each thread sums {@value #SPAN} outputs of one row in registers. A row here is a slice of a row.
     * Work-group: {@value #TILE} × {@value #TILE} threads for TILE rows and TILE · SPAN outputs; the grid's x covers the
     * outputs, its y capacity · slices rows.
     *
     * @param weights holds the weight, outputs × inputs, from {@code weight}
     * @param state holds {@code in}, n × slices · inputs, and {@code out}, n × slices · outputs
     * @param keep how much of what {@code out} held stays; it is not read for 0
     */
    static void matrixMatrix(
            KernelContext context,
            IntArray step,
            FloatArray weights,
            FloatArray state,
            int in,
            int weight,
            float keep,
            int out,
            int inputs,
            int outputs,
            int slices) {
        float[] rowTile = context.allocateFloatLocalArray(TILE * TILE);
        float[] weightTile = context.allocateFloatLocalArray(TILE * SPAN * (TILE + 1));
        int column = context.localIdx;
        int line = context.localIdy;
        int rows = step.get(Step.ROWS) * slices;
        int firstRow = context.groupIdy * TILE;
        int firstOutput = context.groupIdx * TILE * SPAN;
        // A tile without live rows takes no inputs. The barriers stand under no condition: PoCL's work-groups lose
        // their
        // way in a divergent branch that follows a conditional barrier.
        int limit = firstRow < rows ? inputs : 0;
        int row = firstRow + line;
        int x = Step.row(step, in, inputs * slices, row / slices) + row % slices * inputs;
        float a = 0f;
        float b = 0f;
        float c = 0f;
        float d = 0f;
        for (int k = 0; k < limit; k += TILE) {
            float value = 0f;
            if (row < rows && k + column < inputs) {
                value = state.get(x + k + column);
            }
            rowTile[line * TILE + column] = value;
            for (int s = 0; s < SPAN; s++) {
                int output = firstOutput + s * TILE + line;
                float w = 0f;
                if (output < outputs && k + column < inputs) {
                    w = weights.get(weight + output * inputs + k + column);
                }
                weightTile[(s * TILE + line) * (TILE + 1) + column] = w;
            }
            context.localBarrier();
            for (int i = 0; i < TILE; i++) {
                float v = rowTile[line * TILE + i];
                a += v * weightTile[column * (TILE + 1) + i];
                b += v * weightTile[(TILE + column) * (TILE + 1) + i];
                c += v * weightTile[(2 * TILE + column) * (TILE + 1) + i];
                d += v * weightTile[(3 * TILE + column) * (TILE + 1) + i];
            }
            context.localBarrier();
        }
        if (row < rows) {
            int to = Step.row(step, out, outputs * slices, row / slices) + row % slices * outputs;
            put(state, to, firstOutput + column, outputs, keep, a);
            put(state, to, firstOutput + TILE + column, outputs, keep, b);
            put(state, to, firstOutput + 2 * TILE + column, outputs, keep, c);
            put(state, to, firstOutput + 3 * TILE + column, outputs, keep, d);
        }
    }

    private static void put(FloatArray state, int to, int output, int outputs, float keep, float value) {
        if (output < outputs) {
            state.set(to + output, keep == 0f ? value : keep * state.get(to + output) + value);
        }
    }
}
