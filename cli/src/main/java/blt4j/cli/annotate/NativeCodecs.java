package blt4j.cli.annotate;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The native libraries that decompress, which their jars unpack among the temporary files and delete when a JVM ends in order.
 * One that is interrupted or killed does not; so they are unpacked into a folder that is deleted as soon as they are loaded,
 * after which the system keeps them for this process alone.
 */
final class NativeCodecs {
    private static final String SNAPPY_FOLDER = "org.xerial.snappy.tempdir";

    private NativeCodecs() {}

    /** Loads zstd's. */
    static void loadZstd() throws IOException {
        if (!Native.isLoaded()) {
            Path folder = Files.createTempDirectory("blt4j-");
            try {
                Native.load(folder.toFile());
            } finally {
                delete(folder);
            }
        }
    }

    /** Loads those that a Parquet file may ask for, of which Snappy's is the other. */
    static void loadAll() throws IOException {
        loadZstd();
        if (System.getProperty(SNAPPY_FOLDER) != null) {
            return; // somebody has said where, or it is done
        }
        Path folder = Files.createTempDirectory("blt4j-");
        System.setProperty(SNAPPY_FOLDER, folder.toString());
        try {
            Class.forName("org.xerial.snappy.Snappy");
        } catch (ClassNotFoundException | LinkageError e) {
            // A file that needs it is told of when it is read; most do not.
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> unpacked = files.toList();
            for (Path file : unpacked) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Windows keeps what is loaded; the jars delete it then, if the JVM ends in order.
        }
    }
}
