package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every way of drawing and any logits. */
class SamplerPropertiesTest {
    private static final String SEED = "20250807";
    private static final int DRAWS = 4_000;

    @Provide
    Arbitrary<SamplingOptions> options() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(1.0, 1.0, 1.3, 4.0),
                        Arbitraries.of(0.3, 1.0, 1.7, 50.0),
                        Arbitraries.of(0, 0, 1, 5, 60, 400),
                        Arbitraries.of(1.0, 1.0, 0.9, 0.2),
                        Arbitraries.of(0.0, 0.0, 0.05, 1.0),
                        Arbitraries.longs())
                .as((guard, every, penalty, temperature, k, p, min, seed) ->
                        new SamplingOptions(guard, every, penalty, 7, temperature, k, p, min, seed));
    }

    private static float[] logits(Random random) {
        float[] logits = new float[Vocabulary.SIZE];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = (float) (3 * random.nextGaussian());
        }
        return logits;
    }

    /** A text whose end may be in the middle of a character. */
    private static int[] ids(Random random) {
        int[] ids = new int[1 + random.nextInt(12)];
        ids[0] = Vocabulary.BOS;
        Utf8.State state = Utf8.State.START;
        for (int i = 1; i < ids.length; i++) {
            byte b = (byte) random.nextInt(256);
            while (!state.admits(b)) {
                b = (byte) random.nextInt(256);
            }
            ids[i] = Vocabulary.id(b);
            state = Utf8.stateAfter(ids, i + 1);
        }
        return ids;
    }

    @Property(tries = 60, seed = SEED)
    void drawsObeyTheDistribution(@ForAll("options") SamplingOptions options, @ForAll long seed) {
        Random random = new Random(seed);
        float[] logits = logits(random);
        int[] ids = ids(random);
        Sampler sampler = new Sampler(options);
        float[] exact = new float[Vocabulary.SIZE];
        sampler.distribution(logits, ids, ids.length, exact);
        assertEquals(1, sum(exact), 1e-4);
        int[] counts = new int[Vocabulary.SIZE];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.sample(logits, ids, ids.length)]++;
        }
        requireChiSquared(exact, counts);
    }

    private static double sum(float[] p) {
        double sum = 0;
        for (float x : p) {
            sum += x;
        }
        return sum;
    }

    /** Within six standard deviations, cells of fewer than eight expected draws taken together. */
    private static void requireChiSquared(float[] exact, int[] counts) {
        double statistic = 0;
        int cells = 0;
        double restExpected = 0;
        double rest = 0;
        for (int id = 0; id < exact.length; id++) {
            double expected = exact[id] * (double) DRAWS;
            assertTrue(expected > 0 || counts[id] == 0, "drew the impossible id " + id);
            if (expected < 8) {
                restExpected += expected;
                rest += counts[id];
            } else {
                statistic += (counts[id] - expected) * (counts[id] - expected) / expected;
                cells++;
            }
        }
        if (restExpected > 1) {
            statistic += (rest - restExpected) * (rest - restExpected) / restExpected;
            cells++;
        }
        double freedom = Math.max(0, cells - 1);
        double bound = freedom + 6 * Math.sqrt(2 * freedom) + 12;
        assertTrue(statistic < bound, "chi-squared " + statistic + " with " + freedom + " degrees of freedom");
    }

    /** With a guard, and whatever else, what is drawn is UTF-8, and the text ends between characters alone. */
    @Property(tries = 200, seed = SEED)
    void theGuardLetsNoInvalidUtf8Out(@ForAll("options") SamplingOptions options, @ForAll long seed) {
        Random random = new Random(seed);
        Sampler sampler = new Sampler(options.withUtf8Guard(true));
        int[] ids = new int[200];
        ids[0] = Vocabulary.BOS;
        byte[] text = new byte[ids.length];
        int length = 1;
        while (length < ids.length) {
            int id = sampler.sample(logits(random), ids, length);
            if (id == Vocabulary.EOS) {
                assertTrue(Utf8.isValid(Arrays.copyOf(text, length - 1)));
                continue;
            }
            assertTrue(Vocabulary.isByte(id));
            text[length - 1] = Vocabulary.toByte(id);
            ids[length++] = id;
        }
        int whole = length - 1 - Utf8.incompleteTail(text, length - 1);
        assertTrue(Utf8.isValid(Arrays.copyOf(text, whole)));
    }

    /** Where a device finds the probabilities at the temperature, the same is drawn as from logits. */
    @Property(tries = 300, seed = SEED)
    void probabilitiesOfADeviceTellTheSame(@ForAll("options") SamplingOptions drawn, @ForAll long seed) {
        Random random = new Random(seed);
        SamplingOptions options = drawn.withRepetitionPenalty(1, 7);
        float[] logits = logits(random);
        int[] ids = ids(random);
        float[] given = softmax(logits, options.temperature());
        Sampler fromLogits = new Sampler(options);
        Sampler fromDevice = new Sampler(options);
        assertEquals(options, fromDevice.options());
        assertEquals((float) options.temperature(), fromDevice.wantedTemperature());
        float[] wanted = new float[Vocabulary.SIZE];
        float[] got = new float[Vocabulary.SIZE];
        int id = fromDevice.sampleFrom(given, ids, ids.length, got);
        assertEquals(fromLogits.sample(logits, ids, ids.length, wanted), id);
        assertArrayEquals(wanted, got, 1e-5f);
        assertTrue(fromDevice.admits(id, ids, ids.length));
        Utf8.State state = Utf8.stateAfter(ids, ids.length);
        for (int any = 0; any < Vocabulary.SIZE; any++) {
            boolean isByte = Vocabulary.isByte(any);
            boolean guarded = isByte ? state.admits(Vocabulary.toByte(any)) : any == Vocabulary.EOS && state.complete();
            boolean free = isByte || any == Vocabulary.EOS || options.everyId();
            assertEquals(options.utf8Guard() ? guarded : free, fromDevice.admits(any, ids, ids.length));
        }
    }

    private static float[] softmax(float[] logits, double temperature) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit / temperature);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit / temperature - max);
        }
        float[] p = new float[logits.length];
        for (int id = 0; id < p.length; id++) {
            p[id] = (float) (Math.exp(logits[id] / temperature - max) / sum);
        }
        return p;
    }

    /** What is left of faint probabilities after a guard cannot be told apart in float32; the logits must be asked. */
    @Property(tries = 20, seed = SEED)
    void faintOrBrokenProbabilitiesAreNotDrawnFrom(@ForAll long seed) {
        Sampler sampler = new Sampler(SamplingOptions.PLAIN.withSeed(seed));
        int[] bos = {Vocabulary.BOS};
        float[] into = new float[Vocabulary.SIZE];
        for (float odd : new float[] {0, Float.NaN, Float.POSITIVE_INFINITY, 1.5f, 1e-30f}) {
            float[] given = new float[Vocabulary.SIZE];
            Arrays.fill(given, odd);
            assertEquals(-1, sampler.sampleFrom(given, bos, 1, into), "from " + odd);
        }
        assertTrue(new Sampler(SamplingOptions.GREEDY).takesTheLikeliest());
        assertTrue(!sampler.takesTheLikeliest());
        assertTrue(!new Sampler(SamplingOptions.GREEDY.withRepetitionPenalty(2, 9)).takesTheLikeliest());
        assertEquals(0, new Sampler(SamplingOptions.PLAIN.withRepetitionPenalty(2, 9)).wantedTemperature());
    }
}
