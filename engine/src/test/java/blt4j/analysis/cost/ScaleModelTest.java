package blt4j.analysis.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.cost.ScaleModel.Family;
import blt4j.analysis.cost.ScaleModel.Point;
import org.junit.jupiter.api.Test;

class ScaleModelTest {
    @Test
    void curvesPassThroughThePapersPoints() {
        assertEquals(8, ScaleModel.points().size());
        for (Point p : ScaleModel.points()) {
            double size = ScaleModel.parameters(p.family(), p.flopsPerByte(), p.bytesPerStep());
            assertEquals(p.parameters(), size, 0.04 * p.parameters(), p.toString());
        }
    }

    @Test
    void longerPatchesLeaveRoomForALargerModel() {
        double six = ScaleModel.parameters(Family.BLT, 1e9, 6);
        double eight = ScaleModel.parameters(Family.BLT, 1e9, 8);
        assertEquals(8 / 6.0, eight / six, 1e-9);
        assertTrue(ScaleModel.parameters(Family.BLT, 2e9, 6) > 2 * six, "overhead weighs less in a larger model");
    }

    @Test
    void costAndSizeAreInverse() {
        for (double budget = 1e7; budget < 1e12; budget *= 3) {
            double size = ScaleModel.parameters(Family.LLAMA_3, budget, 4.4);
            assertEquals(budget, ScaleModel.flopsPerByte(Family.LLAMA_3, size, 4.4), 1e-6 * budget);
        }
    }
}
