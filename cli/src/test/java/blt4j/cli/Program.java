package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The program as a process of its own: the launcher with this test's classes under the JVM that runs it, in an environment
 * that holds what the test says and no more.
 *
 * @param folder where it runs, and what it takes for its home
 * @param environment variables
 */
public record Program(Path folder, Map<String, String> environment) {
    /** How it ended. */
    public record Ended(int code, String out, String err) {}

    /** The program for somebody whose home is an empty folder. */
    public static Program in(Path folder) {
        return new Program(folder, Map.of());
    }

    /** The same with a variable. */
    public Program with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Program(folder, more);
    }

    /** Runs to the end. */
    public Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the program does not end");
        }
        return new Ended(process.exitValue(), read("out"), read("err"));
    }

    /** What it has written so far. */
    public String read(String stream) throws IOException {
        return Files.readString(folder.resolve(stream), UTF_8);
    }

    /** Starts it; its streams are files in its folder. */
    public Process start(String... arguments) throws IOException {
        if (!Files.exists(folder.resolve("blt"))) {
            Launched.lay(folder);
            Files.createSymbolicLink(
                    folder.resolve("models"), Path.of("..", "models").toRealPath());
        }
        List<String> command =
                new ArrayList<>(List.of("bash", folder.resolve("blt").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", ""));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("BLT_NO_BUILD", "1");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
