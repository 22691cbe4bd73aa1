package blt4j.visualizer.window;

import blt4j.device.BackendOptions;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.shell.Shell;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.GenerateRequest;
import blt4j.visualizer.state.LessonPlace;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.Settings;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.Vocabularies;
import blt4j.visualizer.workbench.Workbench;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;
import javafx.scene.Scene;
import javafx.stage.Stage;

/**
 * The window and all that stands behind it, as the command line wants it.
 *
 * @param model what is shown
 * @param workbench does what is asked for
 * @param shell the window's content
 * @param scene the content's scene, which no stage needs to show
 */
public record MainWindow(AppModel model, Workbench workbench, Shell shell, Scene scene) implements AutoCloseable {
    /** Builds the window on a stage, which is not shown yet, and has the text and the model opened. */
    public static MainWindow open(
            Stage stage, LaunchOptions arguments, SettingsStore store, Vocabularies vocabularies, TextReader reader) {
        AppModel model = new AppModel();
        Uncaught.tellIn(model);
        Workbench workbench = new Workbench(model, store, vocabularies, reader);
        Beginning beginning = new Beginning(arguments, workbench.settings());
        openModel(workbench, beginning);
        set(model, workbench, beginning);
        Shell shell = new Shell(workbench, Views.ALL, stage);
        Settings settings = workbench.settings();
        double width = arguments.size().map(s -> (double) s[0]).orElse(settings.width());
        double height = arguments.size().map(s -> (double) s[1]).orElse(settings.height());
        Scene scene = new Scene(shell.root(), width, height);
        shell.attach(scene);
        stage.setScene(scene);
        stage.setTitle("blt4j");
        return new MainWindow(model, workbench, shell, scene);
    }

    /** The model is read in the background while the window is built. */
    private static void openModel(Workbench workbench, Beginning beginning) {
        BackendOptions backend = beginning.backend();
        beginning
                .arguments()
                .model()
                .ifPresentOrElse(
                        folder -> workbench.openModel(folder, backend), () -> workbench.openDefaultModel(backend));
    }

    private static void set(AppModel model, Workbench workbench, Beginning beginning) {
        LaunchOptions arguments = beginning.arguments();
        arguments.theme().ifPresent(model.theme()::set);
        model.language().set(beginning.language());
        arguments.number("zoom").ifPresent(model.zoom()::set);
        arguments.get("view").ifPresent(model.view()::set);
        model.presentation().set(arguments.has("presentation"));
        model.details().set(arguments.has("details"));
        model.xray().set(arguments.xray());
        arguments.form().ifPresent(model.form()::set);
        arguments.costs().ifPresent(model.costs()::set);
        arguments.get("guesses").ifPresent(model.guesses()::set);
        model.beside().set(arguments.beside());
        arguments.path("file").ifPresentOrElse(workbench::openText, () -> workbench.setDocument(beginning.text()));
        workbench.restoreDraft(!arguments.has("file") && !arguments.has("text") && !arguments.has("lesson"));
        model.generate()
                .set(new GenerateRequest(
                        arguments.get("prompt").orElse(""),
                        arguments.number("bytes").orElse(0.0).intValue()));
        arguments.number("select").ifPresent(i -> select(model, i.intValue(), arguments.has("file")));
        int step = arguments.number("step").orElse(1.0).intValue() - 1;
        arguments.get("lesson").ifPresent(name -> model.lesson().set(Optional.of(new LessonPlace(name, step))));
    }

    /** A file is there only later; until then its bytes cannot be chosen. */
    private static void select(AppModel model, int index, boolean later) {
        if (!later) {
            model.selected().set(OptionalInt.of(index));
            return;
        }
        model.document().addListener(new ChangeListener<>() {
            @Override
            public void changed(ObservableValue<? extends Document> value, Document before, Document now) {
                value.removeListener(this);
                model.selected().set(OptionalInt.of(index));
            }
        });
    }

    /** Whether everything that was asked for is in the picture. */
    public boolean settled() {
        boolean modelAtRest = switch (model.model().get()) {
            case ModelState.None n -> false;
            case ModelState.Opening o -> false;
            case ModelState.Failed f -> true;
            case ModelState.Open o ->
                model.reading().get().text().equals(model.document().get().text())
                        && model.reading().get().entropies().complete();
        };
        return modelAtRest && !workbench.openingText() && shell.current().settled();
    }

    /** Keeps the settings for the next time. */
    public void save() {
        workbench.save(scene.getWidth(), scene.getHeight());
    }

    @Override
    public void close() {
        shell.close();
        workbench.close();
        Uncaught.forget(model);
    }
}
