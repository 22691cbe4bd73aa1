package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    /** Before a command that computes for long: the first compiler knows no vectors. */
    private static final String OPTIMISED = "BLT_JAVA_OPTS= ";

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
        Files.writeString(folder.resolve("word"), "word");
        Files.createDirectory(folder.resolve("empty"));
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
                        OPTIMISED + "./blt bench -m hf-tiny --contexts 16 -n 2 -r 1 --format json",
                        "\"generate_from_16_bytes_per_s\""),
                new Line(0, "./blt devices", "cpu"),
                new Line(0, "./blt convert hf-tiny converted && ./blt patch -m converted Hello", "He│llo"),
                new Line(0, "./blt annotate -m hf-tiny --keep id corpus.jsonl", "\"id\""),
                new Line(0, "./blt models", "blt-mini"),
                new Line(0, "./blt flops --published blt-1b --format json", "\"flops_per_byte\""),
                new Line(0, "./blt info --format json hf-tiny", "\"parameters\""),
                new Line(0, "./blt visualize --help=all", "--xray")));
    }

    @Test
    void whatIsNotRightIsSaidInASentence() throws Exception {
        all(List.of(
                new Line(2, "./blt pach x", "There is no command 'pach'. Did you mean patch?"),
                new Line(2, "./blt help pach", "pach"),
                new Line(2, "./blt patch --treshold 1 x", "Did you mean --threshold?"),
                new Line(2, "./blt patch -m nobody x", "There is no folder nobody, and no model of that name"),
                new Line(2, "./blt patch -m text x", "text"),
                new Line(2, "./blt patch -m models/bpe-mini x", "reads tokens"),
                new Line(2, "./blt patch -m hf-tiny -f none", "The file none does not exist."),
                new Line(2, "./blt patch -m hf-tiny ''", "The text is empty"),
                new Line(2, "./blt entropy -m hf-tiny --backend abacus x", "abacus"),
                new Line(2, "./blt compare --ways what x", "There is no way of cutting 'what'"),
                new Line(2, "./blt compare -m hf-tiny --noise fog x", "There is no noise 'fog'"),
                new Line(2, "./blt lesson nonsense", "nonsense"),
                new Line(2, "./blt lesson --step 99 entropy", "The lesson has the steps 1 to "),
                new Line(2, "./blt lesson --lang fr entropy", "The lessons are in en and zh, not in fr."),
                new Line(2, "./blt visualize --snapshot a.png x", "The visualizer is not part of this build"),
                new Line(2, "./blt visualize --vieww patch", "Did you mean --view?"),
                new Line(2, "./blt pull blt-1b", "is not of the form OWNER/NAME"),
                new Line(2, "./blt pull --connections 0 a/b", "--connections is 0; it must be from 1 to "),
                new Line(2, "HF_ENDPOINT=nonsense ./blt pull a/b", "which is no address of a server"),
                new Line(1, "HF_ENDPOINT=http://127.0.0.1:9 ./blt pull a/b", "nobody answers there"),
                new Line(2, "./blt devices --archive none", "There is no archive none."),
                new Line(2, "./blt devices --install abacus", "abacus")));
    }

    @Test
    void whatIsNotRightForTheWorkAskedForIsSaidInASentence() throws Exception {
        all(List.of(
                new Line(2, "./blt generate -m hf-tiny --temperature -1 x", "temperature"),
                new Line(2, "./blt generate -m meta-tiny-entropy x", "entropy model"),
                new Line(2, "./blt generate -n -1 x", "--max-bytes is -1; it must be from 0 to "),
                new Line(2, "./blt generate --jsonl none.jsonl", "The file none.jsonl does not exist."),
                new Line(2, "./blt generate --jsonl corpus.jsonl", "Line 1 of corpus.jsonl is neither a string nor"),
                new Line(2, "./blt generate --jsonl prompts.jsonl x", "--jsonl brings the prompts"),
                new Line(2, "./blt generate --samples 0 x", "--samples is 0; it must be from 1 to "),
                new Line(2, "./blt generate --samples 2 --greedy x", "--greedy draws nothing"),
                new Line(2, "./blt generate --interactive --format json", "goes with neither --samples nor --format"),
                new Line(2, "./blt generate -m models/bpe-mini --show patches x", "reads tokens and has no patches"),
                new Line(2, "./blt eval", "There is nothing to measure"),
                new Line(2, "./blt eval none", "The file none could not be read; there is no such file."),
                new Line(2, "./blt eval --noises fog text", "There is no noise 'fog'"),
                new Line(2, "./blt eval --max-bytes 0 text", "--max-bytes is at least 1"),
                new Line(2, "./blt eval --against nobody text", "nobody"),
                new Line(2, "./blt eval --tasks 1 --words none", "The word list none could not be read"),
                new Line(2, "./blt eval --tasks 1 --words word", "has only 1 word"),
                new Line(2, "./blt bench -m hf-tiny --contexts 0", "--contexts must be from 1 to "),
                new Line(2, "./blt bench -m hf-tiny -r 0", "--repeat must be at least 1"),
                new Line(2, "./blt bench -m hf-tiny --text word", "The text word has 4 bytes; --text needs "),
                new Line(2, "./blt bench -m hf-tiny --text none", "The file none does not exist."),
                new Line(2, "./blt bench -m models/bpe-mini --profile", "are for models of bytes"),
                new Line(2, "./blt annotate -m hf-tiny --resume text", "--resume needs --output"),
                new Line(2, "./blt annotate -m hf-tiny -o text text", "would be written over"),
                new Line(2, "./blt annotate -m hf-tiny none", "The file none does not exist or is no file."),
                new Line(2, "./blt annotate -m hf-tiny empty", "The folder empty holds no files to read."),
                new Line(2, "./blt annotate -m hf-tiny -o a.xml text", "end the name with .jsonl, .csv, .arrow"),
                new Line(2, "./blt annotate -m hf-tiny -o no/a.csv text", "/no; make it first."),
                new Line(2, "./blt annotate -m hf-tiny --segment 0 text", "--segment is 0; it must be from 1 to "),
                new Line(2, "./blt annotate -m hf-tiny --keep id text", "has no columns for --keep")));
    }

    @Test
    void whatIsNotRightOfAModelIsSaidInASentence() throws Exception {
        all(List.of(
                new Line(2, "./blt info nobody", "There is no folder nobody, and no model of that name"),
                new Line(2, "./blt info -m hf-tiny hf-tiny", "The model is given twice"),
                new Line(2, "./blt info --context 0 hf-tiny", "--context is 0; it must be from 1 to "),
                new Line(2, "./blt info --patch-size 0.5 hf-tiny", "--patch-size is 0.5; it must be at least 1 byte."),
                new Line(2, "./blt info empty", "empty"),
                new Line(2, "./blt info --backend abacus hf-tiny", "abacus"),
                new Line(2, "./blt flops nobody", "There is no folder nobody, and no model of that name"),
                new Line(2, "./blt flops --context 0", "--context is 0; it must be from 1 to "),
                new Line(2, "./blt flops --patch-size 0.5", "--patch-size is 0.5; it must be at least 1 byte."),
                new Line(2, "./blt flops --budget -1", "it must be a number of FLOPs per byte above 0."),
                new Line(2, "./blt flops --published blt-2b", "The shapes of 'blt-2b' are not known"),
                new Line(2, "./blt flops --published blt-1b hf-tiny", "The model is given twice"),
                new Line(2, "./blt models --format xml", "xml"),
                new Line(2, "./blt models hf-tiny", "hf-tiny"),
                new Line(2, "BLT_MODELS=text ./blt models", "text is no folder"),
                new Line(2, "./blt verify meta-tiny-entropy", "."),
                new Line(2, "./blt verify --tolerance -1 hf-tiny", "--tolerance is -1.0; it must be 0 or more."),
                new Line(1, OPTIMISED + "./blt verify --tolerance 0 hf-gqa-bf16", ""),
                new Line(2, "./blt convert hf-tiny hf-gqa-bf16", "holds a model already"),
                new Line(2, "./blt convert --to f8 hf-tiny new", "--to is 'f8'; it must be f32, f16, bf16 or q8."),
                new Line(2, "./blt convert nobody new", "nobody")));
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
    @EnabledOnOs(OS.LINUX)
    void ctrlCEndsACommand() throws Exception {
        Files.writeString(folder.resolve("big"), "A text of some words, read as it stands.\n".repeat(100_000));
        List<Line> lines = new ArrayList<>();
        for (String command : List.of(
                "annotate -m hf-tiny -o a.jsonl big",
                "bench -m hf-tiny -r 1000000",
                "eval -m hf-tiny --max-bytes 4000000 big",
                "generate -m hf-tiny --samples 4 -n 1000000 x")) {
            // A shell has its background jobs ignore the signal, unless it manages jobs; and these tests may be such a
            // job's.
            String started = "env --default-signal=INT ./blt " + command + " >/dev/null";
            lines.add(new Line(130, "set -m; " + started + " & sleep 2.5; kill -INT $!; wait $!", ""));
        }
        all(lines);
    }

    /** As somebody has it who types: Ctrl-C drops a line and writes nothing, and Ctrl-D ends the session. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aSessionAtATerminal() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script, which makes a terminal, is not here");
        String line =
                "exec script -qec 'stty cols 80 rows 24; exec ./blt generate -m hf-tiny --interactive --seed 1 -n 4' /dev/null";
        Process process = launched(line).redirectErrorStream(true).start();
        try (Typist typist = new Typist(process)) {
            typist.await("/help tells what can be done.", "> ");
            typist.type("The \n");
            typist.await("The", "> ");
            typist.type("half a line\003");
            typist.await("/quit or Ctrl-D ends.", "> ");
            typist.type("/tree\n");
            typist.await("1 from 0   you", "*  2 from 1   model", "> ");
            typist.type("/go 3\n");
            typist.await("A number from 0 to 2 is needed here.", "> ");
            typist.type("\004");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), typist::said);
            assertEquals(0, process.exitValue(), typist.said());
        }
    }

    /** Types when something was said. */
    private record Typist(Process process, StringBuilder heard) implements AutoCloseable {
        Typist(Process process) {
            this(process, new StringBuilder());
            // Whoever waits for what is never said, waits no longer than this.
            CompletableFuture.delayedExecutor(120, TimeUnit.SECONDS).execute(process::destroyForcibly);
        }

        /** Waits until all was said, in this order, since the last wait. */
        void await(String... sentences) throws IOException {
            int from = heard.length();
            for (String sentence : sentences) {
                while (heard.indexOf(sentence, from) < 0) {
                    int read = process.getInputStream().read();
                    assertTrue(read >= 0, () -> sentence + " is not said by " + said());
                    heard.append((char) read);
                }
                from = heard.indexOf(sentence, from) + sentence.length();
            }
        }

        void type(String keys) throws IOException {
            process.getOutputStream().write(keys.getBytes(UTF_8));
            process.getOutputStream().flush();
        }

        String said() {
            return heard.toString();
        }

        @Override
        public void close() {
            process.destroyForcibly();
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
            assertAll(two.invokeAll(runs).stream().map(run -> run::get));
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
        Process process = launched(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        boolean ended = process.waitFor(240, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, line);
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private ProcessBuilder launched(String line) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line).directory(folder.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "HOME",
                        folder.toString(),
                        "TERM",
                        "xterm",
                        "BLT_NO_BUILD",
                        "1",
                        "BLT_JAVA_OPTS",
                        "-XX:TieredStopAtLevel=1", // most of a short command is its start
                        "TORNADOVM_HOME",
                        folder.resolve("nowhere").toString()));
        return builder;
    }
}
