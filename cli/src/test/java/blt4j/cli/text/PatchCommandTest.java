package blt4j.cli.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import blt4j.cli.console.Colors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchCommandTest {
    private static final String SENTENCE =
            "Daenerys Targaryen is in Game of Thrones, a fantasy epic by George R.R. Martin.";

    private static JsonNode json(String text) throws IOException {
        return new JsonMapper().readTree(text);
    }

    private static List<Integer> ints(JsonNode array) {
        List<Integer> ints = new ArrayList<>();
        array.forEach(n -> ints.add(n.intValue()));
        return ints;
    }

    @Test
    void partsPatchesByBarsInAPipe() {
        Cli.Result result = Cli.PIPED.runWith("hf-tiny", "patch", SENTENCE);
        assertEquals(
                "Daenery│s │Targa│r│yen│ │is in │G│am│e of Thr│one│s, a fa│nt│a│sy epic by Geor│ge│ R│.R. Ma│rt│in.\n",
                result.out());
        assertEquals("79 bytes, 20 patches, 3.95 bytes per patch; entropy over 2.605 nats\n", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void writesJsonForMachines() throws IOException {
        JsonNode json = json(Cli.PIPED
                .runWith("hf-tiny", "patch", "--format", "json", SENTENCE)
                .out());
        assertEquals(79, json.get("bytes").intValue());
        assertEquals("entropy", json.get("mode").textValue());
        assertEquals(2.6049611568450928, json.get("threshold").doubleValue(), 1e-9);
        assertEquals(80, json.get("entropies").size());
        assertEquals(
                List.of(1, 7, 2, 5, 1, 3, 1, 6, 1, 2, 8, 3, 7, 2, 1, 15, 2, 2, 6, 2, 3),
                ints(json.get("patch_lengths")));
        assertEquals(20, json.get("patches").size());
        JsonNode last = json.get("patches").get(19);
        assertEquals(76, last.get("start").intValue());
        assertEquals(3, last.get("length").intValue());
        assertEquals("in.", last.get("text").textValue());
    }

    @Test
    void writesCsv() {
        String[] lines = Cli.PIPED
                .runWith("hf-tiny", "patch", "--format", "csv", "say \"hi\", do")
                .out()
                .split("\r\n", -1);
        assertEquals("patch,start,length,entropy,text", lines[0]);
        assertTrue(lines[1].startsWith("1,0,"), lines[1]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--mode byte; a│b│c",
                "--mode space; abc",
                "--mode static --patch-size 2; ab│c",
                "--threshold 0; a│b│c",
                "--threshold 9; abc",
                "--threshold 9 --max-patch-length 2; ab│c",
                "--mode entropy --mean-patch-size 3; abc",
                "--mean-patch-size 1; ab│c",
            })
    void takesOtherRules(String options, String shown) {
        List<String> args = new ArrayList<>(List.of(options.split(" ", -1)));
        args.add("abc");
        Cli.Result result = Cli.PIPED.runWith("hf-tiny", "patch", args.toArray(String[]::new));
        assertEquals(shown + "\n", result.out(), result.err());
    }

    @Test
    void saysWhatTheRuleIsInJson() throws IOException {
        JsonNode json = json(Cli.PIPED
                .runWith("hf-tiny", "patch", "--format", "json", "--mode", "space", "ab cd")
                .out());
        assertEquals("space", json.get("mode").textValue());
        assertTrue(json.get("threshold").isNull());
        assertEquals(6, json.get("entropies").size());
    }

    @Test
    void anEntropyModelByItselfIsEnough() {
        assertEquals(0, Cli.PIPED.runWith("meta-tiny-entropy", "patch", "hello").code());
    }

    @Test
    void coloursOnATerminalAlone() {
        String[] args = {"--threshold", "9", "hello"};
        Cli.Result piped = Cli.PIPED.runWith("hf-tiny", "patch", args);
        assertFalse(piped.out().contains("\u001B"));
        Cli.Result shown = Cli.PIPED.onTerminal(80, Colors.INDEXED, false).runWith("hf-tiny", "patch", args);
        assertTrue(shown.out().startsWith("\u001B[38;5;16;48;5;"), shown.out());
        assertTrue(shown.out().endsWith("\u001B[0m\n"));
        Cli.Result noColor = Cli.PIPED.onTerminal(80, Colors.INDEXED, true).runWith("hf-tiny", "patch", args);
        assertEquals("hello\n", noColor.out());
        Cli.Result dumb = Cli.PIPED.onTerminal(80, Colors.NONE, false).runWith("hf-tiny", "patch", args);
        assertEquals("hello\n", dumb.out());
    }

    @Test
    void theOptionDecidesOverTheTerminal() {
        Cli.Result always = Cli.PIPED.runWith("hf-tiny", "patch", "--color", "always", "hello");
        assertTrue(always.out().contains("\u001B[38;5;"));
        Cli.Result never = Cli.PIPED
                .onTerminal(80, Colors.INDEXED, false)
                .runWith("hf-tiny", "patch", "--color", "never", "hello");
        assertFalse(never.out().contains("\u001B"));
        Cli.Result anyway = Cli.PIPED
                .onTerminal(80, Colors.INDEXED, true)
                .runWith("hf-tiny", "patch", "--color", "always", "hello");
        assertTrue(anyway.out().contains("\u001B[38;5;"));
    }

    @Test
    void wrapsToTheTerminalAndNotInAPipe() {
        Cli.Result narrow =
                Cli.PIPED.onTerminal(10, Colors.NONE, false).runWith("hf-tiny", "patch", "--mode", "space", SENTENCE);
        assertTrue(narrow.out().lines().allMatch(line -> line.length() <= 10), narrow.out());
        assertEquals(SENTENCE, narrow.out().replace("\n", "").replace("│", ""));
        assertEquals(
                1, Cli.PIPED.runWith("hf-tiny", "patch", SENTENCE).out().lines().count());
    }

    @Test
    void readsFilesAndStandardInput(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("text");
        Files.write(file, new byte[] {'a', (byte) 0xFF, 'b'});
        String expected = "a\\xFFb\n";
        String[] mode = {"--mode", "space", "--max-patch-length", "9"};
        assertEquals(
                expected,
                Cli.PIPED
                        .runWith("hf-tiny", "patch", "--threshold", "9", "--file", file.toString())
                        .out());
        assertEquals(
                expected,
                Cli.PIPED
                        .withInput(Files.readAllBytes(file))
                        .runWith("hf-tiny", "patch", "--threshold", "9")
                        .out());
        assertArrayEquals(
                Cli.PIPED.withInput("x y").runWith("hf-tiny", "patch", mode).bytes(),
                Cli.PIPED
                        .withInput("x y")
                        .runWith("hf-tiny", "patch", mode[0], mode[1], mode[2], mode[3], "--file", "-")
                        .bytes());
    }
}
