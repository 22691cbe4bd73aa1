package blt4j.generation;

import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;

/**
 * How surprising each byte of a text was: {@code −ln p} of what stands there, in nats, taken from the entropy model's
 * logits while they are at hand, so that no distribution is kept.
 */
final class Surprisals {
    private final float[] values;
    private final LogitsStore.Source source;
    private float[] logits = new float[0];

    /**
     * Room for a text.
     *
     * @param positions at most
     * @param source where the logits of the latest run are
     */
    Surprisals(int positions, LogitsStore.Source source) {
        this.values = new float[positions];
        this.source = source;
    }

    /** Takes over the rows of a run that began at position {@code start}; each tells of the position after it. */
    void take(SessionText text, int start, int count) {
        int known = Math.min(count, text.positions() - start - 1);
        if (logits.length < count * Vocabulary.SIZE) {
            logits = new float[count * Vocabulary.SIZE];
        }
        source.read(0, count, logits, 0);
        for (int row = 0; row < known; row++) {
            values[start + row + 1] = surprisal(row * Vocabulary.SIZE, text.id(start + row + 1));
        }
    }

    private float surprisal(int at, int id) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + Vocabulary.SIZE; i++) {
            max = Math.max(max, logits[i]);
        }
        double sum = 0;
        for (int i = at; i < at + Vocabulary.SIZE; i++) {
            sum += Math.exp(logits[i] - max);
        }
        return (float) (Math.log(sum) + max - logits[at + id]);
    }

    /** Those of some bytes of the text. */
    float[] of(int from, int to) {
        return Arrays.copyOfRange(values, from + 1, to + 1);
    }

    /** A copy that reads the logits of another text. */
    Surprisals copy(LogitsStore.Source other) {
        Surprisals copy = new Surprisals(values.length, other);
        System.arraycopy(values, 0, copy.values, 0, values.length);
        return copy;
    }
}
