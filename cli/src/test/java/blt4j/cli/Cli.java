package blt4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import blt4j.cli.console.Colors;
import blt4j.cli.console.Console;
import blt4j.cli.console.Interruption;
import blt4j.cli.console.Terminal;
import blt4j.fixture.TestModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.stream.Stream;

/** The command line in this process: what stands on its input, and what it is connected to. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Cli(byte[] input, Terminal terminal, Interruption interruption) {
    /** Nothing on the input; pipes everywhere. */
    public static final Cli PIPED = new Cli(new byte[0], Terminal.NONE, new Interruption());

    /** How a command ended. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Result(int code, byte[] bytes, String err) {
        public String out() {
            return new String(bytes, UTF_8);
        }
    }

    /** A model of the reference cases. */
    public static String model(String name) {
        return TestModels.folder(name).toString();
    }

    public Cli withInput(byte[] bytes) {
        return new Cli(bytes, terminal, interruption);
    }

    public Cli withInput(String text) {
        return withInput(text.getBytes(UTF_8));
    }

    Cli on(Terminal other) {
        return new Cli(input, other, interruption);
    }

    /** On a terminal of a width. */
    public Cli onTerminal(int columns, Colors colors, boolean noColor) {
        return on(new Terminal(true, true, true, columns, colors, noColor));
    }

    public Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input), out, new PrintStream(err, true, UTF_8), terminal, interruption);
        int code = Main.run(args, console);
        return new Result(code, out.toByteArray(), err.toString(UTF_8));
    }

    /** Runs a command with a model of the reference cases, on the CPU. */
    public Result runWith(String model, String command, String... args) {
        return run(Stream.concat(Stream.of(command, "--model", model(model), "--backend", "cpu"), Stream.of(args))
                .toArray(String[]::new));
    }
}
