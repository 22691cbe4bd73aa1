package blt4j.tornado;

import blt4j.compute.MachineLimits;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Measures what a device can do at best: reading its memory, and multiplying in registers. */
final class DeviceLimits {
    /** Far more than a GPU's caches hold. */
    private static final long MEMORY_BYTES = 256L << 20;

    private static final int EACH = 128;
    private static final int MULTIPLYING_GROUPS = 512;
    private static final int MULTIPLY_ADDS = 2048;
    private static final int ROUNDS = 5;

    private DeviceLimits() {}

    /** Measures a device by the time that it says its kernels took, of several rounds the fastest. */
    static MachineLimits measure(TornadoDevice device) {
        int group = LimitKernels.GROUP;
        long bytes = Math.min(MEMORY_BYTES, device.getMaxAllocMemory() / 4);
        int groups = (int) (bytes / ((long) Float.BYTES * group * EACH));
        int threads = Math.max(groups, MULTIPLYING_GROUPS) * group;
        KernelContext context = new KernelContext();
        FloatArray numbers = new FloatArray(groups * group * EACH);
        FloatArray sums = new FloatArray(threads);
        FloatArray operands = FloatArray.fromElements(0.999f, 1e-9f, 1f);
        TaskGraph reading = new TaskGraph("limits")
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, numbers)
                .task("read", LimitKernels::read, context, numbers, sums, EACH)
                .transferToHost(DataTransferMode.UNDER_DEMAND, sums);
        TaskGraph multiplying = new TaskGraph("limits")
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, operands)
                .task("multiply", LimitKernels::multiplyAdd, context, operands, sums, MULTIPLY_ADDS)
                .transferToHost(DataTransferMode.UNDER_DEMAND, sums);
        double flops = 2.0 * MULTIPLY_ADDS * LimitKernels.CHAINS * MULTIPLYING_GROUPS * group;
        return new MachineLimits(
                (double) groups * group * EACH * Float.BYTES / seconds(device, reading, "limits.read", groups),
                flops / seconds(device, multiplying, "limits.multiply", MULTIPLYING_GROUPS));
    }

    private static double seconds(TornadoDevice device, TaskGraph graph, String task, int groups) {
        WorkerGrid1D grid = new WorkerGrid1D(groups * LimitKernels.GROUP);
        grid.setLocalWork(LimitKernels.GROUP, 1, 1);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withDevice(device)
                    .withGridScheduler(new GridScheduler(task, grid))
                    .withProfiler(ProfilerMode.SILENT);
            long best = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                best = Math.min(best, plan.execute().getProfilerResult().getDeviceKernelTime());
            }
            return best / 1e9;
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device's memory was not given back", e);
        }
    }
}
