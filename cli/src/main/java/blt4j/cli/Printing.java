package blt4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Lets listeners print, who must not throw checked exceptions. */
final class Printing {
    /** Takes what nobody is to see. */
    static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private Printing() {}

    /** Something that prints. */
    interface Action {
        /** Prints. */
        void run() throws IOException;
    }

    /** Prints, and lets a failure pass unchecked. */
    static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
