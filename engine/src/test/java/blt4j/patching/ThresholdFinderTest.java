package blt4j.patching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.patching.PatcherConfig.Mode;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.vocabulary.Vocabulary;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class ThresholdFinderTest {
    @Test
    void noOtherThresholdComesNearer() {
        Random random = new Random(4);
        for (int trial = 0; trial < 150; trial++) {
            int[] ids = PatchingTest.ids(random, 1 + random.nextInt(60));
            float[] entropies =
                    random.nextBoolean() ? PatchingTest.entropies(random, ids.length) : uneven(random, ids.length);
            DoubleFunction<Mode> rule = switch (trial % 3) {
                case 0 -> Threshold::new;
                case 1 -> Monotonic::new;
                default -> t -> new ThresholdAndRise(t, 0.3);
            };
            PatcherConfig config = new PatcherConfig(rule.apply(1));
            config = random.nextBoolean() ? config : config.withMaxPatchLength(1 + random.nextInt(9));
            double wanted = 1 + 8 * random.nextDouble();
            PatcherConfig found = ThresholdFinder.find(config, ids, entropies, wanted);
            assertEquals(config.maxPatchLength(), found.maxPatchLength());
            double distance = distance(found, ids, entropies, wanted);
            for (double t = -4.1; t < 4.2; t += 0.0211) {
                double other = distance(config.withMode(rule.apply(t)), ids, entropies, wanted);
                assertTrue(distance <= other, found + " is off by " + distance + ", threshold " + t + " by " + other);
            }
        }
    }

    private static float[] uneven(Random random, int count) {
        float[] entropies = new float[count];
        for (int i = 0; i < count; i++) {
            entropies[i] = 4 * random.nextFloat();
        }
        return entropies;
    }

    private static double distance(PatcherConfig config, int[] ids, float[] entropies, double wanted) {
        return Math.abs(Patching.segment(config, ids, entropies).bytesPerPatch() - wanted);
    }

    @Test
    void aTextWithoutBytesHasAThresholdToo() {
        PatcherConfig found = ThresholdFinder.find(new PatcherConfig(new Threshold(1)), new int[0], new float[0], 4);
        assertTrue(Double.isFinite(found.mode().decisiveThreshold().orElseThrow()), found::toString);
    }

    @Test
    void neighbouringFloatsAreParted() {
        float h = 1.5f;
        int[] ids = Vocabulary.prompt(new byte[5]);
        float[] entropies = {0, h, Math.nextUp(h), h, h, h};
        PatcherConfig found = ThresholdFinder.find(new PatcherConfig(new Threshold(0)), ids, entropies, 2.5);
        assertEquals(2.5, Patching.segment(found, ids, entropies).bytesPerPatch());
    }

    @Test
    void refusesRulesWithoutAThreshold() {
        PatcherConfig space = new PatcherConfig(new Space());
        assertThrows(BltException.class, () -> ThresholdFinder.find(space, new int[1], new float[1], 4));
        PatcherConfig threshold = new PatcherConfig(new Threshold(1));
        assertThrows(BltException.class, () -> ThresholdFinder.find(threshold, new int[1], new float[1], 0.2));
    }
}
