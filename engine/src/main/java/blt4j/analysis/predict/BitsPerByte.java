package blt4j.analysis.predict;

import org.apiguardian.api.API;

/**
 * Adds up how well bytes were predicted: bits per byte, the measure of section 4.6 of the paper (arXiv 2412.09871). Not
 * safe for use by several threads at once.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BitsPerByte {
    private static final double LN_2 = Math.log(2);

    private double bits;
    private double entropies;
    private long bytes;
    private long firstGuesses;

    /** An empty sum. */
    public BitsPerByte() {}

    /**
     * Adds a byte.
     *
     * @param logits what was predicted for its place, one per id of the vocabulary
     * @param actual the id that stands there
     */
    public void add(float[] logits, int actual) {
        Softmax softmax = Softmax.of(logits);
        bits -= softmax.logProbability(logits, actual) / LN_2;
        entropies += softmax.entropy(logits) / LN_2;
        firstGuesses += logits[actual] == (float) softmax.max() ? 1 : 0;
        bytes++;
    }

    /**
     * Adds another sum.
     *
     * @param other of other texts
     */
    public void add(BitsPerByte other) {
        bits += other.bits;
        entropies += other.entropies;
        bytes += other.bytes;
        firstGuesses += other.firstGuesses;
    }

    /** {@return how many bytes were added} */
    public long bytes() {
        return bytes;
    }

    /** {@return the bits that all bytes together told} */
    public double bits() {
        return bits;
    }

    /** {@return bits per byte; lower is better; 8 is what guessing evenly costs} NaN before the first byte. */
    public double bitsPerByte() {
        return bits / bytes;
    }

    /**
     * {@return the mean entropy of the predictions, in bits: what a well-calibrated model expects {@link
     * #bitsPerByte} to be}
     */
    public double meanEntropy() {
        return entropies / bytes;
    }

    /** {@return how many of the bytes were the likeliest, 0 to 1} */
    public double accuracy() {
        return (double) firstGuesses / bytes;
    }
}
