package blt4j.analysis.xray;

import java.util.Arrays;
import java.util.Objects;
import org.apiguardian.api.API;

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
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
     * @param head from 0
     * @param key counted from {@link #first}
     * @return the weight, from 0 to 1
     * @throws IndexOutOfBoundsException if there is no such head or key
     */
    public float weight(int head, int key) {
        Objects.checkIndex(head, heads);
        return weights[head * keys + Objects.checkIndex(key, keys)];
    }

    /**
     * The weights of one head.
     *
     * @param head from 0
     * @return {@link #keys} numbers, a copy
     * @throws IndexOutOfBoundsException if there is no such head
     */
    public float[] ofHead(int head) {
        Objects.checkIndex(head, heads);
        return Arrays.copyOfRange(weights, head * keys, (head + 1) * keys);
    }

    /** {@return the weights averaged over all heads: {@link #keys} numbers} */
    public float[] mean() {
        return mean(0, heads);
    }

    /**
     * The weights averaged over some heads.
     *
     * @param from the first of them
     * @param to one past the last
     * @return {@link #keys} numbers
     * @throws IndexOutOfBoundsException if there are no such heads
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
