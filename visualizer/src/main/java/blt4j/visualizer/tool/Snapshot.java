package blt4j.visualizer.tool;

import blt4j.BltException;
import blt4j.Foreign;
import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.export.Movies;
import blt4j.visualizer.shell.Exports;
import blt4j.visualizer.shell.Exports.Format;
import blt4j.visualizer.window.MainWindow;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Takes a picture of a window, or of its view's slide, once everything in it has come to rest. */
final class Snapshot extends Settling {
    private static final int MOVIE_WIDTH = 1280;
    private static final int MOVIE_HEIGHT = 720;

    private final MainWindow window;
    private final Path file;
    private final Optional<int[]> slide;
    private final Optional<String> animated;
    private final Optional<String> headline;
    private final boolean handout;
    private final Consumer<Boolean> taken;

    /**
     * A picture to be taken once {@link #start}ed.
     *
     * @param slide the size of a slide, in pixels; absent for a picture of the window
     * @param animated what moves in it, if anything does
     * @param headline a line above a slide
     * @param handout whether the lesson that is being taken is to be written for print
     * @param taken hears when that is over, and whether the file is written
     */
    Snapshot(
            MainWindow window,
            Path file,
            Optional<int[]> slide,
            Optional<String> animated,
            Optional<String> headline,
            boolean handout,
            Consumer<Boolean> taken) {
        super(window);
        this.headline = headline;
        this.handout = handout;
        this.window = window;
        this.file = file;
        this.slide = slide;
        this.animated = animated;
        this.taken = taken;
    }

    @Override
    void settled(boolean late) {
        if (late) {
            System.err.println(Foreign.shown("The window did not come to rest; " + file + " shows how far it came."));
        }
        taken.accept(written());
    }

    private boolean written() {
        try {
            write();
            return true;
        } catch (BltException e) {
            System.err.println(Foreign.shown(String.valueOf(e.getMessage())));
            return false;
        }
    }

    /** Whether the file is a drawing, and not a picture of the window. */
    private boolean drawn() {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".pdf") || name.endsWith(".svg");
    }

    /** The format of figures that the file is called after, if it is. */
    private Optional<Format> figures() {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Stream.of(Format.CSV, Format.JSON, Format.ARROW)
                .filter(format -> name.endsWith("." + format.extensions().getFirst()))
                .findFirst();
    }

    private void write() {
        Exporter.requireOther(file, window.model().document().get().file());
        if (animated.isPresent()) {
            int[] size = slide.orElse(new int[] {MOVIE_WIDTH, MOVIE_HEIGHT});
            Movies.write(
                    window.shell()
                            .current()
                            .animation(animated.get())
                            .orElseThrow(() -> new BltException("This view has nothing that moves by the name "
                                    + animated.get()
                                    + "; the patch view has a sweep, the generate view generate, the pipeline view with"
                                    + " --xray an xray.")),
                    file,
                    window.shell().background(),
                    size[0],
                    size[1]);
            return;
        }
        if (handout) {
            window.shell()
                    .current()
                    .handout()
                    .orElseThrow(() -> new BltException("A handout is made of a lesson; name it with --lesson."))
                    .accept(file);
            return;
        }
        Optional<Format> figures = figures();
        if (figures.isPresent()) {
            Exports.figures(window.shell(), figures.get(), file)
                    .orElseThrow(() -> new BltException("This view has no figures; a lesson has some at its steps."))
                    .run();
            return;
        }
        if (slide.isEmpty() && drawn()) {
            var size = window.shell().current().content().getLayoutBounds();
            Exports.figure(window.shell(), window.workbench())
                    .orElseThrow(() -> new BltException("This view has no figure; a lesson has one at its steps."))
                    .writing(file, size.getWidth(), size.getHeight())
                    .run();
            return;
        }
        if (slide.isEmpty()) {
            Exporter.png(Exporter.picture(window.scene()), file);
            return;
        }
        Exports.slide(window.shell())
                .orElseThrow(() -> new BltException("This view has no slide; a lesson has one at its steps."))
                .under(headline, window.shell().ink())
                .writing(file, slide.get()[0], slide.get()[1])
                .run();
    }
}
