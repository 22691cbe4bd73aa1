package blt4j.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.fixture.TestModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint that is cut while it is mapped ends in a sentence, not in the death of the JVM. */
@Timeout(120)
class CutCheckpointTest {
    @ParameterizedTest
    @CsvSource({"plain, 0, 1", "plain, 400, 100", "vector, 400, 1", "vector, 0, 100"})
    void isToldAndKillsNobody(String kernels, int before, int after, @TempDir Path folder)
            throws IOException, InterruptedException {
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(TestModels.folder("hf-tiny").resolve(file), folder.resolve(file));
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dblt4j.kernels=" + kernels,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CutWhileMapped.class.getName(),
                        folder.toString(),
                        Integer.toString(before),
                        Integer.toString(after))
                .redirectError(folder.resolve("messages").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assertEquals(0, code, () -> said + " " + messages(folder));
        assertEquals(
                "told: A file of the model was cut or replaced while it was open, so its weights cannot be read any more;"
                        + " open the model again.",
                said.strip());
    }

    private static String messages(Path folder) {
        try {
            return Files.readString(folder.resolve("messages"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
