package blt4j.visualizer.state;

import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;

/**
 * What the entropy model has said of a text so far. Immutable.
 *
 * <p>{@code values[i]} is the entropy of predicting byte i; the last is that of the byte to come.
 */
public final class Entropies {
    private final ByteText text;
    private final float[] values;
    private final int[] ids;
    private final int read;
    private final float highest;

    /**
     * Takes over the values.
     *
     * @param text the whole text, read or not
     * @param values one more than bytes read; empty if the model has no entropy model
     * @param read how many bytes of the text have been read
     */
    public Entropies(ByteText text, float[] values, int read) {
        this.text = text;
        this.values = values;
        this.ids = Vocabulary.prompt(text.bytes(0, read));
        this.read = read;
        this.highest = highest(values);
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

    /** How many of its bytes have been read. */
    public int read() {
        return read;
    }

    /** Whether all of the text has been read. */
    public boolean complete() {
        return read == text.length();
    }

    /** Whether there are entropies at all. */
    public boolean present() {
        return values.length > 0;
    }

    /** The entropy of predicting byte {@code index}, in nats; {@code index} may be {@link #read()}. */
    public float of(int index) {
        return values[index];
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
        return values;
    }

    /** The ids of what has been read, the BOS first; not to be changed. */
    public int[] ids() {
        return ids;
    }
}
