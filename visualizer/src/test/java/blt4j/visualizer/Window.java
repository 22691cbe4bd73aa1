package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.device.BackendOptions;
import blt4j.fixture.TestModels;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.shell.Shell;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.Vocabularies;
import blt4j.visualizer.window.Views;
import blt4j.visualizer.workbench.Workbench;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.event.EventType;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import javafx.stage.Stage;

/** The real window without a display, and hands to work it with. */
final class Window implements AutoCloseable {
    /** A little model with random weights. */
    static final Path MODEL = TestModels.folder("hf-tiny");

    /** Another, whose attention has a window: long texts take it no longer per byte than short ones. */
    static final Path WINDOWED = MODEL.resolveSibling("meta-tiny");

    /** What models run on, which the JavaFX thread must not do. */
    static final BackendOptions BACKEND = new BackendOptions(WatchedBackend.ID, 0);

    private static final long PATIENCE_SECONDS = 60;

    final AppModel model;
    final Workbench workbench;
    final Shell shell;
    final Stage stage;
    final Scene scene;

    private Window(SettingsStore store, double width, double height) {
        Typeface.load();
        model = new AppModel();
        workbench = new Workbench(model, store, new Vocabularies());
        model.language().set(Locale.ENGLISH);
        stage = new Stage();
        shell = new Shell(workbench, Views.ALL, stage);
        scene = new Scene(shell.root(), width, height);
        shell.attach(scene);
        stage.setScene(scene);
        stage.show();
    }

    /** Opens a window with the little model. */
    static Window open() {
        return open(SettingsStore.none());
    }

    static Window open(SettingsStore store) {
        return open(store, MODEL);
    }

    static Window open(SettingsStore store, Path folder) {
        startToolkit();
        Window window = on(() -> new Window(store, 1280, 800));
        run(() -> window.workbench.openModel(folder, BACKEND));
        await(() -> window.model.model().get().info().isPresent());
        return window;
    }

    /** Starts JavaFX, if nobody has. */
    static void startToolkit() {
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        try {
            Platform.startup(() -> started.complete(true));
            Platform.setImplicitExit(false);
        } catch (IllegalStateException alreadyRunning) {
            started.complete(true);
        }
        assertTrue(started.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    }

    /** Asks for something on the JavaFX thread and waits for it. */
    static <T> T on(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Does something on the JavaFX thread and waits for it. */
    static void run(Runnable task) {
        boolean done = on(() -> {
            task.run();
            return true;
        });
        assertTrue(done);
    }

    /** Waits until something holds on the JavaFX thread. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!on(condition::getAsBoolean)) {
            assertTrue(System.nanoTime() < deadline, "it did not come about within a minute");
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Puts a text into the window and waits until it has been read and its work added up. */
    void read(String text) {
        run(() -> workbench.setText(text));
        awaitRead();
    }

    void awaitRead() {
        await(() -> {
            var reading = model.reading().get();
            return reading.text().equals(model.document().get().text())
                    && reading.entropies().complete()
                    && reading.work().isPresent();
        });
    }

    /** Waits until the text is cut as was chosen. */
    void awaitCut() {
        await(() ->
                model.reading().get().patching().equals(model.patching().get().config()));
    }

    /** Shows a view and lays it out. */
    void show(String id) {
        run(() -> {
            model.view().set(id);
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        });
    }

    /** Types a key that leaves a character. */
    static void type(Node node, String character) {
        run(() -> node.fireEvent(
                new KeyEvent(KeyEvent.KEY_TYPED, character, character, KeyCode.UNDEFINED, false, false, false, false)));
    }

    static void press(Node node, KeyCode key) {
        run(() -> node.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, false, false, false)));
    }

    /** Presses a key with the system's shortcut key, and the shift key if wanted, wherever the focus is. */
    static void chord(Scene scene, KeyCode key, boolean shift) {
        boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
        run(() -> scene.getRoot().fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, shift, !mac, false, mac)));
    }

    /** Sends a mouse event to a place in a node. */
    static void mouse(Node node, EventType<MouseEvent> type, double x, double y) {
        run(() -> {
            var at = node.localToScene(x, y);
            boolean down = type != MouseEvent.MOUSE_MOVED;
            node.fireEvent(new MouseEvent(
                    type,
                    at.getX(),
                    at.getY(),
                    at.getX(),
                    at.getY(),
                    MouseButton.PRIMARY,
                    1,
                    false,
                    false,
                    false,
                    false,
                    down,
                    false,
                    false,
                    false,
                    false,
                    true,
                    new PickResult(node, at.getX(), at.getY())));
        });
    }

    static void click(Node node, double x, double y) {
        mouse(node, MouseEvent.MOUSE_PRESSED, x, y);
        mouse(node, MouseEvent.MOUSE_RELEASED, x, y);
    }

    @Override
    public void close() {
        run(() -> {
            stage.hide();
            shell.close();
            workbench.close();
        });
    }
}
