package blt4j.visualizer;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.window.LaunchOptions;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Application;

/**
 * Opens the visualizer.
 *
 * <p>A plain class with a main method, not an {@link Application}, so that it runs from the class path.
 */
public final class Visualizer {
    private static final Logger TOOLKIT = Logger.getLogger("javafx");

    private Visualizer() {}

    /**
     * Opens the window, or takes a picture of it without a display.
     *
     * @param args {@code [--view patch|generate|compare|pipeline|scale|guess|lesson] [--text TEXT | --file FILE]
     *     [--model DIR] [--backend SELECTOR] [--theme light|dark] [--lang en|zh] [--size 1600x1000] [--zoom 1.25]
     *     [--presentation] [--details] [--form bars|prose] [--row none|hex|decimal]
     *     [--costs open|blt-1b|blt-7b] [--xray all|1..5] [--select BYTE] [--prompt TEXT] [--bytes N] [--lesson NAME|FILE] [--step N]
     *     [--settings FILE] [--snapshot OUT.png [--slide] | --pictures DIR | --album LIST] [--timing[=first] | --rehearse] [--headless]}
     */
    public static void main(String[] args) {
        LaunchOptions arguments;
        try {
            arguments = LaunchOptions.parse(List.of(args));
            arguments.check();
        } catch (BltException e) {
            end(String.valueOf(e.getMessage()));
            return;
        }
        TOOLKIT.setLevel(Level.SEVERE); // it warns of the class path
        if (arguments.windowless()) {
            System.setProperty("glass.platform", "Headless");
            System.setProperty("prism.order", "sw");
        }
        Typeface.prepare();
        Icons.prepare();
        try {
            VisualizerApplication.launch(arguments, args);
        } catch (RuntimeException | LinkageError e) {
            // JavaFX says it so where there is no display, or no GTK; looked for only now, as it takes a while.
            Optional<String> trouble = arguments.windowless() ? Optional.empty() : Desktop.trouble(e);
            if (trouble.isEmpty()) {
                throw e;
            }
            end(trouble.get());
        }
    }

    private static void end(String sentence) {
        System.err.println(Foreign.shown("blt: " + sentence));
        System.exit(2);
    }
}
