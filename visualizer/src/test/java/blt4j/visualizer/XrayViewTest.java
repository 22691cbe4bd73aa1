package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.xray.ByteXray;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.SvgPen;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.i18n.Messages;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.Font;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The X-ray shows the model's own numbers, by keyboard and pointer, and lets them be taken away. */
class XrayViewTest {
    private static final String TEXT = "The quick brown fox jumps over the lazy dog, 世界 too.";
    private static final int INDEX = 20;

    private final Window window = Window.open();

    @BeforeEach
    void look() {
        window.read(TEXT);
        window.show("pipeline");
        Window.run(() -> {
            window.model.selected().set(OptionalInt.of(INDEX));
            window.model.xray().set(OptionalInt.of(0));
        });
        settle();
    }

    @AfterEach
    void close() {
        window.close();
    }

    private void settle() {
        Window.await(() -> window.shell.current().settled());
        window.show("pipeline");
    }

    private Node content() {
        return Window.on(() -> window.shell.current().content());
    }

    private DrawingCanvas canvas() {
        return (DrawingCanvas) Window.on(() -> window.shell.root().lookup(".pipeline"));
    }

    private List<List<Object>> rows() {
        return Window.on(() -> window.shell.current().table().orElseThrow().rows());
    }

    @Test
    void numbersAreTheModels() {
        Map<String, Double> values = new HashMap<>();
        Map<String, Double> sums = new HashMap<>();
        for (List<Object> row : rows()) {
            String what = row.get(0) + " " + row.get(1) + " " + row.get(2) + " " + row.get(3);
            values.put(what + " " + row.get(4), (Double) row.getLast());
            if (row.getFirst().toString().matches(".*_(attention|cross)|.*_query_.*")) {
                sums.merge(what, (Double) row.getLast(), Double::sum);
            }
        }
        assertTrue(sums.size() > 20, sums::toString);
        sums.forEach((what, sum) -> assertEquals(1, sum, 1e-4, what));
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        try (Blt blt = Blt.open(Window.MODEL);
                Session session = Session.open(
                        blt,
                        SessionOptions.ofCapacity(bytes.length)
                                .withPatching(Window.on(
                                        () -> window.model.reading().get().patching())))) {
            session.append(bytes);
            ByteXray xray = ByteXray.of(session, INDEX);
            for (int id = 0; id < xray.probabilities().length; id++) {
                assertEquals(
                        xray.probabilities()[id],
                        values.getOrDefault("probability 0 0 " + INDEX + " " + id, Double.NaN),
                        1e-5);
            }
            float[] hidden = xray.encoder().getFirst().hidden();
            for (int i = 0; i < hidden.length; i++) {
                assertEquals(hidden[i], values.getOrDefault("encoder_hidden 1 0 " + INDEX + " " + i, Double.NaN), 1e-4);
            }
        }
    }

    @Test
    void keysGoThroughTheStages() {
        Node content = content();
        for (int step = 1; step <= 5; step++) {
            Window.press(content, KeyCode.RIGHT);
            assertEquals(OptionalInt.of(step), window.model.xray().get());
        }
        Window.press(content, KeyCode.RIGHT);
        assertEquals(OptionalInt.of(0), window.model.xray().get(), "behind the last all are shown");
        Window.press(content, KeyCode.LEFT);
        assertEquals(OptionalInt.of(5), window.model.xray().get());
        assertEquals(OptionalInt.of(INDEX), window.model.selected().get(), "the byte stays");
        settle();
        String last = texts().toString();
        Window.press(content, KeyCode.UP);
        Window.press(content, KeyCode.H);
        assertTrue(last.contains("layer 3 of 3, mean of 4 heads"), last);
        assertTrue(texts().toString().contains("layer 2 of 3, head 1 of 4"), texts()::toString);
        Window.press(content, KeyCode.X);
        assertEquals(OptionalInt.empty(), window.model.xray().get());
        Window.press(content, KeyCode.RIGHT);
        assertEquals(OptionalInt.of(INDEX + 1), window.model.selected().get(), "the pipeline's keys are its own");
    }

    @Test
    void whatIsPointedAtTellsItsNumbers() {
        DrawingCanvas canvas = canvas();
        List<String> before = texts();
        double middle = Window.on(() -> canvas.getWidth() / 2);
        boolean told = false;
        for (double y = 40; !told && y < 600; y += 10) {
            Window.mouse(content(), MouseEvent.MOUSE_MOVED, middle, y);
            told = texts().size() > before.size();
        }
        assertTrue(told, "nothing below the pointer has anything to say");
    }

    @Test
    void everyStageCanBeReadInASmallWindowInBothLanguages() {
        Window.run(() -> {
            window.stage.setWidth(900);
            window.stage.setHeight(600);
        });
        for (Locale language : Messages.LANGUAGES) {
            Window.run(() -> window.model.language().set(language));
            for (int step = 0; step <= 5; step++) {
                int at = step;
                Window.run(() -> window.model.xray().set(OptionalInt.of(at)));
                settle();
                DrawingCanvas canvas = canvas();
                List<String> wrong = new ArrayList<>();
                Window.run(() -> canvas.drawing()
                        .draw(
                                reader((text, size) -> {
                                    if (size < 12.99) {
                                        wrong.add(text + " at " + size);
                                    }
                                }),
                                canvas.getWidth(),
                                canvas.getHeight()));
                assertEquals(List.of(), wrong, language + " at stage " + step);
            }
        }
    }

    @Test
    void itIsTakenAwayAsADrawingAndMoving() {
        Drawing drawing = Window.on(() -> window.shell.current().drawing().orElseThrow());
        SvgPen pen = new SvgPen(1280, 800);
        Window.run(() -> drawing.draw(pen, 1280, 800));
        String svg = pen.svg();
        assertTrue(svg.contains("Latent transformer") && svg.split("<polyline|<path", -1).length > 20, svg);
        Animation animation =
                Window.on(() -> window.shell.current().animation("xray").orElseThrow());
        assertTrue(animation.frames() > 100, "stage after stage");
        IntSummaryStatistics words = IntStream.range(0, animation.frames())
                .filter(i -> i % 5 == 0)
                .map(i -> textsOf(animation.frame().apply(i)).size())
                .summaryStatistics();
        assertTrue(words.getMin() < words.getMax(), "it grows");
    }

    private interface Heard {
        void text(String text, double size);
    }

    /** A pen that draws nothing and tells of texts. */
    private static Pen reader(Heard heard) {
        return (Pen) Proxy.newProxyInstance(
                Pen.class.getClassLoader(), new Class<?>[] {Pen.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "text" -> heard.text((String) arguments[0], ((Font) arguments[3]).getSize());
                        case "clip" -> ((Runnable) arguments[1]).run();
                        case "shift" -> ((Runnable) arguments[2]).run();
                        default -> {}
                    }
                    return null;
                });
    }

    private List<String> texts() {
        return textsOf(canvas().drawing());
    }

    private static List<String> textsOf(Drawing drawing) {
        List<String> texts = new ArrayList<>();
        Window.run(() -> drawing.draw(reader((text, size) -> texts.add(text)), 1196, 712));
        return texts;
    }
}
