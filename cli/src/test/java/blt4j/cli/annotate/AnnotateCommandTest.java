package blt4j.cli.annotate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
