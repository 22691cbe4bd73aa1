package blt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder = Path.of("");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatFailsInTheMiddleChangesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "as it was");
        assertThrows(
                IOException.class,
                () -> WholeFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    assertTrue(Files.exists(WholeFile.beside(file)));
                    throw new IOException("No space left on device");
                }));
        assertEquals("as it was", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void theOldFileStandsUntilTheNewOneIsWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "as it was");
        WholeFile.write(file, out -> {
            out.write(bytes("new"));
            out.flush();
            assertEquals("as it was", Files.readString(file));
        });
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aSymbolicLinkStaysOne() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "as it was");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        WholeFile.write(link, out -> out.write(bytes("new")));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
    }

    @Test
    void whatIsNoFileIsWrittenToAsItIs() throws IOException {
        Path full = Path.of("/dev/full");
        if (Files.exists(full)) {
            IOException e = assertThrows(IOException.class, () -> WholeFile.write(full, out -> out.write(1)));
            assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e::toString);
            assertFalse(Files.exists(WholeFile.beside(full)));
        }
    }

    @Test
    void attributesHoldFromTheBeginning() throws IOException {
        Path file = folder.resolve("private");
        Files.writeString(WholeFile.beside(file), "left behind by another run, for all to read");
        WholeFile.write(
                file,
                out -> out.write(bytes("mine")),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("mine", Files.readString(file));
    }
}
