package blt4j.visualizer.state;

import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the entropy model has said of a text so far. Immutable.
 *
 * <p>{@code values[i]} is the entropy of predicting byte i; the last is that of the byte to come.
 */
public final class Entropies {
    private final ByteText text;
    private final float[] values;
    private final int count;
    private final int read;
    private final int settled;
    private final float highest;

    /** Made for whoever asks first. */
    private volatile int @Nullable [] ids;

    /**
     * Takes over the values.
     *
     * @param text the whole text, read or not
     * @param values one more than bytes read; empty if the model has no entropy model
     * @param read how many bytes of the text have been read
     */
    public Entropies(ByteText text, float[] values, int read) {
        this(text, values, values.length, read, read, highest(values));
    }

    private Entropies(ByteText text, float[] values, int count, int read, int settled, float highest) {
        this.text = text;
        this.values = values;
        this.count = count;
        this.read = read;
        this.settled = settled;
        this.highest = highest;
    }

    /**
     * The beginning of an edited text as it was read anew; behind it, until it is read too, what the text said before the
     * edit of the bytes that both end with.
     *
     * @param text the whole text after the edit
     * @param values of the part that has been read anew: one more than its bytes
     * @param before the text before the edit, read whole
     * @return what has been read anew alone, where the edit reaches further than that
     */
    public static Entropies carried(ByteText text, float[] values, Entropies before) {
        int settled = values.length - 1;
        int moved = text.length() - before.text.length();
        int kept = before.text.commonSuffix(text, before.text.commonPrefix(text));
        if (settled < text.length() - kept || !before.complete() || !before.present()) {
            return new Entropies(text, values, settled);
        }
        float[] all = Arrays.copyOf(values, text.length() + 1);
        for (int i = values.length; i < all.length; i++) {
            all[i] = before.of(i - moved);
        }
        return new Entropies(text, all, all.length, text.length(), settled, highest(all));
    }

    /**
     * A text that has been read whole and may grow.
     *
     * @param values whoever owns the array may add numbers behind the first, but changes none of them
     * @param count how many there are now: one more than bytes, or none if the model has no entropy model
     * @param highest of them, or 0
     */
    public static Entropies growing(ByteText text, float[] values, int count, float highest) {
        return new Entropies(text, values, count, text.length(), text.length(), highest);
    }

    private static float highest(float[] values) {
        float highest = 0;
        for (float value : values) {
            highest = Math.max(highest, value);
        }
        return highest;
    }

    /**
     * A text that has been read whole.
     *
     * @param values one more than bytes; taken over, not to be changed any more
     */
    public static Entropies read(ByteText text, float[] values) {
        return new Entropies(text, values, text.length());
    }

    /** The whole text. */
    public ByteText text() {
        return text;
    }

    /** How many of its bytes have been read, or keep for now what was read before an edit. */
    public int read() {
        return read;
    }

    /** How many of its bytes have been read as the text now is; behind them stands what was read before an edit. */
    public int settled() {
        return settled;
    }

    /** Whether all of the text has been read as it now is. */
    public boolean complete() {
        return settled == text.length();
    }

    /** Whether there are entropies at all. */
    public boolean present() {
        return count > 0;
    }

    /** The entropy of predicting byte {@code index}, in nats; {@code index} may be {@link #read()}. */
    public float of(int index) {
        return values[Objects.checkIndex(index, count)];
    }

    /** A copy of the entropies of the first bytes, and of the byte after them: one more than {@code bytes}. */
    public float[] first(int bytes) {
        return Arrays.copyOf(values, bytes + 1);
    }

    /** The highest entropy so far, in nats. */
    public float highest() {
        return highest;
    }

    /** The numbers themselves, for the engine; not to be changed. */
    public float[] values() {
        return count == values.length ? values : Arrays.copyOf(values, count);
    }

    /** The ids of what has been read, the BOS first; not to be changed. */
    public int[] ids() {
        int[] made = ids;
        if (made == null) {
            made = Vocabulary.prompt(text.bytes(0, read));
            ids = made;
        }
        return made;
    }
}
