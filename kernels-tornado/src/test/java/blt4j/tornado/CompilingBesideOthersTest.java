package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Kernels are compiled while other threads stop at safepoints, for which the JVM uses SIGSEGV. LLVM, which PoCL holds, takes
 * that signal over while it compiles: without libjsig before both it deletes its files where it gets one, and where two
 * threads get one at once the JVM is gone. What holds for these threads holds for those of the CPU backend.
 */
class CompilingBesideOthersTest {
    private static final int KERNELS = 3;

    @BeforeAll
    static void needsDevice() {
        assumeTrue(Devices.available(), "TornadoVM finds no device");
    }

    static void multiply(IntArray numbers, int factor) {
        for (@Parallel int i = 0; i < numbers.getSize(); i++) {
            numbers.set(i, numbers.get(i) * factor);
        }
    }

    @Test
    void compilesWhileThreadsStopAtSafepoints() throws InterruptedException, TornadoExecutionPlanException {
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(Thread.ofPlatform().daemon().start(() -> spin(done)));
        }
        others.add(Thread.ofPlatform().daemon().start(() -> stopAll(done)));
        try {
            // Factors are constants of what is compiled, and these have not been seen: no cache has the kernel.
            int unseen = (int) (System.nanoTime() >> 8) & 0xFFFFFF;
            for (int factor = unseen; factor < unseen + KERNELS; factor++) {
                assertEquals(3 * factor, multiplied(3, factor));
            }
        } finally {
            done.set(true);
            for (Thread other : others) {
                other.join();
            }
        }
    }

    private static int multiplied(int number, int factor) throws TornadoExecutionPlanException {
        IntArray numbers = IntArray.fromElements(number);
        TaskGraph graph = new TaskGraph("beside")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, numbers)
                .task("multiply", CompilingBesideOthersTest::multiply, numbers, factor)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, numbers);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.execute();
        }
        return numbers.get(0);
    }

    private static void spin(AtomicBoolean done) {
        long number = 1;
        while (!done.get() || number == 0) {
            number = number * 31 + 1;
        }
    }

    /** Asks for stack traces, for which every thread must stop. */
    private static void stopAll(AtomicBoolean done) {
        while (!done.get()) {
            ManagementFactory.getThreadMXBean().dumpAllThreads(false, false, 1);
            Thread.onSpinWait();
        }
    }
}
