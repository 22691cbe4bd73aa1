package blt4j.tornado;

import java.util.function.BiFunction;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The kernels as plain Java, their work-groups emulated. */
class KernelAsJavaTest extends KernelTest {
    @Override
    void run(
            Grid grid,
            IntArray step,
            FloatArray state,
            Consumer<KernelContext> plain,
            BiFunction<TaskGraph, KernelContext, TaskGraph> task) {
        EmulatedGroups.run(grid.groupsX(), grid.groupsY(), grid.sizeX(), grid.sizeY(), plain);
    }
}
