package blt4j.generation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.TestModels;
import blt4j.compute.BackendOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.BundledModels;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing leaves no garbage: what is allocated does not grow with the bytes that are written. */
class GarbageTest {
    private static final BltOptions ONE_THREAD = BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 1));
    private static final int BYTES = 200;
    /** What starting a run of the generator may take, once. */
    private static final int PER_RUN = 20_000;

    /** The larger one has heads of several vectors and several hundred keys: other paths of the kernels. */
    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "blt-demo"})
    void writingAByteAllocatesNothing(String name) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        try (Blt blt = Blt.open(folder(name), ONE_THREAD);
                Session session =
                        Session.open(blt, SessionOptions.ofCapacity(2 * BYTES).withoutDistributions())) {
            session.append("The lighthouse".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            SamplingOptions sampling = SamplingOptions.PLAIN.withSeed(1).withEveryId(false);
            Generator generator = new Generator(session, sampling, GenerationListener.NONE);
            GenerationLimits limits = new GenerationLimits(BYTES, List.of(), false);
            long least = Long.MAX_VALUE;
            // Code that is not compiled yet makes objects of vectors: only what stays after that is the engine's own.
            for (int run = 0; run < 300 && least > PER_RUN; run++) {
                session.truncate(14);
                long before = threads.getThreadAllocatedBytes(id);
                generator.run(limits);
                least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
            }
            assertTrue(least <= PER_RUN, BYTES + " bytes were written with " + least + " bytes of garbage");
        }
    }

    private static Path folder(String name) {
        return BundledModels.find(name).orElseGet(() -> TestModels.folder(name));
    }
}
