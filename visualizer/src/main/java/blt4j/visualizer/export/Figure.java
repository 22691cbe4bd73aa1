package blt4j.visualizer.export;

import blt4j.BltException;
import blt4j.WholeFile;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Paragraph;
import blt4j.visualizer.draw.PdfFile;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.SvgPen;
import blt4j.visualizer.draw.Typeface;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javafx.scene.paint.Color;

/**
 * A view's main picture for a paper: a PDF or an SVG with all text as outlines, and below it a caption that says what was
 * drawn with what.
 *
 * @param content what is drawn
 * @param caption a sentence or two
 * @param background the colour behind
 * @param ink the caption's colour
 */
public record Figure(Drawing content, String caption, Color background, Color ink) {
    /** A pixel is a 96th of an inch, a point a 72nd. */
    private static final double POINTS = 0.75;

    private static final double SIZE = 13;
    private static final double LINE = 19;
    private static final double MARGIN = 16;

    /**
     * Draws the figure now, on the JavaFX thread.
     *
     * @param file a PDF if it is called so, else an SVG
     * @param width of the content, in pixels
     * @param height of the content, in pixels
     * @return writes the file, on any thread
     */
    public Runnable writing(Path file, double width, double height) {
        List<String> lines = Paragraph.lines(caption, Typeface.TEXT.at(SIZE), width - 2 * MARGIN);
        double whole = height + lines.size() * LINE + MARGIN;
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".pdf")) {
            SvgPen pen = SvgPen.outlined(width, whole, caption);
            draw(pen, width, height, whole, lines);
            String svg = pen.svg();
            return () -> Exporter.write(file, svg);
        }
        byte[] pdf = pdf(width, height, whole, lines);
        return () -> {
            try {
                WholeFile.write(file, out -> out.write(pdf));
            } catch (IOException e) {
                throw new BltException("The file " + file + " cannot be written: " + WholeFile.reason(e) + ".", e);
            }
        };
    }

    private byte[] pdf(double width, double height, double whole, List<String> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PdfFile pdf = new PdfFile(caption)) {
            draw(pdf.page(width, whole, POINTS), width, height, whole, lines);
            pdf.write(bytes);
        } catch (IOException e) {
            throw new BltException("The figure cannot be drawn: " + e.getMessage() + ".", e);
        }
        return bytes.toByteArray();
    }

    private void draw(Pen pen, double width, double height, double whole, List<String> lines) {
        pen.fill(0, 0, width, whole, background);
        content.draw(pen, width, height);
        for (int i = 0; i < lines.size(); i++) {
            pen.text(lines.get(i), MARGIN, height + (i + 1) * LINE, Typeface.TEXT.at(SIZE), Align.LEFT, ink);
        }
    }
}
