package blt4j.tornado;

/**
 * How the projection of one row is shared out: what a device's size and a matrix's decide.
 *
 * @param threads that share an output, 32 to {@value #MAX_THREADS}
 * @param deep how many loads of each output's weights a thread has under way before the first is used: 1, 2 or 4
 */
record Shape(int threads, int deep) {
    /** The most threads of a work-group. */
    static final int MAX_THREADS = 256;

    /** By what a code is divided: the quotient are the threads, the remainder is the depth. */
    static final int CODE = 8;

    /** For a device of few threads, or none that is known. */
    static final Shape SMALL = new Shape(64, 1);

    private static final int BUSY_THREADS = 512;

    /** One integer for both, which a kernel is compiled with. */
    int code() {
        return threads * CODE + deep;
    }

    /**
     * A shape for a device of which nothing was measured: enough threads to fill it, and as much under way as there is.
     *
     * @param multiprocessors of the device
     * @param blocks how many work-groups there are
     * @param loads how many loads an output's weights take
     */
    static Shape by(int multiprocessors, int blocks, int loads) {
        int threads = 64;
        while (threads < MAX_THREADS
                && (long) blocks * threads < (long) BUSY_THREADS * multiprocessors
                && loads >= 4 * threads) {
            threads *= 2;
        }
        int rounds = Math.ceilDiv(loads, threads);
        return new Shape(threads, rounds > 2 ? 4 : Math.max(1, rounds));
    }
}
