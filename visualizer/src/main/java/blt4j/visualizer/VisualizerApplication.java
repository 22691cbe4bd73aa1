package blt4j.visualizer;

import blt4j.compute.BackendOptions;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.shell.Samples;
import blt4j.visualizer.shell.Shell;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.GenerateRequest;
import blt4j.visualizer.state.LessonPlace;
import blt4j.visualizer.state.Settings;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.Workbench;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** The application: one window over one shared model. */
public final class VisualizerApplication extends Application {
    private Runnable onStop = () -> {};

    @Override
    public void start(Stage stage) {
        Typeface.load();
        Arguments arguments = Arguments.parse(getParameters().getRaw());
        boolean snapshot = arguments.has("snapshot");
        SettingsStore store = arguments
                .path("settings")
                .map(SettingsStore::at)
                .orElseGet(() -> snapshot ? SettingsStore.none() : SettingsStore.ofPerson());
        AppModel model = new AppModel();
        Workbench workbench = new Workbench(model, store);
        set(model, workbench, arguments);
        Shell shell = new Shell(workbench, Views.ALL, stage);
        Scene scene = new Scene(shell.root(), width(arguments, workbench), height(arguments, workbench));
        shell.attach(scene);
        stage.setScene(scene);
        stage.setTitle("blt4j");
        if (!snapshot) { // a picture can be larger than any screen
            stage.show();
        }
        onStop = () -> {
            if (!snapshot) {
                workbench.save(scene.getWidth(), scene.getHeight());
            }
            shell.close();
            workbench.close();
        };
        arguments.path("snapshot").ifPresent(file -> new Snapshot(model, shell, scene, file).begin());
    }

    private static void set(AppModel model, Workbench workbench, Arguments arguments) {
        arguments.theme().ifPresent(model.theme()::set);
        arguments.get("lang").map(Messages::language).ifPresent(model.language()::set);
        arguments.number("zoom").ifPresent(model.zoom()::set);
        arguments.get("view").ifPresent(model.view()::set);
        model.presentation().set(arguments.has("presentation"));
        arguments
                .path("file")
                .ifPresentOrElse(
                        workbench::openText,
                        () -> workbench.setDocument(arguments
                                .get("text")
                                .map(Document::of)
                                .orElseGet(() -> Samples.first(model.language().get()))));
        model.generate()
                .set(new GenerateRequest(
                        arguments.get("prompt").orElse(""),
                        arguments.number("bytes").orElse(0.0).intValue()));
        arguments.number("select").ifPresent(i -> model.selected().set(OptionalInt.of(i.intValue())));
        int step = arguments.number("step").orElse(1.0).intValue() - 1;
        arguments.get("lesson").ifPresent(name -> model.lesson().set(Optional.of(new LessonPlace(name, step))));
        BackendOptions backend = new BackendOptions(
                arguments.get("backend").orElse(workbench.settings().backend()), 0);
        arguments
                .path("model")
                .ifPresentOrElse(
                        folder -> workbench.openModel(folder, backend), () -> workbench.openDefaultModel(backend));
    }

    private static double width(Arguments arguments, Workbench workbench) {
        Settings settings = workbench.settings();
        return arguments.size().map(s -> (double) s[0]).orElse(settings.width());
    }

    private static double height(Arguments arguments, Workbench workbench) {
        Settings settings = workbench.settings();
        return arguments.size().map(s -> (double) s[1]).orElse(settings.height());
    }

    @Override
    public void stop() {
        onStop.run();
    }
}
