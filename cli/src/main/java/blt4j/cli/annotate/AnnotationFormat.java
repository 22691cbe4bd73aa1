package blt4j.cli.annotate;

import java.nio.file.Path;
import java.util.Optional;

/** The forms in which annotations are written. */
enum AnnotationFormat {
    /** An object a line. */
    JSONL,
    /** A row a line, lists parted by blanks. */
    CSV,
    /** Arrow's IPC file, which is Feather's second version too. */
    ARROW;

    /** How it is written and continued. */
    AnnotationCodec form() {
        return switch (this) {
            case JSONL -> new Lines(LineFormat.JSONL);
            case CSV -> new Lines(LineFormat.CSV);
            case ARROW -> new ArrowCodec();
        };
    }

    /** The format that a file's name tells; JSON Lines where it tells none. */
    static AnnotationFormat of(Optional<Path> file) {
        String name = file.map(Path::toString).orElse("");
        if (name.endsWith(".csv")) {
            return CSV;
        }
        return name.endsWith(".arrow") || name.endsWith(".feather") ? ARROW : JSONL;
    }
}
