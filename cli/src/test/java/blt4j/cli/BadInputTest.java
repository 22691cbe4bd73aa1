package blt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.console.Colors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not right gets one sentence on standard error, exit code 2 and no stack trace. */
class BadInputTest {
    private static void assertOneSentence(Cli.Result result, String... words) {
        assertEquals(2, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("blt: "), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().strip().matches("(?s).*[.?]('?)$"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), () -> word + " is not in: " + result.err());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--mode static",
                "--mode static --patch-size 2.5",
                "--mode static --patch-size 0",
                "--mode space --threshold 1",
                "--mode entropy --monotonic",
                "--mode monotonic --rise 1",
                "--mode both",
                "--monotonic",
                "--mean-patch-size 0.5",
                "--mean-patch-size 4 --threshold 1",
                "--max-patch-length -1",
                "--threshold NaN",
                "--threshold x",
                "--mode what",
                "--format what",
                "--color what",
                "--what",
                "--weights f64",
                "--threads x",
                "--backend abacus",
                "--window -1",
                "--file /does/not/exist",
                "--entropy-model /does/not/exist",
            })
    void optionsThatAreNotRight(String options) {
        String[] args = (options + " text").split(" ", -1);
        assertOneSentence(Cli.PIPED.run(join(new String[] {"patch", "--model", Cli.model("hf-tiny")}, args)));
    }

    private static String[] join(String[] first, String[] second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @Test
    void samplingThatIsNotRight() {
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "generate", "--temperature", "-1", "x"), "temperature");
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "generate", "--top-p", "0", "x"), "top-p");
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "generate", "--max-bytes", "-1", "x"), "--max-bytes");
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "generate", "--max-bytes", "2147483647", "xyz"), "--max-bytes");
        assertOneSentence(Cli.PIPED.runWith("meta-tiny-entropy", "generate", "x"), "entropy model");
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "generate", "--mean-patch-size", "4", "x"), "looks ahead");
    }

    @Test
    void textsThatAreNotThere() {
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "patch"), "empty");
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "patch", ""), "empty");
        assertOneSentence(Cli.PIPED.onTerminal(80, Colors.NONE, false).runWith("hf-tiny", "patch"), "--file");
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "patch", "--file", "x", "text"), "twice");
        assertOneSentence(Cli.PIPED.runWith("hf-tiny", "patch", "--file", Cli.model("hf-tiny")), "folder");
    }

    @Test
    void textsThatAreTooLong() {
        assertOneSentence(Cli.PIPED.withInput(new byte[50_000_000]).runWith("hf-tiny", "patch"), "annotate");
        assertOneSentence(Cli.PIPED.withInput(new byte[300_000]).runWith("hf-tiny", "entropy"), "annotate");
    }

    @Test
    void commandsThereAreNot() {
        assertOneSentence(Cli.PIPED.run("pach", "x"), "patch");
    }

    @Test
    void modelsThatAreNone(@TempDir Path folder) throws IOException {
        assertOneSentence(
                Cli.PIPED.run("patch", "--model", folder.resolve("none").toString(), "x"));
        assertOneSentence(Cli.PIPED.run("patch", "--model", folder.toString(), "x"));
        Files.copy(Path.of(Cli.model("hf-tiny"), "config.json"), folder.resolve("config.json"));
        assertOneSentence(Cli.PIPED.run("patch", "--model", folder.toString(), "x"));
        byte[] weights = Files.readAllBytes(Path.of(Cli.model("hf-tiny"), "model.safetensors"));
        Path copy = folder.resolve("model.safetensors");
        Files.write(copy, Arrays.copyOf(weights, weights.length / 2));
        assertOneSentence(Cli.PIPED.run("patch", "--model", folder.toString(), "x"), "model.safetensors");
        weights[7] = 127;
        Files.write(copy, weights);
        assertOneSentence(Cli.PIPED.run("patch", "--model", folder.toString(), "x"), "model.safetensors");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"gpt2\"}");
        assertOneSentence(Cli.PIPED.run("patch", "--model", folder.toString(), "x"), "config.json");
    }

    @Test
    void verboseShowsWhere() {
        Cli.Result result = Cli.PIPED.run("patch", "--verbose", "--model", "/does/not/exist", "x");
        assertEquals(2, result.code());
        assertTrue(result.err().contains("\tat blt4j."), result.err());
    }
}
