package blt4j.tornado;

import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/**
 * What of a device decides which kernels it is given.
 *
 * @param multiprocessors how many groups it runs at once at least; 0 where that is not to be filled, as on a CPU
 * @param bits whether its driver takes an integer's bits for a float's
 */
record Target(int multiprocessors, boolean bits) {
    /** A device of which nothing is known. */
    static final Target PLAIN = new Target(0, false);

    /** The system property that says how many multiprocessors kernels are to be written for. */
    static final String UNITS = "blt4j.multiprocessors";

    /** What a device is. */
    static Target of(TornadoDevice device) {
        boolean gpu = device.getDeviceType() == TornadoDeviceType.GPU;
        boolean cuda = device.getTornadoVMBackend() == TornadoVMBackendType.CUDA;
        int units = gpu ? Math.max(1, device.getPhysicalDevice().getDeviceMaxComputeUnits()) : 0;
        return new Target(Integer.getInteger(UNITS, units), cuda);
    }
}
