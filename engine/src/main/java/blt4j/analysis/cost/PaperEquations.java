package blt4j.analysis.cost;

import blt4j.model.config.LatentConfig;
import blt4j.model.config.LlamaConfig;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.stage.Stage;
import java.util.EnumMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The floating-point operations per byte by the paper's equations (arXiv 2412.09871, appendix "FLOPs Equations"), to be
 * held beside what the programs' ops add up to ({@link CostAtContext}). The equations leave out what is small: norms,
 * rotations, activations, embeddings, pooling, projections between widths. They take attention to see half of its context
 * or window on average, where a window is full for all but a text's beginning. Of the entropy model they say nothing; it is
 * reckoned here as another transformer over bytes.
 *
 * <p>The paper's feed-forward layer has two matrices of width d_ff·h; a gated one of three matrices of width w counts as
 * d_ff·h = 3w/2, which is as many operations. Keys and values of grouped heads count by their width.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PaperEquations {
    /** The ids of bytes, as the paper's sum has them. */
    private static final int BYTES = 256;

    private PaperEquations() {}

    /**
     * {@return a Byte Latent Transformer, or an entropy model by itself}
     *
     * @param config whose shapes
     * @param patchSize n_p, the mean bytes per patch, at least 1
     * @param context n_ctx, in bytes, at least 1
     */
    public static CostPerByte of(ModelConfig config, double patchSize, int context) {
        Map<Stage, Double> flops = new EnumMap<>(Stage.class);
        config.entropyModel()
                .ifPresent(t -> flops.put(Stage.ENTROPY_MODEL, transformer(t, window(t, context)) + head(t, BYTES)));
        config.blt().ifPresent(blt -> addBlt(blt, patchSize, context, flops));
        return new CostPerByte(flops);
    }

    /**
     * {@return a transformer over tokens}
     *
     * @param config its shapes
     * @param tokenSize the mean bytes per token, at least 1
     * @param context in bytes, at least 1
     */
    public static CostPerByte of(LlamaConfig config, double tokenSize, int context) {
        TransformerConfig t = config.transformer();
        double tokens = Math.max(1, context / tokenSize);
        double perToken = transformer(t, window(t, tokens)) + head(t, config.vocabularySize());
        return new CostPerByte(Map.of(Stage.LATENT_TRANSFORMER, perToken / tokenSize));
    }

    private static void addBlt(LatentConfig blt, double patchSize, int context, Map<Stage, Double> flops) {
        double patches = Math.max(1, context / patchSize);
        double k = blt.crossAttentionK();
        TransformerConfig encoder = blt.encoder();
        TransformerConfig decoder = blt.decoder();
        // Of the encoder's cross-attention layers only the last is run.
        double encoderCross =
                cross(1, blt.encoderCross().heads() * blt.encoderCross().headSize(), patchSize, patchSize / k)
                        * k
                        / patchSize;
        int decoderLayers = blt.decoderCrossAllLayers() ? decoder.layers() : 1;
        double decoderCross = cross(
                decoderLayers, blt.decoderCross().heads() * blt.decoderCross().headSize(), k, k / patchSize);
        flops.put(Stage.LOCAL_ENCODER, transformer(encoder, window(encoder, context)) + encoderCross);
        flops.put(Stage.LATENT_TRANSFORMER, transformer(blt.latent(), window(blt.latent(), patches)) / patchSize);
        flops.put(
                Stage.LOCAL_DECODER,
                transformer(decoder, window(decoder, context)) + head(decoder, BYTES) + decoderCross);
    }

    private static double window(TransformerConfig t, double context) {
        return t.window() == 0 ? context : Math.min(context, t.window());
    }

    /** Feed-forward, projections and attention of a row that sees a context of {@code m}. */
    private static double transformer(TransformerConfig t, double m) {
        double h = t.hiddenSize();
        double feedForward = 2.0 * t.layers() * 2 * h * (1.5 * t.intermediateSize());
        double keyValueRatio = (double) t.keyValueHeads() / t.heads();
        return feedForward
                + projections(t.layers(), h, keyValueRatio)
                + attention(t.layers(), t.heads() * t.headSize(), m);
    }

    private static double attention(int layers, double width, double m) {
        return 4.0 * layers * width * (m + 1) / 2;
    }

    private static double projections(int layers, double h, double r) {
        return (r * 2 + 2) * 2 * layers * h * h;
    }

    private static double cross(int layers, int width, double p, double r) {
        return attention(layers, width, p) + projections(layers, width, r);
    }

    private static double head(TransformerConfig t, int vocabulary) {
        return 2.0 * t.hiddenSize() * vocabulary;
    }
}
