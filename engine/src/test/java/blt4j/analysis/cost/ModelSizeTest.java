package blt4j.analysis.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.analysis.ToyPrograms;
import blt4j.model.PublishedModels;
import blt4j.program.Extent;
import blt4j.program.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSizeTest {
    @Test
    void steadyCostIsThatOfTheNewestByteAndItsShareOfAPatch() {
        ModelSize size = ModelSize.of(ToyPrograms.ALL, 4, 40);
        assertEquals(
                (double) ToyPrograms.ENTROPY.cost(Extent.row(40, 5, 0)).flops(),
                size.flopsPerByte(Stage.ENTROPY_MODEL));
        assertEquals(
                ToyPrograms.LATENT.cost(Extent.row(10, 0, 4)).flops() / 4.0,
                size.flopsPerByte(Stage.LATENT_TRANSFORMER));
        double encoder = ToyPrograms.ENCODER.cost(Extent.row(40, 3, 0)).flops()
                + ToyPrograms.PATCH_ENCODER.cost(Extent.row(10, 0, 4)).flops() / 4.0;
        assertEquals(encoder, size.flopsPerByte(Stage.LOCAL_ENCODER));
        assertEquals(4 * (260 * 8 + 64), size.totalParameters());
        assertEquals(4 * 260 * 8, size.tableParameters());
        assertEquals(List.of(Stage.values()), size.stages());
    }

    @Test
    void publishedModelsAreReckonedWithoutTheirWeights() {
        ModelSize small =
                ModelSize.of(PublishedModels.programs(PublishedModels.blt1b()).all(), 4.5, 4096);
        assertEquals(4.63e9, (double) small.totalParameters(), 0.01e9);
        assertEquals(3.07e9, (double) small.tableParameters(), 0.01e9);
        ModelSize large =
                ModelSize.of(PublishedModels.programs(PublishedModels.blt7b()).all(), 4.5, 4096);
        double latent = large.flopsPerByte(Stage.LATENT_TRANSFORMER);
        // Two FLOPs per parameter and patch, and some attention.
        assertEquals(2 * 6.5e9 / 4.5, latent, 0.05 * latent);
    }
}
