package blt4j.compute;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a device did while it was profiled.
 *
 * @param runs executions of a compiled program
 * @param tasks kernels that were launched
 * @param kernelNanos time that the device spent in kernels
 * @param transferNanos time that it spent on transfers
 * @param bytesIn bytes moved to the device
 * @param bytesOut bytes moved from the device
 * @param compileNanos time spent compiling kernels, on first executions
 * @param kernels what each kernel did, by its name
 */
public record DeviceProfile(
        long runs,
        long tasks,
        long kernelNanos,
        long transferNanos,
        long bytesIn,
        long bytesOut,
        long compileNanos,
        Map<String, Kernel> kernels) {
    /** Nothing yet. */
    public static final DeviceProfile NONE = new DeviceProfile(0, 0, 0, 0, 0, 0, 0);

    /**
     * What a kernel did.
     *
     * @param calls how often it was launched
     * @param nanos that it took
     * @param flops floating-point operations; a multiply-add counts two
     * @param bytes of weights that it read, each once a launch, and of activations and caches that it read and wrote
     */
    public record Kernel(long calls, long nanos, long flops, long bytes) {
        /** The sum of two. */
        public Kernel plus(Kernel other) {
            return new Kernel(calls + other.calls, nanos + other.nanos, flops + other.flops, bytes + other.bytes);
        }
    }

    /** Copies the kernels. */
    public DeviceProfile {
        kernels = Map.copyOf(kernels);
    }

    /** A profile that tells kernels not apart. */
    public DeviceProfile(
            long runs,
            long tasks,
            long kernelNanos,
            long transferNanos,
            long bytesIn,
            long bytesOut,
            long compileNanos) {
        this(runs, tasks, kernelNanos, transferNanos, bytesIn, bytesOut, compileNanos, Map.of());
    }

    /** The sum of two. */
    public DeviceProfile plus(DeviceProfile other) {
        Map<String, Kernel> both = new LinkedHashMap<>(kernels);
        other.kernels.forEach((name, kernel) -> both.merge(name, kernel, Kernel::plus));
        return new DeviceProfile(
                runs + other.runs,
                tasks + other.tasks,
                kernelNanos + other.kernelNanos,
                transferNanos + other.transferNanos,
                bytesIn + other.bytesIn,
                bytesOut + other.bytesOut,
                compileNanos + other.compileNanos,
                both);
    }
}
