package blt4j.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
                size.flopsPerByte().get(Stage.ENTROPY_MODEL));
        assertEquals(
                ToyPrograms.LATENT.cost(Extent.row(10, 0, 4)).flops() / 4.0,
                size.flopsPerByte().get(Stage.LATENT_TRANSFORMER));
        double encoder = ToyPrograms.ENCODER.cost(Extent.row(40, 3, 0)).flops()
                + ToyPrograms.PATCH_ENCODER.cost(Extent.row(10, 0, 4)).flops() / 4.0;
        assertEquals(encoder, size.flopsPerByte().get(Stage.LOCAL_ENCODER));
        assertEquals(4 * (260 * 8 + 64), size.totalParameters());
        assertEquals(4 * 260 * 8, size.tableParameters());
        assertEquals(List.of(Stage.values()), size.stages());
    }
}
