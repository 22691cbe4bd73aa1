package blt4j.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import blt4j.cli.console.Colors;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Terminal;
import blt4j.vocabulary.Utf8;
import blt4j.weights.Safetensors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerateCommandTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void theSameSeedWritesTheSameBytes() {
        String[] args = {"--seed", "7", "--max-bytes", "40", "hello "};
        Cli.Result one = Cli.PIPED.runWith("hf-tiny", "generate", args);
        Cli.Result two = Cli.PIPED.runWith("hf-tiny", "generate", args);
        assertEquals(0, one.code(), one.err());
        assertEquals(40, one.bytes().length);
        assertArrayEquals(one.bytes(), two.bytes());
        assertTrue(one.err().contains("40 bytes") && one.err().contains("seed 7"), one.err());
    }

    @Test
    void writesValidUtf8UnlessTold() {
        byte[] guarded = Cli.PIPED
                .runWith("hf-tiny", "generate", "--seed", "1", "--max-bytes", "200", "-t", "2", "x")
                .bytes();
        assertTrue(Utf8.isValid(Arrays.copyOf(guarded, guarded.length - Utf8.incompleteTail(guarded, guarded.length))));
        byte[] any = Cli.PIPED
                .runWith("hf-tiny", "generate", "--seed", "1", "--max-bytes", "200", "-t", "2", "--no-utf8", "x")
                .bytes();
        assertFalse(Utf8.isValid(any));
    }

    @Test
    void writesOneObject() throws IOException {
        Cli.Result result = Cli.PIPED.runWith(
                "hf-tiny", "generate", "--format", "json", "--seed", "3", "--max-bytes", "20", "hello ");
        JsonNode json = MAPPER.readTree(result.out());
        assertEquals(20, json.get("ids").size());
        assertEquals("max_bytes", json.get("stop").textValue());
        int sum = 0;
        for (JsonNode length : json.get("patch_lengths")) {
            sum += length.intValue();
        }
        assertEquals(1 + 6 + 20, sum);
        assertTrue(json.get("seconds").doubleValue() > 0);
        assertTrue(json.get("bytes_per_second").doubleValue() > 0);
        byte[] raw = Cli.PIPED
                .runWith("hf-tiny", "generate", "--seed", "3", "--max-bytes", "20", "hello ")
                .bytes();
        assertEquals(new String(raw, UTF_8), json.get("text").textValue());
    }

    @Test
    void writesEvents() throws IOException {
        List<String> lines = Cli.PIPED
                .runWith("hf-tiny", "generate", "--format", "events", "--seed", "3", "--max-bytes", "30", "hello ")
                .out()
                .lines()
                .toList();
        int bytes = 0;
        for (String line : lines) {
            bytes += MAPPER.readTree(line).get("event").textValue().equals("byte") ? 1 : 0;
        }
        assertEquals(30, bytes);
        JsonNode last = MAPPER.readTree(lines.getLast());
        assertEquals("end", last.get("event").textValue());
        assertEquals(30, last.get("bytes").intValue());
    }

    @Test
    void greedyIsTheLikeliestOfEachStep() throws IOException {
        JsonNode expected = expectedGreedy();
        JsonNode json = MAPPER.readTree(Cli.PIPED
                .runWith("hf-tiny", "generate", "--greedy", "--format", "json", "--max-bytes", "8", ENGLISH)
                .out());
        assertEquals(expected, json.get("ids"));
    }

    private static final String ENGLISH =
            "Daenerys Targaryen is in Game of Thrones, a fantasy epic by George R.R. Martin.";

    /** The first of the recorded ids of the reference case. */
    private static JsonNode expectedGreedy() {
        ArrayNode ids = MAPPER.createArrayNode();
        try (Safetensors file = Safetensors.open(Path.of(Cli.model("hf-tiny"), "expected.safetensors"))) {
            int[] greedy = file.ints("english.greedy");
            for (int i = 0; i < 8; i++) {
                ids.add(greedy[i]);
            }
        }
        return ids;
    }

    @Test
    void endsAtAStopString() throws IOException {
        String written = Cli.PIPED
                .runWith("hf-tiny", "generate", "--seed", "3", "--max-bytes", "50", "hello ")
                .out();
        String stop = written.substring(4, 6);
        JsonNode json = MAPPER.readTree(Cli.PIPED
                .runWith(
                        "hf-tiny",
                        "generate",
                        "--seed",
                        "3",
                        "--max-bytes",
                        "50",
                        "--stop",
                        stop,
                        "--format",
                        "json",
                        "hello ")
                .out());
        assertEquals("stop_string", json.get("stop").textValue());
        assertEquals(
                written.substring(0, written.indexOf(stop) + stop.length()),
                json.get("text").textValue());
    }

    @Test
    void repeatsThePromptOnATerminalAlone() {
        String[] args = {"--seed", "3", "--max-bytes", "5", "hello "};
        String piped = Cli.PIPED.runWith("hf-tiny", "generate", args).out();
        assertFalse(piped.contains("hello"));
        String shown = Cli.PIPED
                .onTerminal(80, Colors.INDEXED, false)
                .runWith("hf-tiny", "generate", args)
                .out();
        assertTrue(shown.startsWith("\u001B[1mhello \u001B[0m"), shown);
        assertTrue(shown.endsWith("\n"));
    }

    @Test
    void sendsATerminalNoCommandsOfTheText() {
        Cli terminal = Cli.PIPED.onTerminal(80, Colors.NONE, false);
        String[] args = {"--max-bytes", "0", "\u001B[31mred"};
        assertEquals("␛[31mred\n", terminal.runWith("hf-tiny", "generate", args).out());
        assertEquals(
                "\u001B[31mred",
                terminal.runWith("hf-tiny", "generate", "--raw", "--max-bytes", "0", "\u001B[31mred")
                        .out());
    }

    @Test
    void showsPatchesAsTheyFall() {
        byte[] written = Cli.PIPED
                .runWith("hf-tiny", "generate", "--seed", "3", "--max-bytes", "30", "hello ")
                .bytes();
        byte[] text = Arrays.copyOf("hello ".getBytes(UTF_8), 6 + written.length);
        System.arraycopy(written, 0, text, 6, written.length);
        Cli.Result shown = Cli.PIPED.runWith(
                "hf-tiny", "generate", "--show-patches", "--seed", "3", "--max-bytes", "30", "hello ");
        Cli.Result read = Cli.PIPED.withInput(text).runWith("hf-tiny", "patch");
        assertEquals(read.out(), shown.out());
    }

    @Test
    void thePromptMayBeEmpty() {
        assertEquals(
                0,
                Cli.PIPED.runWith("hf-tiny", "generate", "--max-bytes", "3", "").code());
        assertEquals(
                0, Cli.PIPED.runWith("hf-tiny", "generate", "--max-bytes", "3").code());
    }

    @Test
    void anInterruptedRunEndsWithItsCode() {
        Cli interrupted = new Cli(new byte[0], Terminal.NONE, new Interruption());
        interrupted.interruption().request();
        Cli.Result result = interrupted.runWith("hf-tiny", "generate", "--max-bytes", "1000", "hello");
        assertEquals(130, result.code());
        assertEquals("", result.out());
    }
}
