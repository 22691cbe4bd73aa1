package blt4j.cli.annotate;

import blt4j.BltException;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.StructAccessor;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Parquet file, of which each row holds a document in a column. */
final class ParquetDocuments implements DocumentReader {
    /** Which instructions it decodes with is nobody's business. The logger is held, or its level would be forgotten. */
    private static final Logger LOGGER = Logger.getLogger("dev.hardwood");

    static {
        LOGGER.setLevel(Level.WARNING);
    }

    private static final Pattern DOT = Pattern.compile("\\.");

    private final String name;
    private final String field;
    private final List<KeptColumn> columns;
    private final Skips skips;
    private final ParquetFileReader file;
    private final RowReader rows;
    private long row;
    private byte[] text = {};
    private List<@Nullable Object> kept = List.of();
    private int read;

    /**
     * Opens a file.
     *
     * @param field the column of texts, with dots where it lies within others
     * @throws BltException if it is no Parquet file, or has no such columns
     */
    ParquetDocuments(String name, String field, List<KeptColumn> columns, Skips skips) throws IOException {
        this.name = name;
        this.field = field;
        this.columns = columns;
        this.skips = skips;
        this.file = open(name);
        try {
            String[] wanted = Stream.concat(Stream.of(field), columns.stream().map(KeptColumn::name))
                    .distinct()
                    .toArray(String[]::new);
            requireText();
            for (KeptColumn column : columns) {
                typeOf(file, name, column.name());
            }
            this.rows = file.buildRowReader()
                    .projection(ColumnProjection.columns(wanted))
                    .build();
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static ParquetFileReader open(String name) throws IOException {
        NativeCodecs.loadAll();
        try {
            return ParquetFileReader.open(InputFile.of(Path.of(name)));
        } catch (RuntimeException | IOException e) {
            throw new BltException("The file " + name + " is no Parquet file that can be read: " + reason(e) + ".", e);
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.strip().replaceFirst("\\.$", "");
    }

    /** The columns with the types that they have in a file, where none were said. */
    static List<KeptColumn> types(String name, List<KeptColumn> columns) throws IOException {
        try (ParquetFileReader file = open(name)) {
            return columns.stream()
                    .map(c -> c.found(typeOf(file, name, c.name())))
                    .toList();
        }
    }

    private static KeptColumn.Type typeOf(ParquetFileReader file, String name, String column) {
        SchemaNode.PrimitiveNode stored = primitive(file, name, column);
        boolean plain = stored.logicalType() == null || stored.logicalType() instanceof LogicalType.IntType;
        return switch (stored.type()) {
            // Dates, times and decimals are kept as they are written.
            case INT32, INT64 -> plain ? KeptColumn.Type.BIGINT : KeptColumn.Type.STRING;
            case FLOAT, DOUBLE -> KeptColumn.Type.DOUBLE;
            case BOOLEAN -> KeptColumn.Type.BOOLEAN;
            default -> KeptColumn.Type.STRING;
        };
    }

    private void requireText() {
        SchemaNode.PrimitiveNode column = primitive(file, name, field);
        if (column.type() != PhysicalType.BYTE_ARRAY || column.logicalType() instanceof LogicalType.DecimalType) {
            throw new BltException("The column '" + field + "' of " + name + " holds no texts but values of type "
                    + column.type() + "; name the column that does with --field.");
        }
    }

    /** A column of single values. */
    private static SchemaNode.PrimitiveNode primitive(ParquetFileReader file, String name, String column) {
        SchemaNode.GroupNode group = file.getFileSchema().getRootNode();
        String[] path = DOT.split(column, -1);
        for (int i = 0; i < path.length; i++) {
            Optional<SchemaNode> child = child(group, path[i]);
            if (child.isPresent() && i + 1 == path.length && child.get() instanceof SchemaNode.PrimitiveNode found) {
                return found;
            }
            if (child.isEmpty() || !(child.get() instanceof SchemaNode.GroupNode inner) || !inner.isStruct()) {
                break;
            }
            group = inner;
        }
        String names = String.join(
                ", ",
                file.getFileSchema().getRootNode().children().stream()
                        .map(SchemaNode::name)
                        .toList());
        throw new BltException("The file " + name + " has no column '" + column + "' of single values; its columns are "
                + names + ". Name the one that holds the texts with --field, and others with --keep.");
    }

    private static Optional<SchemaNode> child(SchemaNode.GroupNode group, String name) {
        return group.children().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    @Override
    public boolean next() throws IOException {
        try {
            if (!rows.hasNext()) {
                return false;
            }
            rows.next();
        } catch (RuntimeException e) {
            throw new IOException(reason(e), e);
        }
        row++;
        read = 0;
        skips.count();
        text = new byte[0];
        kept = List.of();
        try {
            text = text();
            kept = values();
        } catch (Skips.UnreadableException e) {
            text = new byte[0];
            skips.pass(e);
        }
        return true;
    }

    private String where() {
        return "Row " + row + " of " + name;
    }

    private byte[] text() throws Skips.UnreadableException {
        Optional<Place> place = place(field);
        byte[] bytes =
                place.isEmpty() ? null : place.get().row().getBinary(place.get().name());
        if (bytes == null) {
            throw new Skips.UnreadableException(where() + " has null in the column '" + field + "'.");
        }
        return bytes;
    }

    /** Where a value stands: in the row itself, or in a struct of it. */
    private record Place(StructAccessor row, String name) {}

    /** Nothing where the value, or what it lies within, is null. */
    private Optional<Place> place(String column) {
        String[] path = DOT.split(column, -1);
        StructAccessor at = rows;
        for (String part : Arrays.copyOf(path, path.length - 1)) {
            if (at.isNull(part)) {
                return Optional.empty();
            }
            at = at.getStruct(part);
        }
        String last = path[path.length - 1];
        return at.isNull(last) ? Optional.empty() : Optional.of(new Place(at, last));
    }

    private List<@Nullable Object> values() throws Skips.UnreadableException {
        List<@Nullable Object> values = new ArrayList<>();
        for (KeptColumn column : columns) {
            try {
                values.add(column.of(place(column.name())
                        .map(p -> plain(p.row().getValue(p.name())))
                        .orElse(null)));
            } catch (KeptColumn.MismatchException e) {
                throw new Skips.UnreadableException(where() + " " + e.getMessage() + ".");
            }
        }
        return Collections.unmodifiableList(values);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Integer i -> (long) i;
            case Short i -> (long) i;
            case Byte i -> (long) i;
            case Float f -> (double) f;
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            case Long l -> l;
            case Double d -> d;
            case Boolean b -> b;
            default -> value.toString();
        };
    }

    @Override
    public byte[] read(int most) {
        int from = read;
        read = (int) Math.min(text.length, (long) from + most);
        return Arrays.copyOfRange(text, from, read);
    }

    @Override
    public List<@Nullable Object> kept() {
        return kept;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            rows.close();
        }
    }
}
