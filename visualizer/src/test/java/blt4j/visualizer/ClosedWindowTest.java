package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.shell.Shell;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.Vocabularies;
import blt4j.visualizer.window.LaunchOptions;
import blt4j.visualizer.window.MainWindow;
import blt4j.visualizer.window.Views;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;

/** Nothing holds a window that was closed: an album opens one for each of its pictures. */
class ClosedWindowTest {
    private static final long PATIENCE_SECONDS = 20;

    /** What was in the window, so that nothing but the window itself could hold it. */
    private record Held(WeakReference<AppModel> model, WeakReference<Shell> shell, WeakReference<Stage> stage) {
        boolean gone() {
            return model.refersTo(null) && shell.refersTo(null) && stage.refersTo(null);
        }

        @Override
        public String toString() {
            return "model " + model.refersTo(null) + ", shell " + shell.refersTo(null) + ", stage "
                    + stage.refersTo(null);
        }
    }

    /** Opens a window, shows all its views, points at something and types, and closes it. */
    private static Held used() {
        Stage stage = Window.on(Stage::new);
        LaunchOptions options = LaunchOptions.parse(List.of(
                "--model", Window.MODEL.toString(), "--text", "A window that will be closed.", "--xray", "all"));
        MainWindow window = Window.on(() -> {
            MainWindow opened =
                    MainWindow.open(stage, options, SettingsStore.none(), new Vocabularies(), new TextReader());
            stage.show();
            return opened;
        });
        for (ViewKind kind : Views.ALL) {
            Window.run(() -> window.model().view().set(kind.id()));
            Window.await(window::settled);
        }
        Window.run(() -> window.model().view().set(Views.ALL.getFirst().id()));
        Node editor = Window.on(() -> window.shell().root().lookup(".editor"));
        Window.run(editor::requestFocus);
        Window.type(editor, "e");
        Window.await(window::settled);
        Window.run(() -> {
            stage.hide();
            window.close();
        });
        return new Held(
                new WeakReference<>(window.model()), new WeakReference<>(window.shell()), new WeakReference<>(stage));
    }

    @Test
    void isLetGo() throws InterruptedException {
        Window.startToolkit();
        Held held = used();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!held.gone() && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(50);
            Window.run(() -> {}); // what the JavaFX thread has last done stays on its stack
        }
        assertTrue(held.gone(), () -> "gone: " + held);
    }
}
