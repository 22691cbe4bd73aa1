package blt4j.model;

import blt4j.model.config.HashConfig;
import blt4j.model.config.LatentConfig;
import blt4j.model.config.LatentConfig.CrossHeads;
import blt4j.model.config.ModelConfig;
import blt4j.model.config.TransformerConfig;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Threshold;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The shapes of the models published with the paper (arXiv 2412.09871), for comparison with whatever is loaded; no
 * weights. Layers, widths and heads are those of the paper's table of hyper-parameters; feed-forward widths follow the
 * original's rule (⌊8h/3⌋ rounded up to a multiple of 256) and give the parameter counts of that table.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class PublishedModels {
    private static final double THRESHOLD = 1.335442066192627;
    private static final double THETA = 500_000;
    private static final double ENTROPY_MODEL_THETA = 10_000;
    private static final float EPSILON = 1e-5f;
    private static final int LOCAL_WINDOW = 512;
    private static final int HASH_TABLE_SIZE = 500_002;

    private PublishedModels() {}

    /** {@return blt-1b: encoder 1 × 1024, latent 25 × 2048, decoder 9 × 1024, two vectors per patch} */
    public static ModelConfig blt1b() {
        return config("blt-1b", local(1024, 1, 16), latent(2048, 25, 16), local(1024, 9, 16), 2);
    }

    /**
     * {@return blt-7b, the paper's 8B: encoder 1 × 1280, latent 32 × 4096, decoder 6 × 1280, four vectors per patch}
     * That its hash tables, entropy model and threshold are those of {@link #blt1b} is an assumption.
     */
    public static ModelConfig blt7b() {
        return config("blt-7b", local(1280, 1, 20), latent(4096, 32, 32), local(1280, 6, 20), 4);
    }

    private static ModelConfig config(
            String name, TransformerConfig encoder, TransformerConfig latent, TransformerConfig decoder, int k) {
        CrossHeads cross = new CrossHeads(encoder.heads(), encoder.heads(), encoder.headSize());
        LatentConfig blt = new LatentConfig(
                new HashConfig(1, List.of(3, 4, 5, 6, 7, 8), HASH_TABLE_SIZE),
                encoder,
                latent,
                decoder,
                k,
                cross,
                cross,
                0,
                true,
                k * encoder.hiddenSize() != latent.hiddenSize());
        return new ModelConfig(
                name,
                Optional.of(transformer(768, 14, 12, LOCAL_WINDOW, ENTROPY_MODEL_THETA)),
                Optional.of(blt),
                new PatcherConfig(new Threshold(THRESHOLD)),
                Map.of(),
                true,
                false);
    }

    private static TransformerConfig local(int hiddenSize, int layers, int heads) {
        return transformer(hiddenSize, layers, heads, LOCAL_WINDOW, THETA);
    }

    private static TransformerConfig latent(int hiddenSize, int layers, int heads) {
        return transformer(hiddenSize, layers, heads, 0, THETA);
    }

    private static TransformerConfig transformer(int hiddenSize, int layers, int heads, int window, double theta) {
        int intermediate = 256 * Math.ceilDiv(8 * hiddenSize / 3, 256);
        return new TransformerConfig(hiddenSize, layers, heads, heads, intermediate, theta, EPSILON, window);
    }
}
