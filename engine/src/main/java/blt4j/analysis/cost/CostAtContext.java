package blt4j.analysis.cost;

import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What a model costs per byte at a stated context: the mean over a text of so many bytes, read from its beginning, as
 * the paper's equations have it (arXiv 2412.09871, appendix: attention at a mean of (m + 1)/2 visible positions). It
 * depends on the model, the context and the size of patches, and not on how long a text happens to be; so figures of
 * different texts, models and segmentations can stand side by side. What a text of any length cost as it was read tells
 * the {@link Ledger}.
 *
 * <p>All that shows a cost per byte reckons it here. Nothing is run; shapes are enough.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CostAtContext {
    /** The context that costs are stated for where nobody says another, in bytes. */
    public static final int DEFAULT_CONTEXT = 4096;

    private record Part(Stage stage, Unit unit, int window, AffineCost cost) {
        /** What a row costs on average where {@code rows} rows make a whole text, bytes of a patch left out. */
        double row(double rows) {
            return cost.row().flops()
                    + visible(rows, 0) * cost.visible().flops()
                    + visible(rows, window) * cost.visibleInWindow().flops();
        }
    }

    private final List<Part> parts;
    private final int context;

    private CostAtContext(List<Part> parts, int context) {
        this.parts = parts;
        this.context = context;
    }

    /**
     * Prepares a model.
     *
     * @param programs a model's, in any order
     * @param context how many bytes a text has, at least 1
     * @return the model, prepared
     */
    public static CostAtContext of(List<? extends StageProgram> programs, int context) {
        if (context < 1) {
            throw new IllegalArgumentException("a context of " + context + " bytes; it must be at least 1");
        }
        List<Part> parts = Program.all(programs).stream()
                .map(p -> new Part(p.stage(), p.unit(), p.window(), AffineCost.of(p)))
                .toList();
        return new CostAtContext(parts, context);
    }

    /**
     * {@return what a byte costs at {@link #DEFAULT_CONTEXT}, all stages together, in floating-point operations}
     *
     * @param programs a model's, in any order
     * @param bytesPerPatch the mean size of patches or tokens; what is less than 1, as an empty text's, counts as 1
     */
    public static double flopsPerByte(List<? extends StageProgram> programs, double bytesPerPatch) {
        return of(programs, DEFAULT_CONTEXT).perByte(Math.max(1, bytesPerPatch)).total();
    }

    /** How many rows each of {@code rows} rows sees on average, itself included, {@code window} at most (0: all). */
    private static double visible(double rows, int window) {
        if (window == 0 || rows <= window) {
            return (rows + 1) / 2;
        }
        return window * (rows - (window - 1) / 2.0) / rows;
    }

    /** {@return the context, in bytes} */
    public int context() {
        return context;
    }

    /**
     * {@return the mean cost of a byte}
     *
     * @param bytesPerPatch how many bytes a step of the latent transformer covers on average, at least 1
     */
    public CostPerByte perByte(double bytesPerPatch) {
        Map<Stage, Double> flops = new EnumMap<>(Stage.class);
        for (Part part : parts) {
            flops.merge(part.stage(), perByte(part, bytesPerPatch, bytesPerPatch), Double::sum);
        }
        return new CostPerByte(flops);
    }

    /**
     * {@return the mean cost of a byte where every token is a step of the latent transformer: no entropies are
     * needed, so no entropy model runs}
     *
     * @param bytesPerToken how many bytes a token has on average, at least 1
     */
    public CostPerByte perByteOfTokens(double bytesPerToken) {
        return perByte(bytesPerToken).without(Stage.ENTROPY_MODEL);
    }

    /**
     * What a byte of a certain patch costs a stage: its own, and an even share of what the patch costs. Over all
     * bytes of a text the mean of it is what {@link #perByte} says.
     *
     * @param stage of the pipeline
     * @param patchSize how many bytes its patch has
     * @param bytesPerPatch the mean of its text
     * @return floating-point operations
     */
    public double ofByte(Stage stage, int patchSize, double bytesPerPatch) {
        double sum = 0;
        for (Part part : parts) {
            sum += part.stage() == stage ? perByte(part, patchSize, bytesPerPatch) : 0;
        }
        return sum;
    }

    private double perByte(Part part, double patchSize, double bytesPerPatch) {
        if (part.unit() == Unit.BYTE) {
            return part.row(context);
        }
        double patches = Math.max(1, context / bytesPerPatch);
        return part.row(patches) / patchSize + part.cost().patchByte().flops();
    }
}
