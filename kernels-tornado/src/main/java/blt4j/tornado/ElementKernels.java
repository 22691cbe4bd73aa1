package blt4j.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Kernels in which every number is computed by itself: one thread for each, no local memory, the work-group left to
 * TornadoVM.
 *
 * <p>Shapes: {@code n} stands for the live rows, {@code step[ROWS]}; {@code capacity} for the rows that the graph was
 * compiled for. Buffers are named by their place in the {@link Step}.
 */
final class ElementKernels {
    private ElementKernels() {}

    /**
     * Looks up rows of a table: {@code out[r] = table[id[r]]}.
     *
     * @param weights holds the table, entries × width, from {@code table}
     * @param state holds {@code out}, n × width
     * @param ids where in the step the rows' ids are
     */
    static void embedding(
            IntArray step, FloatArray weights, FloatArray state, int table, int ids, int out, int width, int capacity) {
        for (@Parallel int i = 0; i < capacity * width; i++) {
            int row = i / width;
            if (row < step.get(Step.ROWS)) {
                int column = i % width;
                state.set(
                        Step.row(step, out, width, row) + column,
                        weights.get(table + step.get(ids + row) * width + column));
            }
        }
    }

    /** Copies rows: {@code out[r] = in[r]}, n × width. */
    static void copy(IntArray step, FloatArray state, int in, int out, int width, int capacity) {
        for (@Parallel int i = 0; i < capacity * width; i++) {
            int row = i / width;
            if (row < step.get(Step.ROWS)) {
                int column = i % width;
                state.set(Step.row(step, out, width, row) + column, state.get(Step.row(step, in, width, row) + column));
            }
        }
    }

    /** Adds rows that were gathered elsewhere: {@code out[r] += extra[r]}, n × width, the first of them at 0. */
    static void add(IntArray step, FloatArray extra, FloatArray state, int out, int width, int capacity) {
        for (@Parallel int i = 0; i < capacity * width; i++) {
            int row = i / width;
            if (row < step.get(Step.ROWS)) {
                int to = Step.row(step, out, width, row) + i % width;
                state.set(to, state.get(to) + extra.get(i));
            }
        }
    }

    /** The gated activation: {@code out = silu(gate) ⊙ up}, n × width; {@code out} may be {@code gate} or {@code up}. */
    static void swiGlu(IntArray step, FloatArray state, int gate, int up, int out, int width, int capacity) {
        for (@Parallel int i = 0; i < capacity * width; i++) {
            int row = i / width;
            if (row < step.get(Step.ROWS)) {
                int column = i % width;
                float g = state.get(Step.row(step, gate, width, row) + column);
                float u = state.get(Step.row(step, up, width, row) + column);
                state.set(Step.row(step, out, width, row) + column, g / (1f + TornadoMath.exp(-g)) * u);
            }
        }
    }

    /**
     * Rotary position embedding in place: pair j of every head of row r is turned by {@code (start + r) ·
     * frequency[j]}. One thread for each pair.
     *
     * @param weights holds the headSize / 2 frequencies from {@code frequencies}; they are rounded to float32 on the
     *     host, as the reference implementations do, so that far positions turn by the same angles
     * @param state holds the buffer, n × width, width a multiple of headSize
     */
    static void rope(
            IntArray step,
            FloatArray weights,
            FloatArray state,
            int frequencies,
            int out,
            int width,
            int headSize,
            int capacity) {
        for (@Parallel int i = 0; i < capacity * (width / 2); i++) {
            int row = i / (width / 2);
            if (row < step.get(Step.ROWS)) {
                int pair = i % (width / 2);
                float angle = (step.get(Step.START) + row) * weights.get(frequencies + pair % (headSize / 2));
                float cos = TornadoMath.cos(angle);
                float sin = TornadoMath.sin(angle);
                int at = Step.row(step, out, width, row) + 2 * pair;
                float x = state.get(at);
                float y = state.get(at + 1);
                state.set(at, x * cos - y * sin);
                state.set(at + 1, x * sin + y * cos);
            }
        }
    }

    /**
     * Over patches, the element-wise maximum of each patch's bytes: {@code out[r] = max over begin[r] … end[r]−1 of
     * in}; 0 for an empty patch.
     *
     * @param state holds {@code in}, a byte cache of rows of {@code width}, and {@code out}, n × width
     * @param begins where in the step the patches' first bytes are
     * @param ends where in the step the bytes after their last are
     */
    static void patchPooling(
            IntArray step, FloatArray state, int in, int begins, int ends, int out, int width, int capacity) {
        for (@Parallel int i = 0; i < capacity * width; i++) {
            int row = i / width;
            if (row < step.get(Step.ROWS)) {
                int column = i % width;
                int begin = step.get(begins + row);
                int end = step.get(ends + row);
                float max = begin < end ? state.get(Step.at(step, in, width, begin) + column) : 0f;
                for (int b = begin + 1; b < end; b++) {
                    max = TornadoMath.max(max, state.get(Step.at(step, in, width, b) + column));
                }
                state.set(Step.row(step, out, width, row) + column, max);
            }
        }
    }
}
