package blt4j.tornado;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The kernels compiled by TornadoVM, on its default device. */
class KernelOnDeviceTest extends KernelTest {
    @BeforeAll
    static void needsDevice() {
        assumeTrue(Devices.available(), "TornadoVM finds no device");
    }

    @Override
    void run(
            Grid grid,
            IntArray step,
            FloatArray state,
            Consumer<KernelContext> plain,
            BiFunction<TaskGraph, KernelContext, TaskGraph> task) {
        // What is only written is not brought to the device, so something reads the state first.
        IntArray nothing = new IntArray(3);
        TaskGraph graph = new TaskGraph("test")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, step, state, nothing)
                .task("copy", TransferKernels::copy, nothing, state);
        task.apply(graph, new KernelContext()).transferToHost(DataTransferMode.EVERY_EXECUTION, state);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            WorkerGrid2D worker = new WorkerGrid2D(grid.groupsX() * grid.sizeX(), grid.groupsY() * grid.sizeY());
            worker.setLocalWork(grid.sizeX(), grid.sizeY(), 1);
            plan.withGridScheduler(new GridScheduler("test.kernel", worker)).execute();
        } catch (TornadoExecutionPlanException e) {
            throw new AssertionError(e);
        }
    }
}
