package blt4j.analysis.cost;

import blt4j.model.config.TransformerConfig;
import blt4j.stage.Stage;
import org.apiguardian.api.API;

/**
 * How large a latent transformer a budget and a patch size allow a model whose local stages stay as they are: the longer
 * the patches, the fewer its steps, and the larger it may be.
 *
 * @param patchSize the mean bytes per patch
 * @param localFlops what the other stages take of the budget, per byte
 * @param parameters of the latent transformer; 0 where nothing is left for it
 * @param layers of one of the same proportions as the model's own
 * @param hiddenSize the same, a multiple of {@value #MULTIPLE}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LatentBudget(double patchSize, double localFlops, double parameters, int layers, int hiddenSize) {
    private static final int MULTIPLE = 64;

    /**
     * {@return what a budget allows} The share of attention in the latent transformer's cost is taken to be that of
     * the model's own.
     *
     * @param flopsPerByte the budget for all stages, forward
     * @param size the model at that patch size
     * @param latent the shape of its own latent transformer
     */
    public static LatentBudget of(double flopsPerByte, ModelSize size, TransformerConfig latent) {
        double own = size.flopsPerByte(Stage.LATENT_TRANSFORMER);
        double local = size.totalFlopsPerByte() - own;
        double ownParameters = size.parameters(Stage.LATENT_TRANSFORMER);
        double parameters = Math.max(0, (flopsPerByte - local) / own * ownParameters);
        double scale = Math.cbrt(parameters / ownParameters);
        return new LatentBudget(
                size.bytesPerPatch(),
                local,
                parameters,
                (int) Math.round(latent.layers() * scale),
                MULTIPLE * (int) Math.round(latent.hiddenSize() * scale / MULTIPLE));
    }
}
