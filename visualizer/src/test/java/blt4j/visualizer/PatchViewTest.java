package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.ModelSize;
import blt4j.analysis.cost.ScaleModel;
import blt4j.model.PublishedModels;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.patching.PatchingRule;
import blt4j.stage.Stage;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.patch.PatchView;
import blt4j.visualizer.patch.Strip;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.LessonPlace;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.Priced;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Slider;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.Text;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.TextPos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatchViewTest {
    private static final String TEXT = "The lighthouse keeper had counted the ships for thirty years.\nNow he slept.";

    private Window window;
    private Strip strip;
    private CodeArea editor;

    @BeforeEach
    void open() {
        window = Window.open();
        window.read(TEXT);
        window.show("patch");
        strip = ((PatchView) Window.on(() -> window.shell.current())).strip();
        editor = (CodeArea) Window.on(() -> window.shell.root().lookup(".editor"));
    }

    @AfterEach
    void close() {
        window.close();
    }

    private TextReading reading() {
        return Window.on(() -> window.model.reading().get());
    }

    private void choose(PatchingChoice choice) {
        Window.run(() -> window.workbench.choosePatching(choice));
    }

    @Test
    void aTypedCharacterReadsWhatIsNewAndNothingElse() {
        long before = window.workbench.reader().bytesRead();
        Window.run(() -> editor.select(editor.getDocumentEnd()));
        Window.type(editor, "!");
        window.awaitRead();
        assertEquals(TEXT + "!", reading().text().string());
        assertEquals(1, window.workbench.reader().bytesRead() - before);
    }

    @Test
    void anEditInTheMiddleReadsWhatFollowsIt() {
        long before = window.workbench.reader().bytesRead();
        int at = TEXT.indexOf('\n') + 1;
        Window.run(() -> editor.select(TextPos.ofLeading(1, 0)));
        Window.type(editor, "X");
        window.awaitRead();
        assertEquals(
                TEXT.substring(0, at) + "X" + TEXT.substring(at),
                reading().text().string());
        assertEquals(TEXT.length() - at + 1, window.workbench.reader().bytesRead() - before);
    }

    /** What no font has is set in a face of its own; the text that is read and edited is the person's. */
    @Test
    void charactersThatNoFontHasStayWhatTheyAre() {
        String text = "a" + Character.toString(0x10FFFF) + "b";
        window.read(text);
        Window.run(() -> editor.select(editor.getDocumentEnd()));
        Window.type(editor, "!");
        window.awaitRead();
        assertEquals(text + "!", reading().text().string());
        Window.await(() -> texts(editor)
                .filter(part -> part.getFont().getName().startsWith("JetBrains"))
                .map(Text::getText)
                .toList()
                .equals(List.of(Character.toString(0x10FFFF))));
    }

    private static Stream<Text> texts(Node node) {
        return switch (node) {
            case Text text -> Stream.of(text);
            case Parent parent -> parent.getChildrenUnmodifiable().stream().flatMap(PatchViewTest::texts);
            default -> Stream.empty();
        };
    }

    /** Where a fast movement ends counts, though nothing may have been told of the way there. */
    @Test
    void theThresholdEndsWhereTheButtonIsLetGo() {
        choose(PatchingChoice.DEFAULT.withThreshold(2));
        window.awaitCut();
        double y = Window.on(() -> strip.thresholdY().orElseThrow());
        Window.mouse(strip, MouseEvent.MOUSE_PRESSED, 300, y);
        Window.mouse(strip, MouseEvent.MOUSE_RELEASED, 300, y + 10);
        assertTrue(Window.on(() -> window.model.patching().get().threshold()) < 1.9);
    }

    @Test
    void theByteThatTheKeyboardChoosesIsLookedAtWhereverThePointerRests() {
        Window.run(() -> {
            window.model.selected().set(OptionalInt.empty());
            window.model.hovered().set(OptionalInt.of(9));
        });
        Window.press(strip, KeyCode.RIGHT);
        Window.press(strip, KeyCode.RIGHT);
        assertEquals(OptionalInt.of(1), Window.on(() -> window.model.focused()));
    }

    @Test
    void anEditCanBeUndone() {
        Window.run(() -> editor.select(editor.getDocumentEnd()));
        Window.type(editor, "!");
        window.awaitRead();
        Window.run(() -> editor.undo());
        window.awaitRead();
        assertEquals(TEXT, reading().text().string());
    }

    /** It is not there at once; nothing that is typed meanwhile may go into the text before. */
    @Test
    void aLongTextIsInTheEditorWholeAndIsEdited() {
        String text = "A line of a long text, with an \u001b in it.\n".repeat(3_000);
        Window.run(() -> {
            window.workbench.setText(text);
            assertFalse(editor.isEditable());
        });
        Window.await(editor::isEditable);
        assertFalse(Window.on(editor::isUndoable), "nothing was edited yet");
        Window.run(() -> editor.select(TextPos.ofLeading(1, 0)));
        Window.type(editor, "X");
        int second = text.indexOf('\n') + 1;
        Window.await(() -> window.model
                .document()
                .get()
                .text()
                .string()
                .equals(text.substring(0, second) + "X" + text.substring(second)));
        window.read(TEXT);
        assertTrue(Window.on(() -> editor.isEditable() && editor.getParagraphCount() < 10));
    }

    /** Selected backwards, so that the caret stands before the anchor. */
    @Test
    void pastingReplacesWhatIsSelectedAndLeavesTheCaretBehindIt() {
        String pasted = "one\ntwo";
        Window.run(() -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(pasted);
            Clipboard.getSystemClipboard().setContent(content);
            editor.select(TextPos.ofLeading(0, 5), TextPos.ofLeading(0, 2));
        });
        Window.run(editor::paste);
        window.awaitRead();
        Window.await(() -> TextPos.ofLeading(1, 3).equals(editor.getCaretPosition()));
        assertEquals(editor.getCaretPosition(), editor.getAnchorPosition());
        String expected = TEXT.substring(0, 2) + pasted + TEXT.substring(5);
        assertEquals(expected, reading().text().string());
        Window.run(() -> editor.undo());
        window.awaitRead();
        assertEquals(TEXT, reading().text().string());
    }

    /** The control itself would drop them, and whoever edits a file with them would lose them. */
    @Test
    void controlCharactersArePastedKeptAndCopied() {
        String pasted = "a\u001b[1mb\r\nc\u007f";
        Window.run(() -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(pasted);
            Clipboard.getSystemClipboard().setContent(content);
            editor.selectAll();
        });
        Window.run(editor::paste);
        window.awaitRead();
        assertEquals(pasted, reading().text().string());
        Window.await(() -> editor.getCaretPosition().index() == 1);
        Window.type(editor, "!");
        window.awaitRead();
        assertEquals(pasted + "!", reading().text().string(), "an edit elsewhere keeps them");
        String copied = Window.on(() -> {
            editor.selectAll();
            editor.copy();
            return Clipboard.getSystemClipboard().getString();
        });
        assertEquals(pasted + "!", copied);
    }

    @Test
    void draggingTheThresholdCutsAnewWithoutTheModel() {
        choose(PatchingChoice.DEFAULT.withThreshold(2));
        window.awaitCut();
        long read = window.workbench.reader().bytesRead();
        OptionalInt chosen = Window.on(() -> window.model.selected().get());
        double y = Window.on(() -> strip.thresholdY().orElseThrow());
        Window.mouse(strip, MouseEvent.MOUSE_PRESSED, 300, y);
        Window.mouse(strip, MouseEvent.MOUSE_DRAGGED, 300, y + 10);
        Window.mouse(strip, MouseEvent.MOUSE_RELEASED, 300, y + 10);
        double lower = Window.on(() -> window.model.patching().get().threshold());
        assertTrue(lower < 2, "dragged down, to " + lower);
        window.awaitCut();
        assertEquals(read, window.workbench.reader().bytesRead());
        assertEquals(chosen, Window.on(() -> window.model.selected().get()), "no other byte was chosen");
    }

    @Test
    void eachRuleCutsAsTheEngineDoes() {
        for (PatchingRule rule : PatchingChoice.RULES) {
            choose(PatchingChoice.DEFAULT.withRule(rule));
            window.awaitCut();
            int patches = reading().patchCount();
            switch (rule) {
                case BYTE -> assertEquals(TEXT.length(), patches);
                case STATIC -> assertEquals(Math.ceilDiv(TEXT.length(), 4), patches);
                default -> assertTrue(patches >= 1 && patches <= TEXT.length(), rule + ": " + patches);
            }
        }
    }

    @Test
    void aWantedMeanSizeFindsItsThreshold() {
        choose(PatchingChoice.DEFAULT.withWantedMean(4));
        Window.await(() -> Math.abs(window.model.reading().get().bytesPerPatch() - 4) < 0.5);
        choose(PatchingChoice.DEFAULT.withWantedMean(8));
        Window.await(() -> Math.abs(window.model.reading().get().bytesPerPatch() - 8) < 2);
    }

    /** Under both conditions at once a mean size can be dialled too; the rise stays as it is. */
    @Test
    void aMeanSizeCanBeDialledUnderEachRuleThatLooksAtEntropies() {
        MenuButton rules = (MenuButton) Window.on(() -> window.shell.root().lookup(".rule"));
        for (PatchingRule rule : PatchingChoice.RULES) {
            Window.run(() -> rules.getItems().stream()
                    .filter(item -> rule.equals(item.getUserData()))
                    .forEach(MenuItem::fire));
            window.awaitCut();
            assertEquals(rule, Window.on(() -> window.model.patching().get().rule()));
            Slider mean = (Slider) Window.on(() -> window.shell.root().lookupAll(".slider").stream()
                    .filter(s -> "Mean size".equals(s.getAccessibleText()))
                    .findFirst()
                    .orElseThrow());
            assertEquals(rule.hasThreshold(), Window.on(() -> mean.getParent().isVisible()), rule.toString());
        }
        choose(PatchingChoice.DEFAULT.withRule(PatchingRule.BOTH).withRise(0.1));
        window.awaitCut();
        Window.run(() -> window.shell.root().lookupAll(".slider").stream()
                .filter(s -> "Mean size".equals(s.getAccessibleText()))
                .forEach(s -> ((Slider) s).setValue(8)));
        Window.await(() -> Math.abs(window.model.reading().get().bytesPerPatch() - 8) < 2);
        assertEquals(0.1, Window.on(() -> window.model.patching().get().rise()));
        assertEquals(
                OptionalDouble.of(8),
                Window.on(() -> window.model.patching().get().wantedMean()));
    }

    @Test
    void theNewlineResetReadsAgain() {
        float last = reading().entropies().of(TEXT.length() - 1);
        choose(PatchingChoice.DEFAULT.withResetAtNewline(true));
        Window.await(() -> window.model.reading().get().patching().resetAtNewline()
                && window.model.reading().get().entropies().of(TEXT.length() - 1) != last);
        assertNotEquals(last, reading().entropies().of(TEXT.length() - 1));
    }

    @Test
    void theKeyboardChoosesBytesAndMovesTheThreshold() {
        Window.run(() -> window.model.selected().set(OptionalInt.empty()));
        Window.press(strip, KeyCode.RIGHT);
        assertEquals(OptionalInt.of(0), Window.on(() -> window.model.selected().get()));
        Window.press(strip, KeyCode.RIGHT);
        Window.press(strip, KeyCode.END);
        assertTrue(Window.on(() -> window.model.selected().get().getAsInt()) > 20);
        choose(PatchingChoice.DEFAULT.withThreshold(2));
        window.awaitCut();
        Window.press(strip, KeyCode.CLOSE_BRACKET);
        assertEquals(2.05, Window.on(() -> window.model.patching().get().threshold()), 1e-9);
        Window.press(strip, KeyCode.T);
        assertEquals(
                window.workbench.trainedPatching(),
                Optional.of(Window.on(() -> window.model.patching().get())));
    }

    @Test
    void aByteThatIsChosenIsSaidInWords() {
        choose(PatchingChoice.DEFAULT.withRule(PatchingRule.STATIC));
        window.awaitCut();
        Window.run(() -> window.model.selected().set(OptionalInt.of(4)));
        String said = Window.on(strip::getAccessibleText);
        assertTrue(said.startsWith("Byte 4, l. It begins patch 2 of 4 bytes. Entropy "), said);
        Window.run(() -> window.model.selected().set(OptionalInt.of(5)));
        assertTrue(Window.on(strip::getAccessibleText).startsWith("Byte 5, i. In patch 2 of 4 bytes."));
    }

    @Test
    void aShortTextTakesTheRoomThatIsThere() {
        window.read("No more than this.");
        Window.await(() -> strip.reading().text().length() < 20);
        double large = column();
        window.read("A line of some length, which is not empty.\n".repeat(80));
        Window.await(() -> strip.reading().text().length() > 1_000);
        double usual = column();
        assertTrue(large > 1.15 * usual, large + " and " + usual);
    }

    private double column() {
        return Window.on(() -> strip.placeOf(1)[0] - strip.placeOf(0)[0]);
    }

    /** One definition: what stands above the text is what the pipeline and a comparison say of the same patches. */
    @Test
    void costsAreThoseOfTheModelAtItsContextHoweverLongTheTextIs() {
        choose(PatchingChoice.DEFAULT.withRule(PatchingRule.STATIC));
        double[] totals = new double[2];
        for (int i = 0; i < totals.length; i++) {
            String text = "abcd".repeat(i == 0 ? 5 : 500);
            window.read(text);
            Work work = reading().work().orElseThrow();
            totals[i] = work.cost().total();
            double spread =
                    Arrays.stream(work.flops(0, text.length())).average().orElseThrow();
            assertEquals(totals[i], spread, 1e-6 * spread, "over the bytes lies what the tile says");
        }
        var programs = Window.on(
                () -> window.model.model().get().info().orElseThrow().programs().all());
        double stated = ModelSize.of(programs, 4, CostAtContext.DEFAULT_CONTEXT).totalFlopsPerByte();
        double entropies =
                ModelSize.of(programs, 4, CostAtContext.DEFAULT_CONTEXT).flopsPerByte(Stage.ENTROPY_MODEL);
        assertEquals(stated - entropies, totals[0], 1e-6 * stated);
        assertEquals(totals[0], totals[1], 1e-6 * stated);
    }

    /** Dragged high above its line, the threshold stops at the scale's end; it went to 0 there. */
    @Test
    void aThresholdThatIsDraggedStaysWithItsLine() {
        window.read("A line of some length, which is not empty.\n".repeat(40));
        choose(PatchingChoice.DEFAULT.withThreshold(1));
        window.awaitCut();
        double y = Window.on(() -> strip.thresholdY().orElseThrow());
        double x = Window.on(() -> strip.placeOf(3)[0]);
        Window.mouse(strip, MouseEvent.MOUSE_PRESSED, x, y);
        Window.mouse(strip, MouseEvent.MOUSE_DRAGGED, x, y - 400);
        double highest = threshold();
        assertTrue(highest > 2, "it is " + highest);
        Window.mouse(strip, MouseEvent.MOUSE_DRAGGED, x, y + 400);
        assertEquals(0, threshold());
        Window.mouse(strip, MouseEvent.MOUSE_DRAGGED, x, y);
        assertEquals(1, threshold(), 0.05);
        Window.mouse(strip, MouseEvent.MOUSE_RELEASED, x, y);
    }

    @Test
    void theThresholdsHandleDragsToo() {
        choose(PatchingChoice.DEFAULT.withThreshold(1));
        window.awaitCut();
        double y = Window.on(() -> strip.thresholdY().orElseThrow());
        Window.mouse(strip, MouseEvent.MOUSE_PRESSED, 30, y);
        Window.mouse(strip, MouseEvent.MOUSE_DRAGGED, 30, y - 15);
        Window.mouse(strip, MouseEvent.MOUSE_RELEASED, 30, y - 15);
        assertTrue(threshold() > 1.2, "it is " + threshold());
    }

    private double threshold() {
        return Window.on(() -> window.model.patching().get().threshold());
    }

    /** A selection behind the end of the text that takes the place of the selected one. */
    @Test
    void aShorterTextTakesThePlaceOfASelectedOne() {
        window.read("A line of some length, which is not empty.\n".repeat(40));
        Window.run(() -> editor.selectAll());
        window.read("short");
        Window.run(() -> editor.select(editor.getDocumentEnd()));
        Window.type(editor, "!");
        window.awaitRead();
        assertEquals(
                "short!",
                Window.on(() -> window.model.document().get().text().string().strip()));
    }

    @Test
    void averagesRunUpToTheByteThatIsChosen() {
        Window.await(() -> window.model
                .reading()
                .get()
                .work()
                .filter(w -> w.tokens().isPresent())
                .isPresent());
        Window.run(() -> window.model.selected().set(OptionalInt.of(TEXT.length() - 1)));
        String whole = new Messages(Locale.ENGLISH).number(reading().bytesPerPatch(), 2);
        assertTrue(facts().contains(reading().patchCount() + ", " + whole + " bytes each"), facts().toString());
        Work work = reading().work().orElseThrow();
        double mean = work.upTo(TEXT.length() - 1).cost().total();
        assertEquals(work.cost().total(), mean, 1e-6 * mean, "of all bytes, what stands above the text");
        double saving = work.upTo(TEXT.length() - 1).savingAgainstTokens().orElseThrow();
        assertEquals(work.cost().savingAgainst(work.costOfTokens().orElseThrow()), saving, 1e-9);
        assertTrue(facts().stream().anyMatch(fact -> fact.endsWith(" than tokens")), facts().toString());
        Window.run(() -> window.model.selected().set(OptionalInt.of(0)));
        assertTrue(facts().contains("1, 1.00 bytes each"), facts().toString());
    }

    private List<String> facts() {
        return Window.on(() -> window.shell.root().lookupAll(".fact").stream()
                .map(fact -> ((Label) fact).getText())
                .toList());
    }

    @Test
    void whereTheTextIsEditedTheStripTurnsTo() {
        window.read("A line of some length, which is not empty.\n".repeat(80));
        double before = Window.on(() -> strip.placeOf(0)[1]);
        Window.run(() -> editor.select(editor.getDocumentEnd()));
        Window.type(editor, "!");
        window.awaitRead();
        Window.await(() -> strip.placeOf(0)[1] < before - 500);
    }

    @Test
    void ofALongTextTooAByteIsExplained() {
        Window.run(() -> window.workbench.openModel(Window.WINDOWED, Window.BACKEND));
        String text = "It was read long ago. ".repeat(2100);
        int index = 1_000;
        Window.run(() -> window.workbench.setText(text));
        Window.await(() -> window.model.reading().get().text().length() == text.length()
                && window.model.reading().get().read() > index);
        Inspection inspection = window.workbench
                .reader()
                .inspect(ByteText.of(text), index)
                .orTimeout(60, TimeUnit.SECONDS)
                .join()
                .orElseThrow();
        assertEquals(
                reading().entropies().of(index),
                inspection.predictions().orElseThrow().entropy(),
                1e-3);
        assertEquals(
                Vocabulary.id((byte) text.charAt(index)),
                inspection.predictions().orElseThrow().actual().orElseThrow().id());
    }

    /** A lesson has views of its own, which must not ask for themselves while they are out of view. */
    @Test
    void afterALessonAByteIsStillExplained() {
        Window.run(() -> window.model.lesson().set(Optional.of(new LessonPlace("entropy", 0))));
        window.show("lesson");
        Window.run(() -> window.model.lesson().set(Optional.empty()));
        window.show("patch");
        window.awaitRead();
        Window.run(() -> window.model.selected().set(OptionalInt.of(4)));
        Window.await(() -> window.shell.root().lookupAll(".fact").stream()
                .anyMatch(fact -> fact instanceof Label label && label.getText().endsWith(" of 260")));
    }

    @Test
    void aByteIsLookedAtFromTheStart() {
        window.read("Another text, of which nobody chose a byte.");
        Window.await(() -> window.model.selected().get().isPresent());
        int first = Window.on(() -> window.model.selected().get().getAsInt());
        assertTrue(first == 0 || reading().beginsAt(first));
    }

    /** The same patches, charged as a large model would; and what drives the difference, in words. */
    @Test
    void costsCanBeThoseOfAPublishedModel() {
        choose(PatchingChoice.DEFAULT.withThreshold(2));
        window.awaitCut();
        Window.await(() -> window.model
                .reading()
                .get()
                .work()
                .filter(w -> w.tokens().isPresent())
                .isPresent());
        double own = reading().work().orElseThrow().cost().total();
        Window.run(() -> window.model.costs().set(Priced.Of.BLT_7B));
        Window.await(() -> window.model.reading().get().work().orElseThrow().of() == Priced.Of.BLT_7B);
        Work work = reading().work().orElseThrow();
        double stated = ModelSize.of(
                        ShapesAlone.programs(PublishedModels.blt7b()).all(),
                        work.patches().bytesPerPatch(),
                        CostAtContext.DEFAULT_CONTEXT)
                .totalFlopsPerByte();
        assertEquals(stated, work.cost().total(), 1e-6 * stated);
        assertTrue(stated > 100 * own);
        Label why = (Label) Window.on(() -> window.shell.root().lookup(".tile-why"));
        assertTrue(why.getText().contains("% of blt-7b's work"), why.getText());
        double tokens = work.tokenModelOfSamePrice().orElseThrow();
        assertEquals(
                stated,
                ScaleModel.flopsPerByte(
                        ScaleModel.Family.LLAMA_3, tokens, work.bytesPerToken().orElseThrow()),
                1e-6 * stated);
    }

    @Test
    void aByteThatIsChosenIsExplained() {
        Window.run(() -> window.model.selected().set(OptionalInt.empty()));
        assertTrue(Window.on(
                () -> !window.shell.root().lookup(".inspector-details").isVisible()));
        Window.run(() -> window.model.selected().set(OptionalInt.of(4)));
        assertTrue(
                Window.on(() -> window.shell.root().lookup(".inspector-details").isVisible()));
        Label name = (Label) Window.on(() -> window.shell.root().lookup(".inspector-name"));
        assertEquals("0x6C  ·  U+006C", name.getText());
    }
}
