package blt4j.cli.annotate;

import blt4j.analysis.Annotator.Annotation;
import blt4j.frontend.arrow.ArrowBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * The values of a column of Parquet that are not written yet: a value a row, which may be missing, or a list of numbers.
 * They are encoded plainly; what is missing, and where lists begin, is told by levels in runs (parquet.apache.org/docs).
 */
final class ParquetColumn {
    private final String name;
    private final Type type;
    private final Form form;
    private final ArrowBuffer values = new ArrowBuffer();
    private final ArrowBuffer repetitions = new ArrowBuffer();
    private final ArrowBuffer definitions = new ArrowBuffer();
    private int count;
    private int bits;

    /** What stands in a row. */
    private enum Form {
        VALUE,
        OPTIONAL,
        LIST
    }

    private ParquetColumn(String name, Type type, Form form) {
        this.name = name;
        this.type = type;
        this.form = form;
    }

    /** The columns of annotations, and after them what goes along from the input. */
    static List<ParquetColumn> of(List<KeptColumn> kept) {
        List<ParquetColumn> columns = new ArrayList<>(List.of(
                new ParquetColumn("source", Type.BYTE_ARRAY, Form.VALUE),
                new ParquetColumn("document", Type.INT64, Form.VALUE),
                new ParquetColumn("offset", Type.INT64, Form.VALUE),
                new ParquetColumn("bytes", Type.INT32, Form.VALUE),
                new ParquetColumn("begins_patch", Type.BOOLEAN, Form.VALUE),
                new ParquetColumn("patch_lengths", Type.INT32, Form.LIST),
                new ParquetColumn("entropies", Type.FLOAT, Form.LIST)));
        for (KeptColumn column : kept) {
            Type type = switch (column.type()) {
                case STRING -> Type.BYTE_ARRAY;
                case BIGINT -> Type.INT64;
                case DOUBLE -> Type.DOUBLE;
                case BOOLEAN -> Type.BOOLEAN;
            };
            columns.add(new ParquetColumn(column.as(), type, Form.OPTIONAL));
        }
        return columns;
    }

    /** Adds a row to all columns. */
    static void add(List<ParquetColumn> columns, Piece piece, Annotation annotation) {
        columns.get(0).add(piece.source());
        columns.get(1).add(piece.document());
        columns.get(2).add(piece.offset());
        columns.get(3).add(piece.bytes().length);
        columns.get(4).add(annotation.beginsPatch());
        columns.get(5).add(annotation.patchLengths());
        columns.get(6).add(annotation.entropies());
        for (int i = 7; i < columns.size(); i++) {
            columns.get(i).add(piece.kept().get(i - 7));
        }
    }

    private void add(@Nullable Object value) {
        count++;
        if (form == Form.OPTIONAL) {
            run(definitions, 1, value == null ? 0 : 1);
        }
        if (value == null) {
            return;
        }
        switch (type) {
            case INT32 -> values.more(Integer.BYTES).putInt((Integer) value);
            case INT64 -> values.more(Long.BYTES).putLong((Long) value);
            case DOUBLE -> values.more(Double.BYTES).putDouble((Double) value);
            case BOOLEAN -> addBit((Boolean) value);
            default -> {
                byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
                values.more(Integer.BYTES).putInt(text.length);
                values.more(text.length).put(text);
            }
        }
    }

    private void addBit(boolean bit) {
        if (bits % Byte.SIZE == 0) {
            values.more(1).put((byte) 0);
        }
        values.array()[bits / Byte.SIZE] |= (byte) ((bit ? 1 : 0) << bits % Byte.SIZE);
        bits++;
    }

    private void add(int[] numbers) {
        addList(numbers.length);
        for (int number : numbers) {
            values.more(Integer.BYTES).putInt(number);
        }
    }

    private void add(float[] numbers) {
        addList(numbers.length);
        for (float number : numbers) {
            values.more(Float.BYTES).putFloat(number);
        }
    }

    /** A list begins with repetition 0 and goes on with 1; an empty one is told by a definition of 0. */
    private void addList(int length) {
        count += Math.max(1, length);
        run(repetitions, 1, 0);
        if (length > 1) {
            run(repetitions, length - 1, 1);
        }
        run(definitions, Math.max(1, length), length == 0 ? 0 : 1);
    }

    /** A run of one level: how long it is, doubled, in digits of seven bits, and the level. */
    private static void run(ArrowBuffer levels, int length, int level) {
        long rest = (long) length << 1;
        for (; rest > 0x7F; rest >>>= 7) {
            levels.more(1).put((byte) ((rest & 0x7F) | 0x80));
        }
        levels.more(1).put((byte) rest);
        levels.more(1).put((byte) level);
    }

    /** The column as the schema tells it: an element, and of a list its two inner ones. */
    List<SchemaElement> schema() {
        if (form != Form.LIST) {
            SchemaElement element = new SchemaElement(name)
                    .setType(type)
                    .setRepetition_type(
                            form == Form.VALUE ? FieldRepetitionType.REQUIRED : FieldRepetitionType.OPTIONAL);
            return List.of(type == Type.BYTE_ARRAY ? text(element) : element);
        }
        return List.of(
                group(name, FieldRepetitionType.REQUIRED)
                        .setLogicalType(LogicalTypes.LIST)
                        .setConverted_type(ConvertedType.LIST),
                group("list", FieldRepetitionType.REPEATED),
                new SchemaElement("element").setType(type).setRepetition_type(FieldRepetitionType.REQUIRED));
    }

    private static SchemaElement text(SchemaElement element) {
        return element.setLogicalType(LogicalTypes.UTF8).setConverted_type(ConvertedType.UTF8);
    }

    private static SchemaElement group(String name, FieldRepetitionType repetition) {
        return new SchemaElement(name).setRepetition_type(repetition).setNum_children(1);
    }

    /** The names that lead to the values. */
    List<String> path() {
        return form == Form.LIST ? List.of(name, "list", "element") : List.of(name);
    }

    Type type() {
        return type;
    }

    /** How many values there are, missing ones and empty lists counted. */
    int count() {
        return count;
    }

    /** How many bytes there are. */
    int size() {
        return values.size() + repetitions.size() + definitions.size();
    }

    /** The values as a page holds them. */
    byte[] page() {
        ArrowBuffer page = new ArrowBuffer();
        for (ArrowBuffer levels : levels()) {
            page.more(Integer.BYTES).putInt(levels.size());
            page.more(levels.size()).put(levels.array(), 0, levels.size());
        }
        page.more(values.size()).put(values.array(), 0, values.size());
        return Arrays.copyOf(page.array(), page.size());
    }

    private List<ArrowBuffer> levels() {
        return switch (form) {
            case VALUE -> List.of();
            case OPTIONAL -> List.of(definitions);
            case LIST -> List.of(repetitions, definitions);
        };
    }

    /** Begins anew. */
    void clear() {
        List.of(values, repetitions, definitions).forEach(ArrowBuffer::clear);
        count = 0;
        bits = 0;
    }
}
