package blt4j.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.compute.RemoteCpuProvider.CountingExecutor;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.patching.PatcherConfig;
import blt4j.stage.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What follows a byte's entropy is run before that is known, by a backend that decides itself what of it counts. */
class AheadOfEntropiesTest {
    private static final int WRITTEN = 60;

    private static Blt open(String backend) {
        return Blt.open(TestModels.folder("hf-tiny"), BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 1)));
    }

    static List<PatcherConfig> rules() {
        List<PatcherConfig> rules = new ArrayList<>();
        for (PatcherConfig.Mode mode : List.of(
                new PatcherConfig.Threshold(5.5),
                new PatcherConfig.Monotonic(0.001),
                new PatcherConfig.ThresholdAndRise(5.4, 0.0001),
                new PatcherConfig.Static(3, true),
                new PatcherConfig.Space())) {
            rules.add(new PatcherConfig(mode));
            rules.add(new PatcherConfig(mode, OptionalInt.of(5), true));
        }
        return rules;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theSameIsWrittenAsIfPatchesWentOn(PatcherConfig rule) {
        try (Blt near = open("cpu");
                Blt far = open("remote");
                Session expected = open(near, rule);
                Session actual = open(far, rule)) {
            CountingExecutor executor =
                    (CountingExecutor) LoadedModel.of(far.backend()).executor();
            executor.run(Executor.Ahead.THE_LIKELIER);
            assertEquals(writeTwice(expected), writeTwice(actual));
            assertEquals(0, executor.decided());
            assertSame(expected, actual);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theSameIsWritten(PatcherConfig rule) {
        try (Blt near = open("cpu");
                Blt far = open("remote");
                Session expected = open(near, rule);
                Session actual = open(far, rule)) {
            assertEquals(writeTwice(expected), writeTwice(actual));
            int decided = ((CountingExecutor) LoadedModel.of(far.backend()).executor()).decided();
            if (rule.maxPatchLength().isPresent() && rule.mode().needsEntropies()) {
                assertEquals(0, decided, "the newest patch is hidden at first, so the decoder runs twice");
            } else {
                // Three patch programs and the decoder, for nearly each byte: the first after each reading is read like
                // the rest.
                assertTrue(decided >= 8 * (WRITTEN - 2), decided + " runs");
            }
            assertSame(expected, actual);
        }
    }

    private static void assertSame(Session expected, Session actual) {
        assertArrayEquals(expected.bytes(), actual.bytes());
        // Kernels change after some work, which two ways of running do not reach at the same byte.
        assertArrayEquals(expected.entropies(), actual.entropies(), 1e-5f);
        assertEquals(expected.patches(), actual.patches());
    }

    private static Session open(Blt blt, PatcherConfig rule) {
        return Session.open(
                blt, SessionOptions.ofCapacity(300).withoutDistributions().withPatching(rule));
    }

    /** Tells how many rows passed each stage. */
    private static Map<Stage, Integer> writeTwice(Session session) {
        Map<Stage, Integer> rows = new EnumMap<>(Stage.class);
        GenerationListener counting = new GenerationListener() {
            @Override
            public void stageRan(Stage stage, int count, long nanoseconds) {
                rows.merge(stage, count, Integer::sum);
            }
        };
        write(session, counting);
        session.truncate(40);
        write(session, counting);
        return rows;
    }

    private static void write(Session session, GenerationListener listener) {
        session.append("A prompt, two\nlines ".getBytes(UTF_8));
        new Generator(session, SamplingOptions.PLAIN.withSeed(3), listener)
                .run(new GenerationLimits(WRITTEN, List.of(), false));
    }
}
