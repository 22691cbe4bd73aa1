package blt4j.cli.annotate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.Annotator.Annotation;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnnotationFileTest {
    @TempDir
    private Path folder = Path.of("");

    /** A piece of so many bytes, and an annotation that differs from that of any other. */
    private static Piece piece(int number, int bytes) {
        return new Piece(
                number % 2 == 0 ? "grün,\"é\".txt" : "b.txt", number / 3, number % 3, new byte[0], new byte[bytes]);
    }

    private static Annotation annotation(Piece piece, int number) {
        float[] entropies = new float[piece.bytes().length];
        for (int i = 0; i < entropies.length; i++) {
            entropies[i] = (number * 31 + i) % 977 / 128F;
        }
        int half = entropies.length / 2;
        return new Annotation(entropies, new int[] {half, entropies.length - half}, number % 3 != 1);
    }

    private static void write(AnnotationFile file, List<Piece> pieces) throws IOException {
        for (int i = 0; i < pieces.size(); i++) {
            if (!file.holds(pieces.get(i))) {
                file.write(pieces.get(i), annotation(pieces.get(i), i));
            }
        }
        file.complete();
    }

    private static List<Piece> pieces(int count, int bytes) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pieces.add(piece(i, bytes));
        }
        return pieces;
    }

    private byte[] written(AnnotationFormat format, List<Piece> pieces, Path path, boolean resume) throws IOException {
        try (AnnotationFile file =
                AnnotationFile.open(Optional.of(path), resume, format.form(), new ByteArrayOutputStream())) {
            write(file, pieces);
        }
        return Files.readAllBytes(path);
    }

    private static List<List<Object>> rows(Path path) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        try (RootAllocator memory = new RootAllocator();
                var channel = Files.newByteChannel(path);
                ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int row = 0; row < batch.getRowCount(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (FieldVector column : batch.getFieldVectors()) {
                        values.add(column.getObject(row).toString());
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    private static List<Object> row(Piece piece, int number) {
        Annotation annotation = annotation(piece, number);
        String numbers = Arrays.toString(annotation.entropies()).replace(", ", ",");
        return List.of(
                piece.source(),
                Long.toString(piece.document()),
                Long.toString(piece.offset()),
                Integer.toString(piece.bytes().length),
                Boolean.toString(annotation.beginsPatch()),
                Arrays.toString(annotation.patchLengths()).replace(", ", ","),
                numbers);
    }

    @Test
    void anArrowFileHoldsInItsBatchesWhatWasWritten() throws IOException {
        Path path = folder.resolve("a.arrow");
        List<Piece> pieces = pieces(21, 40_000);
        written(AnnotationFormat.ARROW, pieces, path, false);
        List<List<Object>> rows = rows(path);
        assertEquals(21, rows.size());
        for (int i = 0; i < 21; i++) {
            assertEquals(row(pieces.get(i), i), rows.get(i));
        }
        try (RootAllocator memory = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(Files.newByteChannel(path), memory)) {
            assertEquals(3, reader.getRecordBlocks().size());
            assertEquals(
                    "Schema<source: Utf8 not null, document: Int(64, true) not null, offset: Int(64, true) not null, bytes:"
                            + " Int(32, true) not null, begins_patch: Bool not null, patch_lengths: List<item: Int(32,"
                            + " true) not null> not null, entropies: List<item: FloatingPoint(SINGLE) not null> not"
                            + " null>",
                    reader.getVectorSchemaRoot().getSchema().toString());
        }
    }

    /** As another reader finds them. */
    private static List<List<Object>> parquetRows(Path path) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        try (ParquetFileReader file = ParquetFileReader.open(InputFile.of(path));
                RowReader row = file.rowReader()) {
            while (row.hasNext()) {
                row.next();
                List<Object> values = new ArrayList<>();
                for (String name : List.of("source", "document", "offset", "bytes", "begins_patch")) {
                    values.add(row.getValue(name).toString());
                }
                for (String name : List.of("patch_lengths", "entropies")) {
                    List<Object> numbers = new ArrayList<>();
                    row.getList(name).values().forEach(numbers::add);
                    values.add(numbers.toString().replace(", ", ","));
                }
                rows.add(values);
            }
        }
        return rows;
    }

    @Test
    void aParquetFileHoldsInItsGroupsWhatWasWritten() throws IOException {
        Path path = folder.resolve("a.parquet");
        List<Piece> pieces = pieces(8, 330_000);
        written(AnnotationFormat.PARQUET, pieces, path, false);
        List<List<Object>> rows = parquetRows(path);
        assertEquals(8, rows.size());
        for (int i = 0; i < 8; i++) {
            assertEquals(row(pieces.get(i), i), rows.get(i));
        }
        try (ParquetFileReader file = ParquetFileReader.open(InputFile.of(path))) {
            assertEquals(2, file.getFileMetaData().rowGroups().size());
        }
        written(AnnotationFormat.PARQUET, List.of(), path, false);
        assertEquals(List.of(), parquetRows(path));
    }

    @Test
    void anArrowFileOfNothingIsOneToo() throws IOException {
        Path path = folder.resolve("empty.arrow");
        written(AnnotationFormat.ARROW, List.of(), path, false);
        assertEquals(List.of(), rows(path));
        List<Piece> pieces = pieces(2, 7);
        written(AnnotationFormat.ARROW, pieces, path, true);
        assertEquals(row(pieces.get(1), 1), rows(path).get(1));
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatWasCutAnywhereIsContinued(AnnotationFormat format) throws IOException {
        // Where there are batches large enough for three, so that a cut falls into each part of the file.
        List<Piece> pieces = switch (format) {
            case ARROW -> pieces(9, 90_000);
            case PARQUET -> pieces(9, 330_000);
            case JSONL, CSV -> pieces(9, 40);
        };
        byte[] all = written(format, pieces, folder.resolve("all"), false);
        TreeSet<Integer> cuts = new TreeSet<>(List.of(0, 1, all.length / 3, all.length - 1, all.length));
        for (int cut = 0; cut < all.length; cut += all.length / 40) {
            cuts.add(cut);
        }
        for (int near = 0; near < 1200; near += 37) {
            cuts.add(near);
            cuts.add(all.length - near);
        }
        Path path = folder.resolve("cut");
        for (int cut : cuts) {
            Files.write(path, Arrays.copyOf(all, cut));
            assertArrayEquals(all, written(format, pieces, path, true), "cut after " + cut + " of " + all.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatWasInterruptedLeavesAWholeFile(AnnotationFormat format) throws IOException {
        List<Piece> pieces = pieces(5, 10);
        Path path = folder.resolve("five");
        byte[] begun = written(format, pieces.subList(0, 2), path, false);
        assertTrue(begun.length > 0);
        written(format, pieces, path, true);
        if (format == AnnotationFormat.ARROW) {
            assertEquals(5, rows(path).size());
        } else if (format == AnnotationFormat.PARQUET) {
            assertEquals(5, parquetRows(path).size());
        } else {
            assertArrayEquals(written(format, pieces, folder.resolve("other"), false), Files.readAllBytes(path));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAFileAboutSomethingElse(AnnotationFormat format) throws IOException {
        Path path = folder.resolve("else");
        written(format, pieces(3, 10), path, false);
        assertThrows(BltException.class, () -> written(format, pieces(3, 11), path, true));
        assertThrows(BltException.class, () -> written(format, pieces(2, 10), path, true));
        Files.writeString(path, "not what was written\nat all\n");
        assertThrows(BltException.class, () -> written(format, pieces(3, 10), path, true));
        assertFalse(Files.readString(path).isEmpty());
    }

    @Test
    void theNameTellsTheFormat() {
        assertEquals(AnnotationFormat.ARROW, AnnotationFormat.of(Optional.of(Path.of("x.feather"))));
        assertEquals(AnnotationFormat.ARROW, AnnotationFormat.of(Optional.of(Path.of("x.y.arrow"))));
        assertEquals(AnnotationFormat.CSV, AnnotationFormat.of(Optional.of(Path.of("x.csv"))));
        assertEquals(AnnotationFormat.JSONL, AnnotationFormat.of(Optional.of(Path.of("csv"))));
        assertEquals(AnnotationFormat.JSONL, AnnotationFormat.of(Optional.empty()));
    }
}
