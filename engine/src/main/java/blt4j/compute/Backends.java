package blt4j.compute;

import blt4j.BltException;
import blt4j.device.BackendOptions;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds backends: the CPU's, and those of modules that are present. */
public final class Backends {
    private Backends() {}

    /** All kinds of backends, GPUs first, the CPU last. */
    public static List<BackendProvider> providers() {
        return ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted((a, b) -> Boolean.compare(a.id().equals("cpu"), b.id().equals("cpu")))
                .toList();
    }

    /**
     * Opens the backend that the options select; {@code auto} takes a GPU if a provider offers one, and else the CPU.
     *
     * @throws BltException if there is none of that name, or it cannot be used here
     */
    public static Backend open(BackendOptions options) {
        List<BackendProvider> providers = providers();
        if (options.selector().equals("auto")) {
            return automatic(providers, options);
        }
        String id = options.selector().split(":", 2)[0];
        return providers.stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new BltException("There is no backend '" + id + "' here; there is "
                        + providers.stream().map(BackendProvider::id).collect(Collectors.joining(", "))
                        + " (./blt devices says what others need)."))
                .open(options);
    }

    /** A GPU, with the CPU to take over where it fails; or the CPU. */
    private static Backend automatic(List<BackendProvider> providers, BackendOptions options) {
        BackendProvider cpu = providers.stream()
                .filter(p -> p.id().equals("cpu"))
                .findFirst()
                .orElseThrow(() -> new BltException("No backend is present, not even the CPU's."));
        Optional<BackendProvider> gpu = providers.stream()
                .filter(p -> p.devices().stream().anyMatch(BackendProvider.Device::gpu))
                .findFirst();
        if (gpu.isEmpty()) {
            return cpu.open(options);
        }
        try {
            return new FallbackBackend(gpu.get().open(options), () -> cpu.open(options));
        } catch (BltException e) {
            FallbackBackend.warn(e);
            return cpu.open(options);
        }
    }
}
