package blt4j.spark;

import blt4j.BltException;
import java.util.Locale;

/** What corpora are kept in. */
enum InputFormat {
    /** A column of Parquet files. */
    PARQUET("parquet"),
    /** A column of ORC files. */
    ORC("orc"),
    /** A field of an object on each line. */
    JSONL("json"),
    /** A line each. */
    LINES("text"),
    /** A file each. */
    FILES("text");

    private final String source;

    InputFormat(String source) {
        this.source = source;
    }

    /** Spark's name for it. */
    String source() {
        return source;
    }

    /** The format that a path's name tells. */
    static InputFormat of(String path) {
        String name = path.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst|zstd|bz2|lz4|snappy|deflate)$", "");
        for (String ending : new String[] {".jsonl", ".ndjson", ".json"}) {
            if (name.endsWith(ending)) {
                return JSONL;
            }
        }
        if (name.endsWith(".parquet")) {
            return PARQUET;
        }
        if (name.endsWith(".orc")) {
            return ORC;
        }
        if (name.endsWith(".txt")) {
            return FILES;
        }
        throw new BltException("The name " + path
                + " does not tell what the files are; say --format parquet, orc, jsonl," + " lines or files.");
    }
}
