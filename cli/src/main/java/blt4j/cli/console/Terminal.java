package blt4j.cli.console;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a command's three streams are connected to.
 *
 * @param input whether standard input is a terminal, and so nothing to wait for
 * @param output whether standard output is a terminal
 * @param error whether standard error is a terminal, and so a place for progress
 * @param columns the terminal's width in columns; 0 where it is unknown or lines should not be broken
 * @param capable how many colours the terminal shows, whatever the user wishes
 * @param noColor whether the user wishes no colours (<a href="https://no-color.org">NO_COLOR</a>)
 */
public record Terminal(boolean input, boolean output, boolean error, int columns, Colors capable, boolean noColor) {
    private static final int USUAL_COLUMNS = 80;

    /** Nothing is a terminal: all three streams are files or pipes. */
    public static final Terminal NONE = new Terminal(false, false, false, 0, Colors.INDEXED, false);

    /**
     * Finds out what this process is connected to.
     *
     * @param output the descriptor that results are written to
     * @param error the descriptor that messages are written to
     */
    public static Terminal detect(Map<String, String> environment, int output, int error) {
        boolean results = isTerminal(output);
        return new Terminal(
                isTerminal(0),
                results,
                isTerminal(error),
                results ? columns(environment) : number(environment.get("COLUMNS")),
                colors(environment),
                !environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** Java's own console answers for input and output together; where the system says it for each, that is better. */
    @SuppressWarnings("SystemConsoleNull") // it is null again, since JDK 25
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            java.io.Console console = System.console();
            return console != null && console.isTerminal();
        }
    }

    private static int columns(Map<String, String> environment) {
        int named = number(environment.get("COLUMNS"));
        int found = named > 0 ? named : columnsByStty();
        return found > 0 ? found : USUAL_COLUMNS;
    }

    private static int columnsByStty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroy();
                return 0;
            }
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return number(size.substring(size.indexOf(' ') + 1));
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    public static Colors colors(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "");
        if (!environment.getOrDefault("COLORTERM", "").isEmpty() || term.contains("256")) {
            return Colors.INDEXED;
        }
        return term.isEmpty() || term.equals("dumb") ? Colors.NONE : Colors.BASIC;
    }
}
