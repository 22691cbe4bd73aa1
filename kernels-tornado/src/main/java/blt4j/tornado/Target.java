package blt4j.tornado;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/**
 * What of a device decides which kernels it is given.
 *
 * @param multiprocessors how many groups it runs at once at least; 0 where that is not to be filled, as on a CPU
 * @param bits whether its driver takes an integer's bits for a float's
 * @param eights whether its driver knows vectors of eight, as {@link ProjectionPanels} has them; CUDA and PTX do not
 * @param parts in how many parts inputs are split for its tensor cores ({@link TensorTiles}); 0 where it is to use none
 */
record Target(int multiprocessors, boolean bits, boolean eights, int parts) {
    /** A device of which nothing is known. */
    static final Target PLAIN = new Target(0, false, true, 0);

    /** The system property that says how many multiprocessors kernels are to be written for. */
    static final String UNITS = "blt4j.multiprocessors";

    /**
     * The system property that says in how many parts inputs are split for tensor cores: 3, which keeps all of their bits, 2
     * or 1, or 0 for no tensor cores.
     */
    static final String PARTS = "blt4j.tensor.parts";

    private static final Pattern CAPABILITY = Pattern.compile("CUDA (\\d+)\\.\\d+");

    /** The compute capability from which on tensor cores multiply bfloat16. */
    private static final int BFLOAT16_CAPABILITY = 8;

    /** What a device is. */
    static Target of(TornadoDevice device) {
        boolean gpu = device.getDeviceType() == TornadoDeviceType.GPU;
        TornadoVMBackendType driver = device.getTornadoVMBackend();
        boolean cuda = driver == TornadoVMBackendType.CUDA;
        int units = gpu ? Math.max(1, device.getPhysicalDevice().getDeviceMaxComputeUnits()) : 0;
        return new Target(
                Integer.getInteger(UNITS, units),
                cuda,
                driver == TornadoVMBackendType.OPENCL,
                cuda && multipliesBFloat16(device) ? wantedParts() : 0);
    }

    private static boolean multipliesBFloat16(TornadoDevice device) {
        Matcher capability = CAPABILITY.matcher(device.getPhysicalDevice().getDeviceInfo());
        return capability.find() && Integer.parseInt(capability.group(1)) >= BFLOAT16_CAPABILITY;
    }

    private static int wantedParts() {
        return Math.clamp(Integer.getInteger(PARTS, TensorTiles.MAX_PARTS), 0, TensorTiles.MAX_PARTS);
    }
}
