package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.export.Table;
import blt4j.visualizer.page.View;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A class plays, without a screen. */
class GuessViewTest {
    private static final String TEXT = "The keeper slept. The lamp went out.";
    private static final int BEGIN = "The keeper slept. ".length();

    private Window window;
    private View view;

    @BeforeEach
    void open() {
        window = Window.open();
        window.read(TEXT);
        window.show("guess");
        view = Window.on(() -> window.shell.current());
        Window.await(() -> view.settled());
    }

    @AfterEach
    void close() {
        window.close();
    }

    private TextField field() {
        return (TextField) Window.on(() -> find("#guess-field"));
    }

    private String typed() {
        TextField field = field();
        return Window.on(field::getText);
    }

    private Node find(String selector) {
        return window.shell.root().lookup(selector);
    }

    private Table figures() {
        return Window.on(() -> view.table().orElseThrow());
    }

    private Object figure(int row, String column) {
        Table table = figures();
        return table.rows().get(row).get(table.columns().indexOf(column));
    }

    private void type(String characters) {
        TextField field = field();
        characters.codePoints().forEach(c -> Window.type(field, Character.toString(c)));
    }

    @Test
    void aClassPlaysWithTheKeyboard() {
        type("TTt");
        Window.press(field(), KeyCode.SPACE);
        assertEquals(1, figures().rows().size());
        assertEquals(BEGIN, figure(0, "index"));
        assertEquals((int) 'T', figure(0, "byte"));
        double bits = (double) figure(0, "class_bits");
        assertEquals(-Math.log(0.95 * 2 / 3 + 0.05 / 256) / Math.log(2), bits, 1e-9);
        assertTrue((double) figure(0, "model_bits") > 0);
        assertTrue((double) figure(0, "entropy_model_bits") > 0);
        Window.press(field(), KeyCode.SPACE);
        assertEquals("", typed(), "what was bet is gone");
        type("h");
        Window.press(field(), KeyCode.SPACE);
        List<String> shown = Window.on(() -> window.shell.root().lookupAll(".tile .tile-name").stream()
                .map(n -> ((Label) n).getText())
                .filter(words -> words.contains("first guess"))
                .toList());
        assertEquals(3, shown.size(), "the class, the entropy model and the model: " + shown);
        assertTrue(shown.getFirst().contains("The class, 2 of 2 at first guess"), shown.toString());
    }

    @Test
    void twoButtonsAreEnough() {
        Window.press(view.content(), KeyCode.PAGE_UP);
        String first = typed();
        Window.press(view.content(), KeyCode.PAGE_UP);
        String second = typed();
        assertEquals(1, first.length());
        assertTrue(second.length() == 1 && second.compareTo(first) > 0, first + " and then " + second);
        for (int i = 0; i < 4; i++) {
            Window.press(view.content(), KeyCode.PAGE_DOWN);
        }
        assertEquals(2, figures().rows().size());
        assertEquals(true, figure(0, "counts"));
        assertEquals(false, figure(1, "counts"), "nobody bet on it");
    }

    @Test
    void aSpaceIsBetWithShift() {
        TextField field = field();
        Window.type(field, " ");
        assertEquals("", Window.on(field::getText));
        Window.run(() -> field.fireEvent(
                new KeyEvent(KeyEvent.KEY_TYPED, " ", " ", KeyCode.UNDEFINED, true, false, false, false)));
        assertEquals(" ", Window.on(field::getText));
    }

    @Test
    void lettersCanBeClicked() {
        Node shares = Window.on(() -> find(".guess-shares"));
        Window.click(shares, 80, 40);
        assertEquals(1, typed().length());
    }

    @Test
    void itBeginsAgainAndWithAnotherText() {
        type("T");
        Window.press(field(), KeyCode.PAGE_DOWN);
        Window.run(() -> ((Button) find("#guess-again")).fire());
        assertEquals(0, figures().rows().size());
        window.read("Another text, which nobody in the room has read before.");
        assertEquals("guess", window.model.view().get(), "who chooses a text to guess does not want to see it");
        Window.await(() -> view.settled());
        Window.press(field(), KeyCode.PAGE_DOWN);
        assertEquals("Another text, ".length(), figure(0, "index"));
    }

    @Test
    void nothingTellsWhatIsToCome() {
        String spoken = Window.on(() -> window.shell.root().lookupAll(".guess-view *").stream()
                .map(Node::getAccessibleText)
                .filter(java.util.Objects::nonNull)
                .reduce("", String::concat));
        assertTrue(spoken.contains("keeper"), spoken);
        assertFalse(spoken.contains("lamp"), spoken);
    }
}
