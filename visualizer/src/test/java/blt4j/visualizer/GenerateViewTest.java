package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.patching.PatchingRule;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.export.Exporter;
import blt4j.visualizer.generate.GenerateView;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.GenerateRequest;
import blt4j.visualizer.state.PatchingChoice;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenerateViewTest {
    private static final String PROMPT = "Once upon a time";

    private Window window;
    private GenerateView view;

    @BeforeEach
    void open() {
        window = Window.open();
        Window.run(() -> window.model.generate().set(new GenerateRequest(PROMPT, 0)));
        window.show("generate");
        view = (GenerateView) Window.on(() -> window.shell.current());
        Window.await(() -> view.written().length() == PROMPT.length());
    }

    @AfterEach
    void close() {
        window.close();
    }

    private void press(String text) {
        Window.run(() -> button(text).fire());
    }

    private Button button(String text) {
        return window.shell.root().lookupAll(".button").stream()
                .filter(n -> n instanceof Button b && text.equals(b.getText()))
                .map(Button.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private void writePatch() {
        press("Patch");
        Window.await(() -> view.written().length() > PROMPT.length() && !view.playing());
    }

    private ByteText written() {
        return Window.on(() -> view.written());
    }

    @Test
    void aStepWritesOneByte() {
        press("Byte");
        Window.await(() -> view.written().length() == PROMPT.length() + 1);
        press("Byte");
        Window.await(() -> view.written().length() == PROMPT.length() + 2);
        assertEquals(PROMPT, written().string(0, PROMPT.length()));
    }

    @Test
    void whatIsAskedForWhileAPromptIsReadIsDoneAfterwards() {
        String longer = PROMPT.repeat(40);
        Window.run(() -> {
            TextArea prompt = (TextArea) window.shell.root().lookup(".prompt-row .text-area");
            prompt.setText(longer);
            button("Byte").fire();
        });
        Window.await(() -> view.written().length() == longer.length() + 1);
    }

    @Test
    void aPatchStepWritesToThePatchsEnd() {
        writePatch();
        assertTrue(Window.on(() -> view.strip().reading()).patches().nextBegins(), "a patch has just closed");
    }

    @Test
    void playingGoesOnUntilPaused() {
        press("Play");
        Window.await(() -> view.written().length() >= PROMPT.length() + 5);
        press("Pause");
        Window.await(() -> !view.playing());
        ByteText then = written();
        press("Byte");
        Window.await(() -> view.written().length() == then.length() + 1);
    }

    @Test
    void clickingAWrittenByteGoesBackBeforeIt() {
        for (int i = 1; i <= 6; i++) {
            int length = PROMPT.length() + i;
            press("Byte");
            Window.await(() -> view.written().length() == length);
        }
        ByteText first = written();
        double[] at = Window.on(() -> view.strip().placeOf(PROMPT.length() + 2));
        Window.click(view.strip(), at[0], at[1]);
        Window.await(() -> view.written().length() == PROMPT.length() + 2);
        assertEquals(first.commonPrefix(written()), PROMPT.length() + 2, "what came before stays");
    }

    /** The patching is chosen in the patch view; what was written stays, and is cut by it too. */
    @Test
    void whatWasWrittenIsCutAsIsChosenElsewhere() {
        for (int i = 1; i <= 5; i++) {
            int length = PROMPT.length() + i;
            press("Byte");
            Window.await(() -> view.written().length() == length);
        }
        ByteText before = written();
        window.show("patch");
        Window.run(() -> window.workbench.choosePatching(PatchingChoice.DEFAULT.withRule(PatchingRule.BYTE)));
        window.show("generate");
        Window.await(() -> view.strip().reading().patchCount() == before.length());
        assertEquals(before, written());
        press("Byte");
        Window.await(() -> view.strip().reading().patchCount() == before.length() + 1);
        assertEquals(before.length() + 1, written().length());
    }

    @Test
    void theKeyboardLooksAtBytesAndGoesBackWithEnter() {
        for (int i = 1; i <= 4; i++) {
            int length = PROMPT.length() + i;
            press("Byte");
            Window.await(() -> view.written().length() == length);
        }
        Window.press(view.strip(), KeyCode.END);
        Window.press(view.strip(), KeyCode.LEFT);
        assertEquals(PROMPT.length() + 4, written().length(), "looking takes nothing back");
        Window.press(view.strip(), KeyCode.ENTER);
        Window.await(() -> view.written().length() == PROMPT.length() + 2);
    }

    @Test
    void theSameSeedWritesTheSameAgain() {
        writePatch();
        ByteText first = written();
        press("Stop");
        Window.await(() -> view.written().length() == PROMPT.length());
        writePatch();
        assertEquals(first, written());
        assertNotEquals(ByteText.of(PROMPT), first);
    }

    @Test
    void whatWasWrittenGrowsInAMovie() {
        assertTrue(Window.on(() -> view.animation("generate")).isEmpty(), "nothing was written");
        for (int i = 1; i <= 3; i++) {
            int length = PROMPT.length() + i;
            press("Byte");
            Window.await(() -> view.written().length() == length);
        }
        Animation movie = Window.on(() -> view.animation("generate").orElseThrow());
        String first = picture(movie, 0);
        String second = picture(movie, 1);
        assertTrue(first.contains("The prompt") && second.contains("1 byte written"), first);
        assertTrue(second.length() > first.length(), "a byte more");
        assertEquals(picture(movie, 3), picture(movie, movie.frames() - 1), "the last picture is held");
        assertEquals(first, picture(movie, 0));
    }

    private static String picture(Animation movie, int frame) {
        return Window.on(() -> Exporter.svg(movie.frame().apply(frame), 960, 540, Color.WHITE));
    }
}
