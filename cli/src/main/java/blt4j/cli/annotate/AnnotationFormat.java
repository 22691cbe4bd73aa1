package blt4j.cli.annotate;

import blt4j.BltException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which annotations are written. */
enum AnnotationFormat {
    /** An object a line. */
    JSONL,
    /** A row a line, lists parted by blanks. */
    CSV,
    /** Arrow's IPC file, which is Feather's second version too. */
    ARROW,
    /** Parquet, compressed with Zstandard. */
    PARQUET;

    /** Endings by which readers choose a format that is not among these. */
    private static final Pattern OTHERS = Pattern.compile(
            "\\.(orc|avro|json|tsv|xlsx?|ods|h5|hdf5|npy|npz|pkl|db|sqlite3?|pdf|html|xml|ya?ml|gz|zst|bz2|xz|zip|7z)$",
            Pattern.CASE_INSENSITIVE);

    /** How it is written and continued where nothing goes along from the input. */
    AnnotationCodec form() {
        return form(List.of());
    }

    /** How it is written and continued. */
    AnnotationCodec form(List<KeptColumn> columns) {
        return switch (this) {
            case JSONL -> new Lines(LineFormat.JSONL, columns);
            case CSV -> new Lines(LineFormat.CSV, columns);
            case ARROW -> new ArrowCodec(columns);
            case PARQUET -> new ParquetCodec(columns);
        };
    }

    /** The format that a file's name tells; JSON Lines where it tells none. */
    static AnnotationFormat of(Optional<Path> file) {
        String name = file.map(Path::toString).orElse("");
        if (name.endsWith(".csv")) {
            return CSV;
        }
        if (name.endsWith(".arrow") || name.endsWith(".feather")) {
            return ARROW;
        }
        if (name.endsWith(".parquet")) {
            return PARQUET;
        }
        Matcher other = OTHERS.matcher(name);
        if (other.find()) {
            throw new BltException(
                    "Annotations are not written in the format that --output's ending " + other.group()
                            + " says; end the name with .jsonl, .csv, .arrow, .feather or .parquet, or choose one with --format.");
        }
        return JSONL;
    }
}
