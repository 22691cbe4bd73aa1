package blt4j.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.fixture.TestModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A heap that has no room for a text says so, at whatever place it ends, and the session is what it was. */
@Timeout(120)
class HeapShortageTest {
    @ParameterizedTest
    @ValueSource(ints = {24, 29})
    void aSessionOutlivesIt(int megabytes, @TempDir Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx" + megabytes + "m",
                        "-Xmn4m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dblt4j.kernels=plain",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UntilTheHeapEnds.class.getName(),
                        TestModels.folder("hf-tiny").toString())
                .redirectError(folder.resolve("messages").toFile())
                .start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), () -> said + messages(folder));
        assertEquals(2, said.size(), said::toString);
        assertTrue(
                said.getFirst().startsWith("told: The memory does not suffice for a text of 100,00"), said::toString);
        assertEquals("same", said.getLast());
    }

    private static String messages(Path folder) {
        try {
            return Files.readString(folder.resolve("messages"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
