package blt4j.patching;

import blt4j.vocabulary.Vocabulary;

/**
 * A patch begins after a byte that is like a space, unless the byte before it was so too; and after every special id.
 * Like a space is what is no ASCII letter, no ASCII digit and no UTF-8 continuation byte, so the first byte of a longer
 * character counts.
 */
final class SpacePatcher implements Patcher {
    private int position;
    private boolean previousSpaceLike;

    SpacePatcher(int position, boolean previousSpaceLike) {
        this.position = position;
        this.previousSpaceLike = previousSpaceLike;
    }

    @Override
    public boolean beginsAfter(int id, float entropy) {
        boolean spaceLike = spaceLike(id);
        boolean begins = position == 0 || !Vocabulary.isByte(id) || (spaceLike && !previousSpaceLike);
        previousSpaceLike = spaceLike;
        position++;
        return begins;
    }

    /** Whether an id separates words; special ids do. */
    static boolean spaceLike(int id) {
        int b = id - Vocabulary.BYTE_OFFSET;
        boolean inWord =
                (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= 0x80 && b < 0xC0);
        return !inWord;
    }

    @Override
    public Patcher copy() {
        return new SpacePatcher(position, previousSpaceLike);
    }
}
