package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.visualizer.state.SettingsStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import org.junit.jupiter.api.Test;

/** Watches the JavaFX thread while a long text is read. */
class StallTest {
    private static final String SENTENCE = "All work and no play makes Jack a dull boy. ";
    private static final long STALL = TimeUnit.MILLISECONDS.toNanos(50);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Long> beats = new ArrayList<>();
    private volatile boolean beating = true;
    private long cpu;

    /**
     * Between two beats of the JavaFX thread lies whatever else it was given to do. What counts is the processor time
     * that took: on a busy machine a thread may wait for its turn through no fault of its own.
     */
    private void beat() {
        long now = threads.getCurrentThreadCpuTime();
        beats.add(now - cpu);
        cpu = now;
        if (beating) {
            Platform.runLater(this::beat);
        }
    }

    @Test
    void theWindowStaysAtHandWhileALongTextIsRead() {
        try (Window window = Window.open(SettingsStore.none(), Window.WINDOWED)) {
            window.show("patch");
            window.read(SENTENCE.repeat(500)); // loads and compiles what is to be measured
            window.read(SENTENCE.repeat(600));
            Thread ui = Window.on(Thread::currentThread);
            List<String> sins = new ArrayList<>();
            String text = "Once more. " + SENTENCE.repeat(1200);
            Window.run(() -> window.workbench.setText(text));
            Window.run(() -> {
                cpu = threads.getCurrentThreadCpuTime();
                beat();
            });
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Window.on(() -> window.model.reading().get().entropies().complete())
                    && System.nanoTime() < deadline) {
                Arrays.stream(ui.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .filter(name -> name.startsWith("blt4j.generation.") || name.startsWith("blt4j.compute."))
                        .forEach(sins::add);
            }
            window.awaitRead();
            beating = false;
            List<Long> measured = Window.on(() -> List.copyOf(beats));
            assertEquals(List.of(), sins, "the JavaFX thread ran the model");
            long stalls = measured.stream().filter(took -> took > STALL).count();
            long longest = measured.stream().mapToLong(took -> took).max().orElse(0);
            assertTrue(measured.size() > 5, "it beat " + measured.size() + " times");
            assertEquals(0, stalls, stalls + " stalls, the longest of " + longest / 1_000_000 + " ms");
        }
    }
}
