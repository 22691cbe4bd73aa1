package blt4j.cli.console;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes.
 *
 * @param in standard input, as bytes
 * @param out standard output, as bytes
 * @param err standard error: messages, progress, statistics
 * @param terminal what the streams are connected to
 * @param interruption asks work in progress to end
 */
public record Console(InputStream in, OutputStream out, PrintStream err, Terminal terminal, Interruption interruption) {
    /** Whether it is this process's own, which something else may read too. */
    public boolean isProcess() {
        return in instanceof ProcessInput;
    }
}
