package blt4j.visualizer;

import blt4j.BltException;
import blt4j.visualizer.export.Slide;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.TextReader;
import blt4j.visualizer.state.Vocabularies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javafx.stage.Stage;

/** Takes many pictures one after another, each of a window of its own. Starting once for all of them spares minutes. */
final class Album {
    private final Vocabularies vocabularies = new Vocabularies();
    private final Deque<Arguments> wanted;
    private final Runnable done;

    /**
     * An album.
     *
     * @param wanted the arguments of each picture
     * @param done hears when all are taken
     */
    Album(List<Arguments> wanted, Runnable done) {
        this.wanted = new ArrayDeque<>(wanted);
        this.done = done;
    }

    /**
     * Reads what pictures are wanted: a line for each, with its arguments separated by tabs.
     *
     * @param list a file, or {@code -} for the standard input
     */
    static List<Arguments> read(String list) {
        try {
            String lines = list.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(list));
            return lines.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> Arguments.parse(List.of(line.split("\t", -1))))
                    .toList();
        } catch (IOException e) {
            throw new BltException("The album " + list + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Takes the next picture, and those after it. */
    void begin() {
        if (wanted.isEmpty()) {
            done.run();
            return;
        }
        Arguments arguments = wanted.pop();
        Path file = arguments
                .path("snapshot")
                .orElseThrow(() -> new BltException("Each line of an album names its picture with --snapshot."));
        MainWindow window =
                MainWindow.open(new Stage(), arguments, SettingsStore.none(), vocabularies, new TextReader());
        Optional<int[]> slide = arguments.has("slide")
                ? Optional.of(arguments.size().orElse(new int[] {Slide.WIDTH, Slide.HEIGHT}))
                : Optional.empty();
        new Snapshot(window, file, slide, () -> {
                    window.close();
                    begin();
                })
                .start();
    }
}
