package blt4j.visualizer;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.Vocabularies;
import blt4j.visualizer.tool.Album;
import blt4j.visualizer.tool.LessonPictures;
import blt4j.visualizer.tool.Rehearsal;
import blt4j.visualizer.tool.Timing;
import blt4j.visualizer.window.Beginning;
import blt4j.visualizer.window.FirstPicture;
import blt4j.visualizer.window.LaunchOptions;
import blt4j.visualizer.window.MainWindow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import javafx.util.Duration;

/** The application: one window over one shared model; or pictures of it, or figures about it, without a person. */
public final class VisualizerApplication extends Application {
    /**
     * A reader that has begun before JavaFX was there. JavaFX makes the application itself, so what is handed to it has to
     * lie where it finds it.
     */
    private static final AtomicReference<Optional<TextReader>> BEGUN = new AtomicReference<>(Optional.empty());

    /** When the first picture has been there for a moment. */
    private static final Duration PREPARED_AFTER = Duration.millis(600);

    private Runnable onStop = () -> {};

    /** Starts JavaFX, and meanwhile what does not need it. Returns when the window is closed. */
    static void launch(LaunchOptions arguments, String[] raw) {
        if (!arguments.picturesAlone()) {
            BEGUN.set(new Beginning(arguments, Beginning.store(arguments).load()).read());
        }
        Application.launch(VisualizerApplication.class, raw);
    }

    @Override
    public void start(Stage stage) {
        Instant toolkit = Instant.now();
        Typeface.load();
        try {
            begin(stage, toolkit);
        } catch (BltException e) {
            System.err.println(Foreign.shown(String.valueOf(e.getMessage())));
            System.exit(2);
        }
    }

    private void begin(Stage stage, Instant toolkit) {
        LaunchOptions arguments = LaunchOptions.parse(getParameters().getRaw());
        Optional<Path> picture = arguments.path("snapshot");
        if (arguments.get("album").isPresent()) {
            Album.of(arguments.get("album").get(), this::taken).begin();
        } else if (picture.isPresent()) {
            // The stage is not shown, as a picture can be larger than any screen.
            new Album(List.of(arguments), this::taken).begin();
        } else if (arguments.has("pictures")) {
            takeLesson(stage, arguments);
        } else {
            open(stage, arguments, toolkit);
        }
    }

    private void takeLesson(Stage stage, LaunchOptions arguments) {
        MainWindow window =
                MainWindow.open(stage, arguments, SettingsStore.none(), new Vocabularies(), TextReader.forPictures());
        window.model().view().set("lesson");
        Path folder = arguments.path("pictures").orElseThrow();
        new LessonPictures(window, folder, arguments.has("step"), all -> {
                    window.close();
                    taken(all);
                })
                .start();
    }

    /** Whoever asked for pictures sees by the exit code whether they are there. */
    private void taken(boolean all) {
        if (all) {
            Platform.exit();
        } else {
            System.exit(1);
        }
    }

    private void open(Stage stage, LaunchOptions arguments, Instant toolkit) {
        SettingsStore store = Beginning.store(arguments);
        MainWindow window = MainWindow.open(
                stage,
                arguments,
                store,
                new Vocabularies(),
                BEGUN.getAndSet(Optional.empty()).orElseGet(TextReader::new));
        stage.show();
        FirstPicture.then(window, () -> {
            ControlWarmUp.makeLater();
            PauseTransition moment = new PauseTransition(PREPARED_AFTER);
            moment.setOnFinished(e -> window.shell().prepareViews());
            moment.play();
        });
        onStop = () -> {
            window.save();
            window.close();
        };
        if (arguments.has("rehearse")) {
            new Rehearsal(window, Platform::exit).start();
        } else if (arguments.has("timing")) {
            boolean firstAlone = arguments.get("timing").filter("first"::equals).isPresent();
            new Timing(window, toolkit, firstAlone, Platform::exit).start();
        }
    }

    @Override
    public void stop() {
        onStop.run();
    }
}
