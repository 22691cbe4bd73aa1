package blt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar for {@code spark-submit}, in a home of Spark that has Spark's own jars alone: what executors need beside those
 * must be in it, under names that do not collide. Runs after the jar is made.
 */
@Timeout(600)
class SparkSubmitIT {
    private static final Pattern OURS =
            Pattern.compile("(blt4j|picocli|junit|jline|progressbar|opentest4j|hardwood).*");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theJobRunsFromItsJarOnExecutorsOfTheirOwn() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add("{\"id\": %d, \"text\": \"Ship %d passed the lighthouse.\"}".formatted(i, i));
        }
        lines.add("{\"id\": 20}");
        Path input = Files.write(folder.resolve("corpus.jsonl"), lines);
        Path output = folder.resolve("annotated");
        String said = submit(
                "--master",
                "local-cluster[1,1,1024]",
                "--conf",
                "spark.ui.enabled=false",
                "--class",
                "blt4j.spark.Annotate",
                jar().toString(),
                "--input",
                input.toString(),
                "--keep",
                "id:bigint",
                "--bits-per-byte",
                "--output",
                output.toString());
        int bytes = lines.stream().limit(20).mapToInt(SparkSubmitIT::textLength).sum();
        assertTrue(said.contains("20 documents, " + bytes + " bytes"), said);
        assertTrue(said.contains("1 records failed"), said);
        try (Stream<Path> files = Files.walk(output)) {
            assertTrue(files.anyMatch(f -> f.toString().matches(".*outcome=annotated/part-.*\\.parquet")));
        }
    }

    private static int textLength(String line) {
        return line.length() - line.indexOf("Ship") - "\"}".length();
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(f -> f.getFileName().toString().matches("blt4j-spark-.*-all\\.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    /** What {@code bin/spark-submit} does: Spark's launcher says with which command, and that is run. */
    private String submit(String... arguments) throws IOException, InterruptedException {
        Path home = Path.of("target", "spark-submit").toAbsolutePath();
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry).getFileName();
            if (entry.endsWith(".jar") && !OURS.matcher(jar.toString()).matches()) {
                Files.deleteIfExists(jars.resolve(jar));
                Files.createSymbolicLink(jars.resolve(jar), Path.of(entry));
            }
        }
        List<String> launcher = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jars + "/*",
                "org.apache.spark.launcher.Main",
                "org.apache.spark.deploy.SparkSubmit"));
        launcher.addAll(Arrays.asList(arguments));
        // The launcher ends each word with a zero byte.
        List<String> command = Stream.of(run(home, "launcher", launcher).split("\0", -1))
                .map(String::strip)
                .filter(w -> !w.isEmpty())
                .toList();
        return run(home, "submit", command);
    }

    private String run(Path home, String name, List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int code = builder.start().waitFor();
        assertEquals(0, code, () -> tail(err) + tail(out));
        return Files.readString(out);
    }

    private static String tail(Path file) {
        try {
            String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return all.substring(Math.max(0, all.length() - 4000));
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
