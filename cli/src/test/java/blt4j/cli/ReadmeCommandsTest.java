package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands do what they are there for, as they stand there. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(900)
class ReadmeCommandsTest {
    /** What is not run, by its beginning, and what is run in its place: its help at least must be there. */
    private static final Map<String, String> IN_PLACE = Map.of(
            "./blt visualize", "./blt visualize --help", // needs a display
            "./blt bench", "./blt bench --help", // takes a minute
            "./blt devices", "./blt devices --help", // installs, or asks drivers
            "./blt pull", "./blt pull --help", // needs the Hub
            "./blt generate -m blt-1b", "./blt generate --help", // needs what is pulled
            "./blt eval", "./blt eval -m blt-mini --against bpe-mini --max-bytes 600 --noises none README.md");

    @TempDir
    private Path folder = Path.of("");

    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean shell = false;
        for (String line : Files.readAllLines(Path.of("..", "README.md"))) {
            shell = line.startsWith("```") ? line.equals("```sh") : shell;
            if (shell && line.startsWith("./blt ")) {
                commands.add(line.replaceFirst("\\s+#.*", ""));
            }
        }
        return commands;
    }

    private static String inPlace(String command) {
        return IN_PLACE.entrySet().stream()
                .filter(e -> command.startsWith(e.getKey()))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(command);
    }

    @Test
    void everyCommandOfTheReadmeSucceeds() throws Exception {
        Launched.lay(folder);
        for (String name : List.of("README.md", "models")) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..", name).toRealPath());
        }
        Files.writeString(Files.createDirectories(folder.resolve("corpus")).resolve("a.txt"), "A file of a folder.\n");
        Files.writeString(folder.resolve("corpus.txt"), "One document.\nAnother line of it.\n");
        List<String> commands =
                commands().stream().map(ReadmeCommandsTest::inPlace).distinct().toList();
        assertTrue(commands.size() > 12, commands::toString);
        for (String command : commands) {
            Path err = folder.resolve("err");
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                    .directory(folder.toFile())
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(err.toFile())
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment()
                    .putAll(Map.of(
                            "JAVA_HOME",
                            System.getProperty("java.home"),
                            "HOME",
                            folder.toString(),
                            "BLT_NO_BUILD",
                            "1"));
            Process process = builder.start();
            assertTrue(process.waitFor(240, TimeUnit.SECONDS), command);
            assertEquals(0, process.exitValue(), command + "\n" + Files.readString(err, UTF_8));
            assertTrue(Files.size(folder.resolve("out")) > 0 || command.contains(" -o "), command);
        }
    }
}
