package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.export.Slide;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.shell.Exports;
import blt4j.visualizer.shell.Exports.Format;
import blt4j.visualizer.state.GenerateRequest;
import blt4j.visualizer.state.LessonPlace;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.TextReading;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Bounds;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.paint.Color;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.TextPos;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.NodeList;

/** What is taken away of each view is read back. */
class ExportsTest {
    @TempDir
    private Path folder = Path.of("");

    /** Writes the current view in every format, and answers what its table was. */
    private Table write(Window window) {
        Window.await(() -> window.shell.current().settled());
        Table table = Window.on(() -> window.shell.current().table().orElseThrow());
        boolean lesson = Window.on(() -> window.shell.current().handout().isPresent());
        for (Format format : Format.values()) {
            if (format == Format.HANDOUT && !lesson) {
                continue;
            }
            Path file = file(format);
            Window.run(() -> Exports.write(window.shell, window.workbench, format, file));
            Window.await(() -> window.model.notices().newest().sentence().contains(file.toString())
                    || window.model.notices().newest().kind() == Notice.Kind.ERROR);
            String said = Window.on(() -> window.model.notices().newest().sentence());
            assertTrue(said.contains(file.toString()), said);
        }
        return table;
    }

    private Path file(Format format) {
        return folder.resolve(format + "." + format.extensions().getFirst());
    }

    /** The texts of the drawing, one after another. */
    private static String words(Path svg) throws Exception {
        NodeList texts = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(svg.toFile())
                .getElementsByTagName("text");
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < texts.getLength(); i++) {
            words.append(texts.item(i).getTextContent()).append('\n');
        }
        return words.toString();
    }

    private void assertPicture(Bounds shown) throws IOException {
        BufferedImage picture = ImageIO.read(file(Format.PNG).toFile());
        assertEquals(2 * shown.getWidth(), picture.getWidth(), 2);
        assertEquals(2 * shown.getHeight(), picture.getHeight(), 40);
        assertTrue(colors(picture) > 5, "the picture shows something");
    }

    private static long colors(BufferedImage picture) {
        int width = picture.getWidth();
        int[] pixels = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
        return Arrays.stream(pixels).distinct().count();
    }

    private void assertFigures(Table table) throws IOException {
        List<CSVRecord> lines;
        try (CSVParser csv = CSVParser.parse(Files.readString(file(Format.CSV)), CSVFormat.DEFAULT)) {
            lines = csv.getRecords();
        }
        assertEquals(table.columns(), lines.getFirst().toList());
        assertEquals(1 + table.rows().size(), lines.size());
        JsonNode objects = new ObjectMapper().readTree(file(Format.JSON).toFile());
        assertEquals(table.rows().size(), objects.size());
        for (int i = 0; i < table.rows().size(); i++) {
            List<String> expected =
                    table.rows().get(i).stream().map(Object::toString).toList();
            assertEquals(expected, lines.get(1 + i).toList());
            List<String> values = new ArrayList<>();
            for (String column : table.columns()) {
                values.add(objects.get(i).get(column).asText());
            }
            assertEquals(expected, values);
        }
        assertEquals(table.rows().stream().map(ExportsTest::words).toList(), arrow(table));
    }

    /** A row as it is compared: words and figures that mean the same are the same. */
    private static List<Object> words(List<Object> row) {
        return row.stream().map(ExportsTest::word).toList();
    }

    private static Object word(Object value) {
        return value instanceof Number number ? (Object) number.doubleValue() : value.toString();
    }

    /** What an Arrow reader finds in the file. */
    private List<List<Object>> arrow(Table table) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        try (RootAllocator memory = new RootAllocator();
                var channel = Files.newByteChannel(file(Format.ARROW));
                ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            assertEquals(
                    table.columns(),
                    root.getSchema().getFields().stream().map(f -> f.getName()).toList());
            while (reader.loadNextBatch()) {
                for (int i = 0; i < root.getRowCount(); i++) {
                    List<Object> row = new ArrayList<>();
                    for (FieldVector column : root.getFieldVectors()) {
                        Object value = column.getObject(i);
                        row.add(value == null ? "" : word(value));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** The figures of the patch view have types: what is counted is whole, what is measured is not, and words are words. */
    @Test
    void anArrowFileHasTheTypesOfItsFigures() throws IOException {
        try (Window window = Window.open()) {
            window.read("Héllo");
            window.show("patch");
            Path file = folder.resolve("patch.arrow");
            Table table = Window.on(() -> window.shell.current().table().orElseThrow());
            Exporter.arrow(table, file);
            try (RootAllocator memory = new RootAllocator();
                    var channel = Files.newByteChannel(file);
                    ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
                Map<String, String> types = new HashMap<>();
                reader.getVectorSchemaRoot()
                        .getSchema()
                        .getFields()
                        .forEach(f -> types.put(f.getName(), f.getType().toString()));
                assertEquals("Utf8", types.get("text"));
                assertEquals("Utf8", types.get("model"));
                assertEquals("Utf8", types.get("rule"));
                assertEquals("FloatingPoint(DOUBLE)", types.get("threshold"));
                assertEquals("FloatingPoint(DOUBLE)", types.get("entropy_nats"));
                assertEquals("FloatingPoint(DOUBLE)", types.get("probability"));
                assertEquals("Int(64, true)", types.get("rank"));
                assertEquals("Bool", types.get("begins_patch"));
            }
        }
    }

    /** For a moment the window still shows the text before; the file is of the one that was typed. */
    @Test
    void whatWasTypedAMomentAgoIsInTheFile() throws IOException {
        try (Window window = Window.open()) {
            String text = "It was typed a moment ago. ".repeat(20);
            window.read(text);
            window.show("patch");
            CodeArea editor = (CodeArea) Window.on(() -> window.shell.root().lookup(".editor"));
            Path file = folder.resolve("typed.csv");
            Window.run(() -> {
                editor.select(TextPos.ofLeading(0, 3));
                editor.fireEvent(
                        new KeyEvent(KeyEvent.KEY_TYPED, "X", "X", KeyCode.UNDEFINED, false, false, false, false));
                Exports.write(window.shell, window.workbench, Format.CSV, file);
            });
            Window.await(() -> window.model.notices().newest().sentence().contains(file.toString()));
            List<CSVRecord> lines;
            try (CSVParser csv = CSVParser.parse(Files.readString(file), CSVFormat.DEFAULT)) {
                lines = csv.getRecords();
            }
            assertEquals(1 + text.length() + 1, lines.size(), "a line for each byte");
            assertEquals("X", lines.get(1 + 3).get(2));
            TextReading read = Window.on(() -> window.model.reading().get());
            for (int i = 0; i <= text.length(); i++) {
                assertEquals(
                        Float.toString(read.entropies().of(i)), lines.get(1 + i).get(3), "the entropy of byte " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "patch, Entropy, entropy_nats",
        "generate, Latent transformer, probability",
        "compare, cl100k, flops_per_byte",
        "pipeline, Latent transformer, parameters",
        "scale, Llama 2, parameters",
        "lesson, Entropy, entropy_nats"
    })
    void everyViewIsWrittenInEveryFormatAndReadBack(String id, String word, String column) throws Exception {
        try (Window window = Window.open()) {
            window.read("Héllo");
            Window.run(() -> window.model.generate().set(new GenerateRequest("Once upon", 0)));
            if (id.equals("lesson")) {
                Window.run(() -> window.model.lesson().set(Optional.of(new LessonPlace("entropy", 1))));
            }
            window.show(id);
            Window.await(() -> window.shell.current().settled());
            // Afterwards a notice says what was written, and takes some of the view's room.
            Bounds shown = Window.on(() -> window.shell.current().content().getLayoutBounds());
            Table table = write(window);
            assertFalse(table.rows().isEmpty());
            assertTrue(table.columns().contains(column), table.columns().toString());
            assertFigures(table);
            assertPicture(shown);
            String words = words(file(Format.SVG));
            assertTrue(words.contains(word), words);
            assertSlide(window);
        }
    }

    /** A slide has its size whatever the window's, and as an SVG the same words as the view. */
    private void assertSlide(Window window) throws Exception {
        BufferedImage picture = ImageIO.read(file(Format.SLIDE).toFile());
        assertEquals(2 * Slide.WIDTH, picture.getWidth());
        assertEquals(2 * Slide.HEIGHT, picture.getHeight());
        assertTrue(colors(picture) > 5, "the slide shows something");
        Path drawn = folder.resolve("slide.svg");
        Window.run(() -> Exports.write(window.shell, window.workbench, Format.SLIDE, drawn));
        Window.await(() -> window.model.notices().newest().sentence().contains(drawn.toString()));
        assertTrue(words(drawn).length() > 20, words(drawn));
    }

    /** The overview of lessons has no picture of its own. */
    @Test
    void whereThereIsNothingToWriteASentenceSaysSo() {
        try (Window window = Window.open()) {
            window.show("lesson");
            Window.run(() -> Exports.write(window.shell, window.workbench, Format.SLIDE, folder.resolve("no.png")));
            assertEquals(
                    "This view has nothing to write as a slide.",
                    Window.on(() -> window.model.notices().newest().sentence()));
            assertFalse(Files.exists(folder.resolve("no.png")));
        }
    }

    /** Drawings are made anew for a larger picture; enlarged from the window's pixels, edges would be grey between. */
    @Test
    void aLargerPictureIsDrawnInItsOwnPixels() {
        Window.startToolkit();
        DrawingCanvas canvas = new DrawingCanvas((pen, width, height) -> pen.fill(0, 0, 10.5, height, Color.BLACK));
        Image picture = Window.on(() -> {
            canvas.resize(40, 20);
            canvas.paint();
            return Exporter.picture(canvas, Color.WHITE, 2);
        });
        assertEquals(80, picture.getWidth());
        assertEquals(Color.BLACK, picture.getPixelReader().getColor(20, 10));
        assertEquals(Color.WHITE, picture.getPixelReader().getColor(21, 10));
    }

    @Test
    void figuresOfATextAreThoseOfItsBytes() throws Exception {
        try (Window window = Window.open()) {
            window.read("Héllo");
            window.show("patch");
            write(window);
        }
        assertEquals(1 + 6, Files.readAllLines(file(Format.CSV)).size(), "a header and a line per byte");
        JsonNode rows = new ObjectMapper().readTree(file(Format.JSON).toFile());
        assertEquals(0xC3, rows.get(1).get("byte").asInt());
        assertTrue(rows.get(1).get("entropy_nats").asDouble() > 0);
        assertTrue(rows.get(1).get("rank").asInt() >= 1);
        double probability = rows.get(1).get("probability").asDouble();
        assertTrue(probability > 0 && probability < 1);
        assertEquals("hf-tiny", rows.get(1).get("model").asText());
        assertEquals("entropy", rows.get(1).get("rule").asText());
        assertTrue(rows.get(1).get("threshold").asDouble() > 0);
        assertTrue(words(file(Format.SVG)).contains("é"), "characters are drawn as texts");
    }
}
