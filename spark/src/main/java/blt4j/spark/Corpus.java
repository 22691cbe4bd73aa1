package blt4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import blt4j.BltException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What is to be annotated, in Spark's terms.
 *
 * @param path a folder or a pattern
 * @param format what the files are
 * @param field which column or field is the text
 * @param kept which others go along
 */
record Corpus(String path, InputFormat format, String field, List<Kept> kept) {
    /** The text's column in what {@link #read} gives. */
    static final String TEXT = "blt4j_text";

    /** The column of a record that could not be read. */
    static final String RECORD = "record";

    /** The column of the file's name. */
    static final String SOURCE = "source";

    private static final String VALUE = "value";

    /**
     * A column that goes along.
     *
     * @param name with dots where it lies within another
     * @param type of JSON's fields, as SQL writes it
     */
    record Kept(String name, String type) {
        /** Names with or without a type. */
        static List<Kept> parse(List<String> names) {
            return names.stream()
                    .map(n -> n.split(":", 2))
                    .map(parts -> new Kept(parts[0].strip(), parts.length == 1 ? "string" : parts[1].strip()))
                    .toList();
        }

        /** What the output calls it. */
        String as() {
            return name.replace('.', '_');
        }
    }

    /** Checks that the output's columns will have names of their own. */
    Corpus {
        Set<String> names = new HashSet<>(
                List.of(SOURCE, RECORD, "bytes", "patch_lengths", "entropies", "bits_per_byte", "problem", "batch"));
        names.add("outcome");
        for (Kept column : kept) {
            if (!names.add(column.as())) {
                throw new BltException("The column '" + column.name() + "' cannot be kept: the output has a column "
                        + column.as() + " already.");
            }
        }
    }

    /**
     * The records as they come: kept columns, {@link #SOURCE}, {@link #TEXT} and {@link #RECORD}.
     *
     * @param batchBytes the most bytes of files at a time
     * @throws BltException if there are no such files or columns
     */
    Dataset<Row> read(SparkSession session, long batchBytes) {
        StructType schema = schema(session);
        DataStreamReader reader = session.readStream()
                .format(format.source())
                .schema(schema)
                .option("maxBytesPerTrigger", batchBytes)
                // All files of a corpus count, however long ago they were written.
                .option("maxFileAge", "36500d");
        if (format != InputFormat.PARQUET && format != InputFormat.ORC) {
            reader = reader.option("lineSep", "\n").option("wholetext", format == InputFormat.FILES);
        }
        if (format == InputFormat.JSONL) {
            reader = reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", RECORD);
        }
        Dataset<Row> all = reader.load(pattern(session));
        String name = format == InputFormat.LINES || format == InputFormat.FILES ? VALUE : field;
        requireText(schema, name);
        List<Column> columns = new ArrayList<>();
        columns.add(col("_metadata.file_path").as(SOURCE));
        kept.forEach(k -> columns.add(col(k.name()).as(k.as())));
        columns.add(col(name).as(TEXT));
        columns.add(
                format == InputFormat.JSONL
                        ? col(RECORD)
                        : lit(null).cast("string").as(RECORD));
        return all.select(columns.toArray(Column[]::new));
    }

    /** Spark's streams read folders and patterns, so a file by itself is a pattern that fits it alone. */
    private String pattern(SparkSession session) {
        Path place = new Path(path);
        try {
            FileSystem files = place.getFileSystem(session.sparkContext().hadoopConfiguration());
            if (!SparkHadoopUtil.get().isGlobPath(place)
                    && files.exists(place)
                    && files.getFileStatus(place).isFile()) {
                return path.substring(0, path.length() - 1) + "[" + path.charAt(path.length() - 1) + "]";
            }
            return path;
        } catch (IOException e) {
            throw new BltException("The input " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private StructType schema(SparkSession session) {
        return switch (format) {
            case LINES, FILES -> new StructType().add(VALUE, DataTypes.StringType);
            case JSONL -> jsonSchema();
            case PARQUET, ORC -> storedSchema(session);
        };
    }

    private StructType storedSchema(SparkSession session) {
        try {
            return session.read().format(format.source()).load(path).schema();
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw new BltException("The input " + path + " cannot be read: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /** JSON says no types, and to find them all of it would have to be read; so they are said. */
    private StructType jsonSchema() {
        StructType schema = add(new StructType(), path(field), DataTypes.StringType);
        for (Kept column : kept) {
            try {
                schema = add(schema, path(column.name()), DataType.fromDDL(column.type()));
            } catch (Exception e) {
                throw new BltException(
                        "There is no type '" + column.type() + "' for the column " + column.name() + ".", e);
            }
        }
        return schema.add(RECORD, DataTypes.StringType);
    }

    private static List<String> path(String name) {
        return Arrays.asList(name.split("\\.", -1));
    }

    private static StructType add(StructType schema, List<String> path, DataType type) {
        String first = path.getFirst();
        if (path.size() == 1) {
            return schema.add(first, type, true);
        }
        List<String> rest = path.subList(1, path.size());
        StructType inner = Stream.of(schema.fields())
                .filter(f -> f.name().equals(first) && f.dataType() instanceof StructType)
                .findFirst()
                .map(f -> (StructType) f.dataType())
                .orElse(new StructType());
        StructField[] others =
                Stream.of(schema.fields()).filter(f -> !f.name().equals(first)).toArray(StructField[]::new);
        return new StructType(others).add(first, add(inner, rest, type), true);
    }

    private void requireText(StructType schema, String name) {
        DataType type = schema;
        for (String part : path(name)) {
            type = type instanceof StructType s
                    ? Stream.of(s.fields())
                            .filter(f -> f.name().equals(part))
                            .findFirst()
                            .map(StructField::dataType)
                            .orElse(DataTypes.NullType)
                    : DataTypes.NullType;
        }
        if (!(type instanceof StringType) && !(type instanceof BinaryType)) {
            throw new BltException("The input " + path + " has no column of texts '" + name + "'; it has "
                    + String.join(", ", schema.fieldNames()) + ". Name one with --field.");
        }
    }
}
