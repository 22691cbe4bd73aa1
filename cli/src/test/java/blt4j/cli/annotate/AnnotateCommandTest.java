package blt4j.cli.annotate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import blt4j.compute.cpu.CpuBackend;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotateCommandTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<JsonNode> records(String lines) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            records.add(MAPPER.readTree(line));
        }
        return records;
    }

    private static int sum(JsonNode numbers) {
        int sum = 0;
        for (JsonNode number : numbers) {
            sum += number.intValue();
        }
        return sum;
    }

    @Test
    void saysOfAFileWhatPatchSays() throws IOException {
        Path file = file("a.txt", "hello world, how are you?");
        JsonNode record = records(Cli.PIPED
                        .runWith("hf-tiny", "annotate", file.toString())
                        .out())
                .getFirst();
        JsonNode patch = MAPPER.readTree(Cli.PIPED
                .runWith("hf-tiny", "patch", "--format", "json", "--file", file.toString())
                .out());
        assertEquals(25, record.get("bytes").intValue());
        assertEquals(true, record.get("begins_patch").booleanValue());
        for (int i = 0; i < 25; i++) {
            assertEquals(
                    patch.get("entropies").get(i).doubleValue(),
                    record.get("entropies").get(i).doubleValue(),
                    1e-4);
        }
        for (int i = 0; i < record.get("patch_lengths").size(); i++) {
            assertEquals(
                    patch.get("patch_lengths").get(i + 1),
                    record.get("patch_lengths").get(i));
        }
    }

    @Test
    void takesDocumentsOfAllKinds() throws IOException {
        Path lines = file("b.txt", "one\n\nthree");
        Path json = file("c.jsonl", "{\"text\": \"uno\"}\n{\"id\": 2, \"text\": \"字\"}\n");
        List<JsonNode> records = records(Cli.PIPED
                .runWith("hf-tiny", "annotate", "--documents", "line", lines.toString())
                .out());
        assertEquals(2, records.size());
        assertEquals(2, records.get(1).get("document").intValue());
        assertEquals(5, records.get(1).get("bytes").intValue());
        records = records(
                Cli.PIPED.runWith("hf-tiny", "annotate", json.toString()).out());
        assertEquals(3, records.get(1).get("bytes").intValue());
        records = records(
                Cli.PIPED.withInput("abc").runWith("hf-tiny", "annotate").out());
        assertEquals("-", records.getFirst().get("source").textValue());
        Cli.Result wrong = Cli.PIPED.runWith("hf-tiny", "annotate", "--field", "body", json.toString());
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("body"), wrong.err());
    }

    @Test
    void aContextThatReachesBackMakesSegmentsExact() throws IOException {
        String text = "the quick brown fox jumps over the lazy dog; ".repeat(4);
        Path file = file("d.txt", text);
        JsonNode whole = records(Cli.PIPED
                        .runWith("meta-tiny", "annotate", file.toString())
                        .out())
                .getFirst();
        List<JsonNode> parts = records(Cli.PIPED
                .runWith("meta-tiny", "annotate", "--segment", "50", "--context", "200", file.toString())
                .out());
        assertEquals(4, parts.size());
        int at = 0;
        for (JsonNode part : parts) {
            assertEquals(at, part.get("offset").intValue());
            assertEquals(part.get("bytes").intValue(), sum(part.get("patch_lengths")));
            for (JsonNode entropy : part.get("entropies")) {
                assertEquals(whole.get("entropies").get(at++).doubleValue(), entropy.doubleValue(), 2e-4);
            }
        }
        assertEquals(text.length(), at);
    }

    @Test
    void goesOnWhereItWasInterrupted() throws IOException {
        Path file = file("e.txt", "a line of text\n".repeat(20));
        for (String format : List.of("jsonl", "csv")) {
            Path output = folder.resolve("out." + format);
            String[] args = {"--documents", "line", "--format", format, "-o", output.toString(), file.toString()};
            assertEquals(0, Cli.PIPED.runWith("hf-tiny", "annotate", args).code());
            byte[] all = Files.readAllBytes(output);
            Files.write(output, Arrays.copyOf(all, all.length * 2 / 3));
            String[] resumed = Arrays.copyOf(args, args.length + 1);
            resumed[args.length] = "--resume";
            Cli.Result result = Cli.PIPED.runWith("hf-tiny", "annotate", resumed);
            assertEquals(0, result.code(), result.err());
            assertEquals(new String(all, StandardCharsets.UTF_8), Files.readString(output));
            assertEquals(0, Cli.PIPED.runWith("hf-tiny", "annotate", resumed).code());
            assertEquals(new String(all, StandardCharsets.UTF_8), Files.readString(output));
            resumed[resumed.length - 2] = file("f.txt", "other\n".repeat(20)).toString();
            Cli.Result other = Cli.PIPED.runWith("hf-tiny", "annotate", resumed);
            assertEquals(2, other.code());
            assertTrue(other.err().contains("cannot be resumed"), other.err());
        }
    }

    @Test
    void manyDocumentsAtOnceAreAnnotatedAsEachByItself() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            lines.append("line ")
                    .append("%d says hello; ".formatted(i).repeat(1 + i % 4))
                    .append('\n');
        }
        Path file = file("many.txt", lines.toString());
        String[] args = {"--documents", "line", "--threads", "3", file.toString()};
        List<JsonNode> together =
                records(Cli.PIPED.runWith("hf-tiny", "annotate", args).out());
        args[3] = "1";
        assertEquals(
                together, records(Cli.PIPED.runWith("hf-tiny", "annotate", args).out()));
        List<String> documents = lines.toString().lines().toList();
        for (int i = 0; i < together.size(); i += 29) {
            JsonNode record = together.get(i);
            String document = documents.get(record.get("document").intValue());
            JsonNode alone = records(Cli.PIPED
                            .withInput(document)
                            .runWith("hf-tiny", "annotate")
                            .out())
                    .getFirst();
            assertEquals(alone.get("entropies"), record.get("entropies"));
            assertEquals(alone.get("patch_lengths"), record.get("patch_lengths"));
        }
    }

    @Test
    void writesArrowWhereTheNameSaysSo() throws IOException {
        Path file = file("g.txt", "a line of text\n".repeat(20));
        Path output = folder.resolve("out.feather");
        String[] args = {"--documents", "line", "-o", output.toString(), file.toString()};
        assertEquals(0, Cli.PIPED.runWith("hf-tiny", "annotate", args).code());
        byte[] all = Files.readAllBytes(output);
        assertEquals("ARROW1", new String(all, 0, 6, StandardCharsets.US_ASCII));
        assertArrayEquals(
                all,
                Cli.PIPED
                        .runWith("hf-tiny", "annotate", "--format", "arrow", "--documents", "line", file.toString())
                        .bytes());
        Files.write(output, Arrays.copyOf(all, all.length - 20));
        String[] resumed = Arrays.copyOf(args, args.length + 1);
        resumed[args.length] = "--resume";
        assertEquals(0, Cli.PIPED.runWith("hf-tiny", "annotate", resumed).code());
        assertArrayEquals(all, Files.readAllBytes(output));
    }

    private static void requireRefused(Cli.Result result, String... words) {
        assertEquals(2, result.code(), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
    }

    @Test
    void neverWritesOverWhatItReads() throws IOException {
        for (String name : List.of("c.txt", "c.jsonl", "c.csv")) {
            Path file = file(name, "{\"text\": \"one\"}\n");
            Path link = Files.createSymbolicLink(folder.resolve("link-" + name), file);
            Path hard = Files.createLink(folder.resolve("hard-" + name), file);
            Path other = file("a.txt", "another");
            for (Path output : List.of(file, link, hard)) {
                for (String[] inputs : List.of(
                        new String[] {file.toString()},
                        new String[] {link.toString()},
                        new String[] {other.toString(), file.toString()},
                        new String[] {"--resume", file.toString()})) {
                    String[] args = Arrays.copyOf(inputs, inputs.length + 2);
                    args[inputs.length] = "-o";
                    args[inputs.length + 1] = output.toString();
                    requireRefused(Cli.PIPED.runWith("hf-tiny", "annotate", args), "would be written over");
                    assertEquals("{\"text\": \"one\"}\n", Files.readString(file));
                }
            }
        }
    }

    @Test
    void aRunThatStopsLeavesNothingThatPassesForWhole() throws IOException {
        Path file = file("broken.jsonl", "{\"text\": \"one\"}\n{\"text\": 2}\n{\"text\": \"three\"}\n");
        Path output = folder.resolve("stopped.jsonl");
        String[] args = {"-o", output.toString(), file.toString()};
        requireRefused(
                Cli.PIPED.runWith("hf-tiny", "annotate", args), "Line 2 of", "a number in the field 'text'", "skip");
        assertFalse(Files.exists(output));
        assertTrue(Files.exists(AnnotationFile.unfinished(output)));
        String[] skipping = {"--resume", "--on-error", "skip", "-o", output.toString(), file.toString()};
        Cli.Result result = Cli.PIPED.runWith("hf-tiny", "annotate", skipping);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("1 of 3 lines were skipped; the first: Line 2 of"), result.err());
        assertFalse(Files.exists(AnnotationFile.unfinished(output)));
        List<String> lines = Files.readAllLines(output);
        assertEquals(2, lines.size());
        assertTrue(lines.getLast().contains("\"document\":2"), lines.getLast());
    }

    @Test
    void aFileThatIsThereStaysUntilTheNewOneIsWhole() throws IOException {
        Path output = file("there.jsonl", "what was there");
        Path broken = file("broken2.jsonl", "{\"text\": null}\n");
        requireRefused(
                Cli.PIPED.runWith("hf-tiny", "annotate", "-o", output.toString(), broken.toString()), "null in the");
        assertEquals("what was there", Files.readString(output));
    }

    @Test
    void passesOverWhatIsNotTheTextsBusiness() throws IOException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        Path file = file(
                "odd.jsonl",
                "{\"a\": NaN, \"b\": [-Infinity, {\"text\": 5}], \"text\": \"one\"}\n{\"n\": " + "9".repeat(5000)
                        + ", \"text\": \"two\"}\n{\"d\": " + deep + ", \"text\": \"three\"}\n\n");
        Cli.Result result = Cli.PIPED.runWith("hf-tiny", "annotate", file.toString());
        assertEquals(0, result.code(), result.err());
        assertEquals(3, records(result.out()).size());
    }

    @Test
    void aLineWithoutATextIsToldByLineAndField() throws IOException {
        for (String[] line : List.of(
                new String[] {"{\"text\": null}", "has null in the field 'text'"},
                new String[] {"{\"texts\": \"a\"}", "has no field 'text'"},
                new String[] {"{\"text\": [1]}", "has a list in the field 'text'"},
                new String[] {"[\"text\"]", "holds no JSON object"},
                new String[] {"{\"text\": \"a\"} {\"text\": \"b\"}", "holds more than one JSON value"},
                new String[] {"{\"text\": \"\\ud800\"}", "half of a surrogate pair"},
                new String[] {"{\"text\": \"a", "is no JSON from column"})) {
            Path file = file("bad.jsonl", "{\"text\": \"x\"}\n" + line[0] + "\n");
            Cli.Result result = Cli.PIPED.runWith("hf-tiny", "annotate", file.toString());
            requireRefused(result, "Line 2 of", line[1]);
            assertFalse(result.err().contains("StreamReadConstraints")
                    || result.err().contains("REDACTED"));
        }
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Path file = folder.resolve("wide.jsonl");
            Files.write(file, "{\"text\": \"x\"}\n".getBytes(charset));
            requireRefused(Cli.PIPED.runWith("hf-tiny", "annotate", file.toString()), "Line 1 of", "iconv");
        }
    }

    @Test
    void endingsOfOtherFormatsAreRefused() throws IOException {
        Path file = file("h.txt", "text");
        for (String ending : List.of("json", "tsv", "xlsx", "orc", "csv.bz2")) {
            Path output = folder.resolve("o." + ending);
            requireRefused(
                    Cli.PIPED.runWith("hf-tiny", "annotate", "-o", output.toString(), file.toString()), "--format");
            assertFalse(Files.exists(output));
        }
        requireRefused(
                Cli.PIPED.runWith(
                        "hf-tiny",
                        "annotate",
                        "-o",
                        folder.resolve("none/o.jsonl").toString(),
                        file.toString()),
                "there is no folder",
                "none");
    }

    @Test
    void refusesWhatItCannotDo() {
        assertEquals(
                2, Cli.PIPED.runWith("hf-tiny", "annotate", "--resume", "x").code());
        assertEquals(
                2, Cli.PIPED.runWith("hf-tiny", "annotate", "/does/not/exist").code());
        assertEquals(
                2,
                Cli.PIPED.runWith("hf-tiny", "annotate", "--segment", "0", "x").code());
    }

    /** With kernels as users have them, which begin plain. */
    @Test
    void whoAnnotatesWhatMakesNoDifference() throws IOException {
        Path file = file("long.txt", "The lighthouse keeper had counted the ships. ".repeat(1500));
        String[] args = {"--segment", "4096", "--context", "128", file.toString()};
        String usual = System.setProperty(CpuBackend.KERNELS, "auto");
        try {
            String expected = Cli.PIPED
                    .runWith("hf-tiny", "annotate", with(args, "--threads", "1"))
                    .out();
            assertEquals(17, records(expected).size());
            for (String threads : List.of("2", "3")) {
                assertEquals(
                        expected,
                        Cli.PIPED
                                .runWith("hf-tiny", "annotate", with(args, "--threads", threads))
                                .out());
            }
        } finally {
            System.setProperty(CpuBackend.KERNELS, usual == null ? "auto" : usual);
        }
    }

    private static String[] with(String[] args, String... more) {
        return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray(String[]::new);
    }
}
