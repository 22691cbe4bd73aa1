package blt4j.spark;

import blt4j.BltException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/** Where each JVM of an application finds the model. */
sealed interface ModelSource extends Serializable {
    /** The folder on the machine that asks; may have to be made first. */
    Path folder();

    /**
     * A folder that every machine has.
     *
     * @param path absolute
     */
    record InPlace(String path) implements ModelSource {
        @Override
        public Path folder() {
            return Path.of(path);
        }
    }

    /**
     * A folder on a file system that all machines reach, such as {@code hdfs:} or {@code s3a:}. Each JVM fetches it once.
     *
     * @param uri where
     */
    record Remote(String uri) implements ModelSource {
        @Override
        public Path folder() {
            try {
                Path folder = newFolder();
                org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(uri);
                FileSystem files = remote.getFileSystem(
                        SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
                files.copyToLocalFile(remote, new org.apache.hadoop.fs.Path(folder.toUri()));
                return folder.resolve(remote.getName());
            } catch (IOException e) {
                throw new BltException("The model " + uri + " cannot be fetched: " + e.getMessage() + ".", e);
            }
        }
    }

    /** A folder of the driver's, which comes to every executor as broadcasts, in parts. */
    final class Broadcasted implements ModelSource {
        private final String name;
        private final List<Part> parts;

        /**
         * Some of a file.
         *
         * @param file relative to the folder
         * @param bytes what follows the part before
         */
        record Part(String file, Broadcast<byte[]> bytes) implements Serializable {}

        /**
         * A folder.
         *
         * @param name tells it from others, and from what it was before
         */
        Broadcasted(String name, List<Part> parts) {
            this.name = name;
            this.parts = List.copyOf(parts);
        }

        @Override
        public Path folder() {
            try {
                Path folder = newFolder();
                for (Part part : parts) {
                    Path file = folder.resolve(part.file());
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    Files.write(file, part.bytes().value(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
                return folder;
            } catch (IOException e) {
                throw new BltException("The model cannot be written to this machine: " + e.getMessage() + ".", e);
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Broadcasted b && b.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** An empty folder where Spark keeps files while the JVM runs. */
    private static Path newFolder() throws IOException {
        return Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()).toAbsolutePath(), "blt4j-model");
    }

    /** The model inside this module's jar. It is unpacked, because weights are mapped from a file. */
    record Bundled() implements ModelSource {
        private static final String[] FILES = {"config.json", "model.safetensors"};

        /** Whether the jar holds one. */
        static boolean present() {
            return Bundled.class.getResource("model/" + FILES[0]) != null;
        }

        @Override
        public Path folder() {
            try {
                Path folder = newFolder();
                for (String file : FILES) {
                    try (InputStream in = Bundled.class.getResourceAsStream("model/" + file)) {
                        if (in == null) {
                            throw new BltException("blt4j's jar holds no " + file + "; name a model.");
                        }
                        Files.copy(in, folder.resolve(file));
                    }
                }
                return folder;
            } catch (IOException e) {
                throw new BltException("The bundled model cannot be unpacked: " + e.getMessage() + ".", e);
            }
        }
    }
}
