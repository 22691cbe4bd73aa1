package blt4j.model.config;

import org.apiguardian.api.API;

/**
 * What turns an entropy model into a whole Byte Latent Transformer.
 *
 * @param hash the n-gram embeddings
 * @param encoder the local encoder's blocks
 * @param latent the latent transformer's blocks
 * @param decoder the local decoder's blocks
 * @param crossAttentionK vectors per patch
 * @param encoderCross heads of the encoder's cross-attention
 * @param decoderCross heads of the decoder's cross-attention
 * @param encoderCrossLayer which of the encoder's cross-attention layers yields the patches: the last
 * @param decoderCrossAllLayers whether cross-attention stands before every decoder layer, or before the first alone
 * @param projectsIntoLatent whether k·h differs from the latent width and is projected
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LatentConfig(
        HashConfig hash,
        TransformerConfig encoder,
        TransformerConfig latent,
        TransformerConfig decoder,
        int crossAttentionK,
        CrossHeads encoderCross,
        CrossHeads decoderCross,
        int encoderCrossLayer,
        boolean decoderCrossAllLayers,
        boolean projectsIntoLatent) {
    /**
     * Heads of a cross-attention.
     *
     * @param heads of queries
     * @param keyValueHeads a divisor of the heads
     * @param headSize the width of a head
     */
    public record CrossHeads(int heads, int keyValueHeads, int headSize) {}
}
