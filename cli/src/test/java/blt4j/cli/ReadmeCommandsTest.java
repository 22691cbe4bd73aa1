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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands do what they are there for, as they stand there. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(900)
class ReadmeCommandsTest {
    /** What is not run, by its beginning: its help at least must be there. */
    private static final List<String> EXPLAINED = List.of(
            "./blt visualize", // needs a display
            "./blt bench", // takes a minute
            "./blt devices", // installs, or asks drivers
            "./blt pull", // needs the Hub
            "./blt generate -m blt-1b"); // needs what is pulled

    /** What is run in place of what takes long, by its beginning. */
    private static final Map<String, String> SHORTENED =
            Map.of("./blt eval", "./blt eval -m blt-mini --against bpe-mini --max-bytes 300 --noises none README.md");

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

    private static boolean isExplained(String command) {
        return EXPLAINED.stream().anyMatch(command::startsWith);
    }

    private static String shortened(String command) {
        return SHORTENED.entrySet().stream()
                .filter(e -> command.startsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(command);
    }

    @Test
    void whatIsNotRunHasHelp() throws IOException {
        for (String command :
                commands().stream().filter(ReadmeCommandsTest::isExplained).toList()) {
            Cli.Result help = Cli.PIPED.run(command.split(" ", -1)[1], "--help");
            assertEquals(0, help.code(), command);
            assertTrue(help.out().startsWith("Usage: blt "), command);
        }
    }

    /** Two at a time: most of a short command is the start of a process, in which one thread is at work. */
    @Test
    void everyCommandOfTheReadmeSucceeds() throws Exception {
        Launched.lay(folder);
        for (String name : List.of("README.md", "models")) {
            Files.createSymbolicLink(folder.resolve(name), Path.of("..", name).toRealPath());
        }
        Files.writeString(Files.createDirectories(folder.resolve("corpus")).resolve("a.txt"), "A file of a folder.\n");
        Files.writeString(folder.resolve("corpus.txt"), "One document.\nAnother line of it.\n");
        List<String> commands = commands().stream()
                .filter(command -> !isExplained(command))
                .map(ReadmeCommandsTest::shortened)
                .distinct()
                .toList();
        assertTrue(commands.size() > 12, commands::toString);
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Callable<Void>> runs = new ArrayList<>();
            for (String command : commands) {
                Path streams = Files.createDirectory(folder.resolve("streams-" + runs.size()));
                runs.add(() -> succeed(command, streams));
            }
            for (Future<Void> run : two.invokeAll(runs)) {
                run.get();
            }
        }
    }

    private @Nullable Void succeed(String command, Path streams) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectOutput(streams.resolve("out").toFile())
                .redirectError(streams.resolve("err").toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"), "HOME", folder.toString(), "BLT_NO_BUILD", "1"));
        Process process = builder.start();
        assertTrue(process.waitFor(240, TimeUnit.SECONDS), command);
        assertEquals(0, process.exitValue(), command + "\n" + Files.readString(streams.resolve("err"), UTF_8));
        assertTrue(Files.size(streams.resolve("out")) > 0 || command.contains(" -o "), command);
        return null;
    }
}
