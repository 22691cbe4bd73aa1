package blt4j.tornado;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import blt4j.compute.Executor;
import blt4j.compute.MachineLimits;
import blt4j.device.Precision;
import org.junit.jupiter.api.Test;

/** The kernels compiled by TornadoVM, on its default device. */
class OpOnDeviceTest extends OpTest {
    @Override
    Executor load(OpCases model) {
        assumeTrue(Devices.available(), "TornadoVM finds no device");
        return backend().load(model.programs(), model, Precision.STORED);
    }

    private static TornadoBackend backend() {
        return new TornadoBackend(Devices.probe().select("tornado"), TornadoBackend.Tables.WHERE_THEY_FIT);
    }

    @Test
    void limitsAreMeasured() {
        MachineLimits limits = backend().measureLimits();
        assertTrue(limits.readBytesPerSecond() > 1e7 && limits.readBytesPerSecond() < 1e14, limits.toString());
        assertTrue(limits.flopsPerSecond() > 1e7 && limits.flopsPerSecond() < 1e16, limits.toString());
    }
}
