package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SegmentationTest {
    private static List<List<String>> cut(String... programs) {
        List<List<String>> items = Stream.of(programs)
                .map(p -> Arrays.stream(p.split("")).toList())
                .toList();
        return new Segmentation<String>(s -> s)
                .cut(items).stream()
                        .map(segments ->
                                segments.stream().map(s -> String.join("", s)).toList())
                        .toList();
    }

    @Test
    void layersAreSegmentsOfTheirOwn() {
        assertEquals(List.of(List.of("e", "nraopd", "nraopd", "nraopd", "h")), cut("enraopdnraopdnraopdh"));
    }

    @Test
    void oneLayerIsTheLayerOfAnotherProgram() {
        assertEquals(
                List.of(List.of("e", "nraopd", "nraopd"), List.of("eg", "nraopd", "cn")),
                cut("enraopdnraopd", "egnraopdcn"));
    }

    @Test
    void aLayerBeginsWhereItDoesElsewhere() {
        // "p" before the layers equals their last op, so the layers could as well begin with it.
        assertEquals(
                List.of(List.of("nraop", "nraop"), List.of("p", "nraop", "nraop", "nraop", "c")),
                cut("nraopnraop", "pnraopnraopnraopc"));
    }

    @Test
    void whatRepeatsLittleStaysTogether() {
        assertEquals(List.of(List.of("abkkk")), cut("abkkk"));
    }
}
