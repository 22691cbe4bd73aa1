package blt4j.cli.option;

import blt4j.BltException;
import blt4j.cli.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The text that a command works on: an argument, a file, or standard input. Its bytes are taken as they are. */
@Group("Text")
public final class TextInput {
    /** Longer texts are for {@code blt annotate}, which does not hold them. */
    public static final int MAX_BYTES = 16 << 20;

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The text; without it, --file or standard input.")
    Optional<String> text = Optional.empty();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A file with the text; '-' is standard input.")
    Optional<String> file = Optional.empty();

    /**
     * Reads the text.
     *
     * @throws BltException if there is none, it is empty, too long, or cannot be read
     */
    public byte[] read(Console console) {
        return read(console, MAX_BYTES);
    }

    /** Reads the text, of at most so many bytes. */
    public byte[] read(Console console, int maxBytes) {
        byte[] bytes = readAny(console, maxBytes);
        if (bytes.length == 0) {
            throw new BltException("The text is empty; there is nothing to read. Give at least one byte.");
        }
        return bytes;
    }

    /** Reads the text, which may be empty. */
    public byte[] readAny(Console console) {
        return readAny(console, MAX_BYTES);
    }

    /** The text that is given as an argument. */
    public Optional<String> argument() {
        return text;
    }

    /** Whether a text is given by an argument or a file. */
    public boolean isGiven() {
        return text.isPresent() || file.isPresent();
    }

    /** The text that an argument or a file gives; empty without one, as standard input is for something else. */
    public byte[] readIfGiven() {
        if (file.filter(STANDARD_INPUT::equals).isPresent()) {
            throw new BltException("Standard input is what is typed here; it cannot be the text too.");
        }
        if (text.isPresent() && file.isPresent()) {
            throw new BltException("The text is given twice: as an argument and with --file. Give one of them.");
        }
        return text.map(Arguments::bytes)
                .or(() -> file.map(f -> readFile(path(f), MAX_BYTES)))
                .orElseGet(() -> new byte[0]);
    }

    private byte[] readAny(Console console, int maxBytes) {
        if (text.isPresent() && file.isPresent()) {
            throw new BltException("The text is given twice: as an argument and with --file. Give one of them.");
        }
        if (text.isPresent()) {
            return Arguments.bytes(text.get());
        }
        if (file.isPresent() && !file.get().equals(STANDARD_INPUT)) {
            return readFile(path(file.get()), maxBytes);
        }
        if (file.isEmpty() && console.terminal().input()) {
            throw new BltException(
                    "There is no text: give it as an argument, name a file with --file, or pipe it to standard input.");
        }
        try {
            return bounded(console.in(), "Standard input", maxBytes);
        } catch (IOException e) {
            throw new BltException("Standard input could not be read: " + e.getMessage() + ".", e);
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new BltException("The file name '" + name + "' is not one that this system's locale can express.", e);
        }
    }

    /**
     * Reads a file of at most so many bytes.
     *
     * @throws BltException with a sentence that says why not
     */
    public static byte[] readFile(Path path, int maxBytes) {
        if (Files.isDirectory(path)) {
            throw new BltException("The file " + path + " is a folder; name a file with text.");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return bounded(in, "The file " + path, maxBytes);
        } catch (NoSuchFileException e) {
            throw new BltException("The file " + path + " does not exist.", e);
        } catch (AccessDeniedException e) {
            throw new BltException("The file " + path + " may not be read by this user.", e);
        } catch (IOException e) {
            throw new BltException("The file " + path + " could not be read: " + e.getMessage() + ".", e);
        }
    }

    private static byte[] bounded(InputStream in, String what, int maxBytes) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new BltException(what + " holds more than " + (maxBytes >> 10)
                    + " KiB, the most that this command takes; 'blt annotate' reads texts of any length.");
        }
        return bytes;
    }
}
