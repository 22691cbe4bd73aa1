package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsKeptOfAnOpReplacesWhatWasAndLeavesOthers() throws IOException {
        TuningFile file = new TuningFile(folder.resolve("new").resolve("device.txt"), "PTX, a card");
        assertEquals(Tuning.NONE, file.read());
        file.keep(Map.of("one row: a", "64 threads, 2 deep", "many rows: a", Tuning.TILES));
        file.keep(Map.of("many rows: a", Tuning.PANELS));
        Tuning kept = file.read();
        assertEquals(Optional.of(new Shape(64, 2)), kept.shape("one row: a"));
        assertTrue(kept.is("many rows: a", Tuning.PANELS, false));
        assertFalse(kept.is("many rows: a", Tuning.TILES, true));
        assertTrue(kept.is("many rows: b", Tuning.TILES, true));
    }

    @Test
    void whatNobodyKnowsIsLeftToTheRule() throws IOException {
        Path path = Files.writeString(folder.resolve("device.txt"), "no tab\n96 threads, 2 deep\tone row: a\n\tb\n");
        assertEquals(Optional.empty(), new TuningFile(path, "").read().shape("one row: a"));
    }

    @Test
    void everyShapeIsToldAndUnderstood() {
        List<Shape> shapes = Shape.all(4096, Shape.DEEPEST);
        assertEquals(12, shapes.size());
        shapes.forEach(shape -> assertEquals(Optional.of(shape), Shape.parse(shape.way())));
        assertEquals(List.of(new Shape(32, 1), Shape.SMALL), Shape.all(8, 2));
    }
}
