package blt4j.analysis.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.analysis.ToyPrograms;
import blt4j.model.PublishedModels;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.stage.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSizeTest {
    @Test
    void countsParametersWithAndWithoutTables() {
        ModelSize size = ModelSize.of(ToyPrograms.ALL, 4, 40);
        assertEquals(4 * (260 * 8 + 64), size.totalParameters());
        assertEquals(4 * 260 * 8, size.tableParameters());
        assertEquals(0, size.hashParameters());
        assertEquals(List.of(Stage.values()), size.stages());
    }

    @Test
    void publishedModelsAreReckonedWithoutTheirWeights() {
        ModelSize small =
                ModelSize.of(ShapesAlone.programs(PublishedModels.blt1b()).all(), 4.5, 4096);
        assertEquals(4.63e9, (double) small.totalParameters(), 0.01e9);
        assertEquals(3.07e9, (double) small.tableParameters(), 0.01e9);
        assertEquals(6 * 500_002 * 1024L, small.hashParameters());
        assertEquals(small.totalParameters() - small.hashParameters(), small.parametersWithoutHashTables());
        ModelSize large =
                ModelSize.of(ShapesAlone.programs(PublishedModels.blt7b()).all(), 4.5, 4096);
        double latent = large.flopsPerByte(Stage.LATENT_TRANSFORMER);
        // Two FLOPs per parameter and patch, and some attention.
        assertEquals(2 * 6.5e9 / 4.5, latent, 0.05 * latent);
    }
}
