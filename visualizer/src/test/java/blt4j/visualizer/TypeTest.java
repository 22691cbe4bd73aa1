package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.patch.PatchView;
import blt4j.visualizer.patch.Strip;
import blt4j.visualizer.window.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.junit.jupiter.api.Test;

/** What can be said of type in numbers. */
class TypeTest {
    private static final double LEAST = 13;

    /** The pictures on the cards of lessons are looked at, not read. */
    private static final String ILLUSTRATION = "motif";

    /** Everything that is in view, in nodes and in drawings, in a window as small as one may be. */
    @Test
    void nothingIsSetSmallerThanCanBeRead() {
        try (Window window = Window.open()) {
            window.read("Grüße, 世界! \u0007 The keeper slept.\n");
            Window.run(() -> {
                window.stage.setWidth(900);
                window.stage.setHeight(600);
                window.model.details().set(true);
            });
            for (ViewKind kind : Views.ALL) {
                window.show(kind.id());
                window.awaitRead();
                window.show(kind.id());
                List<String> small = Window.on(() -> small(window.shell.root()));
                assertEquals(List.of(), small, kind.id());
            }
        }
    }

    /** Words are whole, or not there, in either language, where a window is as small as one may be. */
    @Test
    void nothingIsCutInASmallWindow() {
        for (Locale language : Messages.LANGUAGES) {
            try (Window window = Window.open()) {
                window.read("The keeper slept. The old man went down to the sea in the morning.\n");
                Window.run(() -> {
                    window.model.language().set(language);
                    window.stage.setWidth(900);
                    window.stage.setHeight(600);
                });
                for (ViewKind kind : Views.ALL) {
                    window.show(kind.id());
                    window.awaitRead();
                    window.show(kind.id());
                    Window.await(() -> window.shell.current().settled());
                    List<String> cut = Window.on(() -> {
                        window.shell.root().applyCss();
                        window.shell.root().layout();
                        return cut(window.shell.root());
                    });
                    assertEquals(List.of(), cut, language + " " + kind.id());
                }
            }
        }
    }

    private static List<String> cut(Node root) {
        List<String> cut = new ArrayList<>();
        nodes(root).filter(node -> node.getOpacity() > 0).forEach(node -> {
            if (node instanceof Labeled labeled && !labeled.getText().isBlank()) {
                nodes(labeled)
                        .filter(part -> part instanceof Text text
                                && text.getText().endsWith("…")
                                && !labeled.getText().endsWith("…"))
                        .forEach(part -> cut.add(labeled.getText() + " as " + ((Text) part).getText()));
            } else if (node instanceof DrawingCanvas canvas && canvas.getWidth() > 0) {
                canvas.drawing().draw(new Cut(cut), canvas.getWidth(), canvas.getHeight());
            }
        });
        return cut;
    }

    private static List<String> small(Node root) {
        List<String> small = new ArrayList<>();
        nodes(root).forEach(node -> {
            if (node instanceof Text text && !text.getText().isBlank()) {
                note(text.getFont(), text.getText(), small);
            } else if (node instanceof DrawingCanvas canvas
                    && canvas.getWidth() > 0
                    && !canvas.getStyleClass().contains(ILLUSTRATION)) {
                canvas.drawing().draw(new Reader(small), canvas.getWidth(), canvas.getHeight());
            }
        });
        return small;
    }

    private static void note(Font font, String text, List<String> small) {
        if (font.getSize() < LEAST - 0.01) {
            small.add(text + " at " + font.getSize());
        }
    }

    private static Stream<Node> nodes(Node node) {
        if (!node.isVisible()) {
            return Stream.empty();
        }
        return node instanceof Parent parent
                ? Stream.concat(
                        Stream.of(node),
                        parent.getChildrenUnmodifiable().stream().flatMap(TypeTest::nodes))
                : Stream.of(node);
    }

    @Test
    void presentedOnALargeScreenItIsReadFromTheLastRow() {
        try (Window window = Window.open()) {
            window.read("It was read long ago, and nobody knew by whom. ".repeat(8));
            Window.run(() -> {
                window.stage.setWidth(1920);
                window.stage.setHeight(1080);
                window.model.presentation().set(true);
            });
            window.show("patch");
            assertEquals(28, 13 * Window.on(() -> window.model.scale().get()), 0.5);
            Strip strip = ((PatchView) Window.on(() -> window.shell.current())).strip();
            double column = Window.on(() -> strip.placeOf(1)[0] - strip.placeOf(0)[0]);
            double width = Window.on(() -> strip.getWidth());
            assertTrue(width / column < 50, "columns of " + column + " in " + width);
            List<Double> sizes = new ArrayList<>();
            Window.run(() -> strip.drawing().draw(new Sizes(sizes), strip.getWidth(), strip.getHeight()));
            assertTrue(sizes.stream().anyMatch(size -> size >= 47.5), sizes.toString());
        }
    }

    /** A slide is read from afar: of a long text three lines, which take the room. */
    @Test
    void aSlideHasThreeLinesAtMost() {
        try (Window window = Window.open()) {
            window.read("It was read long ago, and nobody knew by whom. ".repeat(20));
            window.show("patch");
            Strip strip = ((PatchView) Window.on(() -> window.shell.current())).strip();
            List<String> texts = new ArrayList<>();
            List<Double> sizes = new ArrayList<>();
            Window.run(() -> {
                strip.slide().draw(new Words(texts), 1776, 800);
                strip.slide().draw(new Sizes(sizes), 1776, 800);
            });
            assertEquals(3, texts.stream().filter(t -> t.matches("\\d+")).count(), "offsets in " + texts);
            double letter = sizes.stream().max(Double::compare).orElseThrow();
            assertTrue(letter > 28, "letters of " + letter);
        }
    }

    /** The picture takes at least three fifths of the view. */
    @Test
    void theStripIsThePicture() {
        try (Window window = Window.open()) {
            window.read("It was read long ago, and nobody knew by whom. ".repeat(8));
            for (double[] size : new double[][] {{1280, 800}, {900, 600}}) {
                Window.run(() -> {
                    window.stage.setWidth(size[0]);
                    window.stage.setHeight(size[1]);
                });
                window.show("patch");
                Window.await(() -> {
                    PatchView view = (PatchView) window.shell.current();
                    Parent content = (Parent) view.content();
                    content.layout();
                    return view.strip().getHeight()
                            >= 0.6 * content.getLayoutBounds().getHeight();
                });
            }
        }
    }

    /** Writes down what is too small. */
    private record Reader(List<String> small) implements Silent {
        @Override
        public void text(String text, double x, double baseline, Font font, Align align, Color color) {
            note(font, text, small);
        }
    }

    /** Writes down what is cut. */
    private record Cut(List<String> cut) implements Silent {
        @Override
        public void text(String text, double x, double baseline, Font font, Align align, Color color) {
            if (text.endsWith("…")) {
                cut.add(text);
            }
        }
    }

    /** Writes down all texts. */
    private record Words(List<String> texts) implements Silent {
        @Override
        public void text(String text, double x, double baseline, Font font, Align align, Color color) {
            texts.add(text);
        }
    }

    /** Writes down the sizes of all texts. */
    private record Sizes(List<Double> sizes) implements Silent {
        @Override
        public void text(String text, double x, double baseline, Font font, Align align, Color color) {
            sizes.add(font.getSize());
        }
    }

    /** Draws nothing. */
    private interface Silent extends Pen {
        @Override
        default void fill(double x, double y, double width, double height, Color color) {}

        @Override
        default void fillRound(double x, double y, double width, double height, double radius, Color color) {}

        @Override
        default void outline(
                double x, double y, double width, double height, double radius, double lineWidth, Color color) {}

        @Override
        default void line(double x1, double y1, double x2, double y2, double lineWidth, Color color) {}

        @Override
        default void dashed(double x1, double y1, double x2, double y2, double lineWidth, double dash, Color color) {}

        @Override
        default void polyline(double[] xs, double[] ys, double lineWidth, Color color) {}

        @Override
        default void polygon(double[] xs, double[] ys, Color color) {}

        @Override
        default void dot(double x, double y, double radius, Color color) {}

        @Override
        default void clip(Rectangle2D area, Runnable drawing) {
            drawing.run();
        }

        @Override
        default void shift(double dx, double dy, Runnable drawing) {
            drawing.run();
        }
    }
}
