package blt4j.analysis.xray;

import java.util.Arrays;
import java.util.Objects;

/**
 * How a row's attention is shared out: for each head, weights over consecutive keys that sum to 1.
 *
 * @param heads how many there are; where a patch has k queries, all heads of the first query, then those of the next
 * @param first what the first key is: a byte position (0 is the BOS) or a patch in self-attention, a byte position in the
 *     encoder's cross-attention; 0, the first of a patch's k vectors, in the decoder's
 * @param keys over how many keys
 * @param weights heads × keys, row-major; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // vectors, handed over
public record AttentionWeights(int heads, int first, int keys, float[] weights) {
    /** Checks the size. */
    public AttentionWeights {
        if (weights.length != heads * keys) {
            throw new IllegalArgumentException(
                    weights.length + " weights of " + heads + " heads over " + keys + " keys");
        }
    }

    /**
     * What a head gives a key.
     *
     * @param key counted from {@link #first}
     */
    public float weight(int head, int key) {
        Objects.checkIndex(head, heads);
        return weights[head * keys + Objects.checkIndex(key, keys)];
    }

    /** The weights of one head: {@link #keys} numbers. */
    public float[] ofHead(int head) {
        Objects.checkIndex(head, heads);
        return Arrays.copyOfRange(weights, head * keys, (head + 1) * keys);
    }

    /** The weights averaged over all heads. */
    public float[] mean() {
        return mean(0, heads);
    }

    /**
     * The weights averaged over some heads.
     *
     * @param from the first of them
     * @param to one past the last
     */
    public float[] mean(int from, int to) {
        Objects.checkFromToIndex(from, to, heads);
        float[] mean = new float[keys];
        for (int head = from; head < to; head++) {
            for (int key = 0; key < keys; key++) {
                mean[key] += weights[head * keys + key] / (to - from);
            }
        }
        return mean;
    }
}
