package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.compare.Noise;
import blt4j.device.BackendOptions;
import blt4j.generation.ReadProgress;
import blt4j.generation.TokenSession;
import blt4j.model.BltOptions;
import blt4j.model.BundledModels;
import blt4j.model.TokenModel;
import blt4j.patching.PatchingRule;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.View;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.LessonPlace;
import blt4j.visualizer.state.PatchingChoice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtherViewsTest {
    private static final String TEXT = "The quick brown fox jumps over the lazy dog.";

    private Window window;

    @BeforeEach
    void open() {
        window = Window.open();
        window.read(TEXT);
    }

    @AfterEach
    void close() {
        window.close();
    }

    private Node node(String id) {
        return Window.on(() -> window.shell.root().lookup("#" + id));
    }

    private void press(String id) {
        Window.run(() -> ((ButtonBase) window.shell.root().lookup("#" + id)).fire());
    }

    private List<List<Object>> rows() {
        return Window.on(() -> window.shell.current().table().map(Table::rows).orElse(List.of()));
    }

    private List<Object> row(String name) {
        return rows().stream()
                .filter(r -> r.getFirst().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void settle() {
        Window.await(() -> window.shell.current().settled());
    }

    @Test
    void aTextIsComparedAndSpoilt() {
        window.show("compare");
        settle();
        assertEquals(9, rows().size());
        assertEquals(11, row("static-4").get(1));
        assertEquals(10, row("cl100k").get(1), "each word a token, and the full stop");
        assertEquals("", row("cl100k").getLast());
        press("noise-ant_speak");
        assertEquals(Optional.of(Noise.ANT_SPEAK), window.model.noise().get());
        settle();
        double held = (Double) row("cl100k").getLast();
        assertTrue(held < 0.5, "no word stays whole, yet " + held + " is held");
        press("noise-none");
        settle();
        assertEquals(10, row("cl100k").get(1));
    }

    @Test
    void aByteIsLitUpInEverySegmentation() {
        window.show("compare");
        settle();
        Node score = Window.on(() -> window.shell.root().lookup(".score"));
        Window.run(() -> window.model.selected().set(OptionalInt.empty()));
        for (int i = 0; i < 5; i++) {
            Window.press(score, KeyCode.RIGHT);
        }
        assertEquals(OptionalInt.of(4), window.model.selected().get(), "the other views look at it too");
        String said = Window.on(score::getAccessibleText);
        assertTrue(said.contains("At spaces: quick␣"), said);
        assertTrue(said.contains("Every 4 bytes: quic"), said);
        assertTrue(said.contains("BPE cl100k (GPT-4): ␣quick"), said);
        press("noise-upper_case");
        settle();
        assertEquals(OptionalInt.of(4), window.model.selected().get());
        assertEquals("The text as each way cuts it, one under the other", Window.on(score::getAccessibleText));
    }

    @Test
    void theBudgetDecidesHowLargeAModelMayBe() {
        window.show("scale");
        double before = (Double) rows().getLast().get(3);
        Window.run(() -> {
            Slider budget = (Slider) window.shell.root().lookup("#scale-budget");
            budget.setValue(budget.getValue() + 0.3);
        });
        double after = (Double) rows().getLast().get(3);
        assertTrue(after > 1.9 * before, before + " became " + after);
    }

    @Test
    void thePipelineFollowsAByte() {
        window.show("pipeline");
        settle();
        assertEquals(12, rows().size(), "the loaded model and two published ones, four stages each");
        assertEquals(
                1,
                rows().stream()
                        .map(List::getFirst)
                        .filter("blt-1b"::equals)
                        .distinct()
                        .count());
        Node picture = Window.on(() -> window.shell.current().content());
        Window.run(() -> window.model.selected().set(OptionalInt.empty()));
        Window.press(picture, KeyCode.RIGHT);
        Window.press(picture, KeyCode.RIGHT);
        assertEquals(OptionalInt.of(1), window.model.selected().get());
        Window.click(picture, 20 + 5.5 * 20, 40);
        assertEquals(OptionalInt.of(5), window.model.selected().get());
    }

    @Test
    void aLessonSetsTheViewsAndGivesTheTextBack() {
        window.show("lesson");
        press("lesson-entropy");
        assertEquals(
                Optional.of(new LessonPlace("entropy", 0)),
                window.model.lesson().get());
        assertTrue(window.model.document().get().text().string().startsWith("the quick brown"));
        int first = window.model.selected().get().orElseThrow();
        press("lesson-next");
        assertTrue(window.model.selected().get().orElseThrow() > first);
        press("lesson-back");
        assertEquals(first, window.model.selected().get().orElseThrow());
        window.show("patch");
        assertEquals(TEXT, window.model.document().get().text().string());
        window.show("lesson");
        assertTrue(node("lesson-next").isVisible());
    }

    /** As somebody with a presenter's clicker goes through it, and as somebody who answers. */
    @Test
    void aLessonWithQuestionsIsPlayedToItsEnd() {
        window.show("lesson");
        press("lesson-class");
        Node view = Window.on(() -> window.shell.current().content());
        Window.press(view, KeyCode.PAGE_DOWN);
        assertEquals(1, step(), "the second step asks");
        assertTrue(node("lesson-choice-2").isVisible());
        assertEquals(List.of(), marked(":right"), "not told before it is asked for");
        Window.press(view, KeyCode.PAGE_DOWN);
        assertEquals(1, step(), "first comes the answer");
        assertEquals(List.of("lesson-choice-1"), marked(":right"));
        assertEquals(List.of(), marked(":wrong"));
        Window.press(view, KeyCode.PAGE_DOWN);
        assertEquals(2, step());
        assertNotEquals(OptionalInt.of(5), window.model.selected().get(), "what is asked for is not pointed at");
        press("lesson-choice-2");
        assertEquals(List.of("lesson-choice-0"), marked(":right"));
        assertEquals(List.of("lesson-choice-2"), marked(":wrong"));
        assertEquals(OptionalInt.of(5), window.model.selected().get());
        for (int presses = 0; step() < 9 && presses < 30; presses++) {
            Window.press(view, KeyCode.PAGE_DOWN);
        }
        assertEquals(9, step());
        press("lesson-choice-1");
        assertEquals("Finish", Window.on(() -> ((ButtonBase) window.shell.root().lookup("#lesson-next")).getText()));
        press("lesson-next");
        assertEquals(Optional.empty(), window.model.lesson().get());
    }

    private int step() {
        return Window.on(() -> window.model.lesson().get().orElseThrow().step());
    }

    private List<String> marked(String state) {
        return Window.on(() -> window.shell.root().lookupAll(".choice" + state).stream()
                .map(Node::getId)
                .sorted()
                .toList());
    }

    /** Hexadecimal of a byte does not lie over that of the next, in the window or on a slide. */
    @Test
    void codesOfNeighboursStandApart() {
        byte[] bytes = new byte[12];
        Arrays.fill(bytes, (byte) 0xFE);
        Window.run(() -> window.workbench.setDocument(new Document(ByteText.of(bytes), "", Optional.empty())));
        window.awaitRead();
        window.show("compare");
        settle();
        for (Function<View, Optional<Drawing>> picture :
                List.<Function<View, Optional<Drawing>>>of(View::drawing, View::slide)) {
            String svg = Window.on(
                    () -> Exporter.svg(picture.apply(window.shell.current()).orElseThrow(), 1280, 720, Color.WHITE));
            List<MatchResult> codes = Pattern.compile(
                            "<text x=\"([\\d.]+)\" y=\"([\\d.]+)\"[^>]* font-size=\"([\\d.]+)\"[^>]*>FE<")
                    .matcher(svg)
                    .results()
                    .toList();
            assertTrue(codes.size() >= bytes.length, svg);
            double wide = Typeface.width(
                    "FE", Typeface.TEXT.at(Double.parseDouble(codes.getFirst().group(3))));
            for (int i = 1; i < codes.size(); i++) {
                double apart = Double.parseDouble(codes.get(i).group(1))
                        - Double.parseDouble(codes.get(i - 1).group(1));
                boolean line = codes.get(i).group(2).equals(codes.get(i - 1).group(2));
                assertTrue(!line || apart > wide, apart + " pixels for " + wide);
            }
        }
    }

    @Test
    void twoModelsStandSideBySide() {
        window.show("compare");
        Window.run(() -> window.model.beside().set(Optional.of(Window.WINDOWED)));
        settle();
        Table pair = Window.on(() -> window.shell.current().table().orElseThrow());
        assertEquals(TEXT.length(), pair.rows().size(), "a row for each byte");
        double[] first = column(pair, "first_bits");
        double[] second = column(pair, "second_bits");
        assertTrue(Arrays.stream(first).sum() > 0 && !Arrays.equals(first, second));
        Node list = Window.on(() -> window.shell.root().lookup(".pair-list"));
        Window.click(list, 400, 40);
        int worst = window.model.selected().get().orElseThrow();
        for (int i = 0; i < first.length; i++) {
            assertTrue(Math.abs(first[i] - second[i]) <= Math.abs(first[worst] - second[worst]), "byte " + i);
        }
        press("pair-end");
        settle();
        assertTrue(rows().size() < TEXT.length(), "the ways of cutting again");
    }

    /** Pieces, costs and bits of both, as the engine has them; spoilt, another text. */
    @Test
    void aModelOverTokensStandsBesideOneOfBytes() {
        Path tokens = BundledModels.find("bpe-mini").orElseThrow();
        window.show("compare");
        Window.run(() -> window.model.beside().set(Optional.of(tokens)));
        settle();
        Table pair = Window.on(() -> window.shell.current().table().orElseThrow());
        assertEquals(TEXT.length(), pair.rows().size(), "a row for each byte");
        try (TokenModel model = TokenModel.open(tokens, BltOptions.DEFAULT.withBackend(BackendOptions.CPU));
                TokenSession session = TokenSession.open(model, 400)) {
            session.read(TEXT.getBytes(StandardCharsets.UTF_8), ReadProgress.NONE);
            double bits = IntStream.range(0, session.count())
                            .mapToDouble(session::surprisal)
                            .sum()
                    / Math.log(2);
            assertEquals(bits, Arrays.stream(column(pair, "second_bits")).sum(), 1e-3 * bits);
            assertTrue(session.count() > 4 && session.count() < TEXT.length(), "tokens of several bytes");
            int begins = pair.columns().indexOf("second_begins_patch");
            assertEquals(
                    session.count(),
                    pair.rows().stream()
                            .filter(row -> row.get(begins).equals(true))
                            .count());
            List<String> tiles = Window.on(() -> window.shell.root().lookupAll(".pair-head .tile-name").stream()
                    .map(name -> ((Label) name).getText())
                    .toList());
            assertTrue(tiles.getLast().startsWith("bpe-mini: " + session.count() + " tokens of "), tiles::toString);
        }
        press("noise-upper_case");
        settle();
        Table spoilt = Window.on(() -> window.shell.current().table().orElseThrow());
        assertEquals((int) 'H', spoilt.rows().get(1).get(1));
        assertTrue(!Arrays.equals(column(pair, "second_bits"), column(spoilt, "second_bits")));
        press("noise-none");
        press("pair-end");
        settle();
    }

    /** The bytes are as dear as the engine says. */
    @Test
    void theSameModelMayCutInAnotherWay() {
        window.show("compare");
        Window.run(() -> {
            window.workbench.choosePatching(PatchingChoice.DEFAULT.withRule(PatchingRule.BYTE));
            window.model.beside().set(Optional.of(Window.MODEL));
        });
        window.awaitCut();
        settle();
        Window.await(() -> window.shell.current().table().orElseThrow().rows().stream()
                .allMatch(row -> row.getLast().equals(true)));
        Table pair = Window.on(() -> window.shell.current().table().orElseThrow());
        assertEquals(
                Arrays.toString(column(pair, "first_entropy_nats")),
                Arrays.toString(column(pair, "second_entropy_nats")),
                "the entropy model is the same");
        assertTrue(!Arrays.equals(column(pair, "first_bits"), column(pair, "second_bits")));
    }

    private static double[] column(Table table, String name) {
        int index = table.columns().indexOf(name);
        return table.rows().stream().mapToDouble(row -> (double) row.get(index)).toArray();
    }
}
