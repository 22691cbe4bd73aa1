package blt4j.patching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every rule, every text and any entropies, those that are equal, infinite or no number included. */
class PatchingPropertiesTest {
    private static final String SEED = "20250807";
    private static final float[] ODD = {0, -0f, 1, 1, Float.NaN, Float.POSITIVE_INFINITY, 1e-30f, 5.5f};

    /** A text with an entropy for each position. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(int[] ids, float[] entropies) {
        Text first(int length) {
            return new Text(Arrays.copyOf(ids, length), Arrays.copyOf(entropies, length));
        }
    }

    private static Text text(int length, long seed, boolean odd) {
        Random random = new Random(seed);
        int[] ids = new int[length];
        float[] entropies = new float[length];
        for (int i = 0; i < length; i++) {
            int special = random.nextInt(Vocabulary.BYTE_OFFSET);
            ids[i] = random.nextInt(12) == 0 ? special : Vocabulary.BYTE_OFFSET + random.nextInt(256);
            entropies[i] = odd && random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : 6 * random.nextFloat();
        }
        if (length > 0) {
            ids[0] = Vocabulary.BOS;
        }
        return new Text(ids, entropies);
    }

    @Provide
    Arbitrary<Text> texts() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 300), Arbitraries.longs(), Arbitraries.of(true, false))
                .as(PatchingPropertiesTest::text);
    }

    private static Arbitrary<Mode> causalModes() {
        Arbitrary<Double> nats = Arbitraries.doubles().between(-1, 6);
        return Arbitraries.oneOf(
                nats.map(Threshold::new),
                nats.map(Monotonic::new),
                Combinators.combine(nats, nats).as(ThresholdAndRise::new),
                Combinators.combine(Arbitraries.integers().between(1, 40), Arbitraries.of(true, false))
                        .as((Integer size, Boolean alone) -> new Static(size, alone)),
                Arbitraries.of(new Space(), new EveryByte()));
    }

    private static Arbitrary<PatcherConfig> limited(Arbitrary<Mode> modes) {
        return Combinators.combine(modes, Arbitraries.integers().between(0, 20))
                .as((mode, limit) ->
                        new PatcherConfig(mode, limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit), false));
    }

    @Provide
    Arbitrary<PatcherConfig> causal() {
        return limited(causalModes());
    }

    @Provide
    Arbitrary<PatcherConfig> any() {
        Arbitrary<Mode> top = Arbitraries.doubles().between(1, 50).map(TopEntropies::new);
        return limited(
                Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(5, causalModes()), net.jqwik.api.Tuple.of(1, top)));
    }

    private static Patches segment(PatcherConfig config, Text text) {
        return Patching.segment(config, text.ids(), text.entropies());
    }

    @Property(seed = SEED)
    void lengthsArePositiveAndSumToTheText(@ForAll("any") PatcherConfig config, @ForAll("texts") Text text) {
        Patches patches = segment(config, text);
        int[] lengths = patches.lengths();
        assertEquals(text.ids().length, Arrays.stream(lengths).sum());
        assertTrue(Arrays.stream(lengths).allMatch(n -> n > 0));
        config.maxPatchLength()
                .ifPresent(limit -> assertTrue(Arrays.stream(lengths).allMatch(n -> n <= limit)));
        assertEquals(lengths.length, patches.count());
        for (int i = 0; i < text.ids().length; i++) {
            int patch = patches.indexOf(i);
            assertTrue(patches.begin(patch) <= i && i < patches.end(patch));
            assertEquals(patches.begin(patch) == i, patches.beginsAt(i));
        }
    }

    /** Nothing that comes later moves a boundary: a text's beginning is cut as it is cut alone. */
    @Property(seed = SEED)
    void causalRulesAreCausal(
            @ForAll("causal") PatcherConfig config, @ForAll("texts") Text text, @ForAll long elsewhere) {
        Patches whole = segment(config, text);
        for (int length = 1; length < text.ids().length; length += 1 + length / 3) {
            Patches alone = segment(config, text.first(length));
            for (int i = 0; i <= length; i++) {
                assertEquals(whole.beginsAt(i), alone.beginsAt(i), config + " at " + i + " of " + length);
            }
            Text other = text(text.ids().length, elsewhere, true);
            System.arraycopy(text.ids(), 0, other.ids(), 0, length);
            System.arraycopy(text.entropies(), 0, other.entropies(), 0, length);
            Patches changed = segment(config, other);
            for (int i = 0; i <= length; i++) {
                assertEquals(whole.beginsAt(i), changed.beginsAt(i), config + " at " + i + " of " + length);
            }
        }
    }

    /** A patcher that is copied, or taken up in the middle of a text, goes on as the one that read it all. */
    @Property(seed = SEED)
    void patchersGoOnFromAnyPlace(@ForAll("causal") PatcherConfig config, @ForAll("texts") Text text) {
        int n = text.ids().length;
        Patches whole = segment(config, text);
        Patcher patcher = Patchers.of(config);
        for (int cut = 0; cut < n; cut++) {
            if (cut % 7 == 3) {
                int begin = whole.beginsAt(cut) ? cut : whole.begin(whole.indexOf(cut));
                Patcher resumed = Patchers.resume(config, cut, begin, text.ids()[cut - 1], text.entropies()[cut - 1]);
                Patcher copied = patcher.copy();
                for (int i = cut; i < Math.min(n, cut + 30); i++) {
                    assertEquals(whole.beginsAt(i + 1), resumed.beginsAfter(text.ids()[i], text.entropies()[i]));
                    assertEquals(whole.beginsAt(i + 1), copied.beginsAfter(text.ids()[i], text.entropies()[i]));
                }
            }
            assertEquals(whole.beginsAt(cut + 1), patcher.beginsAfter(text.ids()[cut], text.entropies()[cut]));
        }
    }

    @Property(seed = SEED)
    void theFoundThresholdComesNearest(@ForAll("texts") Text drawn, @ForAll("wanted") double wanted) {
        Text text = text(drawn.ids().length + 2, drawn.ids().length * 31L, false);
        for (Mode mode : new Mode[] {new Threshold(0), new Monotonic(0), new ThresholdAndRise(0, 0.5)}) {
            PatcherConfig config = new PatcherConfig(mode);
            double found = distance(ThresholdFinder.find(config, text.ids(), text.entropies(), wanted), text, wanted);
            for (double t = -6; t <= 6.5; t += 0.37) {
                Mode tried = switch (mode) {
                    case Threshold x -> new Threshold(t);
                    case Monotonic x -> new Monotonic(t);
                    default -> new ThresholdAndRise(t, 0.5);
                };
                double other = distance(config.withMode(tried), text, wanted);
                assertTrue(found <= other + 1e-9, () -> mode + ": " + found + " but " + other);
            }
        }
    }

    @Provide
    Arbitrary<Double> wanted() {
        return Arbitraries.doubles().between(1, 30);
    }

    private static double distance(PatcherConfig config, Text text, double wanted) {
        return Math.abs(segment(config, text).bytesPerPatch() - wanted);
    }

    @Property(tries = 1, seed = SEED)
    void atTheThresholdNothingBegins() {
        int[] ids = {Vocabulary.BOS, 40, 41, 42};
        float[] entropies = {0, 1, 2, 4};
        for (Mode mode :
                new Mode[] {new Threshold(4), new Monotonic(2), new ThresholdAndRise(4, 1), new ThresholdAndRise(1, 2)
                }) {
            assertEquals(
                    false,
                    segment(new PatcherConfig(mode), new Text(ids, entropies)).nextBegins(),
                    () -> "" + mode);
        }
        for (Mode mode : new Mode[] {new Threshold(3.9), new Monotonic(1.9), new ThresholdAndRise(3.9, 1.9)}) {
            assertEquals(
                    true,
                    segment(new PatcherConfig(mode), new Text(ids, entropies)).nextBegins(),
                    () -> "" + mode);
        }
    }

    /** All pairs of bytes, by the rule's own words. */
    @Property(tries = 1, seed = SEED)
    void spacesAreWhatIsNoLetterDigitOrContinuation() {
        for (int id = 0; id < Vocabulary.SIZE; id++) {
            int b = id - Vocabulary.BYTE_OFFSET;
            boolean letter = b >= 0 && b < 0x80 && Character.isLetterOrDigit(b);
            boolean continuation = b >= 0 && (b & 0xC0) == 0x80;
            assertEquals(!letter && !continuation, SpacePatcher.spaceLike(id), "id " + id);
        }
        int[] ids = {Vocabulary.BOS, 0, 0};
        for (int first = Vocabulary.BYTE_OFFSET; first < Vocabulary.SIZE; first++) {
            for (int second = Vocabulary.BYTE_OFFSET; second < Vocabulary.SIZE; second++) {
                ids[1] = first;
                ids[2] = second;
                Patches patches = Patching.segment(new PatcherConfig(new Space()), ids, new float[0]);
                boolean begins = SpacePatcher.spaceLike(second) && !SpacePatcher.spaceLike(first);
                assertEquals(begins, patches.nextBegins());
            }
        }
    }
}
