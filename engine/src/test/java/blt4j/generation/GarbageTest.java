package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.device.BackendOptions;
import blt4j.device.Precision;
import blt4j.fixture.TestModels;
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
    private static final int FEW = 40;
    private static final int MANY = 200;
    /** Less than a byte of garbage for each byte written: no object is that small. */
    private static final int SLACK = MANY - FEW;

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
                        Session.open(blt, SessionOptions.ofCapacity(2 * MANY).withoutDistributions())) {
            blt.backend().warmUp();
            session.append("The lighthouse".getBytes(StandardCharsets.UTF_8));
            assertSameGarbage(session, new Generator(session, sampling, GenerationListener.NONE));
        }
    }

    /** Code that is not compiled yet makes objects of vectors: only what stays after that is the engine's own. */
    private static void assertSameGarbage(Session session, Generator generator) {
        int length = session.length();
        long few = Long.MAX_VALUE;
        long many = Long.MAX_VALUE;
        for (int run = 0; run < 60 && many > few + SLACK; run++) {
            many = Math.min(many, garbage(session, length, generator, MANY));
            few = Math.min(few, garbage(session, length, generator, FEW));
        }
        assertTrue(
                many <= few + SLACK,
                MANY + " bytes were written with " + many + " bytes of garbage, " + FEW + " with " + few);
    }

    private static long garbage(Session session, int length, Generator generator, int bytes) {
        session.truncate(length);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        GenerationLimits limits = new GenerationLimits(bytes, List.of(), false);
        long before = threads.getThreadAllocatedBytes(id);
        generator.run(limits);
        return threads.getThreadAllocatedBytes(id) - before;
    }

    private static Path folder(String name) {
        return BundledModels.find(name).orElseGet(() -> TestModels.folder(name));
    }
}
