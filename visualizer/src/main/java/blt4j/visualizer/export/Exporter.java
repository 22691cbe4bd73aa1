package blt4j.visualizer.export;

import blt4j.BltException;
import blt4j.WholeFile;
import blt4j.visualizer.draw.CanvasPen;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.SvgPen;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.paint.Color;
import javafx.scene.transform.Transform;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes pictures and tables. Pictures are taken on the JavaFX thread, and may be written on any. */
public final class Exporter {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Exporter() {}

    /** A picture of part of the window. */
    public static Image picture(Node node, Color background, double pixelScale) {
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(background);
        parameters.setTransform(Transform.scale(pixelScale, pixelScale));
        List<DrawingCanvas> drawings = drawings(node).toList();
        drawings.forEach(drawing -> drawing.setPixels(pixelScale));
        try {
            return node.snapshot(parameters, null);
        } finally {
            drawings.forEach(drawing -> drawing.setPixels(1));
        }
    }

    private static Stream<DrawingCanvas> drawings(Node node) {
        return switch (node) {
            case DrawingCanvas drawing -> Stream.of(drawing);
            case Parent parent -> parent.getChildrenUnmodifiable().stream().flatMap(Exporter::drawings);
            default -> Stream.empty();
        };
    }

    /** A picture of a drawing that is in no window. */
    public static Image picture(Drawing drawing, double width, double height, Color background, double pixelScale) {
        Canvas canvas = new Canvas(Math.round(width * pixelScale), Math.round(height * pixelScale));
        GraphicsContext context = canvas.getGraphicsContext2D();
        context.scale(pixelScale, pixelScale);
        Pen pen = new CanvasPen(context);
        pen.fill(0, 0, width, height, background);
        drawing.draw(pen, width, height);
        return canvas.snapshot(new SnapshotParameters(), null);
    }

    /** A picture of the whole window, pixel by pixel. */
    public static Image picture(Scene scene) {
        return scene.snapshot(new WritableImage((int) scene.getWidth(), (int) scene.getHeight()));
    }

    /**
     * Makes sure that a file which was read is not written over, whatever it is called.
     *
     * @throws BltException if the two are the same file
     */
    public static void requireOther(Path file, Optional<Path> read) {
        try {
            if (read.isPresent() && Files.exists(file) && Files.isSameFile(file, read.get())) {
                throw new BltException(
                        "The file " + file + " holds the text in the window and would be written over; name another.");
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** A picture for those who know nothing of JavaFX. */
    static BufferedImage buffered(Image image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] pixels = new int[width * height];
        image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        BufferedImage buffered = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        buffered.setRGB(0, 0, width, height, pixels, 0, width);
        return buffered;
    }

    /** Writes a PNG file. */
    public static void png(Image image, Path file) {
        BufferedImage buffered = buffered(image);
        try {
            WholeFile.write(file, out -> ImageIO.write(buffered, "png", out));
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** A drawing as SVG. */
    public static String svg(Drawing drawing, double width, double height, Color background) {
        SvgPen pen = new SvgPen(width, height);
        pen.fill(0, 0, width, height, background);
        drawing.draw(pen, width, height);
        return pen.svg();
    }

    /** Writes a table as CSV with a header line, row by row: a long text has many. */
    public static void csv(Table table, Path file) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader(table.columns().toArray(String[]::new))
                .get();
        try {
            WholeFile.write(file, bytes -> {
                Writer out = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(out, format);
                for (List<Object> row : table.rows()) {
                    printer.printRecord(row);
                }
                printer.flush();
            });
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Writes a table as a JSON array of objects, row by row. */
    public static void json(Table table, Path file) {
        try {
            WholeFile.write(file, out -> {
                try (SequenceWriter objects = JSON.writer().writeValuesAsArray(out)) {
                    for (List<Object> row : table.rows()) {
                        objects.write(object(table.columns(), row));
                    }
                }
            });
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Writes a table as an Arrow IPC file, with the types that its values have. */
    public static void arrow(Table table, Path file) {
        try {
            WholeFile.write(file, out -> ArrowTable.write(table, out));
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static Map<String, Object> object(List<String> columns, List<Object> row) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            object.put(columns.get(i), row.get(i));
        }
        return object;
    }

    /** Puts a picture on the clipboard. */
    public static void copy(Image image) {
        ClipboardContent content = new ClipboardContent();
        content.putImage(image);
        Clipboard.getSystemClipboard().setContent(content);
    }

    /** Writes a text file. */
    public static void write(Path file, String text) {
        try {
            WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static BltException cannotWrite(Path file, IOException e) {
        return new BltException("The file " + file + " cannot be written: " + WholeFile.reason(e) + ".", e);
    }
}
