package blt4j.analysis;

import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import java.util.Arrays;

/**
 * Annotates texts of any length, piece by piece: how hard each byte is to predict, and the patches it falls into. A
 * piece is read after as much of what stands before it as is given as its context, so with a context of several windows
 * the annotation is near to that of the text read as a whole; without a context a piece is a text by itself, and the
 * annotation exact. Where several annotators share the work, warm their backends up first: then it makes no difference to
 * the last bit which of them gets which piece. Belongs to one thread at a time.
 */
public final class Annotator implements AutoCloseable {
    private final Session session;

    /**
     * Prepares to annotate.
     *
     * @param blt the model, of which the entropy model alone is used; must outlive this
     * @param patching must not look ahead
     * @param capacity the most bytes of a piece and its context together
     */
    public Annotator(Blt blt, PatcherConfig patching, int capacity) {
        this.session = Session.open(
                blt,
                SessionOptions.ofCapacity(capacity)
                        .withPatching(patching)
                        .withoutDistributions()
                        .withEntropyModelAlone()
                        .withRewind(0));
    }

    /**
     * What is said of a piece.
     *
     * @param entropies how hard each of its bytes is to predict, in nats; empty where the model has no entropy model
     * @param patchLengths the bytes of each patch, the first and the last as far as they lie in the piece
     * @param beginsPatch whether a patch begins with its first byte
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Annotation(float[] entropies, int[] patchLengths, boolean beginsPatch) {}

    /**
     * Annotates a piece.
     *
     * @param context what stands before it; may be empty
     * @param piece at least one byte
     * @param progress may stop the reading
     */
    public Annotation annotate(byte[] context, byte[] piece, ReadProgress progress) {
        byte[] text = Arrays.copyOf(context, context.length + piece.length);
        System.arraycopy(piece, 0, text, context.length, piece.length);
        session.truncate(0);
        session.append(text, progress);
        float[] entropies = session.blt().config().entropyModel().isEmpty()
                ? new float[0]
                : Arrays.copyOfRange(session.entropies(), context.length, text.length);
        Patches patches = session.patches();
        int first = context.length + 1;
        return new Annotation(entropies, lengths(patches, first), patches.beginsAt(first));
    }

    /** The lengths of the patches from a position on. */
    private static int[] lengths(Patches patches, int first) {
        int firstPatch = patches.indexOf(first);
        int[] lengths = new int[patches.count() - firstPatch];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = patches.end(firstPatch + i) - Math.max(first, patches.begin(firstPatch + i));
        }
        return lengths;
    }

    @Override
    public void close() {
        session.close();
    }
}
