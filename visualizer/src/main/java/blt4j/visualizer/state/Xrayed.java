package blt4j.visualizer.state;

import blt4j.analysis.xray.ByteXray;
import blt4j.analysis.xray.ByteXray.PatchXray;
import blt4j.patching.BytePatches;
import blt4j.patching.PatcherConfig;

/**
 * A byte of the text in the window, looked into. Immutable.
 *
 * @param text the whole text
 * @param index the byte
 * @param patching how the text was cut
 * @param from the first byte of the text that was read for it: of a long text what lies nearest
 * @param patches the patches of what was read, of which byte 0 is the text's byte {@code from}
 * @param xray what was seen; its bytes are counted from {@code from} as well
 */
public record Xrayed(ByteText text, int index, PatcherConfig patching, int from, BytePatches patches, ByteXray xray) {
    /** The bytes of a patch. */
    public byte[] bytes(int patch) {
        return text.bytes(from + patches.begin(patch), from + patches.end(patch));
    }

    /** The text's byte at which a patch begins. */
    public int begin(int patch) {
        return from + patches.begin(patch);
    }

    /** One past the text's last byte of a patch. */
    public int end(int patch) {
        return from + patches.end(patch);
    }

    /** Whether a patch is that of the BOS alone. */
    public boolean ofBos(int patch) {
        return patch < patches.first();
    }

    /** The patch that the byte belongs to. */
    public PatchXray own() {
        return xray.patch();
    }

    /** The patch that the decoder reads. */
    public PatchXray read() {
        return xray.read();
    }

    /** Whether the byte ends its patch, so that the decoder reads it at once. */
    public boolean readsOwn() {
        return own().index() == read().index();
    }
}
