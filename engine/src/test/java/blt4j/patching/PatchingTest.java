package blt4j.patching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Mode;
import blt4j.patching.PatcherConfig.Monotonic;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.PatcherConfig.ThresholdAndRise;
import blt4j.patching.PatcherConfig.TopEntropies;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatchingTest {
    private static final int TRIALS = 400;

    @Test
    void incrementalEqualsWhole() {
        Random random = new Random(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            int[] ids = ids(random, random.nextInt(120));
            float[] entropies = entropies(random, ids.length);
            PatcherConfig config = config(random);
            boolean[] begins = new boolean[ids.length + 1];
            begins[0] = true;
            Patcher patcher = Patchers.of(config);
            for (int i = 0; i < ids.length; i++) {
                begins[i + 1] = patcher.beginsAfter(ids[i], entropies[i]);
            }
            assertSame(begins, Patching.segment(config, ids, entropies), config);
            // A causal rule says the same of every beginning of the text.
            int cut = random.nextInt(ids.length + 1);
            assertSame(
                    Arrays.copyOf(begins, cut + 1),
                    Patching.segment(config, Arrays.copyOf(ids, cut), Arrays.copyOf(entropies, cut)),
                    config);
        }
    }

    @Test
    void copiesAndResumedPatchersGoOnAlike() {
        Random random = new Random(2);
        for (int trial = 0; trial < TRIALS; trial++) {
            int[] ids = ids(random, 1 + random.nextInt(80));
            float[] entropies = entropies(random, ids.length);
            PatcherConfig config = config(random);
            int cut = random.nextInt(ids.length);
            Patcher original = Patchers.of(config);
            int begin = 0;
            for (int i = 0; i < cut; i++) {
                begin = original.beginsAfter(ids[i], entropies[i]) ? i + 1 : begin;
            }
            Patcher copy = original.copy();
            Patcher resumed = Patchers.resume(
                    config, cut, begin, cut == 0 ? 77 : ids[cut - 1], cut == 0 ? 77 : entropies[cut - 1]);
            // What the original takes in elsewhere must not reach its copy.
            for (int i = 0; i < 7; i++) {
                original.beginsAfter(random.nextInt(Vocabulary.SIZE), random.nextFloat() * 4);
            }
            Patches whole = Patching.segment(config, ids, entropies);
            for (int i = cut; i < ids.length; i++) {
                assertEquals(whole.beginsAt(i + 1), copy.beginsAfter(ids[i], entropies[i]), config + " copied");
                assertEquals(whole.beginsAt(i + 1), resumed.beginsAfter(ids[i], entropies[i]), config + " resumed");
            }
        }
    }

    @Test
    void aLimitCutsPatchesIntoFullPiecesAndARest() {
        Random random = new Random(3);
        for (int trial = 0; trial < TRIALS; trial++) {
            int[] ids = ids(random, 1 + random.nextInt(120));
            float[] entropies = entropies(random, ids.length);
            PatcherConfig free = random.nextInt(5) == 0
                    ? new PatcherConfig(new TopEntropies(1 + random.nextInt(9)))
                    : config(random).withoutMaxPatchLength();
            int limit = 1 + random.nextInt(6);
            int[] pieces = Arrays.stream(Patching.segment(free, ids, entropies).lengths())
                    .flatMap(length -> IntStream.concat(
                            IntStream.generate(() -> limit).limit((length - 1) / limit),
                            IntStream.of((length - 1) % limit + 1)))
                    .toArray();
            Patches limited = Patching.segment(free.withMaxPatchLength(limit), ids, entropies);
            assertArrayEquals(pieces, limited.lengths(), free + " cut to " + limit);
        }
    }

    @Test
    void aFullPieceAtTheEndMakesThePositionToComeBegin() {
        PatcherConfig config = new PatcherConfig(new Threshold(9)).withMaxPatchLength(3);
        int[] ids = Vocabulary.prompt(new byte[6]);
        assertTrue(Patching.segment(config, ids, new float[7]).nextBegins());
        assertFalse(
                Patching.segment(config, Arrays.copyOf(ids, 6), new float[6]).nextBegins());
    }

    @Test
    void topEntropiesBeginPatchesInTextOrderEarliestOfEqualsFirst() {
        float[] entropies = {9, 1, 3, 2, 3, 3, 0, 1, 2, 1, 1, 1};
        int[] ids = Vocabulary.prompt(new byte[11]);
        // ⌊12 / 3⌋ − 2 = 2 of the three 3s; the BOS's 9 does not count.
        assertArrayEquals(new int[] {1, 2, 2, 7}, top(3, ids, entropies).lengths());
        assertArrayEquals(
                new int[] {1, 2, 1, 1, 1, 3, 3}, top(1.7, ids, entropies).lengths());
        assertArrayEquals(new int[] {1, 11}, top(6, ids, entropies).lengths());
        assertArrayEquals(new int[] {1, 11}, top(100, ids, entropies).lengths());
        assertTrue(top(3, ids, new float[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2}).nextBegins());
    }

    private static Patches top(double size, int[] ids, float[] entropies) {
        return Patching.segment(new PatcherConfig(new TopEntropies(size)), ids, entropies);
    }

    /** Of entropies as high as the last that counts, no more begin a patch than are wanted. */
    @Test
    void equalEntropiesBeginNoMorePatchesThanAreWanted() {
        float[] entropies = {0, 2, 3, 2, 2, 2, 2, 2};
        int[] ids = Vocabulary.prompt(new byte[7]);
        // After positions 0 and 1 as always, after the highest and the first of those that come next.
        assertArrayEquals(new int[] {1, 1, 1, 5}, top(2, ids, entropies).lengths());
        assertEquals(top(2, ids, entropies), top(2, ids, entropies.clone()));
        assertNotEquals(top(2, ids, entropies), top(6, ids, entropies));
    }

    @Test
    void entropiesAreComparedInFloat32() {
        float h = 1.3354421f;
        int[] ids = Vocabulary.prompt(new byte[3]);
        float[] entropies = {0, h, Math.nextUp(h), 0};
        Patches patches = Patching.segment(new PatcherConfig(new Threshold(h - 1e-12)), ids, entropies);
        assertArrayEquals(
                new int[] {1, 2, 1}, patches.lengths(), "a threshold that rounds to the entropy is not passed");
    }

    @Test
    void emptyTextsAndLoneBos() {
        for (Mode mode :
                List.of(new Threshold(1), new Monotonic(1), new Space(), new EveryByte(), new TopEntropies(4))) {
            Patches empty = Patching.segment(new PatcherConfig(mode), new int[0], new float[0]);
            assertEquals(new Patches(new int[0], 0, true), empty, mode.toString());
            Patches bos = Patching.segment(new PatcherConfig(mode), new int[] {1}, new float[] {0});
            assertEquals(new Patches(new int[] {0}, 1, true), bos, mode.toString());
        }
        PatcherConfig fours = new PatcherConfig(new Static(4));
        assertFalse(Patching.segment(fours, new int[] {1}, new float[0]).nextBegins());
    }

    @Test
    void spacesAndSpecials() {
        int[] ids = Vocabulary.prompt("  ab; c".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        PatcherConfig space = new PatcherConfig(new Space());
        // The run of spaces after the BOS goes on from it, so it opens no further patch.
        assertArrayEquals(
                new int[] {1, 5, 2}, Patching.segment(space, ids, new float[0]).lengths());
        ids[3] = Vocabulary.EOS;
        assertArrayEquals(
                new int[] {1, 3, 2, 2},
                Patching.segment(space, ids, new float[0]).lengths());
    }

    @Test
    void aModelsFirstPatchIsTheBosAlone() {
        int[] ids = Vocabulary.prompt(new byte[9]);
        PatcherConfig fours = new PatcherConfig(new Static(4));
        assertArrayEquals(
                new int[] {4, 4, 2}, Patching.segment(fours, ids, new float[0]).lengths());
        assertArrayEquals(
                new int[] {1, 4, 4, 1},
                Patching.segment(fours.forModel(), ids, new float[0]).lengths());
        PatcherConfig space = new PatcherConfig(new Space());
        assertEquals(space, space.forModel());
    }

    @Test
    void refusesWhatCannotBe() {
        PatcherConfig top = new PatcherConfig(new TopEntropies(4));
        assertThrows(BltException.class, () -> Patchers.of(top));
        assertThrows(BltException.class, () -> new Static(0));
        assertThrows(BltException.class, () -> new Threshold(Double.NaN));
        assertThrows(BltException.class, () -> new TopEntropies(0.5));
        assertThrows(BltException.class, () -> top.withMaxPatchLength(0));
        assertThrows(IllegalArgumentException.class, () -> Patching.segment(top, new int[4], new float[3]));
    }

    static int[] ids(Random random, int count) {
        int[] ids = random.ints(count, 0, 40)
                .map(i -> i < 4 ? i : 4 + " ab.\n\u00C3z9\u00A9".charAt(i % 9))
                .toArray();
        if (count > 0) {
            ids[0] = Vocabulary.BOS;
        }
        return ids;
    }

    /** Coarse, so that equal neighbours and entropies at a threshold occur. */
    static float[] entropies(Random random, int count) {
        float[] entropies = new float[count];
        for (int i = 0; i < count; i++) {
            entropies[i] = random.nextInt(16) / 4f;
        }
        return entropies;
    }

    static PatcherConfig config(Random random) {
        double t = random.nextInt(-4, 16) / 4.0;
        Mode mode = switch (random.nextInt(6)) {
            case 0 -> new Threshold(t);
            case 1 -> new Monotonic(t);
            case 2 -> new ThresholdAndRise(t, random.nextInt(-4, 8) / 4.0);
            case 3 -> new Static(1 + random.nextInt(9), random.nextBoolean());
            case 4 -> new Space();
            default -> new EveryByte();
        };
        PatcherConfig config = new PatcherConfig(mode);
        return random.nextBoolean() ? config : config.withMaxPatchLength(1 + random.nextInt(7));
    }

    private static void assertSame(boolean[] begins, Patches patches, PatcherConfig config) {
        assertEquals(begins.length - 1, patches.length());
        for (int i = 0; i < begins.length; i++) {
            assertEquals(begins[i], patches.beginsAt(i), config + " at " + i);
        }
    }
}
