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
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Measures what a device can do at best: reading its memory, and multiplying in registers. */
final class DeviceLimits {
    /** Far more than a GPU's caches hold, and long enough to read that beginning and ending do not count. */
    private static final long GPU_BYTES = 1L << 30;

    private static final long CPU_BYTES = 256L << 20;

    private static final int EACH = 128;

    /** Several rounds of as many groups as the largest cards run at once; a CPU takes them one after the other. */
    private static final int GPU_GROUPS = 1 << 14;

    private static final int CPU_GROUPS = 512;
    private static final int MULTIPLY_ADDS = 2048;

    /** The first ones find a GPU at rest, its clock low. */
    private static final int GPU_ROUNDS = 20;

    private static final int CPU_ROUNDS = 5;

    private DeviceLimits() {}

    /** Measures a device by the time that it says its kernels took, of several rounds the fastest. */
    static MachineLimits measure(TornadoDevice device) {
        HostCompiler.spareTornado();
        int group = LimitKernels.GROUP;
        boolean gpu = device.getDeviceType() == TornadoDeviceType.GPU;
        int busy = gpu ? GPU_GROUPS : CPU_GROUPS;
        long bytes = Math.min(gpu ? GPU_BYTES : CPU_BYTES, device.getMaxAllocMemory() / 4);
        int groups = (int) (bytes / ((long) Float.BYTES * group * EACH));
        int threads = Math.max(groups, busy) * group;
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
        double flops = 2.0 * MULTIPLY_ADDS * LimitKernels.CHAINS * busy * group;
        return new MachineLimits(
                (double) groups * group * EACH * Float.BYTES / seconds(device, reading, "limits.read", groups),
                flops / seconds(device, multiplying, "limits.multiply", busy));
    }

    private static double seconds(TornadoDevice device, TaskGraph graph, String task, int groups) {
        WorkerGrid1D grid = new WorkerGrid1D(groups * LimitKernels.GROUP);
        grid.setLocalWork(LimitKernels.GROUP, 1, 1);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            plan.withDevice(device)
                    .withGridScheduler(new GridScheduler(task, grid))
                    .withProfiler(ProfilerMode.SILENT);
            long best = Long.MAX_VALUE;
            int rounds = device.getDeviceType() == TornadoDeviceType.GPU ? GPU_ROUNDS : CPU_ROUNDS;
            for (int round = 0; round < rounds; round++) {
                best = Math.min(best, plan.execute().getProfilerResult().getDeviceKernelTime());
            }
            return best / 1e9;
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device's memory was not given back", e);
        }
    }
}
