package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/** Kernels that compute nothing: they keep arrays on the device and move numbers about in the state. */
final class TransferKernels {
    /** Threads that share a copy. */
    static final int THREADS = 4096;

    /** Where in a graph's step and in its result the number of the execution is. */
    static final int TICKET = 0;

    /** Outputs that one kernel collects at most. */
    static final int MAX_OUTPUTS = 4;

    /** Integers of a condition in the step. */
    static final int CONDITION = 4;

    /** Programs whose rows one condition decides about at most. */
    static final int MAX_DECIDED = 3;

    private TransferKernels() {}

    /** Reads one number of an array, so that the array is brought to the device; the state's first number is spare. */
    static void touch(KernelContext context, FloatArray array, FloatArray state) {
        if (context.globalIdx == 0) {
            state.set(0, array.get(0));
        }
    }

    /** {@link #touch} for integers. */
    static void touchIntegers(KernelContext context, IntArray array, FloatArray state) {
        if (context.globalIdx == 0) {
            state.set(0, array.get(0));
        }
    }

    /** {@link #touch} for long integers. */
    static void touchLongs(KernelContext context, LongArray array, FloatArray state) {
        if (context.globalIdx == 0) {
            state.set(0, (float) array.get(0));
        }
    }

    /**
     * Copies {@code move[2]} numbers of the state from {@code move[0]} to {@code move[1]}; the two must not overlap.
     * Threads: {@value #THREADS}.
     */
    static void move(KernelContext context, IntArray move, FloatArray state) {
        for (int i = context.globalIdx; i < move.get(2); i += THREADS) {
            state.set(move.get(1) + i, state.get(move.get(0) + i));
        }
    }

    /** Writes {@code move[2]} numbers that came from the host to {@code move[1]}. Threads: {@value #THREADS}. */
    static void write(KernelContext context, IntArray move, FloatArray stage, FloatArray state) {
        for (int i = context.globalIdx; i < move.get(2); i += THREADS) {
            state.set(move.get(1) + i, stage.get(i));
        }
    }

    /**
     * Decides by a number of the state what of the runs to come counts: writes into the step how many rows of some programs are
     * live, 1 or 0, and if it is 1, an integer of another program's row. One thread.
     *
     * @param op the number's place at {@link OpTable#IN}; at {@link OpTable#COLUMN} where in the step the condition's
     *     {@value #CONDITION} integers are, the bits of what the number has to exceed, of what it has to rise from, of by more
     *     than how much, and the integer; from {@link OpTable#MATRICES} on the indices of what is written, 0 for nothing:
     *     {@value #MAX_DECIDED} numbers of rows, then the integer's
     * @param numbers what bits are looked up in
     */
    static void decide(KernelContext context, IntArray op, FloatArray numbers, FloatArray state, IntArray step) {
        if (context.globalIdx == 0) {
            int at = op.get(OpTable.COLUMN);
            float number = state.get(StepArray.row(step, op, op.get(OpTable.IN), 1, 0));
            float least = Narrow.whole(numbers, step.get(at));
            float base = Narrow.whole(numbers, step.get(at + 1));
            float rise = Narrow.whole(numbers, step.get(at + 2));
            int holds = 0;
            if (number > least) {
                if (number - base > rise) {
                    holds = 1;
                }
            }
            for (int i = 0; i < MAX_DECIDED; i++) {
                int rows = op.get(OpTable.MATRICES + i);
                if (rows > 0) {
                    step.set(rows, holds);
                }
            }
            int changed = op.get(OpTable.MATRICES + MAX_DECIDED);
            if (changed > 0) {
                if (holds == 1) {
                    step.set(changed, step.get(at + 3));
                }
            }
        }
    }

    /**
     * Copies a run's live rows of up to {@value #MAX_OUTPUTS} buffers to where they are read from together, and the ticket
     * that tells that the graph ran to here; of a run without any, the first. Threads: n · width.
     *
     * @param op for each buffer three integers from {@link OpTable#MATRICES} on: its place, its width (0 where there is no
     *     further one), and where in the result its first row's numbers go, behind which come the second's
     * @param result what is brought to the host with each execution
     */
    static void collect(KernelContext context, IntArray step, IntArray op, FloatArray state, FloatArray result) {
        int widest = op.get(OpTable.WIDTH);
        int row = context.globalIdx / widest;
        int i = context.globalIdx % widest;
        if (context.globalIdx == 0) {
            result.set(TICKET, step.get(TICKET));
        }
        for (int output = 0; output < MAX_OUTPUTS; output++) {
            int at = OpTable.MATRICES + output * OpTable.MATRIX;
            int width = op.get(at + 1);
            if (i < width && row < TornadoMath.max(1, StepArray.rows(step, op))) {
                int to = op.get(at + 2) + row * width + i;
                result.set(to, state.get(StepArray.row(step, op, op.get(at), width, row) + i));
            }
        }
    }
}
