package blt4j.visualizer.shell;

import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.export.Figure;
import blt4j.visualizer.export.Slide;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.View;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.workbench.Workbench;
import java.io.File;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.stage.FileChooser;
import org.jspecify.annotations.Nullable;

/** Takes the current view away as a file or on the clipboard. */
public final class Exports {
    /** Kinds of files. */
    public enum Format {
        /** A picture of the view. */
        PNG,
        /** Its main picture, to scale at will. */
        SVG,
        /** Its main picture for a slide, a PNG or an SVG by the file's name. */
        SLIDE,
        /** Its main picture for a paper, with a caption, a PDF or an SVG by the file's name. */
        FIGURE,
        /** The lesson that is being taken, for print. */
        HANDOUT,
        /** The text and what was found of it, as a page that stands alone. */
        HTML,
        /** Its figures for a spreadsheet. */
        CSV,
        /** Its figures for a program. */
        JSON,
        /** Its figures for a data frame. */
        ARROW;

        /** The ends that the file's name may have, the usual one first. */
        public List<String> extensions() {
            return switch (this) {
                case SLIDE -> List.of("png", "svg");
                case FIGURE -> List.of("pdf", "svg");
                case HANDOUT -> List.of("pdf");
                default -> List.of(key());
            };
        }

        /** What words about it have in their keys. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int PIXEL_SCALE = 2;
    private static final int SLIDE_WIDTH = PIXEL_SCALE * Slide.WIDTH;
    private static final int SLIDE_HEIGHT = PIXEL_SCALE * Slide.HEIGHT;

    private Exports() {}

    static void save(Shell shell, Workbench workbench, Format format) {
        FileChooser chooser = new FileChooser();
        String end = format.extensions().getFirst();
        chooser.setInitialFileName("blt4j-" + workbench.model().view().get() + "." + end);
        for (String extension : format.extensions()) {
            String kind = extension.toUpperCase(Locale.ROOT);
            chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(kind, "*." + extension));
        }
        Optional.<File>ofNullable(chooser.showSaveDialog(shell.stage()))
                .map(File::toPath)
                .map(file -> withEnding(file, chooser.getSelectedExtensionFilter(), end))
                .ifPresent(file -> write(shell, workbench, format, file));
    }

    /** Not every system's dialog adds the ending of the kind that was chosen. */
    private static Path withEnding(Path file, FileChooser.@Nullable ExtensionFilter chosen, String usual) {
        String name = String.valueOf(file.getFileName());
        String end =
                chosen == null ? "." + usual : chosen.getExtensions().getFirst().substring(1);
        return name.contains(".") ? file : file.resolveSibling(name + end);
    }

    /** Writes the current view to a file, once an edit of a moment ago is in it, and says so in the window, or why not. */
    public static void write(Shell shell, Workbench workbench, Format format, Path file) {
        AfterEdit.run(workbench.model(), () -> writeNow(shell, workbench, format, file));
    }

    private static void writeNow(Shell shell, Workbench workbench, Format format, Path file) {
        Messages messages = shell.messages();
        Optional<Runnable> writing = writing(shell, workbench, format, file);
        if (writing.isEmpty()) {
            workbench.model().notices().tell(nothing(messages, format));
            return;
        }
        Optional<Path> text = workbench.model().document().get().file();
        workbench.work(
                messages.get("activity.writing"),
                () -> {
                    Exporter.requireOther(file, text);
                    writing.get().run();
                },
                () -> workbench.model().notices().tell(Notice.info(messages.get("export.done", file.toString()))));
    }

    /** Takes now what is to be seen now; what is left, encoding and writing, needs no window. */
    private static Optional<Runnable> writing(Shell shell, Workbench workbench, Format format, Path file) {
        View view = shell.current();
        Node node = view.content();
        return switch (format) {
            case PNG -> {
                Image picture = Exporter.picture(node, shell.palette().surface(), PIXEL_SCALE);
                yield Optional.of(() -> Exporter.png(picture, file));
            }
            case SVG -> {
                double width = node.getLayoutBounds().getWidth();
                double height = node.getLayoutBounds().getHeight();
                yield view.drawing()
                        .map(d -> Exporter.svg(d, width, height, shell.palette().surface()))
                        .map(svg -> () -> Exporter.write(file, svg));
            }
            case SLIDE -> slide(shell).map(slide -> slide.writing(file, SLIDE_WIDTH, SLIDE_HEIGHT));
            case FIGURE ->
                figure(shell, workbench).map(figure -> {
                    var size = node.getLayoutBounds();
                    return figure.writing(file, size.getWidth(), size.getHeight());
                });
            case HANDOUT -> view.handout().map(handout -> () -> handout.accept(file));
            case HTML ->
                workbench.model().reading().get().read() == 0
                        ? Optional.empty()
                        : Optional.of(() -> Exporter.write(file, workbench.webPage()));
            case CSV, JSON, ARROW -> figures(shell, format, file);
        };
    }

    /**
     * The figures of the current view, taken now, if it has some.
     *
     * @param format CSV, JSON or ARROW
     * @return writes them, on any thread
     */
    public static Optional<Runnable> figures(Shell shell, Format format, Path file) {
        return shell.current().table().map(table -> () -> {
            switch (format) {
                case CSV -> Exporter.csv(table, file);
                case JSON -> Exporter.json(table, file);
                default -> Exporter.arrow(table, file);
            }
        });
    }

    /** The current view's slide, if it has one. */
    public static Optional<Slide> slide(Shell shell) {
        return shell.current()
                .slide()
                .map(drawing -> new Slide(drawing, shell.palette().surface()));
    }

    /** The current view's figure for a paper, if it has one. */
    public static Optional<Figure> figure(Shell shell, Workbench workbench) {
        String caption = Captions.of(workbench.model(), shell.messages(), LocalDate.now(ZoneId.systemDefault()));
        return shell.current()
                .drawing()
                .map(drawing -> new Figure(
                        drawing,
                        caption,
                        shell.palette().surface(),
                        shell.palette().secondary()));
    }

    static void copy(Shell shell, Workbench workbench) {
        AfterEdit.run(workbench.model(), () -> {
            Image picture =
                    Exporter.picture(shell.current().content(), shell.palette().surface(), PIXEL_SCALE);
            copy(picture, shell, workbench);
        });
    }

    static void copySlide(Shell shell, Workbench workbench) {
        AfterEdit.run(workbench.model(), () -> copySlideNow(shell, workbench));
    }

    private static void copySlideNow(Shell shell, Workbench workbench) {
        slide(shell)
                .ifPresentOrElse(
                        slide -> copy(slide.picture(SLIDE_WIDTH, SLIDE_HEIGHT), shell, workbench),
                        () -> workbench.model().notices().tell(nothing(shell.messages(), Format.SLIDE)));
    }

    private static void copy(Image picture, Shell shell, Workbench workbench) {
        Exporter.copy(picture);
        workbench.model().notices().tell(Notice.info(shell.messages().get("export.copied")));
    }

    private static Notice nothing(Messages messages, Format format) {
        String key = "export.kind." + format.key();
        String kind = messages.has(key) ? messages.get(key) : format.name();
        return Notice.error(messages.get("export.nothing", kind));
    }
}
