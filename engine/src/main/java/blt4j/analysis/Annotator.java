package blt4j.analysis;

import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Annotates texts of any length, piece by piece: how hard each byte is to predict, and the patches it falls into. A
 * piece is read after as much of what stands before it as is given as its context, so with a context of several windows
 * the annotation is near to that of the text read as a whole; without a context a piece is a text by itself, and the
 * annotation exact. Where several annotators share the work, warm their backends up first: then it makes no difference to
 * the last bit which of them gets which piece. Belongs to one thread at a time.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Annotator implements AutoCloseable {
    private static final float[] NONE = {};

    private final Session session;

    /**
     * Prepares to annotate.
     *
     * @param blt the model, of which the entropy model alone is used; must outlive this
     * @param patching must not look ahead
     * @param capacity the most bytes of a piece and its context together
     */
    public Annotator(Blt blt, PatcherConfig patching, int capacity) {
        this(blt, options(patching, capacity));
    }

    private Annotator(Blt blt, SessionOptions options) {
        this.session = Session.open(blt, options);
    }

    /**
     * Prepares to annotate, telling of each byte how surprising it was too.
     *
     * @param blt must have an entropy model
     * @param patching how patches are made
     * @param capacity the most bytes of a piece
     * @return an annotator
     * @see #Annotator(Blt, PatcherConfig, int)
     */
    public static Annotator withSurprisals(Blt blt, PatcherConfig patching, int capacity) {
        return new Annotator(blt, options(patching, capacity).withSurprisals());
    }

    private static SessionOptions options(PatcherConfig patching, int capacity) {
        return SessionOptions.ofCapacity(capacity)
                .withPatching(patching)
                .withoutDistributions()
                .withEntropyModelAlone()
                .withRewind(0);
    }

    /**
     * Cuts the pieces to come by another rule.
     *
     * @param patching how patches are made
     */
    public void repatch(PatcherConfig patching) {
        session.truncate(0);
        session.repatch(patching);
    }

    /**
     * What is said of a piece.
     *
     * @param entropies how hard each of its bytes is to predict, in nats; empty where the model has no entropy model
     * @param patchLengths the bytes of each patch, the first and the last as far as they lie in the piece
     * @param beginsPatch whether a patch begins with its first byte
     * @param surprisals how surprising each of its bytes was: {@code −ln p}, in nats, whose mean over ln 2 is the entropy
     *     model's bits per byte; empty where they were not asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Annotation(float[] entropies, int[] patchLengths, boolean beginsPatch, float[] surprisals) {
        /**
         * Without surprisals.
         *
         * @param entropies how hard each byte is to predict, in nats; empty where the model has no entropy model
         * @param patchLengths the bytes of each patch, the first and the last as far as they lie in the piece
         * @param beginsPatch whether a patch begins with its first byte
         */
        public Annotation(float[] entropies, int[] patchLengths, boolean beginsPatch) {
            this(entropies, patchLengths, beginsPatch, NONE);
        }
    }

    /**
     * Annotates a piece.
     *
     * @param context what stands before it; may be empty
     * @param piece at least one byte
     * @param progress may stop the reading
     * @return its entropies and patches
     */
    public Annotation annotate(byte[] context, byte[] piece, ReadProgress progress) {
        byte[] text = Arrays.copyOf(context, context.length + piece.length);
        System.arraycopy(piece, 0, text, context.length, piece.length);
        session.truncate(0);
        session.append(text, progress);
        float[] entropies = session.blt().config().entropyModel().isEmpty()
                ? NONE
                : Arrays.copyOfRange(session.entropies(), context.length, text.length);
        Patches patches = session.patches();
        int first = context.length + 1;
        float[] surprisals = session.options().surprisals() ? session.surprisals(context.length, text.length) : NONE;
        return new Annotation(entropies, lengths(patches, first), patches.beginsAt(first), surprisals);
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
