package blt4j.visualizer.state;

import blt4j.visualizer.draw.Theme;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the window remembers from one day to the next.
 *
 * @param theme light or dark
 * @param language a language tag; empty for the system's
 * @param zoom of text and pictures, 1 being 100 %
 * @param width of the window
 * @param height of the window
 * @param view the view that was open
 * @param backend the backend that was chosen
 * @param model the folder of the model that was open; empty for the bundled one
 * @param recentFiles the texts opened last, newest first
 * @param recentModels the models opened last, newest first
 */
public record Settings(
        Theme theme,
        String language,
        double zoom,
        double width,
        double height,
        String view,
        String backend,
        String model,
        List<String> recentFiles,
        List<String> recentModels) {
    private static final int RECENT = 8;

    /** Of the first day. */
    public static final Settings DEFAULT =
            new Settings(Theme.LIGHT, "", 1, 1360, 860, "patch", "auto", "", List.of(), List.of());

    /** Copies the lists; numbers that make no sense become as on the first day. */
    public Settings {
        zoom = zoom >= 0.5 && zoom <= 3 ? zoom : 1;
        width = width >= 640 && width <= 10_000 ? width : 1360;
        height = height >= 480 && height <= 10_000 ? height : 860;
        recentFiles = List.copyOf(recentFiles);
        recentModels = List.copyOf(recentModels);
    }

    /** The same with another look. */
    public Settings withLook(Theme newTheme, String newLanguage, double newZoom) {
        return new Settings(
                newTheme, newLanguage, newZoom, width, height, view, backend, model, recentFiles, recentModels);
    }

    /** The same with the window as it is left. */
    public Settings withWindow(double newWidth, double newHeight, String newView) {
        return new Settings(
                theme, language, zoom, newWidth, newHeight, newView, backend, model, recentFiles, recentModels);
    }

    /** The same with another model on a backend, which becomes the newest of the recent ones. */
    public Settings withModel(String folder, String newBackend) {
        return new Settings(
                theme,
                language,
                zoom,
                width,
                height,
                view,
                newBackend,
                folder,
                recentFiles,
                remember(recentModels, folder));
    }

    /** The same with one more recent text. */
    public Settings withRecentFile(String file) {
        return new Settings(
                theme, language, zoom, width, height, view, backend, model, remember(recentFiles, file), recentModels);
    }

    /** A list with one more entry at its head, without doubles, no longer than is useful. */
    private static List<String> remember(List<String> entries, String newest) {
        return Stream.concat(Stream.of(newest), entries.stream().filter(e -> !e.equals(newest)))
                .limit(RECENT)
                .toList();
    }
}
