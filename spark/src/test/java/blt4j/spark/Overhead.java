package blt4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures {@code blt annotate}, the job in one JVM and the job in two on the same texts, one after the other, each in
 * processes of its own: seconds from the start of the command to its end, those of processors, which another's work on the
 * machine changes little, and the most memory that its processes had
 * together. Not a test: {@code java -cp … blt4j.spark.Overhead MODEL TEXT MEGABYTES DOCUMENT_BYTES}.
 */
public final class Overhead {
    private final Path folder;
    private final Path model;
    private final int document;

    private Overhead(Path folder, Path model, int document) {
        this.folder = folder;
        this.model = model;
        this.document = document;
    }

    /** Measures with a model, on so many megabytes of documents of so many bytes, cut from a text. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("blt4j-overhead");
        Overhead overhead = new Overhead(folder, Path.of(args[0]).toAbsolutePath(), Integer.parseInt(args[3]));
        int megabytes = Integer.parseInt(args[2]);
        Path corpus = overhead.corpus(Files.readAllBytes(Path.of(args[1])), megabytes);
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        for (String what : List.of("annotate", "local[2]", "local-cluster[2,1,1024]", "annotate")) {
            overhead.measure(what, corpus);
        }
    }

    /** Documents of a line each, in files of four megabytes. */
    private Path corpus(byte[] text, int megabytes) throws IOException {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        byte[] clean = text.clone();
        for (int i = 0; i < clean.length; i++) {
            clean[i] = clean[i] == '\n' ? (byte) ' ' : clean[i];
        }
        int at = 0;
        for (int file = 0; file < megabytes / 4; file++) {
            byte[] lines = new byte[4_000_000];
            for (int i = 0; i < lines.length; i++) {
                lines[i] = i % document == document - 1 ? (byte) '\n' : clean[at++ % clean.length];
            }
            Files.write(corpus.resolve("part-%03d.txt".formatted(file)), lines);
        }
        return corpus;
    }

    private void measure(String what, Path corpus) throws IOException, InterruptedException {
        Path output = Files.createTempDirectory(folder, "out");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (what.equals("annotate")) {
            command.addAll(List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "blt4j.cli.Main", "annotate"));
            command.addAll(List.of("--documents", "line", "--backend", "cpu", "-o", output + "/o.parquet"));
            try (Stream<Path> files = Files.list(corpus)) {
                files.sorted().forEach(f -> command.add(f.toString()));
            }
        } else {
            command.addAll(Arrays.asList(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()
                    .split(" ")));
            command.addAll(List.of("-Xmx1g", "-Dspark.master=" + what, "-Dspark.ui.enabled=false"));
            command.addAll(List.of("-Dspark.driver.host=127.0.0.1", "-Dspark.driver.bindAddress=127.0.0.1"));
            command.add("-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "blt4j.spark.Annotate"));
            command.addAll(List.of("--format", "lines", "--input", corpus.toString(), "--output", output + "/o"));
        }
        command.addAll(List.of("--model", model.toString()));
        run(what, command, size(corpus), output);
    }

    private void run(String what, List<String> command, long bytes, Path output)
            throws IOException, InterruptedException {
        Path messages = folder.resolve("messages");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        Map<Long, Long> peaks = new HashMap<>();
        Map<Long, Duration> spent = new HashMap<>();
        while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
            Stream.concat(Stream.of(process.toHandle()), process.descendants()).forEach(p -> {
                peaks.put(p.pid(), Math.max(peak(p.pid()), peaks.getOrDefault(p.pid(), 0L)));
                p.info().totalCpuDuration().ifPresent(d -> spent.put(p.pid(), d));
            });
        }
        double core = spent.values().stream().mapToLong(Duration::toMillis).sum() / 1e3;
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%-24s exit %d, %,d bytes in %.1f s: %,.0f bytes/s; %.1f s of processors, %,.0f bytes/s of one; peak memory of its processes %s MB; output %,d bytes%n",
                what,
                process.exitValue(),
                bytes,
                seconds,
                bytes / seconds,
                core,
                bytes / core,
                peaks.values().stream().map(k -> k / 1000).toList(),
                size(output));
        try (Stream<String> lines = Files.lines(messages)) {
            lines.filter(l -> l.contains("a thread")).forEach(System.out::println);
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    /** In kB; 0 where the process is gone. */
    private static long peak(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(l -> l.startsWith("VmHWM:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
