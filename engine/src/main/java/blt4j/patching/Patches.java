package blt4j.patching;

import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * A segmentation of {@code length} positions: where each patch begins, ascending, the first at 0. Immutable.
 *
 * <p>The last patch is open: whether the position after it begins another is told by {@link #nextBegins}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Patches {
    private final int[] starts;
    private final int length;
    private final boolean nextBegins;

    /**
     * Makes a segmentation.
     *
     * @param starts ascending positions, the first 0; copied
     * @param length how many positions there are
     * @param nextBegins whether the position {@code length}, yet to come, would begin a patch
     */
    public Patches(int[] starts, int length, boolean nextBegins) {
        this.starts = starts.clone();
        this.length = length;
        this.nextBegins = nextBegins;
    }

    /** {@return how many patches there are, the open one counted} */
    public int count() {
        return starts.length;
    }

    /** {@return how many positions there are} */
    public int length() {
        return length;
    }

    /**
     * {@return where patch {@code index} begins}
     *
     * @param index from 0 to {@code count() − 1}
     */
    public int begin(int index) {
        return starts[index];
    }

    /**
     * {@return one past where patch {@code index} ends}
     *
     * @param index from 0 to {@code count() − 1}
     */
    public int end(int index) {
        return index + 1 < starts.length ? starts[index + 1] : length;
    }

    /**
     * {@return the size of patch {@code index} in positions}
     *
     * @param index from 0 to {@code count() − 1}
     */
    public int size(int index) {
        return end(index) - begin(index);
    }

    /**
     * {@return the patch that holds a position, which is from 0 to {@link #length} − 1}
     *
     * @param position in the text
     */
    public int indexOf(int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    /**
     * {@return whether a patch begins at a position}
     *
     * @param position from 0 to {@link #length}
     */
    public boolean beginsAt(int position) {
        return position == length ? nextBegins : Arrays.binarySearch(starts, position) >= 0;
    }

    /** {@return whether the position after the last one would begin a patch} */
    public boolean nextBegins() {
        return nextBegins;
    }

    /** {@return the sizes of all patches} */
    public int[] lengths() {
        int[] lengths = new int[starts.length];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = size(i);
        }
        return lengths;
    }

    /**
     * {@return bytes per patch: the BOS, which is no byte, is not counted, nor its patch where it has one to itself}
     * 0 where there are no bytes.
     */
    public double bytesPerPatch() {
        return inBytes().mean();
    }

    /** {@return the same in bytes, the BOS left out} */
    public BytePatches inBytes() {
        return new BytePatches(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Patches p
                && p.length == length
                && p.nextBegins == nextBegins
                && Arrays.equals(p.starts, starts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + length;
    }

    @Override
    public String toString() {
        return "Patches" + Arrays.toString(lengths()) + (nextBegins ? "|" : "");
    }
}
