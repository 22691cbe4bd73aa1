package blt4j.patching;

import blt4j.vocabulary.Vocabulary;
import org.apiguardian.api.API;

/**
 * Where a context begins anew, so that a row sees nothing before it: after the EOS that ends a document, as the
 * original's masks have it, and, in the entropy model, after each newline where a model is patched so (section 4.4 of
 * the paper, arXiv 2412.09871). The EOS or newline itself still belongs to what it ends.
 *
 * @param atNewline whether a context ends with its newline (byte 10)
 * @param atEos whether a context ends with its EOS
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ContextReset(boolean atNewline, boolean atEos) {
    /** Everything is seen. */
    public static final ContextReset NEVER = new ContextReset(false, false);

    /**
     * {@return what the stages after the entropy model see}
     *
     * @param separatesDocuments whether no row sees past the EOS of a document
     */
    public static ContextReset ofDocuments(boolean separatesDocuments) {
        return new ContextReset(false, separatesDocuments);
    }

    private static final int NEWLINE = Vocabulary.id((byte) '\n');

    /**
     * {@return whether the position after this id begins a new context}
     *
     * @param id of the vocabulary
     */
    public boolean endsContext(int id) {
        return (atNewline && id == NEWLINE) || (atEos && id == Vocabulary.EOS);
    }

    /**
     * {@return the first position that a row may see}
     *
     * @param position the row's position, at least 1; the row at 0 sees itself
     * @param previousId the id before it
     * @param previousFirstVisible what this method said of the row before it
     */
    public int firstVisible(int position, int previousId, int previousFirstVisible) {
        return endsContext(previousId) ? position : previousFirstVisible;
    }

    /**
     * {@return the first patch that a patch may see: where a context ends within a patch, the next patch begins
     * another}
     *
     * @param patch the patch, at least 1; that at 0 sees itself
     * @param ids of the text
     * @param begin where the patch before it begins
     * @param end one past its end
     * @param previousFirstVisible what this method said of the patch before it
     */
    public int firstVisiblePatch(int patch, int[] ids, int begin, int end, int previousFirstVisible) {
        for (int i = begin; i < end; i++) {
            if (endsContext(ids[i])) {
                return patch;
            }
        }
        return previousFirstVisible;
    }

    /**
     * {@return the first patch that each of some patches may see}
     *
     * @param ids of the text
     * @param patches of the text
     * @param count how many patches, from the first on
     */
    public int[] firstVisiblePatches(int[] ids, Patches patches, int count) {
        int[] first = new int[count];
        for (int patch = 1; patch < count; patch++) {
            first[patch] =
                    firstVisiblePatch(patch, ids, patches.begin(patch - 1), patches.end(patch - 1), first[patch - 1]);
        }
        return first;
    }

    /**
     * {@return the first position that each row may see}
     *
     * @param ids of the text, the BOS first
     */
    public int[] firstVisible(int[] ids) {
        int[] first = new int[ids.length];
        for (int i = 1; i < ids.length; i++) {
            first[i] = firstVisible(i, ids[i - 1], first[i - 1]);
        }
        return first;
    }
}
