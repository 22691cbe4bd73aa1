package blt4j.compute.cpu.plan;

/**
 * Where a step finds a buffer.
 *
 * @param kind whose it is
 * @param index which one of the kind
 * @param width numbers in a row
 * @param arrays the plan's activations; unused for outputs and caches
 */
public record Operand(Kind kind, int index, int width, Activations arrays) {
    /** Whose a buffer is. */
    enum Kind {
        /** The plan's, for all threads. */
        SHARED,
        /** The plan's, one for each thread, all holding the same. */
        PRIVATE,
        /** The text's, to be read after the run. */
        OUTPUT,
        /** The text's, kept. */
        CACHE
    }

    /** The array that holds the buffer; of a cache in several parts, the first. */
    float[] array(RunContext context, int thread) {
        return switch (kind) {
            case SHARED -> arrays.shared[index];
            case PRIVATE -> arrays.privates[thread][index];
            case OUTPUT -> context.caches.output(index);
            case CACHE -> context.caches.array(index, 0);
        };
    }

    /** Where the row of a run of one row begins. */
    int offset(RunContext context) {
        return kind == Kind.CACHE ? context.caches.offset(index, context.start) : 0;
    }

    /** The arrays of a plan's activations. */
    static final class Activations {
        float[][] shared = new float[0][];
        float[][][] privates = new float[0][][];
    }
}
