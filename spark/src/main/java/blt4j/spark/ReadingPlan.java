package blt4j.spark;

import blt4j.BltException;
import java.io.Serializable;

/**
 * How texts are read: all that an executor has to know.
 *
 * @param model where it is
 * @param rule by which patches begin
 * @param shape what a reader of texts is laid out for
 */
record ReadingPlan(ModelSource model, PatchRule rule, Shape shape) implements Serializable {
    private static final int MAX_SEGMENT = 1 << 24;

    /**
     * What a reader of texts is laid out for.
     *
     * @param segment the most bytes that are read in one piece
     * @param context how many of the bytes before a later piece it is read after
     * @param surprisals whether bits per byte are asked for
     */
    record Shape(int segment, int context, boolean surprisals) implements Serializable {
        /** As the command line reads texts, without bits per byte. */
        static final Shape USUAL = new Shape(65_536, 2_048, false);

        /** Checks the numbers. */
        Shape {
            if (segment < 1 || segment > MAX_SEGMENT || context < 0 || context > MAX_SEGMENT) {
                throw new BltException("Texts cannot be read in segments of " + segment + " bytes after a context of "
                        + context + "; there may be 1 and 0 to " + MAX_SEGMENT + ".");
            }
        }

        Shape withSurprisals() {
            return new Shape(segment, context, true);
        }
    }
}
