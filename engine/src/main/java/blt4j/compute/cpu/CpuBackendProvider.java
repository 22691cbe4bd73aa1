package blt4j.compute.cpu;

import blt4j.compute.Backend;
import blt4j.compute.BackendProvider;
import blt4j.compute.cpu.kernel.VectorApi;
import blt4j.device.BackendOptions;
import java.util.List;

/** The provider of the CPU backend, which is available on every machine. */
public final class CpuBackendProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CpuBackendProvider() {}

    @Override
    public String id() {
        return "cpu";
    }

    @Override
    public List<Device> devices() {
        int cores = Runtime.getRuntime().availableProcessors();
        return List.of(new Device("", "CPU, " + cores + (cores == 1 ? " core" : " cores"), false));
    }

    @Override
    public String advice() {
        return VectorApi.present()
                ? ""
                : "The CPU backend is slow without the Vector API; run java with --add-modules jdk.incubator.vector.";
    }

    @Override
    public Backend open(BackendOptions options) {
        return new CpuBackend(options.threads());
    }
}
