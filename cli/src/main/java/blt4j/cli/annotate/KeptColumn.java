package blt4j.cli.annotate;

import blt4j.BltException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column that goes along from the input to the output.
 *
 * @param name in the input, with dots where it lies within another
 * @param type of its values
 * @param declared whether the type was said, so that values of others are refused
 */
record KeptColumn(String name, Type type, boolean declared) {
    /** What annotations have themselves. */
    private static final List<String> OURS =
            List.of("source", "document", "offset", "bytes", "begins_patch", "patch_lengths", "entropies");

    /** The types, by the names that SQL has for them. */
    enum Type {
        /** Characters. */
        STRING,
        /** Whole numbers of 64 bits. */
        BIGINT,
        /** Numbers of 64 bits. */
        DOUBLE,
        /** True or false. */
        BOOLEAN
    }

    /** What JSON says and no column's type can hold: a number as it was written, a list, an object. */
    record Raw(String json) {
        @Override
        public String toString() {
            return json;
        }
    }

    /** A value is not of its column's type; the message says what it is. */
    static final class MismatchException extends Exception {
        private static final long serialVersionUID = 1L;

        MismatchException(String message) {
            super(message);
        }
    }

    /**
     * Columns by their names, each with or without a type: {@code id:bigint}.
     *
     * @throws BltException if two have one name, or one has the name of a column of annotations
     */
    static List<KeptColumn> parse(List<String> names) {
        Set<String> taken = new HashSet<>(OURS);
        List<KeptColumn> columns = new ArrayList<>();
        for (String name : names) {
            String[] parts = name.strip().split(":", 2);
            KeptColumn column = parts.length == 1
                    ? new KeptColumn(parts[0], Type.STRING, false)
                    : new KeptColumn(parts[0].strip(), type(parts[1].strip()), true);
            if (column.name().isEmpty() || !taken.add(column.as())) {
                throw new BltException("The column '" + column.name() + "' cannot be kept: the output has a column '"
                        + column.as() + "' already.");
            }
            columns.add(column);
        }
        return List.copyOf(columns);
    }

    private static Type type(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "string" -> Type.STRING;
            case "bigint", "long" -> Type.BIGINT;
            case "double" -> Type.DOUBLE;
            case "boolean" -> Type.BOOLEAN;
            default ->
                throw new BltException(
                        "There is no type '" + name + "' for --keep; there are string, bigint, double and boolean.");
        };
    }

    /** What the output calls it. */
    String as() {
        return name.replace('.', '_');
    }

    /** The same column, of the type that it has in the input, where none was said. */
    KeptColumn found(Type stored) {
        return declared ? this : new KeptColumn(name, stored, false);
    }

    /**
     * A value as the column holds it.
     *
     * @param value a String, Long, Double, Boolean or {@link Raw}
     */
    @Nullable Object of(@Nullable Object value) throws MismatchException {
        if (value == null || (!declared && type == Type.STRING)) {
            return value instanceof String text ? whole(text) : value;
        }
        Object held = switch (type) {
            case STRING -> whole(value.toString());
            case BIGINT -> value instanceof Long ? value : integer(value);
            case DOUBLE -> value instanceof Double ? value : number(value);
            case BOOLEAN -> value instanceof Boolean ? value : null;
        };
        if (held == null) {
            throw new MismatchException("has " + shortened(value) + " in the field '" + name
                    + "', where a value of type " + type.name().toLowerCase(Locale.ROOT) + " should be");
        }
        return held;
    }

    private static @Nullable Object integer(Object value) {
        try {
            return value instanceof Raw raw ? Long.valueOf(raw.json()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Object number(Object value) {
        try {
            return switch (value) {
                case Long whole -> whole.doubleValue();
                case Raw raw -> Double.valueOf(raw.json());
                default -> null;
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String shortened(Object value) {
        String text = value.toString();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /** Without halves of surrogate pairs, which no output could hold. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
