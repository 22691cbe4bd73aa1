package blt4j.frontend.arrow;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a column of a record batch, as they are gathered. */
final class ArrowColumn {
    private final ArrowField field;

    /** A bit for each value that is there; empty where none can be missing. */
    private final ArrowBuffer present = new ArrowBuffer();

    /** Where values of many lengths begin, and where the last one ends. */
    private final ArrowBuffer ends = new ArrowBuffer();

    private final ArrowBuffer values = new ArrowBuffer();

    /** No item of a list is missing. */
    private final ArrowBuffer presentItems = new ArrowBuffer();

    private int rows;
    private int nulls;

    ArrowColumn(ArrowField field) {
        this.field = field;
    }

    ArrowField field() {
        return field;
    }

    /**
     * Adds a value.
     *
     * @param value of the column's type; null if it is missing
     */
    void add(@Nullable Object value) {
        if (field.nullable()) {
            addBit(present, rows, value != null);
            nulls += value == null ? 1 : 0;
        } else if (value == null) {
            throw new IllegalArgumentException("The column " + field.name() + " has no value in row " + rows + ".");
        }
        switch (field.type()) {
            case STRING -> {
                byte[] text = value == null ? new byte[0] : value.toString().getBytes(StandardCharsets.UTF_8);
                values.more(text.length).put(text);
                end(1);
            }
            case INT32 -> values.more(Integer.BYTES).putInt(value == null ? 0 : ((Number) value).intValue());
            case INT64 -> values.more(Long.BYTES).putLong(value == null ? 0 : ((Number) value).longValue());
            case FLOAT64 -> values.more(Double.BYTES).putDouble(value == null ? 0 : ((Number) value).doubleValue());
            case BOOL -> addBit(values, rows, value != null && (Boolean) value);
            case INT32_LIST -> {
                for (int item : value == null ? new int[0] : (int[]) value) {
                    values.more(Integer.BYTES).putInt(item);
                }
                end(Integer.BYTES);
            }
            case FLOAT32_LIST -> {
                for (float item : value == null ? new float[0] : (float[]) value) {
                    values.more(Float.BYTES).putFloat(item);
                }
                end(Float.BYTES);
            }
        }
        rows++;
    }

    /** Ends a value. Offsets count items of so many bytes. */
    private void end(int width) {
        if (ends.size() == 0) {
            ends.more(Integer.BYTES).putInt(0);
        }
        ends.more(Integer.BYTES).putInt(values.size() / width);
    }

    private static void addBit(ArrowBuffer bits, int row, boolean bit) {
        if (row % Byte.SIZE == 0) {
            bits.more(1).put((byte) 0);
        }
        bits.array()[row / Byte.SIZE] |= (byte) ((bit ? 1 : 0) << row % Byte.SIZE);
    }

    /** How many values are missing. */
    int nulls() {
        return nulls;
    }

    /** How many items its lists have together. */
    int items() {
        return values.size() / Integer.BYTES;
    }

    /** How many nodes describe it: the items of a list have their own. */
    int nodes() {
        return field.type().list() ? 2 : 1;
    }

    /** Its buffers, in the order in which they are written. */
    List<ArrowBuffer> buffers() {
        return switch (field.type()) {
            case STRING -> List.of(present, ends, values);
            case INT32_LIST, FLOAT32_LIST -> List.of(present, ends, presentItems, values);
            case INT32, INT64, FLOAT64, BOOL -> List.of(present, values);
        };
    }

    long bytes() {
        return (long) present.size() + ends.size() + values.size();
    }

    /** Begins anew. */
    void clear() {
        List.of(present, ends, values).forEach(ArrowBuffer::clear);
        rows = 0;
        nulls = 0;
    }
}
