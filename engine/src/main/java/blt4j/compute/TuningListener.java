package blt4j.compute;

import java.util.List;

/** Follows a device's tuning ({@link Executor#tune}), and may end it. */
public interface TuningListener {
    /**
     * Tells how far it has come, before each way is tried.
     *
     * @param done how many ways were tried
     * @param total how many there are, of all ops
     * @return whether to go on
     */
    boolean proceed(int done, int total);

    /** Takes all ways of an op once they were tried, the fastest first. */
    void tried(List<Trial> trials);

    /**
     * A way of computing an op that was tried.
     *
     * @param op what is computed, for a person
     * @param way how, for a person
     * @param seconds that it took at best, by the device's own clock
     * @param flops floating-point operations that it takes; a multiply-add counts two
     * @param bytes of weights, each once, and of activations and caches that it reads and writes
     * @param error the largest difference from the CPU's result, as a share of the largest number there
     * @param right whether that is no more than rounding
     * @param chosen whether it was the fastest that is right, and will be taken from now on
     */
    record Trial(
            String op,
            String way,
            double seconds,
            long flops,
            long bytes,
            double error,
            boolean right,
            boolean chosen) {}
}
