package blt4j.compute;

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
 */
public record DeviceProfile(
        long runs, long tasks, long kernelNanos, long transferNanos, long bytesIn, long bytesOut, long compileNanos) {
    /** Nothing yet. */
    public static final DeviceProfile NONE = new DeviceProfile(0, 0, 0, 0, 0, 0, 0);

    /** The sum of two. */
    public DeviceProfile plus(DeviceProfile other) {
        return new DeviceProfile(
                runs + other.runs,
                tasks + other.tasks,
                kernelNanos + other.kernelNanos,
                transferNanos + other.transferNanos,
                bytesIn + other.bytesIn,
                bytesOut + other.bytesOut,
                compileNanos + other.compileNanos);
    }
}
