package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Kernels in which every number is computed by itself: a thread for each, no local memory, work-groups of
 * {@value #GROUP}. How many numbers there are is told by the op's parameters, so the threads are counted by the grid and
 * those that are left over do nothing.
 *
 * <p>Shapes: {@code n} stands for the live rows, {@code step[ROWS]}. Buffers are named by their place in the
 * {@link StepArray}.
 */
final class ElementKernels {
    /** Threads of a work-group. */
    static final int GROUP = 64;

    private ElementKernels() {}

    /**
     * Looks up rows of a table: {@code out[r] = table[id[r]]}, n × width. Threads: n · width.
     *
     * @param numbers what narrow weights are read by
     * @param wide holds the table, entries × width, if it is in 32 bits
     * @param narrow holds it if it is not
     * @param format of the table, as {@link Narrow} numbers them
     */
    static void embedding(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            FloatArray wide,
            LongArray narrow,
            FloatArray state,
            int format) {
        int width = op.get(OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < StepArray.rows(step, op)) {
            int entry =
                    op.get(OpTable.TABLE) + step.get(op.get(OpTable.COLUMN) + row * op.get(OpTable.IDS_APART)) * width;
            state.set(
                    StepArray.row(step, op, op.get(OpTable.OUT), width, row) + column,
                    Narrow.get(numbers, wide, narrow, format, entry + column));
        }
    }

    /** Copies rows: {@code out[r] = in[r]}, n × width. Threads: n · width. */
    static void copy(KernelContext context, IntArray step, IntArray op, FloatArray state) {
        int width = op.get(OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < StepArray.rows(step, op)) {
            state.set(
                    StepArray.row(step, op, op.get(OpTable.OUT), width, row) + column,
                    state.get(StepArray.row(step, op, op.get(OpTable.IN), width, row) + column));
        }
    }

    /**
     * The gated activation: {@code out = silu(in) ⊙ second}, n × width; {@code out} may be {@code in} or {@code second}.
     * Threads: n · width.
     */
    static void swiGlu(KernelContext context, IntArray step, IntArray op, FloatArray state) {
        int width = op.get(OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < StepArray.rows(step, op)) {
            float gate = state.get(StepArray.row(step, op, op.get(OpTable.IN), width, row) + column);
            float up = state.get(StepArray.row(step, op, op.get(OpTable.SECOND), width, row) + column);
            state.set(
                    StepArray.row(step, op, op.get(OpTable.OUT), width, row) + column,
                    gate / (1f + TornadoMath.exp(-gate)) * up);
        }
    }

    /**
     * Rotary position embedding in place, of one or two buffers: pair j of every head of row r is rotated by the angle j of
     * position {@code start + r} ({@link Angles}). A thread for each pair: n · (width + secondWidth) / 2.
     *
     * @param state holds the buffers, n × width and n × secondWidth, which are multiples of headSize, and the angles
     */
    static void rope(KernelContext context, IntArray step, IntArray op, FloatArray state) {
        int width = op.get(OpTable.WIDTH);
        int secondWidth = op.get(OpTable.SECOND_WIDTH);
        int pairs = (width + secondWidth) / 2;
        int row = context.globalIdx / pairs;
        int pair = context.globalIdx % pairs;
        int place = op.get(OpTable.OUT);
        if (pair >= width / 2) {
            place = op.get(OpTable.SECOND);
            pair -= width / 2;
            width = secondWidth;
        }
        if (row < StepArray.rows(step, op)) {
            int half = op.get(OpTable.ROTATED_SIZE) / 2;
            int angle = op.get(OpTable.ANGLES) + StepArray.position(step, op, row) * 2 * half + pair % half;
            float cos = state.get(angle);
            float sin = state.get(angle + half);
            int at = StepArray.row(step, op, place, width, row) + 2 * pair;
            float x = state.get(at);
            float y = state.get(at + 1);
            state.set(at, x * cos - y * sin);
            state.set(at + 1, x * sin + y * cos);
        }
    }

    /**
     * Over patches, the element-wise maximum of each patch's bytes: {@code out[r] = max over begin[r] … end[r]−1 of
     * in}; 0 for an empty patch. Threads: n · width.
     *
     * @param state holds {@code in}, a byte cache of rows of {@code width}, and {@code out}, n × width
     */
    static void patchPooling(KernelContext context, IntArray step, IntArray op, FloatArray state) {
        int width = op.get(OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < StepArray.rows(step, op)) {
            int in = StepArray.cache(op, op.get(OpTable.IN), row);
            int begin = step.get(op.get(OpTable.COLUMN) + row);
            int end = step.get(op.get(OpTable.SECOND_COLUMN) + row);
            float max = begin < end ? state.get(StepArray.at(step, in, width, begin) + column) : 0f;
            for (int b = begin + 1; b < end; b++) {
                max = TornadoMath.max(max, state.get(StepArray.at(step, in, width, b) + column));
            }
            state.set(StepArray.row(step, op, op.get(OpTable.OUT), width, row) + column, max);
        }
    }
}
