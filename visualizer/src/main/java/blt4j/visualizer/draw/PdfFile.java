package blt4j.visualizer.draw;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.util.Matrix;

/**
 * Drawings as the pages of a PDF. Text is drawn as outlines, so that no font is wanted where it is read. The same drawings
 * make the same bytes.
 */
public final class PdfFile implements AutoCloseable {
    private final PDDocument document = new PDDocument();
    private Optional<PDPageContentStream> open = Optional.empty();

    /** An empty file. */
    public PdfFile(String title) {
        document.setDocumentId(0L); // else the moment of writing would be in it
        document.getDocumentInformation().setTitle(title);
        document.getDocumentInformation().setProducer("blt4j");
    }

    /**
     * Begins a page.
     *
     * @param width in the units of the pen
     * @param height in the units of the pen
     * @param points how many points (1/72 inch) a unit is
     * @return draws on it, until the next page begins
     */
    public Pen page(double width, double height, double points) {
        try {
            endPage();
            PDPage page = new PDPage(new PDRectangle((float) (width * points), (float) (height * points)));
            document.addPage(page);
            PDPageContentStream stream = new PDPageContentStream(document, page);
            open = Optional.of(stream);
            float scale = (float) points;
            stream.transform(
                    new Matrix(scale, 0, 0, -scale, 0, (float) (height * points))); // y downwards, as pens have it
            return new PdfPen(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endPage() throws IOException {
        if (open.isPresent()) {
            open.get().close();
            open = Optional.empty();
        }
    }

    /** Writes what was drawn. Nothing can be drawn afterwards. */
    public void write(OutputStream out) throws IOException {
        endPage();
        document.save(out);
    }

    @Override
    public void close() {
        try {
            endPage();
            document.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
