package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final SamplingOptions FREE = SamplingOptions.PLAIN.withUtf8Guard(false);
    private static final int[] BOS = {Vocabulary.BOS};

    @Test
    void greedyTakesTheLowestOfTheLikeliest() {
        float[] logits = logits(new Random(1));
        logits[77] = 90;
        logits[42] = 90;
        logits[1] = 95;
        assertEquals(42, new Sampler(FREE.withTemperature(0)).sample(logits, BOS, 1));
        assertEquals(1, new Sampler(SamplingOptions.GREEDY).sample(logits, BOS, 1), "argmax of all ids");
        assertEquals(1, Sampler.argmax(logits));
        assertEquals(1, positive(distribution(SamplingOptions.GREEDY, logits)).length);
    }

    @Test
    void frequenciesFollowTheProbabilities() {
        Random random = new Random(2);
        for (SamplingOptions options : List.of(
                FREE,
                FREE.withTemperature(0.6),
                FREE.withTopP(0.8).withMinP(0.02),
                SamplingOptions.PLAIN.withTopK(20).withTemperature(1.5))) {
            float[] logits = logits(random);
            float[] exact = distribution(options, logits);
            Sampler sampler = new Sampler(options.withSeed(random.nextLong()));
            int draws = 40_000;
            int[] counts = new int[Vocabulary.SIZE];
            for (int i = 0; i < draws; i++) {
                counts[sampler.sample(logits, BOS, 1)]++;
            }
            assertChiSquare(exact, counts, draws);
        }
    }

    /** The statistic must lie within five standard deviations of its mean; a one-in-a-million bound, the seed fixed. */
    private static void assertChiSquare(float[] exact, int[] counts, int draws) {
        double statistic = 0;
        int cells = 0;
        double restExpected = 0;
        double restCounted = 0;
        for (int id = 0; id < exact.length; id++) {
            double expected = exact[id] * (double) draws;
            if (expected == 0) {
                assertEquals(0, counts[id], "draws of the impossible id " + id);
            } else if (expected < 8) {
                restExpected += expected;
                restCounted += counts[id];
            } else {
                statistic += (counts[id] - expected) * (counts[id] - expected) / expected;
                cells++;
            }
        }
        if (restExpected > 0) {
            statistic += (restCounted - restExpected) * (restCounted - restExpected) / restExpected;
            cells++;
        }
        int freedom = cells - 1;
        double bound = freedom + 5 * Math.sqrt(2.0 * freedom) + 5;
        assertTrue(statistic < bound, "chi-square " + statistic + " with " + freedom + " degrees of freedom");
    }

    @Test
    void probabilitiesAreTheSoftmaxOverBytesAndEos() {
        float[] logits = logits(new Random(3));
        float[] p = distribution(FREE.withTemperature(0.5), logits);
        double sum = 0;
        for (int id = 0; id < p.length; id++) {
            sum += allowed(id) ? Math.exp(logits[id] / 0.5) : 0;
        }
        for (int id = 0; id < p.length; id++) {
            assertEquals(allowed(id) ? Math.exp(logits[id] / 0.5) / sum : 0, p[id], 1e-6);
        }
        assertTrue(distribution(FREE.withEveryId(true), logits)[Vocabulary.BOS] > 0);
    }

    @Test
    void cutsLeaveExactlyWhatTheyShould() {
        Random random = new Random(4);
        for (int trial = 0; trial < 300; trial++) {
            float[] logits = logits(random);
            int k = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(270);
            double topP = random.nextInt(3) == 0 ? 1 : 0.05 + 0.9 * random.nextDouble();
            double minP = random.nextInt(3) == 0 ? 0 : 0.2 * random.nextDouble();
            SamplingOptions options = FREE.withTopK(k).withTopP(topP).withMinP(minP);
            assertArrayEquals(
                    expectedCut(logits, k, topP, minP), positive(distribution(options, logits)), options.toString());
        }
    }

    /** The definition, naively. */
    private static int[] expectedCut(float[] logits, int k, double topP, double minP) {
        List<Integer> ranked = IntStream.range(0, Vocabulary.SIZE)
                .filter(SamplerTest::allowed)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(id -> -logits[id]).thenComparing(id -> id))
                .limit(k == 0 ? 999 : k)
                .toList();
        double total = ranked.stream().mapToDouble(id -> Math.exp(logits[id])).sum();
        double most = Math.exp(logits[ranked.getFirst()]);
        double before = 0;
        IntStream.Builder kept = IntStream.builder();
        for (int id : ranked) {
            double p = Math.exp(logits[id]);
            if (before < topP * total * (1 - 1e-12) && p >= minP * most) {
                kept.add(id);
            }
            before += p;
        }
        return kept.build().sorted().toArray();
    }

    @Test
    void equalLogitsAtACutKeepTheLowestIds() {
        float[] flat = new float[Vocabulary.SIZE];
        assertArrayEquals(new int[] {2, 4, 5, 6}, positive(distribution(FREE.withTopK(4), flat)));
        float[] zeros = new float[Vocabulary.SIZE];
        Arrays.fill(zeros, 0, 100, -0f);
        assertArrayEquals(new int[] {2, 4, 5, 6}, positive(distribution(FREE.withTopK(4), zeros)));
    }

    @Test
    void theGuardLetsNothingThroughThatIsNotUtf8() {
        Random random = new Random(5);
        Sampler sampler = new Sampler(SamplingOptions.PLAIN.withTemperature(2).withEveryId(true));
        int[] ids = new int[3001];
        ids[0] = Vocabulary.BOS;
        int length = 1;
        float[] logits = logits(random);
        byte[] text = new byte[3000];
        while (length <= 3000) {
            int id = sampler.sample(logits, ids, length);
            boolean between = Utf8.incompleteTail(text, length - 1) == 0;
            assertTrue(Vocabulary.isByte(id) || (id == Vocabulary.EOS && between));
            if (id != Vocabulary.EOS) {
                text[length - 1] = Vocabulary.toByte(id);
                ids[length++] = id;
            }
        }
        int whole = 3000 - Utf8.incompleteTail(text, 3000);
        assertTrue(Utf8.isValid(Arrays.copyOf(text, whole)));
        assertTrue(Utf8.glyphs(text).stream().filter(g -> g.length() > 1).count() > 100);
    }

    @Test
    void thePenaltyWeighsDownWhatOccurredLately() {
        float[] logits = new float[Vocabulary.SIZE];
        logits[10] = 2;
        logits[11] = -2;
        int[] ids = {1, 10, 11, 12};
        SamplingOptions penal = FREE.withRepetitionPenalty(2, 2);
        float[] p = distribution(penal, logits, ids);
        double e = p[20];
        assertEquals(Math.exp(2) * e, p[10], 1e-6, "out of the window");
        assertEquals(Math.exp(-4) * e, p[11], 1e-6);
        float[] wide = distribution(FREE.withRepetitionPenalty(2, 3), logits, ids);
        assertEquals(Math.exp(1) * wide[20], wide[10], 1e-6);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        float[] logits = logits(new Random(6));
        assertArrayEquals(draw(7, logits), draw(7, logits));
        assertNotEquals(Arrays.toString(draw(7, logits)), Arrays.toString(draw(8, logits)));
        // Fixed here so that a change of algorithm is noticed.
        assertArrayEquals(new int[] {113, 65, 31, 78, 177, 209, 142, 175}, Arrays.copyOf(draw(7, logits), 8));
    }

    @Test
    void tellsWhatItDrewFrom() {
        for (SamplingOptions options : List.of(FREE.withTopK(9).withSeed(4), SamplingOptions.GREEDY)) {
            Sampler alone = new Sampler(options);
            Sampler telling = new Sampler(options);
            for (int i = 0; i < 20; i++) {
                float[] logits = logits(new Random(i));
                float[] told = new float[Vocabulary.SIZE];
                assertEquals(alone.sample(logits, BOS, 1), telling.sample(logits, BOS, 1, told));
                assertArrayEquals(distribution(options, logits), told);
            }
        }
    }

    @Test
    void leavesNoGarbage() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        float[] logits = logits(new Random(9));
        Sampler sampler = new Sampler(
                SamplingOptions.PLAIN.withTopK(50).withTopP(0.9).withMinP(0.01).withRepetitionPenalty(1.1, 64));
        sampler.sample(logits, BOS, 1);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 2_000; i++) {
            sampler.sample(logits, BOS, 1);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 2_000, bytes + " bytes for 2,000 draws");
    }

    private static int[] draw(long seed, float[] logits) {
        Sampler sampler = new Sampler(FREE.withSeed(seed));
        return IntStream.generate(() -> sampler.sample(logits, BOS, 1))
                .limit(50)
                .toArray();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(BltException.class, () -> FREE.withTemperature(-1));
        assertThrows(BltException.class, () -> FREE.withTemperature(Double.NaN));
        assertThrows(BltException.class, () -> FREE.withTopK(-1));
        assertThrows(BltException.class, () -> FREE.withTopP(0));
        assertThrows(BltException.class, () -> FREE.withMinP(1.1));
        assertThrows(BltException.class, () -> FREE.withRepetitionPenalty(0.5, 3));
        float[] broken = new float[Vocabulary.SIZE];
        Arrays.fill(broken, Float.NaN);
        assertThrows(BltException.class, () -> new Sampler(FREE).sample(broken, BOS, 1));
        broken[9] = 1;
        assertEquals(9, new Sampler(FREE).sample(broken, BOS, 1));
    }

    /** Each number may be what its sentence says, and a little further is too far. */
    @Test
    void rangesReachToTheirEnds() {
        assertRange(FREE::withTemperature, 0, 100, "The temperature is ");
        assertRange(k -> FREE.withTopK((int) k), 0, Integer.MAX_VALUE, "The top-k is ");
        assertRange(FREE::withTopP, Double.MIN_VALUE, 1, "The top-p is ");
        assertRange(FREE::withMinP, 0, 1, "The min-p is ");
        assertRange(penalty -> FREE.withRepetitionPenalty(penalty, 8), 1, 100, "The repetition penalty is ");
        assertRange(
                window -> FREE.withRepetitionPenalty(2, (int) window),
                0,
                Integer.MAX_VALUE,
                "The repetition window is ");
    }

    private static void assertRange(DoubleFunction<SamplingOptions> with, double least, double most, String sentence) {
        assertEquals(FREE.utf8Guard(), with.apply(least).utf8Guard());
        assertEquals(FREE.utf8Guard(), with.apply(most).utf8Guard());
        for (double outside : new double[] {least - 1, most + 1e-9 * most}) {
            if (outside <= Integer.MAX_VALUE) {
                BltException e = assertThrows(BltException.class, () -> with.apply(outside), sentence + outside);
                String said = String.valueOf(e.getMessage());
                assertTrue(said.startsWith(sentence) && said.contains("; it must be "), said);
            }
        }
    }

    @Test
    void whatIsSetLeavesTheRestAsItWas() {
        SamplingOptions all = new SamplingOptions(true, true, 1.5, 9, 0.7, 11, 0.6, 0.1, 13);
        assertEquals(new SamplingOptions(false, true, 1.5, 9, 0.7, 11, 0.6, 0.1, 13), all.withUtf8Guard(false));
        assertEquals(new SamplingOptions(true, false, 1.5, 9, 0.7, 11, 0.6, 0.1, 13), all.withEveryId(false));
        assertEquals(new SamplingOptions(true, true, 2, 3, 0.7, 11, 0.6, 0.1, 13), all.withRepetitionPenalty(2, 3));
        assertEquals(new SamplingOptions(true, true, 1.5, 9, 0.8, 11, 0.6, 0.1, 13), all.withTemperature(0.8));
        assertEquals(new SamplingOptions(true, true, 1.5, 9, 0.7, 12, 0.6, 0.1, 13), all.withTopK(12));
        assertEquals(new SamplingOptions(true, true, 1.5, 9, 0.7, 11, 0.5, 0.1, 13), all.withTopP(0.5));
        assertEquals(new SamplingOptions(true, true, 1.5, 9, 0.7, 11, 0.6, 0.2, 13), all.withMinP(0.2));
        assertEquals(new SamplingOptions(true, true, 1.5, 9, 0.7, 11, 0.6, 0.1, 14), all.withSeed(14));
        assertTrue(!all.greedy() && all.withTemperature(0).greedy());
        assertEquals(all, new Sampler(all).options());
    }

    /** A sum that is reached exactly is enough, and what is exactly as likely as asked for stays. */
    @Test
    void cutsIncludeTheirBounds() {
        float[] flat = new float[Vocabulary.SIZE];
        assertArrayEquals(
                new int[] {2, 4}, positive(distribution(FREE.withTopK(4).withTopP(0.5), flat)));
        assertArrayEquals(
                new int[] {2, 4, 5}, positive(distribution(FREE.withTopK(4).withTopP(0.51), flat)));
        assertEquals(257, positive(distribution(FREE.withMinP(1), flat)).length);
        assertEquals(257, positive(distribution(FREE.withTopK(257), flat)).length);
        assertEquals(1, positive(distribution(FREE.withTopK(1), flat)).length);
    }

    @Test
    void whatIsNoNumberIsNotTheLikeliest() {
        float nan = Float.NaN;
        assertEquals(1, Sampler.argmax(new float[] {nan, -3, nan, -4}));
        assertEquals(2, Sampler.argmax(new float[] {1, nan, 5, nan}));
        assertEquals(0, Sampler.argmax(new float[] {2, 2, 1}));
        float[] infinite = new float[Vocabulary.SIZE];
        for (float odd : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Arrays.fill(infinite, odd);
            for (SamplingOptions options : List.of(FREE, FREE.withTemperature(0))) {
                BltException e = assertThrows(BltException.class, () -> new Sampler(options).sample(infinite, BOS, 1));
                assertTrue(String.valueOf(e.getMessage()).contains("not finite numbers"), e.toString());
            }
        }
    }

    /** From probabilities of a device: as faint as the bound is too faint, as sure as 1 is welcome. */
    @Test
    void probabilitiesAreTakenWithinTheirBounds() {
        float[] given = new float[Vocabulary.SIZE];
        float[] into = new float[Vocabulary.SIZE];
        Sampler sampler = new Sampler(FREE);
        given[50] = 1;
        assertEquals(50, sampler.sampleFrom(given, BOS, 1, into));
        assertEquals(1, into[50]);
        given[50] = 1e-20f;
        assertEquals(-1, sampler.sampleFrom(given, BOS, 1, into));
        given[50] = Math.nextUp(1e-20f);
        assertEquals(50, sampler.sampleFrom(given, BOS, 1, into));
        given[50] = Math.nextUp(1f);
        assertEquals(-1, sampler.sampleFrom(given, BOS, 1, into));
        given[50] = 0.25f;
        given[60] = 0.5f;
        given[70] = 0.25f;
        assertTrue(sampler.sampleFrom(given, BOS, 1, into) >= 50);
        assertArrayEquals(new float[] {0.25f, 0.5f, 0.25f}, new float[] {into[50], into[60], into[70]});
        assertEquals(60, new Sampler(FREE.withTopK(1)).sampleFrom(given, BOS, 1, into));
        assertEquals(1, into[60]);
    }

    /** The window counts from the end, and is the whole text where that is shorter. */
    @Test
    void thePenaltyLooksNoFurtherThanItsWindow() {
        float[] logits = new float[Vocabulary.SIZE];
        int[] ids = {Vocabulary.BOS, 30, 31, 32};
        for (int window = 0; window <= 5; window++) {
            logits[30] = 1;
            logits[31] = 1;
            logits[32] = 1;
            float[] p = distribution(FREE.withRepetitionPenalty(4, window), logits, ids);
            for (int back = 0; back < 3; back++) {
                double expected = Math.exp(back < window ? 0.25 : 1);
                assertEquals(expected, p[32 - back] / p[99], 1e-4, window + " ids, " + back + " back");
            }
        }
    }

    /** What was penalised in one text is not in another, and the likeliest has all of the probability. */
    @Test
    void aSamplerRemembersNoText() {
        SamplingOptions penal = FREE.withRepetitionPenalty(3, 4);
        Sampler sampler = new Sampler(penal);
        float[] logits = logits(new Random(10));
        float[] p = new float[Vocabulary.SIZE];
        sampler.distribution(logits, new int[] {Vocabulary.BOS, 40, 41}, 3, p);
        sampler.distribution(logits, new int[] {Vocabulary.BOS, 50}, 2, p);
        assertArrayEquals(distribution(penal, logits, new int[] {Vocabulary.BOS, 50}), p);
        assertEquals(1, distribution(SamplingOptions.GREEDY, logits)[Sampler.argmax(logits)]);
    }

    private static boolean allowed(int id) {
        return id >= 4 || id == Vocabulary.EOS;
    }

    private static float[] logits(Random random) {
        float[] logits = new float[Vocabulary.SIZE];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = (float) (2 * random.nextGaussian());
        }
        return logits;
    }

    private static float[] distribution(SamplingOptions options, float[] logits) {
        return distribution(options, logits, BOS);
    }

    private static float[] distribution(SamplingOptions options, float[] logits, int[] ids) {
        float[] p = new float[Vocabulary.SIZE];
        new Sampler(options).distribution(logits, ids, ids.length, p);
        return p;
    }

    private static int[] positive(float[] p) {
        return IntStream.range(0, p.length).filter(id -> p[id] > 0).toArray();
    }
}
