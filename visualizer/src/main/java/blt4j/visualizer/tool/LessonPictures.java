package blt4j.visualizer.tool;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.WholeFile;
import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.lesson.LessonView;
import blt4j.visualizer.window.MainWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes a lesson as a series of pictures: one of each step, two of a step that asks something, the question and the answer.
 */
public final class LessonPictures extends Settling {
    private final MainWindow window;
    private final Path folder;
    private final boolean one;
    private final Consumer<Boolean> done;
    private boolean all = true;

    /**
     * A series to be taken once {@link #start}ed.
     *
     * @param window shows the lesson at the step to begin with
     * @param folder of the pictures, made if it is not there
     * @param one whether that step is all that is wanted
     * @param done hears when that is over, and whether all are written
     */
    public LessonPictures(MainWindow window, Path folder, boolean one, Consumer<Boolean> done) {
        super(window);
        this.window = window;
        this.folder = folder;
        this.one = one;
        this.done = done;
    }

    @Override
    void settled(boolean late) {
        Optional<LessonView> lesson = lesson();
        Optional<String> part = lesson.flatMap(LessonView::part);
        if (part.isEmpty()) {
            String why = window.model().notices().newest().sentence();
            say(why.isEmpty() ? "Pictures are taken of a lesson; name it with --lesson." : why);
            done.accept(false);
            return;
        }
        Path file = folder.resolve(part.get() + ".png");
        if (late) {
            say("The window did not come to rest; " + file + " shows how far it came.");
        }
        try {
            Files.createDirectories(folder);
            Exporter.png(Exporter.picture(window.scene()), file);
        } catch (IOException e) {
            say("The folder " + folder + " cannot be made: " + WholeFile.reason(e) + ".");
            done.accept(false);
            return;
        } catch (BltException e) {
            say(String.valueOf(e.getMessage()));
            all = false;
        }
        boolean last = one && !part.get().endsWith("-question");
        if (!last && lesson.orElseThrow().next()) {
            start();
        } else {
            done.accept(all);
        }
    }

    private Optional<LessonView> lesson() {
        return window.shell().current() instanceof LessonView view ? Optional.of(view) : Optional.empty();
    }

    private static void say(String sentence) {
        System.err.println(Foreign.shown(sentence));
    }
}
