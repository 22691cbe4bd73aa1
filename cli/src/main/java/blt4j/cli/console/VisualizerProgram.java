package blt4j.cli.console;

import blt4j.BltException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** The visualizer, which is a program of its own. */
public final class VisualizerProgram {
    /** Named as a string: the command line is built and runs without the visualizer. */
    private static final String MAIN = "blt4j.visualizer.Visualizer";

    private static final String TOOLKIT = "javafx.application.Application";

    private VisualizerProgram() {}

    /**
     * Makes sure that it could be run here.
     *
     * @throws BltException if it is not part of this build, or what it draws with is not
     */
    public static void require() {
        try {
            ClassLoader loader = VisualizerProgram.class.getClassLoader();
            Class.forName(MAIN, false, loader);
            Class.forName(TOOLKIT, false, loader);
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw missing(e);
        }
    }

    private static BltException missing(Throwable cause) {
        return new BltException(
                "The visualizer is not part of this build; build blt4j whole, with JavaFX, to have it.", cause);
    }

    /**
     * Runs it until its window is closed, or its pictures are taken.
     *
     * @throws BltException if it is not part of this build
     */
    public static void run(List<String> arguments) {
        try {
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object)
                    arguments.toArray(String[]::new));
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException | NoClassDefFoundError e) {
            throw missing(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new BltException("The visualizer could not be started: " + e.getCause() + ".", e);
        }
    }
}
