package blt4j.visualizer.state;

import blt4j.patching.BytePatches;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.vocabulary.Utf8;
import java.util.Optional;

/**
 * A text as the model has read it and as it is cut into patches: what the views draw. Immutable.
 *
 * @param entropies the text and its entropies
 * @param patching the patching in force, its threshold found if a mean size was wanted
 * @param patches the patches of what has been read, over positions: byte i is position i + 1
 * @param work what it costs, once that is known
 */
public record TextReading(Entropies entropies, PatcherConfig patching, Patches patches, Optional<Work> work) {
    /** Nothing read. */
    public static final TextReading EMPTY = new TextReading(
            new Entropies(ByteText.EMPTY, new float[0], 0),
            PatchingChoice.DEFAULT.config(),
            new Patches(new int[] {0}, 1, true),
            Optional.empty());

    /** The whole text, read or not. */
    public ByteText text() {
        return entropies.text();
    }

    /** How many bytes have been read. */
    public int read() {
        return entropies.read();
    }

    private BytePatches inBytes() {
        return patches.inBytes();
    }

    /** Whether a patch begins at a byte that has been read. */
    public boolean beginsAt(int index) {
        return inBytes().beginsAt(index);
    }

    /** The patch of a byte that has been read, the BOS's patch being 0. */
    public int patchOf(int index) {
        return inBytes().of(index);
    }

    /** The first byte of a patch. */
    public int patchBegin(int patch) {
        return inBytes().begin(patch);
    }

    /** One past the last byte of a patch. */
    public int patchEnd(int patch) {
        return inBytes().end(patch);
    }

    /** The character that a byte is part of; an invalid one where it is part of none. */
    public Utf8.Glyph glyphAt(int index) {
        int from = Math.max(0, index - Utf8.MAX_LENGTH + 1);
        byte[] bytes = text().bytes(from, Math.min(text().length(), index + Utf8.MAX_LENGTH));
        for (int begin = index - from; begin >= 0; begin--) {
            if (Utf8.characterLength(bytes, begin) > index - from - begin) {
                Utf8.Glyph at = Utf8.glyphs(bytes, begin, begin + Utf8.characterLength(bytes, begin))
                        .getFirst();
                return new Utf8.Glyph(from + at.begin(), at.length(), at.codePoint());
            }
        }
        return new Utf8.Glyph(index, 1, Utf8.Glyph.NO_CHARACTER);
    }

    /** Bytes per patch; 0 for an empty text. */
    public double bytesPerPatch() {
        return patches.bytesPerPatch();
    }

    /** How many patches hold bytes. */
    public int patchCount() {
        return inBytes().count();
    }
}
