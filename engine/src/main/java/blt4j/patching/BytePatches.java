package blt4j.patching;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Patches in bytes of a text. Positions begin with the BOS, which is no byte, so byte i stands at position i + 1; and
 * where the BOS has a patch to itself, as it mostly has, that patch holds no bytes. Patches are named by their index in
 * {@link #patches}, of which those from {@link #first} on hold bytes.
 *
 * @param patches over positions, the BOS first
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record BytePatches(Patches patches) {
    /** {@return the first patch that holds bytes: 1 where the BOS has one to itself, otherwise 0} */
    public int first() {
        return patches.count() > 0 && patches.end(0) == 1 ? 1 : 0;
    }

    /** {@return how many patches hold bytes} */
    public int count() {
        return patches.count() - first();
    }

    /** {@return how many bytes there are} */
    public int length() {
        return Math.max(0, patches.length() - 1);
    }

    /**
     * {@return which of the patches that hold bytes a patch is, counted from 1; 0 for that of the BOS alone}
     *
     * @param patch its index, from 0
     */
    public int number(int patch) {
        return patch + 1 - first();
    }

    /**
     * {@return the first byte of a patch}
     *
     * @param patch its index, from 0
     */
    public int begin(int patch) {
        return Math.max(0, patches.begin(patch) - 1);
    }

    /**
     * {@return one past the last byte of a patch}
     *
     * @param patch its index, from 0
     */
    public int end(int patch) {
        return patches.end(patch) - 1;
    }

    /**
     * {@return the patch of a byte; its index is from 0 to {@link #length} − 1}
     *
     * @param index of a byte, from 0
     */
    public int of(int index) {
        return patches.indexOf(index + 1);
    }

    /**
     * {@return whether a patch begins at a byte; of index {@link #length}, whether the byte yet to come would begin
     * one}
     *
     * @param index of a byte, from 0 to {@link #length}
     */
    public boolean beginsAt(int index) {
        return patches.beginsAt(index + 1);
    }

    /** {@return the mean size: bytes for each patch that holds some} 0 where there are no bytes. */
    public double mean() {
        return length() == 0 ? 0 : (double) length() / count();
    }

    /** {@return the sizes in bytes of the patches that hold bytes} */
    public int[] lengths() {
        int[] lengths = new int[count()];
        Arrays.setAll(lengths, i -> end(first() + i) - begin(first() + i));
        return lengths;
    }
}
