package blt4j.visualizer.shell;

import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.View;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.Workbench;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.stage.FileChooser;

/** Takes the current view away as a file or on the clipboard. */
public final class Exports {
    /** Kinds of files. */
    public enum Format {
        /** A picture of the view. */
        PNG,
        /** Its main picture, to scale at will. */
        SVG,
        /** Its figures for a spreadsheet. */
        CSV,
        /** Its figures for a program. */
        JSON;

        /** The end of the file's name. */
        public String extension() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final double PIXEL_SCALE = 2;

    private Exports() {}

    static void save(Shell shell, Workbench workbench, Format format) {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName("blt4j-" + workbench.model().view().get() + "." + format.extension());
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(format.name(), "*." + format.extension()));
        Optional.<File>ofNullable(chooser.showSaveDialog(shell.stage()))
                .ifPresent(file -> write(shell, workbench, format, file.toPath()));
    }

    /** Writes the current view to a file, and says so in the window, or why not. */
    public static void write(Shell shell, Workbench workbench, Format format, Path file) {
        Messages messages = shell.messages();
        Optional<Runnable> writing = writing(shell, format, file);
        if (writing.isEmpty()) {
            workbench.model().notice().set(Notice.error(messages.get("export.nothing", format.name())));
            return;
        }
        workbench.work(
                messages.get("activity.writing"),
                writing.get(),
                () -> workbench.model().notice().set(Notice.info(messages.get("export.done", file.toString()))));
    }

    /** Takes now what is to be seen now; what is left, encoding and writing, needs no window. */
    private static Optional<Runnable> writing(Shell shell, Format format, Path file) {
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
            case CSV -> view.table().map(table -> () -> Exporter.csv(table, file));
            case JSON -> view.table().map(table -> () -> Exporter.json(table, file));
        };
    }

    static void copy(Shell shell, Workbench workbench) {
        Exporter.copy(
                Exporter.picture(shell.current().content(), shell.palette().surface(), PIXEL_SCALE));
        workbench.model().notice().set(Notice.info(shell.messages().get("export.copied")));
    }
}
