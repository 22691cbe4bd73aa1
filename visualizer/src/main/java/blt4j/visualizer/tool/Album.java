package blt4j.visualizer.tool;

import blt4j.BltException;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.export.Slide;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.Vocabularies;
import blt4j.visualizer.window.LaunchOptions;
import blt4j.visualizer.window.MainWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.stage.Stage;

/** Takes many pictures one after another, each of a window of its own. Starting once for all of them spares minutes. */
public final class Album {
    private final Vocabularies vocabularies = new Vocabularies();
    private final Deque<LaunchOptions> wanted;
    private final Consumer<Boolean> done;
    private boolean all = true;

    /**
     * An album.
     *
     * @param wanted the arguments of each picture
     * @param done hears when that is over, and whether all are written
     * @throws BltException if one has no name
     */
    public Album(List<LaunchOptions> wanted, Consumer<Boolean> done) {
        wanted.forEach(Album::file);
        this.wanted = new ArrayDeque<>(wanted);
        this.done = done;
    }

    /**
     * The album that a list asks for. A line that asks for what there is not is told, and does not stop the others.
     *
     * @param list a file, or {@code -} for the standard input: a line for each picture, its arguments separated by tabs
     */
    public static Album of(String list, Consumer<Boolean> done) {
        List<LaunchOptions> wanted = new ArrayList<>();
        List<String> lines = read(list);
        boolean all = true;
        for (int i = 0; i < lines.size(); i++) {
            try {
                if (!lines.get(i).isBlank()) {
                    LaunchOptions options =
                            LaunchOptions.parse(List.of(lines.get(i).split("\t", -1)));
                    file(options);
                    options.check();
                    wanted.add(options);
                }
            } catch (BltException e) {
                System.err.println("Line " + (i + 1) + " of the album: " + e.getMessage());
                all = false;
            }
        }
        Album album = new Album(wanted, done);
        album.all = all;
        return album;
    }

    private static List<String> read(String list) {
        try {
            String lines = list.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(list));
            return lines.lines().toList();
        } catch (IOException e) {
            throw new BltException("The album " + list + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static Path file(LaunchOptions arguments) {
        return arguments
                .path("snapshot")
                .orElseThrow(() -> new BltException("Each line of an album names its picture with --snapshot."));
    }

    /** Takes the next picture, and those after it. */
    public void begin() {
        if (wanted.isEmpty()) {
            done.accept(all);
            return;
        }
        LaunchOptions arguments = wanted.pop();
        MainWindow window =
                MainWindow.open(new Stage(), arguments, SettingsStore.none(), vocabularies, TextReader.forPictures());
        Optional<int[]> slide = arguments.has("slide") || (arguments.has("animate") && arguments.has("size"))
                ? Optional.of(arguments.size().orElse(new int[] {Slide.WIDTH, Slide.HEIGHT}))
                : Optional.empty();
        new Snapshot(
                        window,
                        file(arguments),
                        slide,
                        arguments.get("animate"),
                        arguments.get("headline"),
                        arguments.has("handout"),
                        written -> {
                            all &= written;
                            window.close();
                            begin();
                        })
                .start();
    }
}
