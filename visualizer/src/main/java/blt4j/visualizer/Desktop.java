package blt4j.visualizer;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/** What a window needs of the machine. JavaFX tells of what is missing by a stack trace. */
final class Desktop {
    private static final String GTK = "libgtk-3.so.0";

    private Desktop() {}

    /**
     * Why no window could be opened, in a sentence; empty if the machine lacks nothing that is known of.
     *
     * @param thrown what JavaFX said
     */
    static Optional<String> trouble(Throwable thrown) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        boolean refused = thrown instanceof UnsupportedOperationException; // "Unable to open DISPLAY"
        return missing(System.getenv().getOrDefault("DISPLAY", ""), canLoad(GTK), refused)
                .map(what -> "The window cannot be opened: " + what
                        + " Pictures are taken without: blt visualize --snapshot FILE.png.");
    }

    /**
     * What a window lacks on Linux.
     *
     * @param refused whether the display was not to be had
     */
    static Optional<String> missing(String display, boolean hasGtk, boolean refused) {
        if (!hasGtk) {
            return Optional.of("GTK 3 is not installed (" + GTK + "; on Debian and Ubuntu the package libgtk-3-0).");
        }
        if (display.isEmpty()) {
            return Optional.of("there is no display (DISPLAY is not set); start it from a desktop, or with ssh -X.");
        }
        return refused
                ? Optional.of("the display " + display + " (DISPLAY) does not answer, or refuses this user.")
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
