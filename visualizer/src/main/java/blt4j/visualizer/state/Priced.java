package blt4j.visualizer.state;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.ModelSize;
import blt4j.model.PublishedModels;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.model.config.ModelConfig;
import blt4j.model.pipeline.Programs;
import java.util.Map;

/**
 * A model that costs can be told of, whether it is open or only its shapes are known.
 *
 * @param name what it is called
 * @param costs per byte, at the stated context
 * @param parameters without embedding tables, as the paper's study of scale counts them
 */
public record Priced(String name, CostAtContext costs, double parameters) {
    /** Whose costs are shown. */
    public enum Of {
        /** Those of the model that is open. */
        OPEN,
        /** Those of blt-1b. */
        BLT_1B,
        /** Those of blt-7b. */
        BLT_7B
    }

    /** The model that is open and the published ones. */
    public static Map<Of, Priced> of(ModelInfo open) {
        return Map.of(
                Of.OPEN, of(open.name(), open.programs()),
                Of.BLT_1B, of(PublishedModels.blt1b()),
                Of.BLT_7B, of(PublishedModels.blt7b()));
    }

    private static Priced of(ModelConfig config) {
        return of(config.name(), ShapesAlone.programs(config));
    }

    private static Priced of(String name, Programs programs) {
        ModelSize size = ModelSize.of(programs.all(), 1, CostAtContext.DEFAULT_CONTEXT);
        return new Priced(
                name,
                CostAtContext.of(programs.all(), CostAtContext.DEFAULT_CONTEXT),
                size.totalParameters() - size.tableParameters());
    }
}
