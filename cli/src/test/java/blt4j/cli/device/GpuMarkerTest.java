package blt4j.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import blt4j.compute.BackendProvider.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuMarkerTest {
    private static final Device CPU = new Device("0:1", "OPENCL, a CPU", false);

    @Test
    void namesGpusAloneAndGoesWithThem(@TempDir Path home) throws IOException {
        GpuMarker marker = new GpuMarker(home);
        Path file = home.resolve(".cache/blt4j/gpu");
        marker.update(List.of(CPU));
        assertFalse(Files.exists(file));
        marker.update(List.of(new Device("0:0", "OPENCL,\na GPU", true), CPU));
        assertEquals("0:0 OPENCL, a GPU\n", Files.readString(file));
        marker.update(List.of(CPU));
        assertFalse(Files.exists(file));
    }
}
