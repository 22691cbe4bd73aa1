package blt4j.visualizer.tool;

import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.window.MainWindow;
import blt4j.visualizer.window.Views;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Platform;

/**
 * Goes through the whole window once with nobody watching, for the launcher: the JVM keeps in an archive what classes it
 * took, and how their methods were used. As that is done without a display, the classes that a display takes are loaded
 * besides.
 */
public final class Rehearsal {
    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_AGAIN_MILLIS = 20;

    /** Of JavaFX, what belongs to windows on a display. */
    private static final List<String> DISPLAY =
            List.of("com/sun/glass/ui/", "com/sun/javafx/tk/quantum/", "com/sun/prism/es2/", "com/sun/prism/impl/");

    private final MainWindow window;
    private final Runnable done;

    /**
     * A rehearsal of a window that is shown.
     *
     * @param done called at the end, on the JavaFX thread
     */
    public Rehearsal(MainWindow window, Runnable done) {
        this.window = window;
        this.done = done;
    }

    public void start() {
        Thread.ofPlatform().name("blt4j-rehearsal").daemon().start(() -> {
            try {
                rehearse();
            } finally {
                Platform.runLater(done);
            }
        });
    }

    private void rehearse() {
        awaitSettled(window);
        for (ViewKind kind : Views.ALL) {
            show(window, kind.id());
        }
        show(window, Views.ALL.getFirst().id());
        try {
            loadDisplay();
        } catch (IOException | URISyntaxException e) {
            Logger.getLogger(Rehearsal.class.getName()).log(Level.FINE, "The archive lacks some classes.", e);
        }
    }

    /** Shows a view and waits until it is finished; not on the JavaFX thread. */
    static void show(MainWindow window, String id) {
        Platform.runLater(() -> window.model().view().set(id));
        awaitSettled(window);
    }

    private static void awaitSettled(MainWindow window) {
        boolean settled = false;
        while (!settled) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            Platform.runLater(() -> answer.complete(window.settled()));
            settled = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void loadDisplay() throws IOException, URISyntaxException {
        Path jar = Path.of(Platform.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && DISPLAY.stream().anyMatch(name::startsWith))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(Rehearsal::load);
        }
    }

    /** Without initialising it, which would ask for the display. */
    private static void load(String name) {
        try {
            var _ = Class.forName(name, false, Platform.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            Logger.getLogger(Rehearsal.class.getName()).log(Level.FINE, "Not in the archive: " + name, e);
        }
    }
}
