package blt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.predict.BitsPerByte;
import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.spark.CommandLineAnnotations.Document;
import blt4j.vocabulary.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job and the functions on a cluster of two executors, each a JVM of its own. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnnotateClusterTest {
    private static final Path MODEL = TestModels.folder("hf-tiny");
    private static final List<String> PIECES = List.of("--segment", "4096", "--context", "512");

    private Path folder = Path.of("");
    private SparkSession session = Cluster.NONE;
    private List<String> texts = List.of();
    private Map<String, Document> expected = Map.of();

    /** Holds what a field is before there is a cluster. */
    private static final class Cluster {
        @SuppressWarnings("NullAway") // set before any test runs
        static final SparkSession NONE = null;
    }

    @BeforeAll
    void startCluster(@TempDir Path temporary) throws IOException, InterruptedException {
        folder = temporary;
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        session = SparkSession.builder()
                .master("local-cluster[2,1,1024]")
                .appName("AnnotateClusterTest")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.extensions", BltExtensions.class.getName())
                .config(BltFunctions.MODEL, MODEL.toString())
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config("spark.executor.extraJavaOptions", "-Dblt4j.kernels=vector")
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.sql.files.maxPartitionBytes", "8192")
                .getOrCreate();
        texts = texts();
        expected = CommandLineAnnotations.of(
                folder,
                List.of(writeLines("all.jsonl", t -> json(texts.indexOf(t), t))),
                options("--model", MODEL.toString(), "--documents", "jsonl"));
        assertEquals(texts.size(), expected.size());
    }

    @AfterAll
    void stopCluster() {
        session.stop();
    }

    /** Short and long ones, ASCII and not; the longest are read in several pieces. */
    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String sentence =
                    "Ship %d passed the lighthouse; the keeper wrote «été 字 %d» down. ".formatted(i * 37 % 61, i);
            texts.add(sentence.repeat(1 + i * i % 23 + (i % 20 == 7 ? 150 : 0)));
        }
        return texts;
    }

    private static String json(int id, String text) {
        return "{\"id\": " + id + ", \"doc\": {\"body\": \"" + text + "\"}, \"text\": \"" + text + "\"}";
    }

    private Path writeLines(String name, UnaryOperator<String> line) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, texts.stream().map(line).toList());
    }

    private static String[] options(String... more) {
        return Stream.concat(PIECES.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private int annotate(Object input, Path output, String... more) {
        return Annotate.run(Stream.concat(
                        Stream.of(
                                "--input",
                                input.toString(),
                                "--output",
                                output.toString(),
                                "--model",
                                MODEL.toString()),
                        Stream.of(options(more)))
                .toArray(String[]::new));
    }

    /** The annotated rows by their numbers, as the command line would have them. */
    private Map<Integer, Document> annotated(Path output) {
        Map<Integer, Document> found = new TreeMap<>();
        for (Row row : session.read()
                .parquet(output.toString())
                .where("outcome = 'annotated'")
                .select("id", "bytes", "patch_lengths", "entropies")
                .collectAsList()) {
            List<Integer> lengths = row.getList(2);
            assertEquals(row.getInt(1), lengths.stream().mapToInt(n -> n).sum());
            Document before =
                    found.put(Integer.parseInt(row.get(0).toString()), new Document(lengths, row.<Float>getList(3)));
            assertEquals(null, before, "document " + row.get(0) + " is there twice");
        }
        return found;
    }

    private Map<Integer, Document> expectedById() {
        Map<Integer, Document> byId = new TreeMap<>();
        expected.forEach(
                (name, document) -> byId.put(Integer.parseInt(name.substring(name.lastIndexOf('#') + 1)), document));
        return byId;
    }

    private static Document at(Map<Integer, Document> documents, int id) {
        return Objects.requireNonNull(documents.get(id), () -> "there is no document " + id);
    }

    private void assertSame(Map<Integer, Document> found) {
        Map<Integer, Document> wanted = expectedById();
        assertEquals(wanted.keySet(), found.keySet());
        wanted.forEach((id, document) -> {
            assertEquals(document.patchLengths(), at(found, id).patchLengths(), "patches of " + id);
            assertEquals(document.entropies(), at(found, id).entropies(), "entropies of " + id);
        });
    }

    @Test
    void parquetIsAnnotatedAsTheCommandLineDoesThoughAnExecutorIsKilled() throws IOException, InterruptedException {
        Path input = folder.resolve("parquet");
        session.read()
                .json(folder.resolve("all.jsonl").toString())
                .repartition(4)
                .write()
                .parquet(input.toString());
        AtomicBoolean killed = new AtomicBoolean();
        AtomicBoolean removed = new AtomicBoolean();
        SparkListener killer = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (!killed.getAndSet(true)) {
                    killAnExecutor();
                }
            }

            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved gone) {
                removed.set(true);
            }
        };
        session.sparkContext().addSparkListener(killer);
        Path output = folder.resolve("parquet-out");
        assertEquals(0, annotate(input, output, "--format", "parquet", "--keep", "id", "--partitions", "12"));
        session.sparkContext().removeSparkListener(killer);
        assertTrue(removed.get(), "no executor was lost, so this shows nothing");
        assertSame(annotated(output));
        theCommandLineReadsAndWritesTheSameParquet(input);
    }

    /** What Spark wrote is read by the command line, and what that writes by Spark. */
    private void theCommandLineReadsAndWritesTheSameParquet(Path input) throws IOException, InterruptedException {
        Path output = folder.resolve("annotate.parquet");
        CommandLineAnnotations.write(
                output, List.of(input), options("--model", MODEL.toString(), "--field", "doc.body", "--keep", "id"));
        Map<Integer, Document> wanted = expectedById();
        List<Row> rows = session.read()
                .parquet(output.toString())
                .where("offset = 0 and bytes < 4096")
                .select("id", "patch_lengths", "entropies")
                .collectAsList();
        assertTrue(rows.size() > 50, "only " + rows.size() + " rows");
        for (Row row : rows) {
            Document document = at(wanted, (int) row.getLong(0));
            assertEquals(document.patchLengths(), row.<Integer>getList(1));
            assertEquals(document.entropies(), row.<Float>getList(2));
        }
    }

    /** One of the two, as a machine that loses its power would end it. */
    private static void killAnExecutor() {
        ProcessHandle victim = ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend")
                        || p.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
        assertTrue(victim.destroyForcibly());
    }

    @Test
    void jsonLinesAreAnnotatedAndBadRecordsGoAside() throws IOException {
        writeLines("json/part.jsonl", t -> json(texts.indexOf(t), t));
        Files.write(
                folder.resolve("json/bad.jsonl"),
                List.of("{\"id\": 1000, \"doc\": {", "{\"id\": 1001, \"doc\": {\"title\": \"no body\"}}"));
        Path output = folder.resolve("json-out");
        String[] more = {"--format", "jsonl", "--field", "doc.body", "--keep", "id:bigint"};
        assertEquals(0, annotate(folder.resolve("json"), output, more));
        assertSame(annotated(output));
        List<Row> failed = session.read()
                .parquet(output.toString())
                .where("outcome = 'failed'")
                .select("id", "problem", "record")
                .orderBy("id")
                .collectAsList();
        assertEquals(2, failed.size());
        assertTrue(failed.getFirst().getString(1).contains("no JSON"), failed.toString());
        assertTrue(failed.getFirst().getString(2).contains("1000"), failed.toString());
        assertTrue(failed.getLast().getString(1).contains("'doc.body'"), failed.toString());
        goesOnWhereItEnded(output, more);
    }

    /** The same job again takes only what was added since; another has no business there. */
    private void goesOnWhereItEnded(Path output, String... more) throws IOException {
        Files.writeString(folder.resolve("json/added.jsonl"), json(2000, "added later") + "\n");
        List<Path> before = parquetFiles(output);
        assertEquals(0, annotate(folder.resolve("json"), output, more));
        List<Path> after = parquetFiles(output);
        assertTrue(after.containsAll(before));
        assertEquals(texts.size() + 1, annotated(output).size());
        assertEquals(2, annotate(folder.resolve("json"), output, "--format", "jsonl", "--field", "text"));
        assertEquals(after, parquetFiles(output));
    }

    private static List<Path> parquetFiles(Path output) throws IOException {
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList();
        }
    }

    @Test
    void filesAreAnnotatedWhole() throws IOException {
        Path input = Files.createDirectories(folder.resolve("texts"));
        for (int i = 0; i < texts.size(); i += 7) {
            Files.writeString(input.resolve(i + ".txt"), texts.get(i));
        }
        Path output = folder.resolve("texts-out");
        assertEquals(0, annotate(input + "/*.txt", output));
        List<Row> rows = session.read()
                .parquet(output.toString())
                .select("source", "entropies")
                .collectAsList();
        assertEquals(9, rows.size());
        Map<Integer, Document> wanted = expectedById();
        for (Row row : rows) {
            String name = row.getString(0).substring(row.getString(0).lastIndexOf('/') + 1);
            int id = Integer.parseInt(name.replace(".txt", ""));
            assertEquals(at(wanted, id).entropies(), row.<Float>getList(1), name);
        }
    }

    /** From all distributions of a text, which the functions do without. */
    private static double bitsPerByte(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BitsPerByte sum = new BitsPerByte();
        float[] logits = new float[Vocabulary.SIZE];
        BltOptions options = BltOptions.DEFAULT.withBackend(new BackendOptions("cpu", 1));
        try (Blt blt = Blt.open(MODEL, options);
                Session reading = Session.open(
                        blt, SessionOptions.ofCapacity(bytes.length).withEntropyModelAlone())) {
            reading.append(bytes);
            for (int i = 0; i < bytes.length; i++) {
                reading.entropyModelLogits(i, logits);
                sum.add(logits, Vocabulary.id(bytes[i]));
            }
        }
        return sum.bitsPerByte();
    }

    @Test
    void functionsSayTheSameInSql() {
        session.conf().set(BltFunctions.SEGMENT, "4096");
        session.conf().set(BltFunctions.CONTEXT, "512");
        session.read().json(folder.resolve("all.jsonl").toString()).createOrReplaceTempView("corpus");
        List<Row> rows = session.sql("select id, blt_entropies(text), blt_patches(text), blt_patches(text, 'space'),"
                        + " blt_bytes_per_patch(cast(text as binary), 'static', 4), blt_bits_per_byte(text),"
                        + " blt_annotate(text).bytes, blt_patches(text, 'entropy', 1.5) from corpus where id < 12")
                .collectAsList();
        assertEquals(12, rows.size());
        Map<Integer, Document> wanted = expectedById();
        for (Row row : rows) {
            int id = (int) row.getLong(0);
            assertEquals(at(wanted, id).entropies(), row.<Float>getList(1));
            assertEquals(at(wanted, id).patchLengths(), row.<Integer>getList(2));
            assertNotEquals(at(wanted, id).patchLengths(), row.<Integer>getList(3));
            int bytes = row.getInt(6);
            assertEquals((double) bytes / Math.ceilDiv(bytes, 4), row.getDouble(4), 1e-9);
            if (bytes <= 4096) {
                assertEquals(bitsPerByte(texts.get(id)), row.getDouble(5), 1e-5);
            }
            assertEquals(
                    row.getInt(6),
                    row.<Integer>getList(7).stream().mapToInt(n -> n).sum());
        }
        Row none = session.sql(
                        "select blt_entropies(cast(null as string)), size(blt_patches('')), blt_bits_per_byte('')")
                .first();
        assertTrue(none.isNullAt(0) && none.getInt(1) == 0 && none.isNullAt(2), none.toString());
    }
}
