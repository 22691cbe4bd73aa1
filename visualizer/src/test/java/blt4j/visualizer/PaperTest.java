package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.draw.PdfFile;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.export.Figure;
import blt4j.visualizer.shell.Exports;
import blt4j.visualizer.state.LessonPlace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javafx.geometry.Rectangle2D;
import javafx.scene.paint.Color;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on paper: PDFs read back, and drawn. */
class PaperTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        Window.startToolkit();
        Typeface.load();
    }

    private static byte[] drawn() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PdfFile pdf = new PdfFile("a test")) {
            Pen pen = pdf.page(200, 100, 0.75);
            pen.fill(0, 0, 200, 100, Color.WHITE);
            pen.fill(10, 10, 40, 20, Color.RED);
            pen.shift(100, 0, () -> pen.dot(20, 20, 8, Color.BLUE));
            pen.clip(new Rectangle2D(0, 60, 20, 40), () -> pen.fill(0, 60, 200, 40, Color.LIME));
            pen.text("灯 ■", 110, 90, Typeface.TEXT.at(40), Pen.Align.LEFT, Color.BLACK);
            pdf.page(100, 100, 1).line(0, 50, 100, 50, 4, Color.BLACK);
            pdf.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Test
    void aPdfShowsWhatWasDrawnWhereItWasDrawn() throws IOException {
        byte[] bytes = Window.on(PaperTest::drawn);
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            assertEquals(2, pdf.getNumberOfPages());
            assertEquals(150, pdf.getPage(0).getMediaBox().getWidth(), 0.01);
            assertEquals("a test", pdf.getDocumentInformation().getTitle());
            BufferedImage page = new PDFRenderer(pdf).renderImage(0, 4f / 3); // a pixel a unit
            assertEquals(0xFF0000, page.getRGB(30, 20) & 0xFFFFFF);
            assertEquals(0xFFFFFF, page.getRGB(60, 20) & 0xFFFFFF);
            assertEquals(0x0000FF, page.getRGB(120, 20) & 0xFFFFFF);
            assertEquals(0x00FF00, page.getRGB(10, 70) & 0xFFFFFF);
            assertEquals(0xFFFFFF, page.getRGB(40, 70) & 0xFFFFFF, "beyond the clip");
            int ink = 0;
            for (int x = 110; x < 200; x++) {
                for (int y = 50; y < 99; y++) {
                    ink += (page.getRGB(x, y) & 0xFF) < 100 ? 1 : 0;
                }
            }
            assertTrue(ink > 100, ink + " dark pixels where a text stands");
            for (var font : pdf.getPage(0).getResources().getFontNames()) {
                throw new AssertionError("text is outlines, and wants no font " + font);
            }
        }
        assertArrayEquals(bytes, Window.on(PaperTest::drawn), "the same each time");
    }

    @Test
    void aFigureHasACaptionAndNeedsNoFonts() throws IOException {
        try (Window window = Window.open()) {
            window.read("The keeper slept.");
            window.show("patch");
            Figure figure = Window.on(
                    () -> Exports.figure(window.shell, window.workbench).orElseThrow());
            assertTrue(figure.caption().startsWith("hf-tiny"), figure.caption());
            assertTrue(figure.caption().matches(".*Entropy over a threshold of [0-9.]+ nats.*"), figure.caption());
            assertTrue(figure.caption().matches(".*blt4j \\S+, \\d{4}-\\d{2}-\\d{2}"), figure.caption());
            for (String name : new String[] {"a.svg", "a.pdf"}) {
                Window.on(() -> figure.writing(folder.resolve(name), 900, 400)).run();
            }
            String svg = Files.readString(folder.resolve("a.svg"));
            assertFalse(svg.contains("<text") || svg.contains("font-family"), "outlines alone");
            assertTrue(svg.contains("<title>" + figure.caption()), "told to those who hear it");
            assertTrue(svg.contains("<use"), "a letter that comes again is not written again");
            try (PDDocument pdf = Loader.loadPDF(folder.resolve("a.pdf").toFile())) {
                assertEquals(675, pdf.getPage(0).getMediaBox().getWidth(), 0.01);
            }
        }
    }

    @Test
    void aLessonIsPrintedWithItsAnswersAtTheEnd() throws IOException {
        Path file = folder.resolve("class.pdf");
        try (Window window = Window.open()) {
            window.show("lesson");
            assertEquals(
                    Optional.empty(), Window.on(() -> window.shell.current().handout()), "none is chosen yet");
            Window.run(() -> window.model.lesson().set(Optional.of(new LessonPlace("class", 0))));
            Window.on(() -> window.shell.current().handout().orElseThrow()).accept(file);
        }
        try (PDDocument pdf = Loader.loadPDF(file.toFile())) {
            int pages = pdf.getNumberOfPages();
            assertTrue(pages >= 3 && pages <= 8, pages + " pages");
            assertEquals(
                    "What comes next? A lesson for a class",
                    pdf.getDocumentInformation().getTitle());
            assertEquals(595, pdf.getPage(0).getMediaBox().getWidth(), 0.01);
            PDFRenderer renderer = new PDFRenderer(pdf);
            assertTrue(orange(renderer.renderImage(0)) == 0, "to be filled in");
            int answered = 0;
            for (int page = 1; page < pages; page++) {
                answered += orange(renderer.renderImage(page));
            }
            assertTrue(answered > 50, "the model's patches among the answers");
        }
    }

    /** How many pixels say that a patch begins. */
    private static int orange(BufferedImage page) {
        int count = 0;
        for (int y = 0; y < page.getHeight(); y++) {
            for (int x = 0; x < page.getWidth(); x++) {
                int rgb = page.getRGB(x, y);
                count += ((rgb >> 16) & 0xFF) > 180 && (rgb & 0xFF) < 60 ? 1 : 0;
            }
        }
        return count;
    }
}
