package blt4j.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Printing from callbacks, which must not throw checked exceptions: an I/O error is thrown unchecked. */
public final class Printing {
    /** Discards what is printed. */
    public static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private Printing() {}

    /** Something that prints. */
    public interface Action {
        /** Prints. */
        void run() throws IOException;
    }

    /** Prints, and lets a failure pass unchecked. */
    public static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
