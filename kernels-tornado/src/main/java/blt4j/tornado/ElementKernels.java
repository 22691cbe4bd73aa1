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
     * @param slot which of the graph's ops it is
     * @param ids where in the step the rows' ids are
     * @param format of the table, as {@link Narrow} numbers them
     */
    static void embedding(
            KernelContext context,
            IntArray step,
            IntArray table,
            FloatArray numbers,
            FloatArray wide,
            LongArray narrow,
            FloatArray state,
            int slot,
            int ids,
            int format) {
        int op = StepArray.op(step, slot);
        int width = table.get(op + OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < step.get(StepArray.ROWS)) {
            int entry = table.get(op + OpTable.TABLE) + step.get(ids + row) * width;
            state.set(
                    StepArray.row(step, table.get(op + OpTable.OUT), width, row) + column,
                    Narrow.get(numbers, wide, narrow, format, entry + column));
        }
    }

    /** Copies rows: {@code out[r] = in[r]}, n × width. Threads: n · width. */
    static void copy(KernelContext context, IntArray step, IntArray table, FloatArray state, int slot) {
        int op = StepArray.op(step, slot);
        int width = table.get(op + OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < step.get(StepArray.ROWS)) {
            state.set(
                    StepArray.row(step, table.get(op + OpTable.OUT), width, row) + column,
                    state.get(StepArray.row(step, table.get(op + OpTable.IN), width, row) + column));
        }
    }

    /**
     * The gated activation: {@code out = silu(in) ⊙ second}, n × width; {@code out} may be {@code in} or {@code second}.
     * Threads: n · width.
     */
    static void swiGlu(KernelContext context, IntArray step, IntArray table, FloatArray state, int slot) {
        int op = StepArray.op(step, slot);
        int width = table.get(op + OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < step.get(StepArray.ROWS)) {
            float gate = state.get(StepArray.row(step, table.get(op + OpTable.IN), width, row) + column);
            float up = state.get(StepArray.row(step, table.get(op + OpTable.SECOND), width, row) + column);
            state.set(
                    StepArray.row(step, table.get(op + OpTable.OUT), width, row) + column,
                    gate / (1f + TornadoMath.exp(-gate)) * up);
        }
    }

    /**
     * Rotary position embedding in place, of one or two buffers: pair j of every head of row r is turned by {@code (start
     * + r) · frequency[j]}. A thread for each pair: n · (width + secondWidth) / 2.
     *
     * @param numbers holds the headSize / 2 frequencies and the scale of the results; frequencies are rounded to float32 on the host, as the reference
     *     implementations do, so that far positions turn by the same angles
     * @param state holds the buffers, n × width and n × secondWidth, which are multiples of headSize
     */
    static void rope(
            KernelContext context, IntArray step, IntArray table, FloatArray numbers, FloatArray state, int slot) {
        int op = StepArray.op(step, slot);
        int width = table.get(op + OpTable.WIDTH);
        int secondWidth = table.get(op + OpTable.SECOND_WIDTH);
        int pairs = (width + secondWidth) / 2;
        int row = context.globalIdx / pairs;
        int pair = context.globalIdx % pairs;
        int place = table.get(op + OpTable.OUT);
        if (pair >= width / 2) {
            place = table.get(op + OpTable.SECOND);
            pair -= width / 2;
            width = secondWidth;
        }
        if (row < step.get(StepArray.ROWS)) {
            int half = table.get(op + OpTable.HEAD_SIZE) / 2;
            int frequencies = table.get(op + OpTable.NUMBERS);
            float angle = (step.get(StepArray.START) + row) * numbers.get(frequencies + pair % half);
            float scale = numbers.get(frequencies + half);
            float cos = TornadoMath.cos(angle) * scale;
            float sin = TornadoMath.sin(angle) * scale;
            int at = StepArray.row(step, place, width, row) + 2 * pair;
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
     * @param begins where in the step the patches' first bytes are
     * @param ends where in the step the bytes after their last are
     */
    static void patchPooling(
            KernelContext context, IntArray step, IntArray table, FloatArray state, int slot, int begins, int ends) {
        int op = StepArray.op(step, slot);
        int width = table.get(op + OpTable.WIDTH);
        int row = context.globalIdx / width;
        int column = context.globalIdx % width;
        if (row < step.get(StepArray.ROWS)) {
            int in = table.get(op + OpTable.IN);
            int begin = step.get(begins + row);
            int end = step.get(ends + row);
            float max = begin < end ? state.get(StepArray.at(step, in, width, begin) + column) : 0f;
            for (int b = begin + 1; b < end; b++) {
                max = TornadoMath.max(max, state.get(StepArray.at(step, in, width, b) + column));
            }
            state.set(StepArray.row(step, table.get(op + OpTable.OUT), width, row) + column, max);
        }
    }
}
