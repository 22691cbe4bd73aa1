package blt4j.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import blt4j.cli.console.Colors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code blt generate} with several samples, prompts from a file, live colours, and a person in between. */
class GenerateManyTest {
    @TempDir
    private Path folder = Path.of("");

    private static Cli.Result generate(String... arguments) {
        return Cli.PIPED.runWith("hf-tiny", "generate", arguments);
    }

    private static List<JsonNode> objects(Cli.Result result) {
        assertEquals(0, result.code(), result.err());
        JsonMapper mapper = new JsonMapper();
        return result.out()
                .lines()
                .map(line -> {
                    try {
                        return mapper.readTree(line);
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    @Test
    void eachSampleIsWhatItsSeedAloneWrites() {
        List<JsonNode> three =
                objects(generate("--samples", "3", "--seed", "7", "-n", "24", "--format", "json", "hello "));
        assertEquals(3, three.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(7 + i, three.get(i).path("seed").asInt());
            String alone =
                    generate("--seed", "" + (7 + i), "-n", "24", "hello ").out();
            assertEquals(alone, three.get(i).path("text").asText());
        }
        assertNotEquals(three.get(0).path("text"), three.get(1).path("text"));
        Cli.Result text = generate("--samples", "2", "--seed", "7", "-n", "8", "hello ");
        assertTrue(text.out().startsWith("--- sample 1 of 2, seed 7\n"), text.out());
    }

    @Test
    void promptsFromAFileAreAnsweredInOrder() throws IOException {
        Path file =
                Files.writeString(folder.resolve("prompts.jsonl"), "\"one \"\n\n{\"prompt\": \"two \", \"id\": 9}\n");
        List<JsonNode> answers =
                objects(generate("--jsonl", file.toString(), "--samples", "2", "--seed", "3", "-n", "16"));
        assertEquals(4, answers.size());
        assertEquals(
                List.of(0, 0, 1, 1),
                answers.stream().map(a -> a.path("prompt").asInt()).toList());
        assertEquals(
                generate("--seed", "3", "-n", "16", "two ").out(),
                answers.get(2).path("text").asText());
    }

    @Test
    void entropyIsShownAsHeat() {
        Cli.Result result = Cli.PIPED
                .onTerminal(80, Colors.INDEXED, false)
                .runWith("hf-tiny", "generate", "--show", "entropy", "--seed", "1", "-n", "16", "hello ");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("\u001B[38;5;"), result.out());
        assertTrue(!result.out().contains("48;5;195"), "no colour of patches");
    }

    @Test
    void aSessionWritesGoesBackAndBranches() {
        Cli.Result result = Cli.PIPED
                .withInput("hello \n/back\n/back\nother\n/tree\n/go 1\n/again\n/nonsense\n/bytes 0\n//x\n/quit\n")
                .runWith("hf-tiny", "generate", "--interactive", "--seed", "1", "-n", "8");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("  1 from 0   you    hello"), result.out());
        assertTrue(result.out().contains("  3 from 0   you    other"), result.out());
        assertTrue(result.err().contains("The last turn was yours"), result.err());
        assertTrue(result.err().contains("There is no /nonsense"), result.err());
        assertTrue(result.err().contains("A number from 1 to"), result.err());
    }

    @Test
    void aSessionKeepsWhatIsSavedAndWritesOverNothing() throws IOException {
        Path file = folder.resolve("kept.txt");
        Cli.Result result = Cli.PIPED
                .withInput("/save " + file + "\n/save " + file + "\n")
                .runWith("hf-tiny", "generate", "-i", "--seed", "1", "-n", "8", "hello ");
        assertEquals(0, result.code(), result.err());
        assertTrue(Files.readString(file).startsWith("hello "));
        assertTrue(result.err().contains("is there already"), result.err());
    }

    @Test
    void sentencesForWhatCannotBe() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{\"text\": 1}\n");
        Path none = Files.writeString(folder.resolve("none.jsonl"), "\n");
        String[][] wrong = {
            {"--samples 0 x", "must be from 1 to"},
            {"--samples 2 --greedy x", "would be the same"},
            {"--jsonl " + bad, "Line 1 of"},
            {"--jsonl " + none, "holds no prompt"},
            {"--jsonl /none.jsonl", "does not exist"},
            {"--jsonl " + bad + " x", "--jsonl brings the prompts"},
            {"--interactive --format json x", "goes with neither"},
            {"--show colours x", "--show"}
        };
        for (String[] one : wrong) {
            Cli.Result result = generate(one[0].split(" ", -1));
            assertEquals(2, result.code(), result.err());
            assertTrue(result.err().contains(one[1]), result.err());
        }
    }
}
