package blt4j.compute.cpu.thread;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Dynamic scheduling of a step's parts: a thread that is free takes the next one. With equal shares all threads would wait
 * for the slowest core. Which thread computes a part does not change its result.
 */
public final class WorkCounter {
    private static final int COUNT_BITS = 32;

    /** The run, and how many parts of it are taken. */
    private final AtomicLong taken = new AtomicLong();

    /** The next part of a run that no thread has taken. It may lie past the last part; the caller checks. */
    public int next(int run) {
        while (true) {
            long before = taken.get();
            int count = (int) (before >>> COUNT_BITS) == run ? (int) before : 0;
            if (taken.compareAndSet(before, ((long) run << COUNT_BITS) | (count + 1))) {
                return count;
            }
        }
    }
}
