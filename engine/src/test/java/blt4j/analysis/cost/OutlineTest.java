package blt4j.analysis.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.analysis.cost.Outline.Kind;
import blt4j.analysis.cost.Outline.Part;
import blt4j.model.PublishedModels;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.model.config.ModelConfig;
import blt4j.model.pipeline.Pipeline;
import blt4j.stage.Stage;
import blt4j.weights.DType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlineTest {
    private static List<Outline> outline(ModelConfig config) {
        return Outline.of(
                Pipeline.of(config, new ShapesAlone(config, DType.BF16)).all());
    }

    @Test
    void stagesAreOutlinedInTheirOrder() {
        List<Outline> outlines = outline(PublishedModels.blt1b());
        assertEquals(
                Arrays.asList(Stage.values()),
                outlines.stream().map(Outline::stage).toList());
        assertEquals(
                List.of(14, 1, 25, 9), outlines.stream().map(Outline::layers).toList());
        assertEquals(
                List.of(768, 1024, 2048, 1024),
                outlines.stream().map(Outline::width).toList());
    }

    @Test
    void equalLayersAreCounted() {
        Outline decoder = outline(PublishedModels.blt1b()).getLast();
        assertEquals(
                List.of(
                        new Part(Kind.CROSS_ATTENTION, List.of(2, 16), 9),
                        new Part(Kind.ATTENTION, List.of(16, 64, 512), 9),
                        new Part(Kind.FEED_FORWARD, List.of(2816), 9)),
                decoder.parts());
        Outline encoder = outline(PublishedModels.blt1b()).get(1);
        assertEquals(
                new Part(Kind.HASH_EMBEDDING, List.of(6, 500_002, 1024), 1),
                encoder.parts().get(1));
    }
}
