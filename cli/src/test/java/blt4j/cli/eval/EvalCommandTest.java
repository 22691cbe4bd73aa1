package blt4j.cli.eval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.predict.Quality;
import blt4j.cli.Cli;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.generation.ReadProgress;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String LLAMA = TestModels.resource("tokens/llama-tied").toString();

    @TempDir
    private Path folder = Path.of("");

    private Path text() throws IOException {
        String line = "The keeper counted the ships; Größe and 灯塔, 1984.\n";
        return Files.writeString(folder.resolve("prose.txt"), line.repeat(18));
    }

    private static Cli.Result eval(String... args) {
        return Cli.PIPED.run(Stream.concat(Stream.of("eval", "--backend", "cpu"), Stream.of(args))
                .toArray(String[]::new));
    }

    private static List<JsonNode> measurements(JsonNode model) {
        return model.get("measurements").valueStream().toList();
    }

    @Test
    void twoKindsOfModelsAreHeldSideBySide() throws IOException {
        Path text = text();
        Cli.Result ended = eval(
                "-m",
                Cli.model("hf-tiny"),
                "--against",
                LLAMA,
                "--noises",
                "none,upper_case",
                "--format",
                "json",
                text.toString());
        assertEquals(0, ended.code(), ended.err());
        JsonNode models = MAPPER.readTree(ended.out()).get("models");
        assertEquals(2, models.size());
        for (JsonNode model : models) {
            List<JsonNode> both = measurements(model);
            assertEquals(2, both.size());
            assertEquals(Files.size(text), both.getFirst().get("bytes").asLong());
            assertTrue(both.getFirst().get("bits_per_byte").asDouble() > 0, ended.out());
            assertTrue(both.getFirst().get("flops_per_byte").asDouble() > 0, ended.out());
        }
        JsonNode clean = measurements(models.get(0)).getFirst();
        try (Blt blt = Blt.open(
                        Path.of(Cli.model("hf-tiny")), BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 0)));
                Quality quality = new Quality(blt)) {
            quality.add(Files.readAllBytes(text), ReadProgress.NONE);
            assertEquals(
                    quality.blt().orElseThrow().bitsPerByte(),
                    clean.get("bits_per_byte").asDouble(),
                    1e-4);
            assertEquals(
                    quality.blt().orElseThrow().accuracy(),
                    clean.get("accuracy").asDouble(),
                    1e-3);
        }
    }

    @Test
    void aFolderIsOneRowAndEachOfItsTextsBeginsAnew() throws IOException {
        Path text = text();
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Files.copy(text, corpus.resolve("a.txt"));
        Files.copy(text, corpus.resolve("b.txt"));
        Files.writeString(corpus.resolve(".hidden"), "not a text");
        Cli.Result ended = eval(
                "-m", LLAMA, "--noises", "none,upper_case", "--format", "json", text.toString(), corpus.toString());
        assertEquals(0, ended.code(), ended.err());
        List<JsonNode> all =
                measurements(MAPPER.readTree(ended.out()).get("models").get(0));
        assertEquals(6, all.size(), ended.out());
        JsonNode one = all.get(0);
        JsonNode spoilt = all.get(1);
        JsonNode two = all.get(2);
        assertEquals(2 * one.get("bytes").asLong(), two.get("bytes").asLong());
        assertEquals(
                one.get("bits_per_byte").asDouble(), two.get("bits_per_byte").asDouble(), 1e-6);
        assertEquals(
                spoilt.get("bits_per_byte").asDouble()
                        - one.get("bits_per_byte").asDouble(),
                spoilt.get("loss").asDouble(),
                1e-9);
        assertEquals(
                one.get("accuracy").asDouble() - spoilt.get("accuracy").asDouble(),
                spoilt.get("accuracy_drop").asDouble(),
                1e-9);
        assertEquals("mean of 2", all.get(4).get("text").asText());
        assertEquals(
                (one.get("bytes_per_piece").asDouble()
                                + two.get("bytes_per_piece").asDouble())
                        / 2,
                all.get(4).get("bytes_per_piece").asDouble(),
                1e-9);
        assertSays(
                "holds no text",
                eval(Files.createDirectory(folder.resolve("empty")).toString()));
    }

    @Test
    void questionsAboutWordsAreAskedAndWhatWasSavedIsNotMeasuredAgain() throws IOException {
        Path words = Files.writeString(
                folder.resolve("words"),
                IntStream.range(0, 40)
                        .mapToObj(i -> "" + (char) ('a' + i % 26) + (char) ('a' + (i * 7 + 3 + i / 26) % 26) + "zq")
                        .reduce("", (a, b) -> a + b + "\n"));
        Path save = folder.resolve("saved.jsonl");
        String[] args = {
            "-m", LLAMA, "--tasks", "3", "--shots", "1", "--words", words.toString(), "--save", save.toString()
        };
        Cli.Result first = eval(args);
        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().contains("inverse spelling"), first.out());
        List<String> lines = Files.readAllLines(save);
        assertEquals(12, lines.size());
        // What was measured is believed, and a line that was cut off is measured again.
        String changed = lines.getFirst().replaceFirst("\"right\":[^,]*", "\"right\":0.625");
        Files.writeString(
                save,
                changed + "\n" + String.join("\n", lines.subList(1, 11)) + "\n"
                        + lines.getLast().substring(0, 20),
                UTF_8);
        Cli.Result second = eval(args);
        assertEquals(0, second.code(), second.err());
        assertTrue(second.out().contains("62.5% right"), second.out());
        assertEquals(lines.getLast(), Files.readAllLines(save).getLast());
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        assertSays("There is nothing to measure", eval());
        assertSays("There is no noise 'hiss'", eval("--noises", "hiss", text().toString()));
        assertSays("there is no such file", eval(folder.resolve("none").toString()));
        assertSays("is an entropy model alone", eval("-m", Cli.model("meta-tiny-entropy"), text().toString()));
        assertSays(
                "cannot be written, because there is no folder",
                eval("--save", folder.resolve("none/saved").toString(), text().toString()));
        assertSays("to take a second model from", eval("--against", "/nope", text().toString()));
        Path other = Files.writeString(folder.resolve("other"), "x\n");
        assertSays("holds no measurements", eval("--save", other.toString(), text().toString()));
        assertSays("could not be read; name one with --words", eval("--tasks", "1", "--words", "/nope"));
    }

    @Test
    void twoModelsStandInOneTable() throws IOException {
        Cli.Result ended = eval(
                "-m",
                LLAMA,
                "--against",
                Cli.model("hf-tiny"),
                "--noises",
                "none,drop",
                "--max-bytes",
                "100",
                text().toString(),
                Files.copy(text(), Files.createDirectories(folder.resolve("b")).resolve("prose.txt"))
                        .toString());
        assertEquals(0, ended.code(), ended.err());
        assertTrue(ended.out().contains("b/prose.txt"), ended.out());
        assertTrue(ended.out().contains("llama-tied beside hf-tiny"), ended.out());
        assertTrue(ended.out().lines().anyMatch(line -> line.matches(".*/prose.txt +none .*\\*.*")), ended.out());
    }

    private static void assertSays(String sentence, Cli.Result ended) {
        assertEquals(2, ended.code(), ended.err());
        assertTrue(ended.err().contains(sentence), ended.err());
    }

    @Test
    void aModelOverTokensWritesAndOtherCommandsSayWhatItIs() throws IOException {
        Cli.Result ended = Cli.PIPED.run(
                "generate", "-m", LLAMA, "--backend", "cpu", "--seed", "3", "-n", "30", "--format", "json", "The ");
        assertEquals(0, ended.code(), ended.err());
        JsonNode json = MAPPER.readTree(ended.out());
        assertTrue(json.get("ids").size() > 2, ended.out());
        Cli.Result text = Cli.PIPED.run("generate", "-m", LLAMA, "--backend", "cpu", "--seed", "3", "-n", "30", "The ");
        assertEquals(json.get("text").asText(), text.out());
        assertEquals(30, text.bytes().length);
        Cli.Result info = Cli.PIPED.run("info", "--backend", "cpu", "--format", "json", LLAMA);
        assertEquals(0, info.code(), info.err());
        JsonNode told = MAPPER.readTree(info.out());
        assertEquals(400, told.get("vocabulary_size").asInt());
        long block = 2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 160 + 2 * 64;
        assertEquals(400 * 64 + 2 * block + 64, told.get("parameters").asLong());
        assertTrue(told.get("flops_per_byte").asDouble() > 0, info.out());
        assertTrue(Cli.PIPED.run("info", LLAMA).out().contains("shared weights"));
        Cli.Result bench =
                Cli.PIPED.run("bench", "-m", LLAMA, "--backend", "cpu", "-r", "1", "-n", "2", "--format", "json");
        assertEquals(0, bench.code(), bench.err());
        JsonNode rates = MAPPER.readTree(bench.out());
        assertTrue(rates.get("forward_2048_bytes_per_s").asDouble() > 0, bench.out());
        assertTrue(rates.get("generate_from_256_bytes_per_s").asDouble() > 0, bench.out());
        assertTrue(rates.get("mean_token_size").asDouble() >= 1, bench.out());
        assertSays("are for models of bytes", Cli.PIPED.run("bench", "-m", LLAMA, "--quality", text().toString()));
        assertSays("reads tokens", Cli.PIPED.run("patch", "-m", LLAMA, "--backend", "cpu", "x"));
        assertSays("reads tokens", Cli.PIPED.run("generate", "-m", LLAMA, "--show-patches", "x"));
    }
}
