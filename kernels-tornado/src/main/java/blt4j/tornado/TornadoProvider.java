package blt4j.tornado;

import blt4j.BltException;
import blt4j.compute.Backend;
import blt4j.compute.BackendProvider;
import blt4j.device.BackendOptions;
import java.util.List;
import java.util.Optional;

/**
 * Finds TornadoVM's devices and opens backends on them. Touches no class of TornadoVM's in a JVM that was not started for
 * it, where there may be none.
 */
public final class TornadoProvider implements BackendProvider {
    /** The system property by which the launcher says what keeps it from starting a JVM for TornadoVM. */
    private static final String PROBLEM = "blt4j.tornado.problem";

    private static final String NOT_LAUNCHED = "This JVM was not started for TornadoVM. Where an SDK is installed,"
            + " ./blt adds its flags when --backend names it (by hand: java @$TORNADOVM_HOME/tornado-argfile);"
            + " './blt devices --install opencl' (or ptx, or cuda) installs one.";

    /** Asked once: only the first failure of the runtime to start says why. */
    private Optional<Devices> probed = Optional.empty();

    /** For {@link java.util.ServiceLoader}; starts nothing. */
    public TornadoProvider() {}

    private static String notLaunched() {
        String problem = System.getProperty(PROBLEM, "");
        return problem.isEmpty()
                ? NOT_LAUNCHED
                : problem + ". './blt devices --install opencl' (or ptx, or cuda) installs it;"
                        + " TORNADOVM_HOME names another place.";
    }

    private static boolean launched() {
        return System.getProperty("tornado.load.runtime.implementation") != null;
    }

    private synchronized Devices probe() {
        if (probed.isEmpty()) {
            probed = Optional.of(Devices.probe());
        }
        return probed.get();
    }

    @Override
    public String id() {
        return "tornado";
    }

    @Override
    public List<Device> devices() {
        return launched() ? probe().list() : List.of();
    }

    @Override
    public String advice() {
        return launched() ? probe().advice() : notLaunched();
    }

    @Override
    public Backend open(BackendOptions options) {
        if (!launched()) {
            throw new BltException(notLaunched());
        }
        return new TornadoBackend(probe().select(options.selector()), TornadoBackend.Tables.WHERE_THEY_FIT);
    }
}
