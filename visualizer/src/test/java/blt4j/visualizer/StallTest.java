package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.visualizer.generate.GenerateView;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.patch.PatchView;
import blt4j.visualizer.patch.Strip;
import blt4j.visualizer.state.GenerateRequest;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.window.Views;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.control.ButtonBase;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.MouseEvent;
import jfx.incubator.scene.control.richtext.CodeArea;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches the JavaFX thread while somebody works. That it runs no model, {@link WatchedBackend} sees to. */
class StallTest {
    private static final String SENTENCE = "All work and no play makes Jack a dull boy.\n";
    private static final long STALL = TimeUnit.MILLISECONDS.toNanos(50);

    /** The first rounds load and compile what is to be measured. */
    private static final int MOST_ROUNDS = 12;

    private Window window;

    @BeforeEach
    void open() {
        window = Window.open(SettingsStore.none(), Window.WINDOWED);
        window.show("patch");
        window.read(SENTENCE.repeat(40));
    }

    @AfterEach
    void close() {
        List<Notice> failures = Window.on(() -> window.model.notices().all().stream()
                .filter(notice -> notice.kind() == Notice.Kind.ERROR)
                .toList());
        window.close();
        assertEquals(List.of(), failures);
    }

    /**
     * Between two beats of the JavaFX thread lies whatever else it was given to do. What counts is the processor time
     * that took: on a busy machine a thread may wait for its turn through no fault of its own.
     */
    private static final class Beats {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final List<Long> took = new ArrayList<>();
        private volatile boolean beating = true;
        private long cpu;

        /** The times between beats while something is done. */
        static List<Long> during(Runnable work) {
            Beats beats = new Beats();
            Window.run(() -> {
                beats.cpu = beats.threads.getCurrentThreadCpuTime();
                beats.beat();
            });
            work.run();
            beats.beating = false;
            return Window.on(() -> List.copyOf(beats.took));
        }

        private void beat() {
            long now = threads.getCurrentThreadCpuTime();
            took.add(now - cpu);
            cpu = now;
            if (beating) {
                Platform.runLater(this::beat);
            }
        }
    }

    private static long longest(List<Long> beats) {
        return beats.stream().mapToLong(took -> took).max().orElse(0);
    }

    /** Does something until it goes without a stall, and fails if it never does. */
    private static void assertNoStall(Runnable work) {
        long longest = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && longest > STALL; round++) {
            List<Long> beats = Beats.during(work);
            assertTrue(beats.size() > 5, "it beat " + beats.size() + " times");
            longest = longest(beats);
        }
        assertTrue(longest <= STALL, "stalls in every round, at last one of " + longest / 1_000_000 + " ms");
    }

    private CodeArea editor() {
        return (CodeArea) Window.on(() -> window.shell.root().lookup(".editor"));
    }

    private void settle() {
        Window.await(() -> window.shell.current().settled());
    }

    @Test
    void typing() {
        CodeArea editor = editor();
        Window.run(() -> editor.select(editor.getDocumentEnd()));
        assertNoStall(() -> {
            for (char letter : "A dull boy.".toCharArray()) {
                Window.type(editor, Character.toString(letter));
                window.awaitRead();
            }
        });
    }

    @Test
    void pasting() {
        CodeArea editor = editor();
        Window.run(() -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(SENTENCE.repeat(40));
            Clipboard.getSystemClipboard().setContent(content);
        });
        assertNoStall(() -> {
            int before = Window.on(() -> window.model.document().get().text().length());
            Window.run(editor::paste);
            window.awaitRead();
            assertTrue(Window.on(() -> window.model.document().get().text().length()) > before, "it was pasted");
        });
    }

    @Test
    void draggingTheThreshold() {
        Window.run(() -> window.workbench.choosePatching(PatchingChoice.DEFAULT.withThreshold(2)));
        window.read(SENTENCE.repeat(230)); // 10,000 bytes
        Strip strip = ((PatchView) Window.on(() -> window.shell.current())).strip();
        assertNoStall(() -> {
            window.awaitCut();
            double y = Window.on(() -> strip.thresholdY().orElseThrow());
            Window.mouse(strip, MouseEvent.MOUSE_PRESSED, 300, y);
            for (int i = 0; i < 30; i++) {
                Window.mouse(strip, MouseEvent.MOUSE_DRAGGED, 300, y - 15 + i);
            }
            Window.mouse(strip, MouseEvent.MOUSE_RELEASED, 300, y + 14);
            window.awaitCut();
        });
        assertTrue(Window.on(() -> window.model.patching().get().threshold()) != 2, "it was dragged");
    }

    @Test
    void readingALongText() {
        assertNoStall(() -> {
            window.read("");
            window.read(SENTENCE.repeat(700));
        });
    }

    /** A megabyte goes into the editor too, which is made ready for it elsewhere. */
    @Test
    void openingAMegabyte() {
        String megabyte = (SENTENCE.repeat(9).replace('\n', ' ').strip() + "\n").repeat(2_650);
        CodeArea editor = editor();
        assertNoStall(() -> {
            window.read("");
            Window.run(() -> window.workbench.setText(megabyte));
            Window.await(() -> editor.getParagraphCount() > 2_650
                    && window.model.reading().get().text().length() == megabyte.length()
                    && window.model.reading().get().read() > 0);
        });
    }

    @Test
    void generating() {
        Window.run(() -> window.model.generate().set(new GenerateRequest("Once upon a time", 0)));
        window.show("generate");
        GenerateView view = (GenerateView) Window.on(() -> window.shell.current());
        settle();
        assertNoStall(() -> {
            int before = Window.on(() -> view.written().length());
            press("generate-play");
            Window.await(() -> view.written().length() >= before + 10);
            press("generate-play");
            Window.await(() -> !view.playing());
        });
    }

    @Test
    void comparing() {
        window.show("compare");
        settle();
        assertNoStall(() -> {
            press("noise-typos");
            settle();
            press("noise-none");
            settle();
        });
    }

    @Test
    void goingFromViewToView() {
        assertNoStall(() -> {
            for (ViewKind kind : Views.ALL) {
                Window.run(() -> window.model.view().set(kind.id()));
                settle();
            }
        });
    }

    @Test
    void aStallWouldBeSeen() {
        List<Long> beats = Beats.during(() -> Window.run(() -> {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long until = threads.getCurrentThreadCpuTime() + 2 * STALL;
            while (threads.getCurrentThreadCpuTime() < until) {
                Thread.onSpinWait();
            }
        }));
        assertTrue(longest(beats) > STALL, "the longest was " + longest(beats));
    }

    @Test
    void aModelOnTheJavaFxThreadWouldBeSeen() {
        CompletionException refused = assertThrows(
                CompletionException.class,
                () -> Window.run(() -> Blt.open(Window.MODEL, BltOptions.DEFAULT.withBackend(Window.BACKEND))
                        .close()));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.endsWith("The JavaFX thread runs the model."), message);
    }

    private void press(String id) {
        Window.run(() -> ((ButtonBase) window.shell.root().lookup("#" + id)).fire());
    }
}
