package blt4j.model.config;

/**
 * One stack of transformer blocks.
 *
 * @param hiddenSize width of a row
 * @param layers number of blocks
 * @param heads query heads
 * @param keyValueHeads key/value heads; divides {@code heads}
 * @param intermediateSize width of the feed-forward layer
 * @param ropeTheta base of the rotary embedding
 * @param normEpsilon of RMSNorm
 * @param window how many rows back attention sees, itself included; 0 for all
 */
public record TransformerConfig(
        int hiddenSize,
        int layers,
        int heads,
        int keyValueHeads,
        int intermediateSize,
        double ropeTheta,
        float normEpsilon,
        int window) {
    /** The width of a head. */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** The width of all key (or value) heads together. */
    public int keyValueSize() {
        return headSize() * keyValueHeads;
    }

    /** The same with another window. */
    public TransformerConfig withWindow(int newWindow) {
        return new TransformerConfig(
                hiddenSize, layers, heads, keyValueHeads, intermediateSize, ropeTheta, normEpsilon, newWindow);
    }
}
