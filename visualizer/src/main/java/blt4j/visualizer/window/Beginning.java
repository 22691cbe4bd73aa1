package blt4j.visualizer.window;

import blt4j.BltException;
import blt4j.device.BackendOptions;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.shell.Samples;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.Settings;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.workbench.Workbench;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the window opens with, and what can be done of it before there is a window.
 *
 * @param arguments what the command line asks for
 * @param settings what the window remembers
 */
public record Beginning(LaunchOptions arguments, Settings settings) {
    /** Where the settings are kept: nowhere while nobody is there who would miss them. */
    public static SettingsStore store(LaunchOptions arguments) {
        boolean nobody = arguments.has("timing") || arguments.has("rehearse");
        return arguments
                .path("settings")
                .map(SettingsStore::at)
                .orElseGet(() -> nobody ? SettingsStore.none() : SettingsStore.ofPerson());
    }

    /** What the model runs on. */
    BackendOptions backend() {
        return new BackendOptions(arguments.get("backend").orElse(settings.backend()), 0);
    }

    /** The language that was asked for, or set last, or the system's. */
    Locale language() {
        String last = settings.language();
        String tag = last.isEmpty() ? Locale.getDefault().toLanguageTag() : last;
        return Messages.language(arguments.get("lang").orElse(tag));
    }

    /** The text, where it is no file. */
    Document text() {
        return arguments.get("text").map(Document::of).orElseGet(() -> Samples.first(language()));
    }

    /** Has the model opened and the text read while JavaFX starts; a window asks for the same as soon as it is there. */
    public Optional<TextReader> read() {
        if (arguments.has("file")) {
            return Optional.empty();
        }
        try {
            Path model = arguments.model().orElseGet(() -> Workbench.defaultModel(settings));
            TextReader reader = new TextReader();
            reader.begin(model, backend(), text().text());
            return Optional.of(reader);
        } catch (BltException e) {
            Logger.getLogger(Beginning.class.getName()).log(Level.FINE, "The window will say so.", e);
            return Optional.empty();
        }
    }
}
