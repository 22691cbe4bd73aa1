package blt4j.cli.text;

import blt4j.cli.console.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines from a pipe, without prompts. */
final class PipedLines implements Lines {
    private final Console console;
    private final BufferedReader reader;

    PipedLines(Console console) {
        this.console = console;
        this.reader = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> next(String prompt, String initial) throws IOException {
        return Optional.ofNullable(reader.readLine());
    }

    @Override
    public void onInterrupt(Runnable action) {
        console.interruption().onRequest(action);
    }

    @Override
    public void close() {}
}
