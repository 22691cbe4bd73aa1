package blt4j.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/** Kernels that compute nothing: they keep arrays on the device and move numbers about in the state. */
final class TransferKernels {
    /** Threads that share a copy. */
    static final int THREADS = 4096;

    private TransferKernels() {}

    /** Reads one number of an array, so that the array is brought to the device; the state's first number is spare. */
    static void touch(FloatArray array, FloatArray state) {
        for (@Parallel int i = 0; i < 1; i++) {
            state.set(i, array.get(i));
        }
    }

    /** {@link #touch} for integers. */
    static void touchIntegers(IntArray array, FloatArray state) {
        for (@Parallel int i = 0; i < 1; i++) {
            state.set(i, array.get(i));
        }
    }

    /** {@link #touch} for long integers. */
    static void touchLongs(LongArray array, FloatArray state) {
        for (@Parallel int i = 0; i < 1; i++) {
            state.set(i, (float) array.get(i));
        }
    }

    /** Copies {@code copy[2]} numbers of the state from {@code copy[0]} to {@code copy[1]}; the two must not overlap. */
    static void copy(IntArray copy, FloatArray state) {
        for (@Parallel int thread = 0; thread < THREADS; thread++) {
            for (int i = thread; i < copy.get(2); i += THREADS) {
                state.set(copy.get(1) + i, state.get(copy.get(0) + i));
            }
        }
    }

    /** Writes {@code copy[2]} numbers that came from the host to {@code copy[1]}. */
    static void write(IntArray copy, FloatArray stage, FloatArray state) {
        for (@Parallel int thread = 0; thread < THREADS; thread++) {
            for (int i = thread; i < copy.get(2); i += THREADS) {
                state.set(copy.get(1) + i, stage.get(i));
            }
        }
    }
}
