package blt4j.visualizer.workbench;

import blt4j.BltException;
import blt4j.visualizer.state.ByteText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads texts from files. */
final class TextFile {
    private static final long LARGEST = 64L << 20;

    private TextFile() {}

    /**
     * Reads a file.
     *
     * @throws BltException if it is not there, too large, or cannot be read
     */
    static ByteText read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new BltException("The file " + file + " has " + Files.size(file)
                        + " bytes; the window takes up to " + LARGEST + ".");
            }
            ByteText text = ByteText.of(Files.readAllBytes(file));
            var _ = text.isUtf8(); // here, and not where the window waits for it
            return text;
        } catch (NoSuchFileException e) {
            throw new BltException("There is no file " + file + ".", e);
        } catch (IOException e) {
            throw new BltException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
