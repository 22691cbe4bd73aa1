package blt4j.analysis.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import blt4j.analysis.ToyPrograms;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.Patches;
import blt4j.stage.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final byte[] text = "one two three".getBytes(UTF_8);

    @Test
    void holdsSegmentationsSideBySide() {
        PatcherConfig threshold = new PatcherConfig(new Threshold(1));
        Comparison comparison = Comparison.of(
                text,
                List.of(
                        Segmenter.of("entropy", threshold, ComparisonTest::entropies),
                        Segmenter.ofMeanSize("of 6.5", threshold, 6.5, ComparisonTest::entropies),
                        Segmenter.of("space", new PatcherConfig(new Space())),
                        Segmenter.of("fours", new PatcherConfig(new Static(4))),
                        Segmenter.ofTokens("words", t -> new int[] {3, 4, 6})),
                ToyPrograms.ALL);
        assertLengths(comparison, 0, 1, 1, 4, 4, 4);
        assertLengths(comparison, 1, 1, 1, 12);
        assertLengths(comparison, 2, 1, 4, 4, 5);
        assertLengths(comparison, 3, 1, 4, 4, 4, 1);
        assertLengths(comparison, 4, 1, 3, 4, 6);
        assertEquals(3, comparison.segmentations().get(4).count());
        assertEquals(13 / 3.0, comparison.segmentations().get(4).bytesPerPatch());
        assertEquals(0, comparison.segmentations().get(2).work().flops(Stage.ENTROPY_MODEL));
        assertEquals(4, comparison.segmentations().get(4).work().patches(), "the BOS's patch and three tokens");
        long read = comparison.segmentations().get(0).work().flops(Stage.ENTROPY_MODEL);
        assertEquals(
                ToyPrograms.ENTROPY
                        .cost(new blt4j.program.Extent(14, 105, 60, 0))
                        .flops(),
                read);
    }

    private static void assertLengths(Comparison comparison, int index, int... lengths) {
        Comparison.Segmentation segmentation = comparison.segmentations().get(index);
        assertArrayEquals(lengths, segmentation.patches().lengths(), segmentation.name());
    }

    /** High at every fourth position. */
    private static float[] entropies(byte[] text) {
        float[] entropies = new float[text.length + 1];
        for (int i = 1; i < entropies.length; i += 4) {
            entropies[i] = i == 1 ? 3 : 2;
        }
        entropies[13] = 0;
        return entropies;
    }

    @Test
    void refusesTokensThatAreNotTheText() {
        Segmenter words = Segmenter.ofTokens("words", t -> new int[] {3, 4});
        assertThrows(IllegalArgumentException.class, () -> words.segment(text));
        PatcherConfig threshold = new PatcherConfig(new Threshold(1));
        assertThrows(IllegalArgumentException.class, () -> Segmenter.of("entropy", threshold));
    }

    @Test
    void likenessIsTheShareThatSurvives() {
        Patches one = new Patches(new int[] {0, 1, 4, 9}, 12, true);
        assertEquals(1, Comparison.likeness(one, one));
        assertEquals(0, Comparison.likeness(one, new Patches(new int[] {0}, 12, true)));
        assertEquals(6.0 / 7, Comparison.likeness(one, new Patches(new int[] {0, 1, 4}, 9, true)));
    }
}
