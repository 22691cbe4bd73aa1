package blt4j.cli.annotate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import blt4j.cli.Cli;
import blt4j.fixture.TestModels;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.BytePatches;
import blt4j.patching.PatcherConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** What an annotation says when it is read back is what a session says, however it was cut, stopped and resumed. */
class ReadBackPropertiesTest {
    private static final String MODEL = "hf-tiny";
    private static final Set<String> LISTS = Set.of("patch_lengths", "entropies");
    private static final JsonMapper JSON = new JsonMapper();

    /** Kernels with and without vectors round otherwise, and text files keep four digits. */
    private static final float TOLERANCE = 2e-4f;

    /** A row of a file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(int document, int offset, int bytes, boolean begins, int[] lengths, float[] entropies) {
        /** By the values of a row's columns. */
        static Row of(Function<String, Object> column) {
            String[] sizes = numbers(column.apply("patch_lengths"));
            String[] nats = numbers(column.apply("entropies"));
            float[] values = new float[nats.length];
            for (int i = 0; i < nats.length; i++) {
                values[i] = Float.parseFloat(nats[i]);
            }
            return new Row(
                    Integer.parseInt(column.apply("document").toString()),
                    Integer.parseInt(column.apply("offset").toString()),
                    Integer.parseInt(column.apply("bytes").toString()),
                    Boolean.parseBoolean(column.apply("begins_patch").toString()),
                    Arrays.stream(sizes).mapToInt(Integer::parseInt).toArray(),
                    values);
        }

        /** Of a list as it is printed: in brackets with commas, or parted by blanks. */
        private static String[] numbers(Object list) {
            return list.toString().replaceAll("[\\[\\]]", "").trim().split("[, ]+");
        }
    }

    @Provide
    Arbitrary<List<String>> documents() {
        return Arbitraries.strings()
                .all()
                .excludeChars('\uFFFE')
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter(s -> UTF_8.newEncoder().canEncode(s))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Property(tries = 40, seed = "20261128")
    void whatIsReadBackIsWhatTheSessionSays(
            @ForAll("documents") List<String> documents, @ForAll AnnotationFormat format, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        int segment = 1 + random.nextInt(40);
        int context = random.nextInt(20);
        Path folder = Files.createTempDirectory("read-back");
        try {
            Path corpus = folder.resolve("corpus.jsonl");
            List<String> lines = new ArrayList<>();
            for (String document : documents) {
                lines.add(JSON.writeValueAsString(JSON.createObjectNode().put("text", document)));
            }
            Files.write(corpus, lines);
            Path output = folder.resolve("o." + format.name().toLowerCase(Locale.ROOT));
            annotate(corpus, output, segment, context);
            stopAnywhere(output, random);
            annotate(corpus, output, segment, context, "--resume");
            requireThatOfASession(documents, rows(format, output), context);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void annotate(Path corpus, Path output, int segment, int context, String... more) {
        List<String> arguments = new ArrayList<>(List.of("annotate", "-m", Cli.model(MODEL), "--backend", "cpu"));
        arguments.addAll(List.of("--mode", "entropy", "--threshold", "5.5", "-o", output.toString()));
        arguments.addAll(List.of("--segment", "" + segment, "--context", "" + context));
        arguments.addAll(List.of(more));
        arguments.add(corpus.toString());
        Cli.Result result = Cli.PIPED.run(arguments.toArray(String[]::new));
        assertEquals(0, result.code(), result.err());
    }

    /** As a run leaves it that was killed after any of its bytes, the last one counted. */
    private static void stopAnywhere(Path output, Random random) throws IOException {
        byte[] all = Files.readAllBytes(output);
        Files.write(AnnotationFile.unfinished(output), Arrays.copyOf(all, random.nextInt(all.length + 1)));
        Files.delete(output);
    }

    private static void requireThatOfASession(List<String> documents, List<Row> rows, int context) {
        int next = 0;
        try (Blt blt = TestModels.open(MODEL)) {
            for (int document = 0; document < documents.size(); document++) {
                byte[] text = documents.get(document).getBytes(UTF_8);
                int at = 0;
                while (at < text.length) {
                    Row row = rows.get(next++);
                    assertEquals(document, row.document);
                    assertEquals(at, row.offset);
                    at += row.bytes;
                    requireThatOfASession(blt, Arrays.copyOf(text, at), row, context);
                }
                assertEquals(text.length, at);
            }
        }
        assertEquals(rows.size(), next);
    }

    private static void requireThatOfASession(Blt blt, byte[] until, Row row, int context) {
        byte[] read = Arrays.copyOfRange(until, Math.max(0, row.offset - context), until.length);
        int first = read.length - row.bytes;
        SessionOptions options = SessionOptions.ofCapacity(read.length)
                .withPatching(new PatcherConfig(new PatcherConfig.Threshold(5.5)));
        try (Session session = Session.open(blt, options)) {
            session.append(read);
            assertArrayEquals(Arrays.copyOfRange(session.entropies(), first, read.length), row.entropies, TOLERANCE);
            BytePatches patches = session.patches().inBytes();
            assertEquals(patches.beginsAt(first), row.begins);
            List<Integer> lengths = new ArrayList<>();
            for (int patch = patches.of(first); patch < patches.first() + patches.count(); patch++) {
                lengths.add(patches.end(patch) - Math.max(first, patches.begin(patch)));
            }
            assertEquals(lengths, Arrays.stream(row.lengths).boxed().toList());
        }
    }

    private static List<Row> rows(AnnotationFormat format, Path path) throws IOException {
        return switch (format) {
            case JSONL -> jsonRows(path);
            case CSV -> csvRows(path);
            case ARROW -> arrowRows(path);
            case PARQUET -> parquetRows(path);
        };
    }

    private static List<Row> jsonRows(Path path) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            JsonNode row = JSON.readTree(line);
            rows.add(Row.of(row::get));
        }
        return rows;
    }

    private static List<Row> csvRows(Path path) throws IOException {
        List<Row> rows = new ArrayList<>();
        CSVFormat form = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(path)) {
            for (CSVRecord row : form.parse(reader)) {
                rows.add(Row.of(row::get));
            }
        }
        return rows;
    }

    private static List<Row> arrowRows(Path path) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (RootAllocator memory = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(Files.newByteChannel(path), memory)) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int i = 0; i < batch.getRowCount(); i++) {
                    int at = i;
                    rows.add(Row.of(name -> batch.getVector(name).getObject(at)));
                }
            }
        }
        return rows;
    }

    private static List<Row> parquetRows(Path path) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (ParquetFileReader file = ParquetFileReader.open(InputFile.of(path));
                RowReader row = file.rowReader()) {
            while (row.hasNext()) {
                row.next();
                rows.add(Row.of(name -> LISTS.contains(name) ? list(row, name) : row.getValue(name)));
            }
        }
        return rows;
    }

    private static List<Object> list(RowReader row, String name) {
        List<Object> values = new ArrayList<>();
        row.getList(name).values().forEach(values::add);
        return values;
    }
}
