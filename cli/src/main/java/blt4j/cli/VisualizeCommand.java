package blt4j.cli;

import blt4j.BltException;
import blt4j.cli.console.ExitCode;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code blt visualize}: starts the desktop visualizer, which is a program of its own. */
@Command(
        name = "visualize",
        mixinStandardHelpOptions = true,
        description = {"Starts the desktop visualizer. All arguments are passed on to it.", ""},
        footer = {
            "",
            "What the window opens with:",
            "  --text TEXT | --file FILE   the text",
            "  --model DIR, --backend SELECTOR",
            "  --view patch|generate|compare|pipeline|scale|lesson",
            "  --lesson NAME|FILE --step N",
            "  --prompt TEXT --bytes N     what the generate view writes at once",
            "  --select BYTE               the byte to look at",
            "  --theme light|dark, --lang en|zh, --size 1600x1000, --zoom 1.25, --presentation",
            "",
            "Without a display:",
            "  --snapshot FILE.png         a picture of the window",
            "  --snapshot FILE --slide     the view's picture for a slide, a PNG or an SVG",
            "  --album FILE                a picture for each line, its arguments separated by tabs",
            "  --timing                    how soon the window answers, as JSON; with --headless on no display",
            "",
            "Examples:",
            "  blt visualize",
            "  blt visualize --model models/blt-mini",
            "  blt visualize --snapshot slide.png --slide --text 'Where do patches begin?'"
        })
final class VisualizeCommand implements Callable<Integer> {
    /** Named as a string: the command line is built and runs without the visualizer. */
    private static final String VISUALIZER = "blt4j.visualizer.Visualizer";

    /** Arguments with which no window is opened. */
    private static final List<String> WINDOWLESS =
            List.of("--snapshot", "--album", "--headless", "--help", "--version");

    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "For the visualizer.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        requireWindows();
        try {
            Class.forName(VISUALIZER).getMethod("main", String[].class).invoke(null, (Object)
                    arguments.toArray(String[]::new));
            return ExitCode.OK;
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException | NoClassDefFoundError e) {
            throw new BltException(
                    "The visualizer is not part of this build; build blt4j whole, with JavaFX, to have it.", e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new BltException("The visualizer could not be started: " + e.getCause() + ".", e);
        }
    }

    /** On Linux, JavaFX needs GTK and an X11 display; what it says where they are missing is a stack trace. */
    private void requireWindows() {
        boolean opensWindow = arguments.stream().noneMatch(a -> WINDOWLESS.contains(a.split("=", 2)[0]))
                && System.getProperty("glass.platform") == null;
        if (!opensWindow || !System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        missing(System.getenv().getOrDefault("DISPLAY", ""), canLoad("libgtk-3.so.0"))
                .ifPresent(what -> {
                    throw new BltException("The window cannot be opened: " + what
                            + " Pictures are taken without: blt visualize --snapshot FILE.png.");
                });
    }

    /** What a window lacks, in a sentence. */
    static Optional<String> missing(String display, boolean hasGtk) {
        if (!hasGtk) {
            return Optional.of("GTK 3 is not installed (libgtk-3.so.0; on Debian and Ubuntu the package libgtk-3-0).");
        }
        return display.isEmpty()
                ? Optional.of("there is no display (DISPLAY is not set); start it from a desktop, or with ssh -X.")
                : Optional.empty();
    }

    @SuppressWarnings("restricted") // looked for, never called
    private static boolean canLoad(String library) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
