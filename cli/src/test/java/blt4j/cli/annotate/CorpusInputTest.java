package blt4j.cli.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corpora as people keep them: folders, compressed files, Parquet, with columns beside the texts. */
class CorpusInputTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static Cli.Result annotate(Object... arguments) {
        return Cli.PIPED.runWith(
                "hf-tiny",
                "annotate",
                Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    private static List<JsonNode> records(Cli.Result result) throws IOException {
        assertEquals(0, result.code(), result.err());
        List<JsonNode> records = new ArrayList<>();
        for (String line : result.out().lines().toList()) {
            records.add(MAPPER.readTree(line));
        }
        return records;
    }

    private static String corpus() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String text = "Ship %d passed the lighthouse «字».".formatted(i);
            lines.append(
                    "{\"id\": %d, \"score\": %d.5, \"ok\": %s, \"tags\": [1, {\"a\": null}], \"doc\": {\"url\": \"u/%d\","
                                    .formatted(i, i, i % 2 == 0, i)
                            + " \"body\": \"%s\", \"n\": {\"x\": 1}}, \"copy\": \"%s\"}\n".formatted(text, text));
        }
        return lines.toString();
    }

    private static void refused(Cli.Result result, String... words) {
        assertEquals(2, result.code(), result.err());
        for (String word : words) {
            assertTrue(result.err().contains(word), result.err());
        }
    }

    @Test
    void fieldsWithinFieldsAreReadAndKept() throws IOException {
        Path input = file("c.jsonl", corpus());
        JsonNode first = records(annotate("--field", "doc.body", "--keep", "id,doc.url,tags,score,none", input))
                .getFirst();
        assertEquals("0", first.get("id").toString());
        assertEquals("u/0", first.get("doc_url").textValue());
        assertEquals("[1,{\"a\":null}]", first.get("tags").toString());
        assertEquals("0.5", first.get("score").toString());
        assertTrue(first.get("none").isNull());
        assertEquals(37, first.get("bytes").intValue());
        refused(annotate("--field", "doc.none", input), "has no field 'doc.none'");
        refused(annotate("--field", "doc.body", "--keep", "doc", input), "'doc'", "within");
        refused(annotate("--field", "copy", "--keep", "id,id", input), "'id'");
        refused(annotate("--field", "copy", "--keep", "bytes", input), "'bytes'");
        refused(annotate("--field", "copy", "--keep", "id:int8", input), "int8", "bigint");
        refused(annotate("--field", "copy", "--keep", "doc.url:bigint", input), "Line 1", "u/0", "bigint");
        refused(annotate("--keep", "id", file("plain.txt", "text")), "--keep");
    }

    @Test
    void parquetIsWrittenAndReadAgain() throws IOException {
        Path input = file("c.jsonl", corpus());
        Path parquet = folder.resolve("kept.parquet");
        String[] kept = {"--field", "doc.body", "--keep", "id:bigint,score:double,ok:boolean,doc.url,copy"};
        List<JsonNode> wanted = records(annotate(kept[0], kept[1], kept[2], kept[3], input));
        assertEquals(
                0,
                annotate(kept[0], kept[1], kept[2], kept[3], "-o", parquet, input)
                        .code());
        List<JsonNode> found = records(annotate("--field", "copy", "--keep", "id,score,ok,doc_url", parquet));
        assertEquals(wanted.size(), found.size());
        for (int i = 0; i < wanted.size(); i++) {
            for (String name :
                    List.of("document", "bytes", "patch_lengths", "entropies", "id", "score", "ok", "doc_url")) {
                assertEquals(wanted.get(i).get(name), found.get(i).get(name), name + " of " + i);
            }
        }
        refused(annotate("--field", "text", parquet), "no column 'text'", "copy", "--field");
        refused(annotate("--field", "id", parquet), "'id'", "no texts");
        refused(annotate("--field", "entropies", parquet), "'entropies'");
        refused(annotate(file("no.parquet", "PAR1 this is none")), "no.parquet");
        byte[] bytes = Files.readAllBytes(parquet);
        refused(
                annotate("--field", "copy", file("cut.parquet", Arrays.copyOf(bytes, bytes.length / 2))),
                "cut.parquet");
        Cli.Result skipped = annotate("--on-error", "skip", "--field", "copy", folder.resolve("cut.parquet"), parquet);
        assertEquals(12, records(skipped).size());
        assertTrue(skipped.err().contains("1 of 13 records were skipped"), skipped.err());
    }

    @Test
    void aRowWithoutATextIsToldOrSkipped() throws IOException {
        Path input = file(
                "d.jsonl", "{\"text\": \"a\", \"t\": \"one\"}\n{\"text\": \"b\"}\n{\"text\": \"c\", \"t\": \"\"}\n");
        Path parquet = folder.resolve("null.parquet");
        assertEquals(0, annotate("--keep", "t", "-o", parquet, input).code());
        refused(annotate("--field", "t", parquet), "Row 2 of", "null in the column 't'", "skip");
        Cli.Result skipped = annotate("--field", "t", "--on-error", "skip", parquet);
        assertEquals(1, records(skipped).size());
        assertTrue(skipped.err().contains("1 of 3 records were skipped; the first: Row 2"), skipped.err());
    }

    @Test
    void compressedFilesAreReadAsWhatTheyHold() throws IOException {
        String wanted = annotate("--documents", "jsonl", "--field", "copy", file("x/c.jsonl", corpus()))
                .out();
        byte[] zstd = Zstd.compress(corpus().getBytes(StandardCharsets.UTF_8));
        for (Path packed : List.of(file("x/c.jsonl.gz", gzip(corpus())), file("x/c.jsonl.zst", zstd))) {
            assertEquals(
                    wanted,
                    annotate("--field", "copy", packed).out().replace(packed.toString(), folder + "/x/c.jsonl"));
        }
        String text = "The lighthouse keeper counted ships. ".repeat(300);
        byte[] gzip = gzip(text);
        Path cut = file("cut.txt.gz", Arrays.copyOf(gzip, gzip.length - 4));
        refused(annotate("--segment", "1024", cut), "cut.txt.gz", "cannot be read on");
        Cli.Result skipped = annotate("--segment", "1024", "--on-error", "skip", cut, file("b.txt", "whole"));
        assertTrue(skipped.err().contains("cut.txt.gz"), skipped.err());
        assertEquals(5, records(skipped).getLast().get("bytes").intValue());
        refused(annotate(file("no.gz", "no gzip")), "no.gz");
        refused(annotate(file("no.zst", "no zstd at all")), "no.zst");
    }

    @Test
    void aFolderIsReadFileByFile() throws IOException {
        file("in/b.txt", "two");
        file("in/a/z.txt", "one");
        file("in/c.jsonl", "{\"text\": \"three\"}\n");
        file("in/.hidden", "x");
        file("in/_SUCCESS", "");
        file("in/_state/part", "x");
        Path output = folder.resolve("in/out.jsonl");
        for (String more : List.of("--on-error=stop", "--resume")) {
            assertEquals(0, annotate(more, "-o", output, folder.resolve("in")).code());
            List<String> lines = Files.readAllLines(output);
            assertEquals(3, lines.size(), lines.toString());
            assertTrue(
                    lines.getFirst().contains("in/a/z.txt") && lines.getLast().contains("in/c.jsonl"));
        }
        refused(annotate(Files.createDirectory(folder.resolve("empty"))), "holds no files");
    }

    @Test
    void aSummaryAddsUpWhatTheRecordsSay() throws IOException {
        Path input = file("s.txt", "The lighthouse keeper counted ships.\n".repeat(40) + "\n");
        Path report = folder.resolve("r.json");
        String[] reading = {"--documents", "line", "--segment", "20", "--context", "64"};
        Path output = folder.resolve("s.jsonl");
        String[] all = {"-o", output.toString(), "--summary", report.toString(), input.toString()};
        String[] arguments = new String[reading.length + all.length];
        System.arraycopy(reading, 0, arguments, 0, reading.length);
        System.arraycopy(all, 0, arguments, reading.length, all.length);
        assertEquals(0, annotate((Object[]) arguments).code());
        JsonNode summary = MAPPER.readTree(report.toFile());
        double entropy = 0;
        int bytes = 0;
        int patches = 0;
        for (String line : Files.readAllLines(output)) {
            JsonNode record = MAPPER.readTree(line);
            bytes += record.get("bytes").intValue();
            patches += record.get("patch_lengths").size();
            patches -= record.get("offset").intValue() > 0
                            && !record.get("begins_patch").booleanValue()
                    ? 1
                    : 0;
            for (JsonNode e : record.get("entropies")) {
                entropy += e.doubleValue();
            }
        }
        assertEquals(40, summary.get("documents").intValue());
        assertEquals(bytes, summary.get("bytes").intValue());
        assertEquals(patches, summary.get("patches").intValue());
        assertEquals(entropy / bytes, summary.get("mean_entropy").doubleValue(), 1e-4);
        int counted = 0;
        long cut = 0;
        for (JsonNode size : summary.get("patch_sizes")) {
            counted += size.get("patches").intValue();
            cut += size.get("patches").longValue() * size.get("bytes").longValue();
        }
        assertEquals(patches, counted);
        assertEquals(bytes, cut);
        int within = 0;
        for (JsonNode step : summary.get("entropies")) {
            within += step.get("bytes").intValue();
        }
        assertEquals(bytes, within);
        double bits = summary.get("bits_per_byte").doubleValue();
        assertTrue(bits > 0 && bits < 100, "bits per byte " + bits);
        assertEquals(10, summary.get("slowest_documents").size());
        // Stopped in the middle and gone on with, the report is of all of it all the same.
        String written = Files.readString(output);
        Files.writeString(AnnotationFile.unfinished(output), written.substring(0, written.length() / 2));
        Files.delete(output);
        Files.delete(report);
        arguments[arguments.length - 1] = "--resume";
        String[] resumed = Arrays.copyOf(arguments, arguments.length + 1);
        resumed[resumed.length - 1] = input.toString();
        assertEquals(0, annotate((Object[]) resumed).code());
        assertEquals(written, Files.readString(output));
        JsonNode again = MAPPER.readTree(report.toFile());
        for (String name : List.of("bytes", "patches", "patch_sizes", "entropies", "bits_per_byte")) {
            assertEquals(summary.get(name), again.get(name), name);
        }
    }

    @Test
    void aSummaryIsForPeopleToo() throws IOException {
        Path input = file("<b>.txt", "The lighthouse keeper counted ships. ".repeat(20));
        Cli.Result text = annotate("--summary", "-", input);
        assertEquals(0, text.code(), text.err());
        for (String words : List.of("740 bytes", "Bits per byte", "Patch sizes", "Slowest documents", "<b>.txt#0")) {
            assertTrue(text.out().contains(words), text.out());
        }
        assertFalse(text.out().contains("patch_lengths"), "records were not asked for");
        Path page = folder.resolve("r.html");
        Cli.Result html = annotate("--summary", page, input);
        assertEquals("", html.out());
        String written = Files.readString(page);
        assertTrue(
                written.contains("<svg") && written.contains("&lt;b&gt;.txt") && !written.contains("<b>.txt"), written);
        refused(annotate("--summary", "-", "--format", "csv", input), "--summary");
        refused(annotate("--summary", input, input), "would be written over");
        refused(annotate("--summary", folder.resolve("none/r.html"), input), "there is no folder");
        Cli.Result nothing = annotate("--summary", "-", file("empty.txt", ""));
        assertEquals(0, nothing.code(), nothing.err());
        assertTrue(nothing.out().contains("0 documents, 0 bytes"), nothing.out());
    }
}
