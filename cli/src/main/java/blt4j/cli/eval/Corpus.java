package blt4j.cli.eval;

import blt4j.BltException;
import blt4j.analysis.compare.Noise;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What makes one row of the table: a text, or the texts of a folder, each of which is read from its own beginning.
 *
 * @param name the file's or folder's name
 * @param texts at least one, none of them empty
 */
record Corpus(String name, List<byte[]> texts) {
    Corpus {
        texts = List.copyOf(texts);
    }

    /** Reads several; those that would have one name are called by their paths. */
    static List<Corpus> read(List<Path> paths, int maxBytes) {
        List<Corpus> read =
                paths.stream().distinct().map(path -> read(path, maxBytes)).toList();
        boolean apart = read.stream().map(Corpus::name).distinct().count() == read.size();
        return apart
                ? read
                : IntStream.range(0, read.size())
                        .mapToObj(i -> new Corpus(
                                paths.stream().distinct().toList().get(i).toString(),
                                read.get(i).texts()))
                        .toList();
    }

    /** Reads a file, or the files of a folder in the order of their names, until there are enough bytes. */
    private static Corpus read(Path path, int maxBytes) {
        String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        try {
            List<byte[]> texts = new ArrayList<>();
            int left = maxBytes;
            for (Path file : files(path)) {
                byte[] text = beginning(file, left);
                if (text.length > 0) {
                    texts.add(text);
                }
                left -= text.length;
            }
            if (texts.isEmpty()) {
                throw new BltException((Files.isDirectory(path) ? "The folder " : "The file ") + path
                        + (Files.isDirectory(path) ? " holds no text" : " is empty")
                        + "; there is nothing to predict.");
            }
            return new Corpus(name, texts);
        } catch (IOException e) {
            throw new BltException(
                    "The file " + path + " could not be read"
                            + (Files.exists(path) ? ": " + e.getMessage() : "; there is no such file") + ".",
                    e);
        }
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] beginning(Path file, int most) throws IOException {
        if (most <= 0) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        }
    }

    /** How many bytes there are. */
    long bytes() {
        return texts.stream().mapToLong(text -> text.length).sum();
    }

    /** What is left of the texts after the noise; the dice fall differently in each of them. */
    Corpus with(Optional<Noise> noise, long seed) {
        return noise.map(spoil -> new Corpus(
                        name,
                        IntStream.range(0, texts.size())
                                .mapToObj(i -> spoil.apply(texts.get(i), seed + i))
                                .filter(text -> text.length > 0)
                                .toList()))
                .orElse(this);
    }

    /** A number that tells these texts from others. */
    String fingerprint() {
        CRC32 crc = new CRC32();
        for (byte[] text : texts) {
            crc.update(text);
            crc.update(text.length); // where one ends, and the next begins
        }
        return Long.toHexString(crc.getValue());
    }
}
