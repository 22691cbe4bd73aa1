package blt4j.patching;

import blt4j.vocabulary.Vocabulary;

/**
 * Where a context begins anew, so that a row sees nothing before it: after the EOS that ends a document, as the
 * original's masks have it, and, in the entropy model, after each newline where a model is patched so (section 4.4 of
 * the paper, arXiv 2412.09871). The EOS or newline itself still belongs to what it ends.
 *
 * @param atNewline whether a context ends with its newline (byte 10)
 * @param atEos whether a context ends with its EOS
 */
public record EntropyReset(boolean atNewline, boolean atEos) {
    /** Everything is seen. */
    public static final EntropyReset NEVER = new EntropyReset(false, false);

    private static final int NEWLINE = Vocabulary.id((byte) '\n');

    /** Whether the position after this id begins a new context. */
    public boolean endsContext(int id) {
        return (atNewline && id == NEWLINE) || (atEos && id == Vocabulary.EOS);
    }

    /**
     * The first position that a row may see.
     *
     * @param position the row's position, at least 1; the row at 0 sees itself
     * @param previousId the id before it
     * @param previousFirstVisible what this method said of the row before it
     */
    public int firstVisible(int position, int previousId, int previousFirstVisible) {
        return endsContext(previousId) ? position : previousFirstVisible;
    }

    /** The first position that each row may see. */
    public int[] firstVisible(int[] ids) {
        int[] first = new int[ids.length];
        for (int i = 1; i < ids.length; i++) {
            first[i] = firstVisible(i, ids[i - 1], first[i - 1]);
        }
        return first;
    }
}
