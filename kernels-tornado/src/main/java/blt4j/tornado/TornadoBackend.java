package blt4j.tornado;

import blt4j.compute.Backend;
import blt4j.compute.Executor;
import blt4j.compute.MachineLimits;
import blt4j.device.Precision;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.util.List;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** One TornadoVM device. */
final class TornadoBackend implements Backend {
    /** Arrays are indexed with ints on the device; this keeps byte offsets within what every driver takes. */
    private static final long ARRAY_BYTES = 1L << 30;

    private final Devices.Entry entry;
    private final Tables tables;

    /** Where hash tables are kept. */
    enum Tables {
        /** On the device if they take a quarter of its memory at most. */
        WHERE_THEY_FIT,
        /** In their file. */
        IN_THEIR_FILE
    }

    TornadoBackend(Devices.Entry entry, Tables tables) {
        this.entry = entry;
        this.tables = tables;
    }

    @Override
    public String describe() {
        TornadoDevice device = entry.device();
        return "TornadoVM " + entry.selector() + ", " + device.getTornadoVMBackend() + ", "
                + device.getPhysicalDevice().getDeviceName().strip();
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public MachineLimits measureLimits() {
        try {
            return DeviceLimits.measure(entry.device());
        } catch (RuntimeException e) {
            throw Failures.explain(entry.device(), e);
        }
    }

    @Override
    public Executor load(List<Program> programs, Weights weights, Precision precision) {
        TornadoDevice device = entry.device();
        long arrayBytes = Math.min(ARRAY_BYTES, device.getMaxAllocMemory() - 256);
        long tableBytes = tables == Tables.IN_THEIR_FILE ? 0 : device.getMaxGlobalMemory() / 4;
        try {
            WeightStore store = new WeightStore(
                    programs, weights, precision, new WeightStore.Limits(arrayBytes, tableBytes, Target.of(device)));
            return new TornadoExecutor(device, programs, store);
        } catch (OutOfMemoryError e) {
            throw Failures.explain(device, e);
        }
    }

    @Override
    public void close() {
        // The runtime and its devices are the JVM's; executors gave their memory back.
    }
}
