package blt4j.cli.annotate;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a file is compressed, as its name tells. */
enum Compression {
    /** Not at all. */
    NONE,
    /** RFC 1952. */
    GZIP,
    /** RFC 8878. */
    ZSTD;

    private static final int BUFFER = 1 << 16;
    /** The largest window that the format's own program reads when it is told to. */
    private static final int LARGEST_WINDOW_LOG = 31;

    static Compression of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".gz")) {
            return GZIP;
        }
        return lower.endsWith(".zst") || lower.endsWith(".zstd") ? ZSTD : NONE;
    }

    /** A file's name without what tells of its compression. */
    static String withoutEnding(String name) {
        return of(name) == NONE ? name : name.substring(0, name.lastIndexOf('.'));
    }

    /** Opens a file; what is read is what was compressed. */
    InputStream open(Path file) throws IOException {
        InputStream stored = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            return switch (this) {
                case NONE -> stored;
                case GZIP -> new BufferedInputStream(new GZIPInputStream(stored, BUFFER), BUFFER);
                case ZSTD -> {
                    NativeCodecs.loadZstd();
                    yield new BufferedInputStream(new ZstdInputStream(stored).setLongMax(LARGEST_WINDOW_LOG), BUFFER);
                }
            };
        } catch (IOException e) {
            stored.close();
            throw e;
        }
    }
}
