package blt4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;

/** What {@code blt annotate} says of files, in a JVM of its own; the pieces of a document joined. */
final class CommandLineAnnotations {
    /** Of a document. */
    record Document(List<Integer> patchLengths, List<Float> entropies) {}

    private CommandLineAnnotations() {}

    /** By source and number of the document. */
    static Map<String, Document> of(Path folder, List<Path> files, String... options)
            throws IOException, InterruptedException {
        Path output = folder.resolve("annotate.arrow");
        write(output, files, options);
        return read(output);
    }

    /** Runs the command. */
    static void write(Path output, List<Path> files, String... options) throws IOException, InterruptedException {
        Path messages = output.resolveSibling("annotate.messages");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dblt4j.kernels=vector",
                "-cp",
                System.getProperty("java.class.path"),
                "blt4j.cli.Main",
                "annotate",
                "--backend",
                "cpu",
                "-o",
                output.toString()));
        command.addAll(Arrays.asList(options));
        files.forEach(f -> command.add(f.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        int code = process.waitFor();
        assertEquals(0, code, Files.readString(messages));
    }

    private static Map<String, Document> read(Path output) throws IOException {
        Map<String, Document> documents = new LinkedHashMap<>();
        try (RootAllocator memory = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(Files.newByteChannel(output), memory)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int row = 0; row < root.getRowCount(); row++) {
                    add(documents, root, row);
                }
            }
        }
        return documents;
    }

    private static void add(Map<String, Document> documents, VectorSchemaRoot root, int row) {
        String name = ((VarCharVector) root.getVector("source")).getObject(row) + "#" + number(root, "document", row);
        Document document = documents.computeIfAbsent(name, n -> new Document(new ArrayList<>(), new ArrayList<>()));
        List<Integer> lengths = new ArrayList<>();
        ((ListVector) root.getVector("patch_lengths")).getObject(row).forEach(n -> lengths.add((Integer) n));
        List<Integer> before = document.patchLengths();
        boolean begins = ((BitVector) root.getVector("begins_patch")).get(row) == 1;
        if (!begins && !before.isEmpty()) {
            before.set(before.size() - 1, before.getLast() + lengths.removeFirst());
        }
        before.addAll(lengths);
        ((ListVector) root.getVector("entropies"))
                .getObject(row)
                .forEach(e -> document.entropies().add((Float) e));
    }

    private static long number(VectorSchemaRoot root, String column, int row) {
        return switch (root.getVector(column)) {
            case IntVector v -> v.get(row);
            case BigIntVector v -> v.get(row);
            default -> throw new AssertionError(column);
        };
    }
}
