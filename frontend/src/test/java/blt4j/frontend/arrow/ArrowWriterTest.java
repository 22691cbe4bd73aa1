package blt4j.frontend.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read back by Arrow's own reader. */
class ArrowWriterTest {
    private static final List<ArrowField> FIELDS = List.of(
            ArrowField.of("name", ArrowType.STRING),
            new ArrowField("note", ArrowType.STRING, true),
            new ArrowField("count", ArrowType.INT64, true),
            new ArrowField("share", ArrowType.FLOAT64, true),
            new ArrowField("begins", ArrowType.BOOL, true),
            ArrowField.of("small", ArrowType.INT32),
            ArrowField.of("lengths", ArrowType.INT32_LIST),
            ArrowField.of("entropies", ArrowType.FLOAT32_LIST));

    @TempDir
    Path folder;

    private static List<Object> row(int i) {
        boolean there = i % 3 != 1;
        return Arrays.asList(
                "grün " + i,
                there ? "n" + i : null,
                there ? 10_000_000_000L + i : null,
                there ? i / 8.0 : null,
                there ? i % 2 == 0 : null,
                i,
                new int[i % 4],
                new float[] {i, 0.5F});
    }

    /** What a reader makes of a row. */
    private static List<String> expected(int i) {
        List<String> values = new ArrayList<>();
        row(i).forEach(value -> values.add(
                switch (value) {
                    case null -> "null";
                    case int[] list -> Arrays.toString(list).replace(" ", "");
                    case float[] list -> Arrays.toString(list).replace(" ", "");
                    default -> value.toString();
                }));
        return values;
    }

    private List<List<String>> read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("table.arrow"), bytes);
        List<List<String>> rows = new ArrayList<>();
        try (RootAllocator memory = new RootAllocator();
                var channel = Files.newByteChannel(file);
                ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int i = 0; i < root.getRowCount(); i++) {
                    List<String> row = new ArrayList<>();
                    for (FieldVector column : root.getFieldVectors()) {
                        row.add(String.valueOf(column.getObject(i)));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    @Test
    void aTableOfSeveralBatchesIsReadBack() throws IOException {
        int count = 20_000; // of some eighty bytes each
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowWriter writer = ArrowWriter.begin(FIELDS, out);
        for (int i = 0; i < count; i++) {
            writer.add(row(i));
        }
        writer.finish();
        List<List<String>> rows = read(out.toByteArray());
        assertEquals(count, rows.size());
        for (int i = 0; i < count; i++) {
            assertEquals(expected(i), rows.get(i));
        }
    }

    @Test
    void aTableWithoutRowsHasItsColumns() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowWriter.begin(FIELDS, out).finish();
        assertEquals(List.of(), read(out.toByteArray()));
        try (RootAllocator memory = new RootAllocator();
                var channel = Files.newByteChannel(folder.resolve("table.arrow"));
                ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
            assertEquals(
                    FIELDS.stream().map(ArrowField::name).toList(),
                    reader.getVectorSchemaRoot().getSchema().getFields().stream()
                            .map(f -> f.getName())
                            .toList());
        }
    }

    @Test
    void whereAValueIsDueNoneMayBeMissing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowWriter writer = ArrowWriter.begin(FIELDS.subList(0, 1), out);
        var missing = assertThrows(IllegalArgumentException.class, () -> writer.add(Arrays.asList((Object) null)));
        assertTrue(String.valueOf(missing.getMessage()).contains("name"), missing.getMessage());
    }
}
