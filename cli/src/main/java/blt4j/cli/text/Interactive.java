package blt4j.cli.text;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.cli.console.Colors;
import blt4j.cli.console.Console;
import blt4j.cli.console.ExitCode;
import blt4j.cli.console.Output;
import blt4j.cli.console.Progress;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.SamplingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;

/**
 * A session of writing in turns. Each turn, a person's or the model's, is a version of the text that grew out of another;
 * going back and writing on otherwise makes a branch, and nothing that was written is lost.
 */
final class Interactive {
    /** What a line may begin with that is no text. */
    static final List<String> COMMANDS =
            List.of("/more", "/again", "/back", "/edit", "/tree", "/go", "/text", "/bytes", "/save", "/help", "/quit");

    private static final String HELP = """
            What you type is added to the text, and the model writes on. An empty line: it writes on.
              /again      writes the model's last turn anew, with another seed
              /back       goes back to before the last turn
              /edit       edits the whole text
              /tree       lists all versions; /go N goes to one
              /text       shows the text
              /bytes N    how much the model writes in a turn
              /save FILE  writes the text to a file
              /quit       ends (so does Ctrl-D); Ctrl-C stops the model
            To begin a text with a slash, write two.
            """;

    private static final int SHOWN = 60;

    /**
     * How the model writes.
     *
     * @param sampling by seed
     * @param seed the first
     * @param bytes in a turn
     * @param stops what ends a turn
     * @param show what colours show
     * @param colors of the terminal
     */
    record Settings(
            LongFunction<SamplingOptions> sampling,
            long seed,
            int bytes,
            List<String> stops,
            Optional<Show> show,
            Colors colors) {}

    /**
     * A version of the text.
     *
     * @param parent the version that it grew out of, by number; the first's is itself
     * @param written whether the model wrote what is new in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Version(int parent, byte[] text, boolean written) {}

    private final OpenText text;
    private final Settings settings;
    private final Console console;
    private final Lines lines;
    private final Output out;
    private final List<Version> versions = new ArrayList<>();
    private int at;
    private int bytes;
    private long seed;
    private volatile Runnable stop = () -> {};

    Interactive(OpenText text, Settings settings, Console console, Lines lines) {
        this.text = text;
        this.settings = settings;
        this.console = console;
        this.lines = lines;
        this.out = new Output(console.out());
        this.bytes = settings.bytes();
        this.seed = settings.seed();
    }

    /** Runs until there are no more lines. */
    int run(byte[] prompt) throws IOException {
        versions.add(new Version(0, prompt, false));
        lines.onInterrupt(() -> stop.run());
        console.err().println("/help tells what can be done.");
        if (prompt.length > 0) {
            write();
        }
        while (true) {
            Optional<String> line = lines.next("> ", "");
            if (line.isEmpty()
                    || line.get().equals("/quit")
                    || console.interruption().requested()) {
                return ExitCode.OK;
            }
            try {
                obey(line.get());
            } catch (BltException e) {
                console.err().println(Foreign.shown(String.valueOf(e.getMessage())));
            }
        }
    }

    private void obey(String line) throws IOException {
        String command = line.startsWith("/") && !line.startsWith("//") ? line.split(" ", 2)[0] : "";
        String argument =
                command.isEmpty() ? "" : line.substring(command.length()).strip();
        switch (command) {
            case "" -> add(line.startsWith("//") ? line.substring(1) : line);
            case "/more" -> write();
            case "/again" -> again();
            case "/back" -> {
                at = current().parent();
                show();
            }
            case "/edit" -> edit();
            case "/tree" -> tree();
            case "/go" -> go(argument);
            case "/text" -> show();
            case "/bytes" -> bytes = number(argument, 1, 1 << 16);
            case "/save" -> save(argument);
            case "/help" -> {
                out.print(HELP);
                out.flush();
            }
            default -> throw new BltException("There is no " + command + "; /help tells what there is.");
        }
    }

    private Version current() {
        return versions.get(at);
    }

    private void grow(byte[] newText, boolean written) {
        versions.add(new Version(at, newText, written));
        at = versions.size() - 1;
    }

    private void add(String line) throws IOException {
        if (!line.isEmpty()) {
            byte[] more = line.getBytes(StandardCharsets.UTF_8);
            byte[] old = current().text();
            byte[] joined = java.util.Arrays.copyOf(old, old.length + more.length);
            System.arraycopy(more, 0, joined, old.length, more.length);
            grow(joined, false);
        }
        write();
    }

    private void write() throws IOException {
        byte[] before = current().text();
        if (!read(before)) {
            return;
        }
        GenerationListener listener = settings.show().isPresent()
                ? PatchWriter.begin(
                        out,
                        console.terminal(),
                        settings.colors(),
                        settings.show().get(),
                        text,
                        before)
                : TextWriter.begin(out, console.terminal(), settings.colors(), false, before);
        GenerationResult result = text.write(
                settings.sampling().apply(seed++),
                new GenerationLimits(bytes, settings.stops(), true),
                listener,
                action -> stop = action);
        stop = () -> {};
        if (!console.terminal().output()) {
            out.print("\n");
        }
        out.flush();
        if (result.bytes() > 0) {
            grow(text.bytes(), true);
        }
    }

    /** Reads a text. Tells whether it came to its end; Ctrl-C stops it, and the session goes on. */
    private boolean read(byte[] newText) {
        AtomicBoolean stopped = new AtomicBoolean();
        stop = () -> stopped.set(true);
        try (Progress progress = new Progress(console)) {
            text.read(newText, (stage, done, total) -> progress.proceed(stage, done, total) && !stopped.get());
            return true;
        } catch (CancellationException e) {
            if (!stopped.get()) {
                throw e;
            }
            console.err().println("Reading was stopped; an empty line goes on.");
            return false;
        } finally {
            stop = () -> {};
        }
    }

    private void again() throws IOException {
        if (!current().written()) {
            throw new BltException("The last turn was yours; an empty line lets the model write.");
        }
        at = current().parent();
        write();
    }

    private void edit() throws IOException {
        Optional<String> edited = lines.next("edit> ", new String(current().text(), StandardCharsets.UTF_8));
        if (edited.isPresent()) {
            grow(edited.get().getBytes(StandardCharsets.UTF_8), false);
            show();
        }
    }

    private void tree() throws IOException {
        for (int i = 0; i < versions.size(); i++) {
            Version version = versions.get(i);
            byte[] before = versions.get(version.parent()).text();
            boolean adds = i > 0 && version.text().length > before.length;
            String all = new String(version.text(), StandardCharsets.UTF_8);
            String piece = adds
                    ? new String(
                            version.text(),
                            before.length,
                            version.text().length - before.length,
                            StandardCharsets.UTF_8)
                    : all;
            out.list("%s%3d from %-3d %s  %s"
                    .formatted(
                            i == at ? "*" : " ",
                            i,
                            version.parent(),
                            version.written() ? "model" : "you  ",
                            cut(piece)));
        }
        out.flush();
    }

    private static String cut(String piece) {
        String line = piece.replace("\n", "↵");
        return line.codePointCount(0, line.length()) <= SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…";
    }

    private void go(String argument) throws IOException {
        at = number(argument, 0, versions.size() - 1);
        show();
    }

    private static int number(String argument, int least, int most) {
        int number = argument.matches("\\d{1,6}") ? Integer.parseInt(argument) : -1;
        if (number < least || number > most) {
            throw new BltException("A number from " + least + " to " + most + " is needed here.");
        }
        return number;
    }

    private void show() throws IOException {
        out.list(new String(current().text(), StandardCharsets.UTF_8));
        out.flush();
    }

    private void save(String argument) {
        if (argument.isEmpty()) {
            throw new BltException("/save needs the name of a file.");
        }
        Path file = Path.of(argument);
        if (Files.exists(file)) {
            throw new BltException("The file " + file + " is there already; name another.");
        }
        try {
            Files.write(file, current().text());
        } catch (IOException e) {
            throw new BltException("The file " + file + " could not be written: " + e.getMessage() + ".", e);
        }
    }
}
