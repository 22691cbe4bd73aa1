package blt4j.compute.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.compute.Backend;
import blt4j.compute.cpu.CpuBackendProvider;
import blt4j.device.BackendOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Vector API comes late to a JVM that was not asked for it, if it may; otherwise plain kernels do. */
class VectorApiTest {
    /** Tells what it computes on. */
    static final class Telling {
        private Telling() {}

        public static void main(String[] args) {
            try (Backend cpu = new CpuBackendProvider().open(new BackendOptions("cpu", 1))) {
                if (args.length > 0) {
                    cpu.warmUp(); // with vectors, if there are some
                }
                System.out.println(cpu.describe());
            }
        }
    }

    private static String told(boolean computing, String... options) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = Stream.of(
                        Stream.of(java, "-Xmx64m"),
                        Stream.of(options),
                        Stream.of("-cp", System.getProperty("java.class.path"), Telling.class.getName()),
                        computing ? Stream.of("computing") : Stream.<String>empty())
                .flatMap(words -> words)
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return out.strip();
    }

    @Test
    void itComesWhereItMayBeLoaded() throws IOException, InterruptedException {
        assertTrue(VectorApi.present(), "tests are started with it");
        String asked = told(false, "--add-modules=jdk.incubator.vector");
        assertEquals(asked, told(true, "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"));
    }

    @Test
    void plainKernelsDoWithoutIt() throws IOException, InterruptedException {
        assertEquals("CPU, plain Java, 1 thread", told(false));
    }
}
