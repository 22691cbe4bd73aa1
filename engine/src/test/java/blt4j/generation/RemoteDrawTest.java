package blt4j.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.compute.LoadedModel;
import blt4j.compute.RemoteCpuProvider.CountingExecutor;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Drawing from what a remote backend found, instead of from logits. */
class RemoteDrawTest {
    private static final int WRITTEN = 100;

    private static Blt open(String backend) {
        return Blt.open(TestModels.folder("hf-tiny"), BltOptions.DEFAULT.withBackend(new BackendOptions(backend, 1)));
    }

    static List<SamplingOptions> ways() {
        return List.of(
                SamplingOptions.GREEDY,
                SamplingOptions.GREEDY.withEveryId(false),
                SamplingOptions.GREEDY.withUtf8Guard(true),
                SamplingOptions.GREEDY.withRepetitionPenalty(1.3, 20),
                SamplingOptions.PLAIN.withSeed(3),
                SamplingOptions.PLAIN.withTemperature(0.6).withTopP(0.9).withSeed(4),
                SamplingOptions.PLAIN.withTemperature(2).withTopK(20).withUtf8Guard(false),
                SamplingOptions.PLAIN.withMinP(0.2).withEveryId(true).withSeed(5),
                SamplingOptions.PLAIN.withTemperature(0.01).withSeed(6),
                SamplingOptions.PLAIN.withRepetitionPenalty(1.3, 20).withSeed(7));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void drawsWhatLogitsWouldHave(SamplingOptions sampling) {
        try (Blt near = open("cpu");
                Blt far = open("remote")) {
            for (boolean keep : new boolean[] {false, true}) {
                assertArrayEquals(write(near, sampling, keep), write(far, sampling, keep));
            }
        }
    }

    private static int[] write(Blt blt, SamplingOptions sampling, boolean keep) {
        SessionOptions options = SessionOptions.ofCapacity(300);
        try (Session session = Session.open(blt, keep ? options : options.withoutDistributions())) {
            session.append("A prompt, ".getBytes(UTF_8));
            GenerationLimits limits = new GenerationLimits(WRITTEN, List.of(), false);
            new Generator(session, sampling, GenerationListener.NONE).run(limits);
            session.truncate(60);
            new Generator(session, sampling, GenerationListener.NONE).run(limits);
            try (Session fork = session.fork()) {
                new Generator(fork, sampling, GenerationListener.NONE).run(new GenerationLimits(9, List.of(), false));
                return Arrays.copyOf(fork.ids(), fork.length() + 1);
            }
        }
    }

    @Test
    void theLikeliestIdIsAllThatComes() {
        assertEquals(Set.of("entropy.entropy", "decoder.likeliest"), read(SamplingOptions.GREEDY));
    }

    @Test
    void probabilitiesComeInPlaceOfLogits() {
        assertEquals(Set.of("entropy.entropy", "decoder.probabilities"), read(SamplingOptions.PLAIN));
    }

    private static Set<String> read(SamplingOptions sampling) {
        try (Blt blt = open("remote")) {
            CountingExecutor executor =
                    (CountingExecutor) LoadedModel.of(blt.backend()).executor();
            try (Session session =
                    Session.open(blt, SessionOptions.ofCapacity(300).withoutDistributions())) {
                session.append("A prompt, ".getBytes(UTF_8));
                new Generator(session, sampling, GenerationListener.NONE).run(GenerationLimits.bytes(20));
            }
            assertEquals(1 + 2 * 20, executor.read().size(), "each once a byte, and the entropies of what was read");
            return new TreeSet<>(executor.read());
        }
    }
}
