package blt4j.model.config;

import blt4j.stage.RotaryEmbedding;
import org.apiguardian.api.API;

/**
 * One stack of transformer blocks.
 *
 * @param hiddenSize width of a row
 * @param layers number of blocks
 * @param heads query heads
 * @param keyValueHeads key/value heads; divides {@code heads}
 * @param intermediateSize width of the feed-forward layer
 * @param rotation how positions turn queries and keys
 * @param normEpsilon of RMSNorm
 * @param window how many rows back attention sees, itself included; 0 for all
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TransformerConfig(
        int hiddenSize,
        int layers,
        int heads,
        int keyValueHeads,
        int intermediateSize,
        RotaryEmbedding rotation,
        float normEpsilon,
        int window) {
    /**
     * Positions turn queries and keys as in the paper, at a base.
     *
     * @param hiddenSize the width of a row
     * @param layers how many there are
     * @param heads of queries
     * @param keyValueHeads a divisor of the heads
     * @param intermediateSize the width of the feed-forward layers
     * @param ropeTheta the base of the rotary position embedding
     * @param normEpsilon what is added to the mean of squares under a norm's root
     * @param window how many positions attention sees, its own among them; 0 for all
     */
    public TransformerConfig(
            int hiddenSize,
            int layers,
            int heads,
            int keyValueHeads,
            int intermediateSize,
            double ropeTheta,
            float normEpsilon,
            int window) {
        this(
                hiddenSize,
                layers,
                heads,
                keyValueHeads,
                intermediateSize,
                new RotaryEmbedding.Plain(ropeTheta),
                normEpsilon,
                window);
    }

    /** {@return the base of the rotary embedding} */
    public double ropeTheta() {
        return rotation.theta();
    }

    /** {@return the width of a head} */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** {@return the width of all key (or value) heads together} */
    public int keyValueSize() {
        return headSize() * keyValueHeads;
    }

    /**
     * {@return the same with another window}
     *
     * @param newWindow in positions; 0 for none
     */
    public TransformerConfig withWindow(int newWindow) {
        return new TransformerConfig(
                hiddenSize, layers, heads, keyValueHeads, intermediateSize, rotation, normEpsilon, newWindow);
    }
}
