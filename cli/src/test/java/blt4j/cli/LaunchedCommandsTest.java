package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What commands answer, and what they say of what is not right, through the launcher, as a shell sees it. What the README shows is
 * run by {@link ReadmeCommandsTest}, pulling by {@code PullCommandTest}.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
class LaunchedCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void lay() throws IOException {
        Launched.lay(folder);
        Files.createSymbolicLink(
                folder.resolve("models"), Path.of("..", "models").toRealPath());
        for (String name : List.of("hf-tiny", "hf-gqa-bf16", "meta-tiny-entropy")) {
            Files.createSymbolicLink(
                    folder.resolve(name), Path.of(Cli.model(name)).toRealPath());
        }
        Files.writeString(folder.resolve("prompts.jsonl"), "\"one \"\n{\"prompt\": \"two \"}\n");
        Files.writeString(
                folder.resolve("corpus.jsonl"), "{\"id\": 1, \"text\": \"One.\"}\n{\"id\": 2, \"text\": \"Two.\"}\n");
        Files.writeString(folder.resolve("text"), "A text of some words, read as it stands.\n".repeat(200));
    }

    /** A line of the shell, how it ends, and what it says: on stdout if all went well, otherwise on stderr. */
    private record Line(int code, String line, String says) {}

    @Test
    void everyCommandAnswers() throws Exception {
        all(List.of(
                new Line(0, "echo Hello | ./blt patch -m hf-tiny --format csv", "patch,start,length"),
                new Line(0, "./blt patch -m hf-tiny -f text --format html", "<!DOCTYPE html>"),
                new Line(0, "./blt generate -m hf-tiny --samples 2 --seed 1 -n 4 x", "--- sample 2 of 2, seed 2"),
                new Line(0, "./blt generate -m hf-tiny --jsonl prompts.jsonl -n 4", "\"prompt\":1"),
                new Line(0, "printf 'x\n/quit\n' | ./blt generate -m hf-tiny --interactive --seed 1 -n 4", ""),
                new Line(0, "./blt generate -m models/bpe-mini --greedy -n 8 'The '", ""),
                new Line(
                        0,
                        "./blt bench -m hf-tiny --contexts 16 -n 2 -r 1 --format json",
                        "\"generate_from_16_bytes_per_s\""),
                new Line(0, "./blt devices", "cpu"),
                new Line(0, "./blt convert hf-tiny converted && ./blt patch -m converted Hello", "He│llo"),
                new Line(0, "./blt annotate -m hf-tiny --keep id corpus.jsonl", "\"id\""),
                new Line(0, "./blt visualize --help=all", "--xray")));
    }

    @Test
    void whatIsNotRightIsSaidInASentence() throws Exception {
        all(List.of(
                new Line(2, "./blt pach x", "There is no command 'pach'. Did you mean patch?"),
                new Line(2, "./blt patch --treshold 1 x", "Did you mean --threshold?"),
                new Line(2, "./blt patch -m nobody x", "nobody"),
                new Line(2, "./blt patch -m text x", "text"),
                new Line(2, "./blt patch -m models/bpe-mini x", "reads tokens"),
                new Line(2, "./blt patch -m hf-tiny -f none", "The file none does not exist."),
                new Line(2, "./blt patch -m hf-tiny ''", "The text is empty"),
                new Line(2, "./blt entropy -m hf-tiny --backend abacus x", "abacus"),
                new Line(2, "./blt generate -m hf-tiny --temperature -1 x", "temperature"),
                new Line(2, "./blt generate -m meta-tiny-entropy x", "entropy model"),
                new Line(2, "./blt generate --jsonl none.jsonl", "does not exist"),
                new Line(2, "./blt compare --ways what x", "what"),
                new Line(2, "./blt verify meta-tiny-entropy", "."),
                new Line(2, "./blt eval", "There is nothing to measure"),
                new Line(2, "./blt bench -m hf-tiny --contexts 0", "--contexts"),
                new Line(2, "./blt convert hf-tiny hf-gqa-bf16", "."),
                new Line(2, "./blt annotate -m hf-tiny --resume text", "--resume needs --output"),
                new Line(2, "./blt annotate -m hf-tiny -o text text", "would be written over"),
                new Line(2, "./blt lesson nonsense", "nonsense"),
                new Line(2, "./blt pull blt-1b", "is not of the form OWNER/NAME"),
                new Line(1, "HF_ENDPOINT=http://127.0.0.1:9 ./blt pull a/b", "nobody answers there"),
                new Line(1, "./blt verify --tolerance 0 hf-gqa-bf16", "")));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidInASentence() throws Exception {
        all(List.of(new Line(1, "./blt patch -m hf-tiny Hello >/dev/full", "The output could not be written")));
    }

    /** Nobody reads on: that is no fault, and nothing is said. */
    @Test
    void aReaderThatHasEnoughEndsAnyCommandQuietly() throws Exception {
        List<Line> lines = new ArrayList<>();
        for (String command : List.of(
                "patch -m hf-tiny --format json -f text",
                "annotate -m hf-tiny --documents line text",
                "generate -m hf-tiny --format events -n 400 x")) {
            lines.add(new Line(
                    141, "(./blt " + command + "; echo $? >&3) 3>code | head -c 1 >/dev/null; exit $(cat code)", ""));
        }
        for (Line line : lines) {
            Path streams = Files.createTempDirectory(folder, "streams");
            Ended ended = run(line.line(), streams);
            assertEquals(line.code(), ended.code(), line.line() + "\n" + ended.err());
            assertFalse(ended.err().contains("blt:"), ended.err());
        }
    }

    /** Whatever a command is at. How soon is measured elsewhere; here it is well before the work would be through. */
    @Test
    void ctrlCEndsACommand() throws Exception {
        for (String command : List.of("annotate -m hf-tiny -o a.jsonl big", "bench -m hf-tiny -r 1000000")) {
            Files.writeString(folder.resolve("big"), "A text of some words, read as it stands.\n".repeat(100_000));
            // A shell has its background jobs ignore the signal, unless it manages jobs.
            String line = "set -m; ./blt " + command + " >answer & sleep 2.5; kill -INT $!; wait $!";
            long began = System.nanoTime();
            Ended ended = run(line, Files.createTempDirectory(folder, "streams"));
            assertEquals(130, ended.code(), command + "\n" + ended.err());
            assertFalse(ended.err().contains("Exception"), ended.err());
            assertTrue(System.nanoTime() - began < 20_000_000_000L, command);
        }
    }

    private record Ended(int code, String out, String err) {}

    /** Two at a time: most of a short command is the start of a process, in which one thread is at work. */
    private void all(List<Line> lines) throws Exception {
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Callable<@Nullable Void>> runs = new ArrayList<>();
            for (Line line : lines) {
                Path streams = Files.createTempDirectory(folder, "streams");
                runs.add(() -> check(line, streams));
            }
            for (Future<@Nullable Void> run : two.invokeAll(runs)) {
                run.get();
            }
        }
    }

    private @Nullable Void check(Line line, Path streams) throws IOException, InterruptedException {
        Ended ended = run(line.line(), streams);
        String all = line.line() + "\n" + ended.out() + ended.err();
        assertEquals(line.code(), ended.code(), all);
        String answer = line.code() == 0 ? ended.out() : ended.err();
        assertTrue(answer.contains(line.says()), () -> line.says() + " is not said by " + all);
        assertFalse(ended.err().contains("Exception") || ended.err().contains("\tat "), all);
        if (line.code() == 2) {
            assertTrue(ended.err().startsWith("blt: "), all);
            assertEquals("", ended.out(), all);
        }
        return null;
    }

    private Ended run(String line, Path streams) throws IOException, InterruptedException {
        Path out = streams.resolve("out");
        Path err = streams.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "HOME", folder.toString(),
                        "BLT_NO_BUILD", "1",
                        "TORNADOVM_HOME", folder.resolve("nowhere").toString()));
        Process process = builder.start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), line);
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
