package blt4j.compute.cpu.plan;

/**
 * How the numbers of a buffer's rows are shared among threads: {@code units} units of {@code size} columns, in
 * consecutive shares.
 *
 * @param units how many units, or 0 where there is no share that two steps could agree on
 * @param size columns of a unit
 */
record Partition(int units, int size) {
    /** Everybody may touch everything. */
    static final Partition ALL = new Partition(0, 0);

    /** Whole panels, in consecutive shares. */
    static final Partition PANELS = new Partition(-1, 0);

    /** Columns in units of {@code size}. */
    static Partition columns(int width, int size) {
        return new Partition(Math.ceilDiv(width, size), size);
    }

    /** Whether a thread that works on its share of one works on its share of the other. */
    boolean agrees(Partition other) {
        return units != 0 && equals(other);
    }

    /** Where a thread's share begins: the unit. */
    static int from(int units, int thread, int threads) {
        return units * thread / threads;
    }

    /** The first column of a thread's share. */
    int begin(int thread, int threads) {
        return from(units, thread, threads) * size;
    }

    /** One past the last column of a thread's share, for a buffer of a width. */
    int end(int thread, int threads, int width) {
        return Math.min(width, from(units, thread + 1, threads) * size);
    }
}
