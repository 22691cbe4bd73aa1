package blt4j.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory that this process takes. */
public final class ResidentMemory {
    private static final String LINE = "VmRSS:";

    private ResidentMemory() {}

    /** The bytes of main memory that the process has, after its garbage was collected; 0 where Linux does not tell. */
    public static long bytes() {
        System.gc();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(LINE))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
