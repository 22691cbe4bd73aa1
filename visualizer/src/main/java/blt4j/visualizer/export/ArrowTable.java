package blt4j.visualizer.export;

import blt4j.frontend.arrow.ArrowField;
import blt4j.frontend.arrow.ArrowType;
import blt4j.frontend.arrow.ArrowWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table as an Arrow file. A column has the narrowest type that holds all of its values: whole numbers, numbers,
 * booleans, else words. What CSV leaves empty is missing.
 */
final class ArrowTable {
    private ArrowTable() {}

    static void write(Table table, OutputStream out) throws IOException {
        ArrowWriter writer = ArrowWriter.begin(fields(table), out);
        for (List<Object> row : table.rows()) {
            List<@Nullable Object> values = new ArrayList<>();
            row.forEach(value -> values.add(missing(value) ? null : value));
            writer.add(values);
        }
        writer.finish();
    }

    private static List<ArrowField> fields(Table table) {
        @Nullable ArrowType[] types = new @Nullable ArrowType[table.columns().size()];
        for (List<Object> row : table.rows()) {
            for (int i = 0; i < types.length; i++) {
                types[i] = missing(row.get(i)) ? types[i] : both(types[i], type(row.get(i)));
            }
        }
        List<ArrowField> fields = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            ArrowType type = types[i];
            fields.add(new ArrowField(table.columns().get(i), type == null ? ArrowType.STRING : type, true));
        }
        return fields;
    }

    private static boolean missing(Object value) {
        return value.equals("");
    }

    private static ArrowType type(Object value) {
        return switch (value) {
            case Integer i -> ArrowType.INT64;
            case Long l -> ArrowType.INT64;
            case Number n -> ArrowType.FLOAT64;
            case Boolean b -> ArrowType.BOOL;
            default -> ArrowType.STRING;
        };
    }

    /** The type that holds values of both. */
    private static ArrowType both(@Nullable ArrowType one, ArrowType other) {
        if (one == null || one == other) {
            return other;
        }
        boolean numbers = Arrays.asList(ArrowType.INT64, ArrowType.FLOAT64).containsAll(List.of(one, other));
        return numbers ? ArrowType.FLOAT64 : ArrowType.STRING;
    }
}
