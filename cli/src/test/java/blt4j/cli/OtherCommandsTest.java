package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.console.Colors;
import blt4j.cli.console.Console;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class OtherCommandsTest {
    @Test
    void verifyPassesOrFails() throws IOException {
        Cli.Result passed = Cli.PIPED.run("verify", "--backend", "cpu", Cli.model("hf-tiny"));
        assertEquals(0, passed.code(), passed.out() + passed.err());
        assertTrue(passed.out().contains("8 of 8 cases passed"), passed.out());
        Cli.Result failed = Cli.PIPED.run(
                "verify", "--backend", "cpu", "--tolerance", "0", "--format", "json", Cli.model("hf-gqa-bf16"));
        assertEquals(1, failed.code());
        JsonNode json = new JsonMapper().readTree(failed.out());
        assertEquals(false, json.get("passed").booleanValue());
        assertTrue(json.get("cases").get(0).get("entropy_error").doubleValue() > 0);
    }

    @Test
    void verifyNeedsCases() {
        assertEquals(2, Cli.PIPED.run("verify", Cli.model("meta-tiny-entropy")).code());
    }

    @Test
    void entropySaysHowWellBytesWerePredicted() throws IOException {
        Cli.Result result = Cli.PIPED.runWith("hf-tiny", "entropy", "--format", "json", "hé");
        JsonNode json = new JsonMapper().readTree(result.out());
        assertEquals(4, json.get("entropies").size());
        assertEquals(3, json.get("blt_bits").size());
        double sum = 0;
        for (JsonNode bits : json.get("blt_bits")) {
            sum += bits.doubleValue();
        }
        assertEquals(sum / 3, json.get("bits_per_byte").doubleValue(), 1e-4);
        assertEquals(
                4,
                Cli.PIPED
                        .runWith("hf-tiny", "entropy", "--format", "csv", "hé")
                        .out()
                        .lines()
                        .count());
        String text = Cli.PIPED
                .onTerminal(80, Colors.NONE, false)
                .runWith("hf-tiny", "entropy", "hé字\n")
                .out();
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
        assertTrue(text.contains("  C3   é  ") && text.contains("  A9   ·  "), text);
    }

    @Test
    void anEntropyModelByItselfPredictsToo() throws IOException {
        JsonNode json = new JsonMapper()
                .readTree(Cli.PIPED
                        .runWith("meta-tiny-entropy", "entropy", "--format", "json", "hi")
                        .out());
        assertTrue(json.has("entropy_model_bits_per_byte"));
        assertEquals(false, json.has("bits_per_byte"));
    }

    @Test
    void infoTellsShapesAndCosts() throws IOException {
        JsonNode json = new JsonMapper()
                .readTree(Cli.PIPED
                        .run("info", "--backend", "cpu", "--format", "json", Cli.model("meta-tiny"))
                        .out());
        assertEquals(24, json.get("stages").get("entropy_model").get("window").intValue());
        assertTrue(json.get("parameters").longValue() > 100_000);
        assertTrue(json.get("flops_per_byte").doubleValue() > 100_000);
        Cli.Result text = Cli.PIPED.run("info", "--backend", "cpu", Cli.model("hf-gqa-bf16"));
        assertTrue(text.out().contains("4/2 heads") && text.out().contains("at most 7 bytes"), text.out());
    }

    @ParameterizedTest
    @CsvSource({"meta-tiny, f32", "hf-gqa-bf16, bf16"})
    void aConvertedModelAnswersTheSame(String name, String precision, @TempDir Path folder) {
        String to = folder.resolve("converted").toString();
        Cli.Result converted = Cli.PIPED.run("convert", "--to", precision, Cli.model(name), to);
        assertEquals(0, converted.code(), converted.err());
        String[] read = {"patch", "--backend", "cpu", "--format", "json", "--model", Cli.model(name), "some text"};
        String[] write = {"generate", "--backend", "cpu", "--seed", "1", "--model", Cli.model(name), "some text"};
        for (String[] args : List.of(read, write)) {
            String before = Cli.PIPED.run(args).out();
            args[Arrays.asList(args).indexOf("--model") + 1] = to;
            assertEquals(before, Cli.PIPED.run(args).out());
        }
        assertEquals(2, Cli.PIPED.run("convert", Cli.model(name), to).code(), "a model must not be overwritten");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "hf-gqa-bf16", "meta-tiny"})
    void aModelConvertedTo8BitsAnswersAsOneThatIsQuantizedWhenOpened(String name, @TempDir Path folder)
            throws IOException {
        String to = folder.resolve("converted").toString();
        assertEquals(
                0, Cli.PIPED.run("convert", "--to", "q8", Cli.model(name), to).code());
        String[] entropy = {"entropy", "--format", "json", "--weights", "q8", "some text to be read"};
        String[] generate = {"generate", "--seed", "1", "--weights", "q8", "some text"};
        for (String[] args : List.of(entropy, generate)) {
            String[] rest = Arrays.copyOfRange(args, 1, args.length);
            String quantized = Cli.PIPED.runWith(name, args[0], rest).out();
            String stored = Cli.PIPED
                    .run(Stream.of(args)
                            .map(arg -> arg.equals("--weights") ? "--model" : arg.equals("q8") ? to : arg)
                            .toArray(String[]::new))
                    .out();
            assertEquals(quantized, stored);
            rest[Arrays.asList(rest).indexOf("q8")] = "stored";
            if (args[0].equals("entropy")) {
                assertNotEquals(
                        quantized, Cli.PIPED.runWith(name, args[0], rest).out());
            }
        }
        assertTrue(Files.size(Path.of(to, "model.safetensors")) > 0);
        assertEquals(
                0,
                Cli.PIPED
                        .run("verify", "--backend", "cpu", "--tolerance", "1", "--expected", Cli.model(name), to)
                        .err()
                        .length());
        String again = folder.resolve("again").toString();
        assertEquals(0, Cli.PIPED.run("convert", "--to", "f32", to, again).code());
        String[] read = {"entropy", "--backend", "cpu", "--format", "json", "--model", to, "some text"};
        JsonNode inBytes = new JsonMapper().readTree(Cli.PIPED.run(read).out());
        read[Arrays.asList(read).indexOf(to)] = again;
        JsonNode inFloats = new JsonMapper().readTree(Cli.PIPED.run(read).out());
        assertEquals(
                inBytes.get("bits_per_byte").doubleValue(),
                inFloats.get("bits_per_byte").doubleValue(),
                1e-5);
    }

    /** The text of its own is shorter than one of these. */
    @Test
    void benchMeasuresAtContextsThatAreAskedFor() throws IOException {
        Cli.Result bench = Cli.PIPED.runWith(
                "hf-tiny", "bench", "--contexts", "50,3000", "--max-bytes", "2", "--repeat", "1", "--format", "json");
        JsonNode json = new JsonMapper().readTree(bench.out());
        for (String name : List.of("entropy_50", "entropy_3000", "generate_from_50", "generate_from_3000")) {
            assertTrue(json.get(name + "_bytes_per_s").doubleValue() > 0, name);
            assertTrue(json.get("limits").get(name).get("fraction").doubleValue() > 0, name);
        }
        assertFalse(json.has("forward_512_bytes_per_s"), json.toString());
        assertEquals(2, Cli.PIPED.runWith("hf-tiny", "bench", "--contexts", "0").code());
    }

    @Test
    void thereIsNothingToProfileOnACpu() throws IOException {
        Cli.Result text = Cli.PIPED.runWith("hf-tiny", "bench", "--profile", "--max-bytes", "2");
        assertTrue(text.out().contains("no device to profile"), text.out() + text.err());
        JsonNode json = new JsonMapper()
                .readTree(Cli.PIPED
                        .runWith("hf-tiny", "bench", "--profile", "--max-bytes", "2", "--format", "json")
                        .out());
        assertTrue(json.get("backend").textValue().startsWith("CPU"), json.toString());
        assertFalse(json.has("per_generated_byte"), json.toString());
    }

    @Test
    void benchTellsHowWellTextsArePredicted(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(
                folder.resolve("text"), "every byte is counted once, wherever rows begin; ".repeat(20));
        JsonMapper mapper = new JsonMapper();
        String[] args = {"--format", "json", "--quality", text.toString(), text.toString()};
        JsonNode twice =
                mapper.readTree(Cli.PIPED.runWith("hf-tiny", "bench", args).out());
        assertEquals(2 * Files.size(text), twice.get("bytes").longValue());
        // A text that fits into a row is predicted as it is read at once.
        Path row =
                Files.writeString(folder.resolve("row"), Files.readString(text).substring(0, 511));
        JsonNode one = mapper.readTree(Cli.PIPED
                .runWith("hf-tiny", "bench", "--format", "json", "--quality", row.toString())
                .out());
        JsonNode read = mapper.readTree(Cli.PIPED
                .runWith("hf-tiny", "entropy", "--format", "json", "--file", row.toString())
                .out());
        for (String sum : List.of("bits_per_byte", "entropy_model_bits_per_byte")) {
            assertEquals(read.get(sum).doubleValue(), one.get(sum).doubleValue(), 1e-6);
            assertTrue(Math.abs(twice.get(sum).doubleValue() - one.get(sum).doubleValue()) > 1e-6);
        }
        Cli.Result shown = Cli.PIPED.runWith("meta-tiny-entropy", "bench", "--quality", row.toString());
        assertTrue(shown.out().contains("511 bytes in patches of"), shown.out() + shown.err());
        assertTrue(shown.out().contains("entropy model"), shown.out());
        assertFalse(shown.out().contains("whole model"), shown.out());
    }

    @Test
    void anEntropyModelCanBeConvertedByItself(@TempDir Path folder) {
        String to = folder.resolve("converted").toString();
        assertEquals(
                0, Cli.PIPED.run("convert", Cli.model("meta-tiny-entropy"), to).code());
        assertEquals(
                Cli.PIPED.runWith("meta-tiny-entropy", "patch", "some text").out(),
                Cli.PIPED
                        .run("patch", "--model", to, "--backend", "cpu", "some text")
                        .out());
    }

    @Test
    void aWindowIsWrittenDown(@TempDir Path folder) throws IOException {
        String to = folder.resolve("converted").toString();
        Cli.PIPED.run("convert", "--window", "16", "--local-window", "8", Cli.model("hf-tiny"), to);
        JsonNode stages = new JsonMapper()
                .readTree(Cli.PIPED
                        .run("info", "--backend", "cpu", "--format", "json", to)
                        .out())
                .get("stages");
        assertEquals(16, stages.get("entropy_model").get("window").intValue());
        assertEquals(8, stages.get("local_decoder").get("window").intValue());
    }

    /** At 80 columns, on one screen; what the short help leaves out, the long one tells. */
    @ParameterizedTest
    @CsvSource({
        "patch, 40", "generate, 40", "entropy, 40", "info, 40", "verify, 40", "bench, 45", "eval, 45", "devices, 40",
        "annotate, 45", "convert, 40", "compare, 45", "flops, 45", "lesson, 40", "models, 40", "pull, 40",
                "visualize, 50"
    })
    void everyCommandHasHelpThatFits(String command, int most) {
        Cli terminal = Cli.PIPED.onTerminal(80, Colors.NONE, false);
        Cli.Result help = terminal.run(command, "--help");
        assertEquals(0, help.code(), help.err());
        assertTrue(help.out().contains("Examples:"), help.out());
        assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
        assertTrue(help.out().lines().count() <= most, help.out().lines().count() + " lines\n" + help.out());
        String all = terminal.run(command, "--help=all").out();
        for (OptionSpec option : Objects.requireNonNull(
                        Manual.commands().getSubcommands().get(command))
                .getCommandSpec()
                .options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                String name = option.longestName().substring(2); // with [no-] before it where it can be negated
                assertTrue(help.out().contains(name), name + " is not in\n" + help.out());
                assertTrue(Pattern.compile(name + "[= \\n\\[]").matcher(all).find(), () -> name + " is not in\n" + all);
            }
        }
    }

    @Test
    void tellsVersionAndCommands() {
        assertTrue(Cli.PIPED.run("--version").out().startsWith("blt "));
        assertTrue(Cli.PIPED.run().out().contains("annotate"));
        assertTrue(Cli.PIPED.run("help", "patch").out().contains("--threshold"));
        assertTrue(Cli.PIPED.run("generate-completion").out().contains("complete "));
    }

    @Test
    void aReaderThatHasEnoughEndsTheCommandQuietly() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                InputStream.nullInputStream(),
                closed,
                new PrintStream(err, true, UTF_8),
                Terminal.NONE,
                new Interruption());
        int code = Main.run(
                new String[] {"generate", "--backend", "cpu", "--model", Cli.model("hf-tiny"), "hello"}, console);
        assertEquals(141, code);
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void knowsTerminalsByTheirEnvironment() {
        assertEquals(Colors.INDEXED, Terminal.colors(Map.of("TERM", "xterm-256color")));
        assertEquals(Colors.INDEXED, Terminal.colors(Map.of("TERM", "xterm", "COLORTERM", "truecolor")));
        assertEquals(Colors.BASIC, Terminal.colors(Map.of("TERM", "linux")));
        assertEquals(Colors.NONE, Terminal.colors(Map.of("TERM", "dumb")));
        assertEquals(Colors.NONE, Terminal.colors(Map.of()));
    }
}
