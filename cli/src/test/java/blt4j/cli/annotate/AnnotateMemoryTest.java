package blt4j.cli.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.Cli;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams through JVMs with less heap than the text takes, or what is said of it: nothing is kept that was written. */
@Timeout(120)
class AnnotateMemoryTest {
    private static final byte[] LINE =
            "The lighthouse keeper had counted the ships for thirty years.\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder = Path.of("");

    /** Runs the command in a JVM of its own, with a text of repeated lines on its standard input. */
    private void annotate(String heap, int lines, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "blt4j.cli.Main",
                "annotate",
                "--backend",
                "cpu",
                "--threads",
                "2"));
        command.addAll(Arrays.asList(arguments));
        Path messages = folder.resolve("messages");
        Process process = new ProcessBuilder(command)
                .redirectError(messages.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] block = new String(LINE, StandardCharsets.US_ASCII).repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream in = process.getOutputStream()) {
            for (int i = 0; i < lines; i += 100) {
                in.write(block);
            }
        } catch (IOException e) {
            // The command has ended; its messages say why.
            assertTrue(process.waitFor(10, TimeUnit.SECONDS), e.toString());
        }
        assertEquals(0, process.waitFor(), () -> message(messages));
    }

    private static String message(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A model that needs no time: without an entropy model. */
    private Path withoutEntropyModel() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> files = Files.list(Path.of(Cli.model("meta-tiny")))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        return model;
    }

    @Test
    void aTextMayBeManyTimesLargerThanTheHeap() throws IOException, InterruptedException {
        Path output = folder.resolve("out.arrow");
        int lines = 2_000_000;
        String model = withoutEntropyModel().toString();
        annotate("-Xmx16m", lines, "--model", model, "--mode", "space", "--segment", "8192", "-o", output.toString());
        long bytes = 0;
        try (RootAllocator memory = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(Files.newByteChannel(output), memory)) {
            while (reader.loadNextBatch()) {
                IntVector lengths = (IntVector) reader.getVectorSchemaRoot().getVector("bytes");
                for (int row = 0; row < lengths.getValueCount(); row++) {
                    bytes += lengths.get(row);
                }
            }
        }
        assertEquals((long) lines * LINE.length, bytes);
    }

    @Test
    void whatIsSaidOfManyDocumentsMayBeLargerThanTheHeap() throws IOException, InterruptedException {
        Path output = folder.resolve("out.jsonl");
        int lines = 30_000;
        annotate(
                "-Xmx12m",
                lines,
                "--model",
                Cli.model("hf-tiny"),
                "--documents",
                "line",
                "--segment",
                "64",
                "--context",
                "0",
                "-o",
                output.toString());
        assertTrue(Files.size(output) > 12 << 20, "the output is " + Files.size(output) + " bytes");
        try (Stream<String> records = Files.lines(output)) {
            assertEquals(lines, records.count());
        }
    }
}
