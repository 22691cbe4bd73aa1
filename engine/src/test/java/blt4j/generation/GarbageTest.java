package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.TestModels;
import blt4j.compute.BackendOptions;
import blt4j.compute.Precision;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.BundledModels;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Writing leaves no garbage: what is allocated does not grow with the bytes that are written. */
class GarbageTest {
    private static final int BYTES = 200;
    /** What starting a run of the generator may take, once. */
    private static final int PER_RUN = 20_000;

    private static final SamplingOptions PLAIN =
            SamplingOptions.PLAIN.withSeed(1).withEveryId(false);
    private static final SamplingOptions GREEDY = SamplingOptions.GREEDY.withEveryId(false);
    private static final SamplingOptions CUT =
            PLAIN.withTemperature(0.8).withTopK(40).withTopP(0.9).withMinP(0.01);
    private static final SamplingOptions PENALIZED = CUT.withRepetitionPenalty(1.1, 64);

    /** The larger model has heads of several vectors and several hundred keys: other paths of the kernels. */
    private static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("hf-tiny", Precision.F32, PLAIN),
                Arguments.of("hf-tiny", Precision.BF16, GREEDY),
                Arguments.of("hf-tiny", Precision.Q8, PENALIZED),
                Arguments.of("blt-demo", Precision.F32, CUT),
                Arguments.of("blt-demo", Precision.BF16, PLAIN),
                Arguments.of("blt-demo", Precision.Q8, GREEDY));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writingAByteAllocatesNothing(String name, Precision precision, SamplingOptions sampling) {
        BltOptions options =
                BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 1)).withPrecision(precision);
        try (Blt blt = Blt.open(folder(name), options);
                Session session =
                        Session.open(blt, SessionOptions.ofCapacity(2 * BYTES).withoutDistributions())) {
            blt.backend().warmUp();
            session.append("The lighthouse".getBytes(StandardCharsets.UTF_8));
            long least = leastGarbage(session, new Generator(session, sampling, GenerationListener.NONE));
            assertTrue(least <= PER_RUN, BYTES + " bytes were written with " + least + " bytes of garbage");
        }
    }

    /** Code that is not compiled yet makes objects of vectors: only what stays after that is the engine's own. */
    private static long leastGarbage(Session session, Generator generator) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        GenerationLimits limits = new GenerationLimits(BYTES, List.of(), false);
        int length = session.length();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 300 && least > PER_RUN; run++) {
            session.truncate(length);
            long before = threads.getThreadAllocatedBytes(id);
            generator.run(limits);
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        return least;
    }

    private static Path folder(String name) {
        return BundledModels.find(name).orElseGet(() -> TestModels.folder(name));
    }
}
