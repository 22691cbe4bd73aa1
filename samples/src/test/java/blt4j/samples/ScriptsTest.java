package blt4j.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scripts that are no classes, run as people run them. */
@Timeout(120)
class ScriptsTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private static String run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), printed);
        return printed;
    }

    @Test
    void theWalkGoesThrough() throws Exception {
        String printed = run(
                "jshell",
                "--class-path",
                CLASS_PATH,
                "-R--add-modules=jdk.incubator.vector",
                "-R--enable-native-access=ALL-UNNAMED",
                "walk.jsh");
        assertTrue(printed.contains("open: blt-mini"), printed);
        assertTrue(printed.contains("threshold 1.0: "), printed);
        assertTrue(printed.contains("the quick brown fox"), printed);
        assertTrue(!printed.contains("Error:") && !printed.contains("Exception"), printed);
    }

    /** As JBang runs it, with the class path that it would have found. */
    @Test
    void theSingleFileShowsPatches() throws Exception {
        String printed = run(
                "java",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                CLASS_PATH,
                "patches.java",
                "Hello, world");
        String last = printed.lines().reduce((one, other) -> other).orElse("");
        assertEquals("Hello, world", last.replace("|", ""));
    }
}
