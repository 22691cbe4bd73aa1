package blt4j.weights;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The reference models in the test resources, and what PyTorch reads in them. */
public final class ReferenceFiles {
    /** One tensor of one file, as PyTorch reads it. */
    public record Expected(String file, String tensor, List<Integer> shape, long crc) {}

    private ReferenceFiles() {}

    /** A file or folder of the reference. */
    public static Path path(String name) {
        try {
            URL root = Objects.requireNonNull(ReferenceFiles.class.getResource("/reference/patcher-cases.json"));
            return Path.of(root.toURI()).resolveSibling(name);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** What PyTorch reads in the reference models. */
    public static List<Expected> expected() {
        try (InputStream in =
                Objects.requireNonNull(ReferenceFiles.class.getResourceAsStream("/weights/checksums.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Expected(
                            parts[0],
                            parts[1],
                            Stream.of(parts[2].split("x", -1))
                                    .map(Integer::valueOf)
                                    .toList(),
                            Long.parseLong(parts[3], 16)))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The checksum of a tensor's numbers as little-endian floats. */
    public static long crc(Tensor tensor) {
        float[] floats = tensor.toFloats();
        ByteBuffer bytes = ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(floats);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
