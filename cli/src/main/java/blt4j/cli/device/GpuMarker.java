package blt4j.cli.device;

import blt4j.compute.BackendProvider.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A note that there is a GPU, which the launcher looks for: where it stands, {@code --backend auto} starts a JVM that can
 * reach it; where it does not, nobody waits for TornadoVM. {@code blt devices} keeps it true.
 */
final class GpuMarker {
    private final Path file;

    /** The note under a user's home. */
    GpuMarker(Path home) {
        this.file = home.resolve(".cache").resolve("blt4j").resolve("gpu");
    }

    /** Writes the GPUs among devices down, a line each, or takes the note away if there is none. */
    void update(List<Device> devices) throws IOException {
        String gpus = devices.stream()
                .filter(Device::gpu)
                .map(d -> d.selector() + " " + d.description().replaceAll("\\R", " ") + "\n")
                .collect(Collectors.joining());
        if (gpus.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            Files.createDirectories(file.getParent());
            Files.writeString(file, gpus);
        }
    }
}
