package blt4j.cli.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines that are typed, with editing, and a history that is kept. */
final class TerminalLines implements Lines {
    private final Terminal terminal;
    private final LineReader reader;

    private TerminalLines(Terminal terminal, LineReader reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    static TerminalLines open() throws IOException {
        // By 'stty', so that no native library is unpacked.
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .exec(true)
                .jni(false)
                .ffm(false)
                .encoding(StandardCharsets.UTF_8)
                .nativeSignals(true)
                .build();
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("blt")
                .completer(new StringsCompleter(Interactive.COMMANDS))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
                .variable(LineReader.HISTORY_FILE, history(System.getenv()))
                .build();
        return new TerminalLines(terminal, reader);
    }

    /** Where a person's programs keep what they remember. */
    private static Path history(Map<String, String> environment) throws IOException {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".local", "state") : Path.of(state);
        Path folder = base.resolve("blt4j");
        Files.createDirectories(folder);
        return folder.resolve("generate-history");
    }

    @Override
    public Optional<String> next(String prompt, String initial) {
        while (true) {
            try {
                // Ends of lines are edited as signs.
                String line = reader.readLine(prompt, null, initial.replace('\n', '↵'));
                return Optional.of(line.replace('↵', '\n'));
            } catch (UserInterruptException e) {
                // What was typed is dropped, as a shell does. An empty line would have the model write on.
                if (!initial.isEmpty()) {
                    return Optional.empty();
                }
                terminal.writer().println("/quit or Ctrl-D ends.");
                terminal.flush();
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void onInterrupt(Runnable action) {
        terminal.handle(Terminal.Signal.INT, signal -> action.run());
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
