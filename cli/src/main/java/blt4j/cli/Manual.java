package blt4j.cli;

import blt4j.cli.console.Console;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Terminal;
import blt4j.cli.manual.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;

/** Writes the manual pages and completions that are shipped. Run by the build. */
public final class Manual {
    private Manual() {}

    /** Writes into the folder that is named, as {@code share} of a system has them. */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Pages.write(Path.of(args[0]), commands(), new Version().getVersion()[0]);
    }

    /** All commands, to be asked what they take. */
    public static CommandLine commands() {
        Console nowhere = new Console(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Terminal.NONE,
                new Interruption());
        return Commands.commandLine(nowhere, new String[] {Commands.HELP_ALL});
    }
}
