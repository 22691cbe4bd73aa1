package blt4j.compute;

import blt4j.program.Buffer;
import blt4j.program.Program;
import java.util.List;
import java.util.Optional;

/**
 * A model's programs, compiled, with their weights where they are computed with. Several texts can share one; a
 * backend that cannot run two at once makes the second wait.
 */
public interface Executor extends AutoCloseable {
    /** The most rows that one run may have. Longer texts are run in chunks. */
    int maxRows();

    /** Caches for a new text. */
    TextCaches allocate(Capacity capacity);

    /**
     * Says how many texts are about to be allocated to be run together ({@link #runTogether}), so that a device can make room for
     * all of them in one place.
     *
     * @param capacity of each
     * @param texts how many
     * @return how many of them can run together, at least 1; further ones can be allocated all the same
     */
    default int reserve(Capacity capacity, int texts) {
        return texts;
    }

    /** The bytes that {@link #allocate} would take. */
    long memoryBytes(Capacity capacity);

    /** The bytes of weights held besides those that are read where they lie in the checkpoint's file. */
    long weightBytes();

    /**
     * Runs a program for new rows. Rows must come in order; a row may be run again after the text was truncated.
     *
     * @param program one of those that were loaded
     * @param caches the text's caches, read and appended to
     * @param rows which rows, and their integers
     */
    void run(Program program, TextCaches caches, Rows rows);

    /** What is run of a byte before its entropy is known, which tells whether it ends a patch. */
    enum Ahead {
        /** Nothing: to wait for it costs little. */
        NOTHING,
        /** The decoder, as if the patch went on, as most do; where it ends, the decoder's row is run again. */
        THE_LIKELIER,
        /**
         * The patch's programs and the decoder under a {@link Condition} ({@link Rows#when}) that the executor looks at itself.
         * What became of them tells the number, which the caller then reads.
         */
        BOTH
    }

    /** What is best run before a byte's entropy is known. */
    default Ahead ahead() {
        return Ahead.NOTHING;
    }

    /**
     * Runs a program for new rows of several texts, as a {@link #run} for each of them would, to rounding. An executor that
     * can reads the weights once for all: where memory is the limit, many texts then take hardly longer than one. A device runs
     * those together for which room was made together ({@link #reserve}).
     *
     * @param program one of those that were loaded
     * @param parts one for each text; no text twice
     */
    default void runTogether(Program program, List<TextRows> parts) {
        for (TextRows part : parts) {
            run(program, part.caches(), part.rows());
        }
    }

    /**
     * How many texts had better be run together: more gain nothing. 1 where texts run as well one after another. The texts
     * of a device must be {@linkplain #reserve reserved}.
     */
    default int textsTogether() {
        return 1;
    }

    /**
     * Reads rows of one of the program's {@linkplain Program#outputs() outputs} after its run for a text and before its
     * next run for that text; other texts may be run meanwhile.
     *
     * @param row the first row: of an activation counted within the run, of a cache the byte position or patch index
     * @param count how many rows
     * @param into receives {@code count · width} numbers
     * @param offset where in {@code into}
     */
    void read(Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset);

    /** The bytes that a device holds for this executor and its texts, by the device's own count; 0 where there is none. */
    default long deviceBytes() {
        return 0;
    }

    /** Begins to measure what a device does, or begins anew; runs are slower meanwhile. Nothing where there is no device. */
    default void startProfile() {}

    /** What a device did since {@link #startProfile}, which ends the measuring; empty where there is no device. */
    default Optional<DeviceProfile> stopProfile() {
        return Optional.empty();
    }

    /**
     * Times the ways there are to compute the programs' ops on the device, each against the CPU's result, and keeps the
     * fastest of each op for programs that are loaded later, here and by others. What was tried before the listener ends it is
     * kept, too.
     *
     * @return whether there was anything to choose; where there is no device, nothing is
     */
    default boolean tune(TuningListener listener) {
        return false;
    }

    @Override
    void close();
}
