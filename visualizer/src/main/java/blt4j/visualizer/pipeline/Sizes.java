package blt4j.visualizer.pipeline;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.ModelSize;
import blt4j.analysis.cost.Outline;
import blt4j.model.PublishedModels;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.model.config.ModelConfig;
import blt4j.stage.StageProgram;
import blt4j.visualizer.state.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model's outline and size.
 *
 * @param name what it is called
 * @param outlines its stages
 * @param size what it weighs and costs
 */
record Sizes(String name, List<Outline> outlines, ModelSize size) {
    /** How many bytes are taken to be in view. */
    static final int CONTEXT = CostAtContext.DEFAULT_CONTEXT;

    /** Copies the list. */
    Sizes {
        outlines = List.copyOf(outlines);
    }

    private static Sizes of(String name, List<? extends StageProgram> programs, double bytesPerPatch) {
        return new Sizes(name, Outline.of(programs), ModelSize.of(programs, bytesPerPatch, CONTEXT));
    }

    /** The loaded model first, then those of the paper. */
    static List<Sizes> of(Optional<ModelInfo> loaded, double bytesPerPatch) {
        double patch = Math.max(1, bytesPerPatch);
        List<Sizes> sizes = new ArrayList<>();
        loaded.ifPresent(m -> sizes.add(of(m.name(), m.programs().all(), patch)));
        for (ModelConfig config : List.of(PublishedModels.blt1b(), PublishedModels.blt7b())) {
            sizes.add(of(config.name(), ShapesAlone.programs(config).all(), patch));
        }
        return sizes;
    }
}
