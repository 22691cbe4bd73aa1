package blt4j.cli.text;

import blt4j.cli.console.Console;
import java.io.IOException;
import java.util.Optional;

/** Where the lines of a session come from: a terminal with editing and history, or a pipe. */
interface Lines extends AutoCloseable {
    /**
     * The next line.
     *
     * @param prompt shown before it
     * @param initial what stands in it already, to be edited
     * @return empty at the end, or where what stood in it is left as it was
     */
    Optional<String> next(String prompt, String initial) throws IOException;

    /** Has Ctrl-C do something while nothing is being typed. */
    void onInterrupt(Runnable action);

    @Override
    void close() throws IOException;

    /** The lines of a console. */
    static Lines of(Console console) throws IOException {
        boolean terminal = console.terminal().input() && console.terminal().output();
        return terminal && console.isProcess() ? TerminalLines.open() : new PipedLines(console);
    }
}
