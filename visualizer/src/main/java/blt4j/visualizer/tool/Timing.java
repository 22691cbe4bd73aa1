package blt4j.visualizer.tool;

import blt4j.patching.PatcherConfig;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.patch.Strip;
import blt4j.visualizer.shell.Samples;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.window.MainWindow;
import blt4j.visualizer.window.Views;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.TextPos;

/**
 * Works the patch view as a person would, from the outside, and prints how long it took to answer, as JSON.
 *
 * <p>A picture counts as painted when it has been drawn and handed to the renderer; {@code next_frame} tells when the
 * frame after that one began, by which time it has been on the screen.
 */
public final class Timing {
    private static final int KEYSTROKES = 40;
    private static final int WARM_UP = 15;
    /** About as many bytes as a line of the strip holds. */
    private static final int LINE = 64;

    private static final int DRAGS = 240;
    private static final long PATIENCE_SECONDS = 60;
    private static final long SETTLING_MILLIS = 2_000;

    private final MainWindow window;
    private final Runnable done;
    private final boolean firstAlone;
    private final Strip strip;
    private final CodeArea editor;
    private final Frames frames = new Frames();
    private final Stalls stalls = new Stalls();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /**
     * Prepares to measure a window that shows the patch view.
     *
     * @param toolkit when JavaFX had started
     * @param firstAlone whether the first picture is all that is measured
     */
    public Timing(MainWindow window, Instant toolkit, boolean firstAlone, Runnable done) {
        figures.put("toolkit_ms", sinceBegin(toolkit));
        figures.put("window_ms", sinceBegin(Instant.now()));
        this.window = window;
        this.done = done;
        this.firstAlone = firstAlone;
        window.model().view().set("patch");
        strip = (Strip) window.shell().root().lookup(".strip");
        editor = (CodeArea) window.shell().root().lookup(".editor");
        strip.onPainted(frames::painted);
    }

    /** Measures in the background, prints, and says when it is done. */
    public void start() {
        frames.start();
        Thread.ofPlatform().name("blt4j-timing").daemon().start(this::measure);
    }

    private void measure() {
        try {
            var first = frames.next(this::inViewIsRead);
            var whole = frames.next(r -> r.read() > 0 && r.entropies().complete());
            var costs = frames.next(
                    r -> r.work().filter(w -> w.tokens().isPresent()).isPresent());
            var _ = await(first);
            figures.put("first_picture_ms", sinceBegin(Instant.now()));
            figures.put("first_picture_cpu_ms", cpu().toMillis());
            var _ = await(whole);
            figures.put("whole_text_ms", sinceBegin(Instant.now()));
            var _ = await(costs);
            figures.put("all_costs_ms", sinceBegin(Instant.now()));
            if (!firstAlone) {
                work();
            }
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(figures));
        } catch (IOException e) {
            System.err.println("The timing could not be finished: " + e.getMessage());
        } finally {
            Platform.runLater(done);
        }
    }

    /** Whether no byte in view lacks its bar. */
    private boolean inViewIsRead(TextReading reading) {
        return reading.read() > 0
                && (reading.entropies().complete() || strip.placeOf(reading.read() - 1)[1] > strip.getHeight());
    }

    /** Everything that a person does once the window is there. */
    private void work() throws IOException {
        pause(SETTLING_MILLIS);
        stalls.start();
        stalls.during("typing", () -> {
            keystrokes("keystroke_at_end_ms", 2_000);
            keystrokes("keystroke_in_middle_ms", 1_000);
        });
        stalls.during("dragging", this::drag);
        views("first");
        views("again");
        stalls.during("megabyte", this::megabyte);
        figures.put("longest_stall_ms", stalls.longest());
        figures.put("longest_work_ms", stalls.busiest());
        figures.put("collected_ms", stalls.collected());
        figures.put("longest_stall_at", stalls.places());
    }

    /**
     * Milliseconds since the launcher began, which says when that was; without one since the JVM did. The system's own
     * time of a process's start is good to a second only, as it counts from the boot.
     */
    private static long sinceBegin(Instant then) {
        double launched = Double.parseDouble(System.getProperty("blt4j.launched", "0"));
        long began = launched > 0
                ? Math.round(1e3 * launched)
                : ManagementFactory.getRuntimeMXBean().getStartTime();
        return then.toEpochMilli() - began;
    }

    /** What all threads have had of the processors since the process began. */
    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private void put(String name, List<Long> nanoseconds) {
        List<Long> sorted = new ArrayList<>(nanoseconds);
        Collections.sort(sorted);
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("median", tenths(sorted.get(sorted.size() / 2)));
        figure.put("p95", tenths(sorted.get(Math.min(sorted.size() - 1, sorted.size() * 95 / 100))));
        figure.put("samples", sorted.size());
        figures.put(name, figure);
    }

    private static double tenths(long nanoseconds) {
        return Math.round(nanoseconds / 1e5) / 10.0;
    }

    private static String text(int bytes) {
        String paragraph = Samples.read("keeper-en", "").text().string().strip() + " ";
        return paragraph.repeat(bytes / paragraph.length() + 1).substring(0, bytes);
    }

    /** Types at a place of a text of 2,000 bytes, one character at a time. */
    private void keystrokes(String name, int at) {
        String text = text(2_000);
        show(text);
        Platform.runLater(() -> editor.select(TextPos.ofLeading(0, at)));
        List<Long> drawn = new ArrayList<>();
        List<Long> shown = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        Random random = new Random(1); // no keystroke is to wait for frames in step with the one before
        for (int i = 1; i <= WARM_UP + KEYSTROKES; i++) {
            int length = text.length() + i;
            int line = at + i + LINE;
            CompletableFuture<Painted> painted = frames.next(r -> r.text().length() == length
                    && (r.entropies().complete() || r.entropies().settled() >= line));
            CompletableFuture<Painted> whole = frames.next(
                    r -> r.text().length() == length && r.entropies().complete());
            long began = System.nanoTime();
            Platform.runLater(() -> editor.fireEvent(
                    new KeyEvent(KeyEvent.KEY_TYPED, "e", "e", KeyCode.UNDEFINED, false, false, false, false)));
            Painted seen = await(painted);
            if (i > WARM_UP) {
                drawn.add(seen.drawn() - began);
                shown.add(seen.nextFrame() - began);
                all.add(await(whole).drawn() - began);
            }
            var _ = await(whole);
            pause(40 + random.nextInt(40));
        }
        put(name, drawn);
        put(name.replace("_ms", "_next_frame_ms"), shown);
        put(name.replace("_ms", "_whole_text_ms"), all);
    }

    /** Moves the threshold at every frame over a text of 10,000 bytes. */
    private void drag() {
        show(text(10_000));
        drag(DRAGS / 2); // the first time loads and compiles
        frames.restart();
        List<Long> took = drag(DRAGS);
        put("threshold_to_picture_ms", took);
        put("threshold_drag_frame_ms", frames.intervals());
    }

    private List<Long> drag(int moves) {
        CompletableFuture<List<Long>> finished = new CompletableFuture<>();
        Platform.runLater(() -> new Drag(moves, finished).start());
        return await(finished);
    }

    /** A threshold that goes up and down, a little each frame, and how long it took until the strip showed it. */
    private final class Drag extends AnimationTimer {
        private final int moves;
        private final CompletableFuture<List<Long>> finished;
        private final List<Long> took = new ArrayList<>();
        private int move;
        private final Map<PatcherConfig, Long> set = new HashMap<>();

        Drag(int moves, CompletableFuture<List<Long>> finished) {
            this.moves = moves;
            this.finished = finished;
            strip.onPainted(this::painted);
        }

        private void painted(TextReading reading) {
            frames.painted(reading);
            Long began = set.remove(reading.patching());
            if (began != null) {
                took.add(System.nanoTime() - began);
            }
        }

        @Override
        public void handle(long now) {
            if (move++ == moves) {
                stop();
                strip.onPainted(frames::painted);
                finished.complete(took);
                return;
            }
            PatchingChoice moved = window.model().patching().get().withThreshold(1.5 + Math.sin(move / 20.0));
            set.put(moved.config(), System.nanoTime());
            window.workbench().choosePatching(moved);
        }
    }

    /** Shows every view, and waits for each until it is finished. */
    private void views(String when) throws IOException {
        List<String> ids = new ArrayList<>(Views.ALL.stream().map(ViewKind::id).toList());
        ids.add(ids.getFirst());
        for (String id : ids) {
            stalls.during(id + "_" + when, () -> {
                Rehearsal.show(window, id);
                pause(100);
            });
        }
    }

    /** Opens a large file: how long until its beginning is in the picture, and how it scrolls meanwhile. */
    private void megabyte() throws IOException {
        Path file = Files.createTempFile("blt4j", ".txt");
        try {
            Files.writeString(file, text(1 << 20).replaceAll("(.{400}) ", "$1\n"));
            CompletableFuture<Painted> painted = frames.next(r -> r.text().length() == 1 << 20 && r.read() > 0);
            long began = System.nanoTime();
            Platform.runLater(() -> window.workbench().openText(file));
            figures.put("megabyte_usable_ms", tenths(await(painted).nextFrame() - began));
            pause(500);
            frames.restart();
            for (int i = 0; i < 60; i++) {
                Platform.runLater(() -> strip.fireEvent(scroll(-40)));
                pause(16);
            }
            put("megabyte_scroll_frame_ms", frames.intervals());
            figures.put(
                    "megabyte_read_meanwhile", window.model().reading().get().read());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static ScrollEvent scroll(double pixels) {
        return new ScrollEvent(
                ScrollEvent.SCROLL,
                9,
                9,
                9,
                9,
                false,
                false,
                false,
                false,
                false,
                false,
                0,
                pixels,
                0,
                pixels,
                ScrollEvent.HorizontalTextScrollUnits.NONE,
                0,
                ScrollEvent.VerticalTextScrollUnits.NONE,
                0,
                0,
                null);
    }

    private void show(String text) {
        CompletableFuture<Painted> painted = frames.next(
                r -> r.text().length() == text.length() && r.entropies().complete());
        Platform.runLater(() -> window.workbench().setText(text));
        var _ = await(painted);
        pause(400);
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * When a picture was painted, in nanoseconds.
     *
     * @param drawn when it was handed to the renderer
     * @param nextFrame when the frame after it began
     */
    private record Painted(long drawn, long nextFrame) {}

    /** The frames of the window, and what each painted. */
    private static final class Frames extends AnimationTimer {
        /** Something that is waited for, and whether it was painted in the frame before. */
        private record Wait(
                Predicate<TextReading> wanted, CompletableFuture<Painted> painted, OptionalLong drawn, long frame) {}

        private long frame;
        private final List<Wait> waits = new ArrayList<>();
        private List<Long> paints = new ArrayList<>();

        synchronized void painted(TextReading reading) {
            paints.add(System.nanoTime());
            Platform.runLater(() -> handedOver(reading)); // as soon as the frame is done
        }

        private synchronized void handedOver(TextReading reading) {
            waits.replaceAll(wait -> wait.drawn().isEmpty() && wait.wanted().test(reading)
                    ? new Wait(wait.wanted(), wait.painted(), OptionalLong.of(System.nanoTime()), frame)
                    : wait);
        }

        synchronized void restart() {
            paints = new ArrayList<>();
        }

        /** The times between paintings since the restart. */
        synchronized List<Long> intervals() {
            List<Long> intervals = new ArrayList<>();
            for (int i = 1; i < paints.size(); i++) {
                intervals.add(paints.get(i) - paints.get(i - 1));
            }
            return intervals;
        }

        /** When a reading that somebody waits for will have been painted. */
        synchronized CompletableFuture<Painted> next(Predicate<TextReading> wanted) {
            CompletableFuture<Painted> painted = new CompletableFuture<>();
            waits.add(new Wait(wanted, painted, OptionalLong.empty(), 0));
            return painted;
        }

        @Override
        public synchronized void handle(long now) {
            frame++;
            waits.removeIf(wait -> {
                boolean over = wait.drawn().isPresent() && wait.frame() < frame;
                if (over) {
                    wait.painted().complete(new Painted(wait.drawn().getAsLong(), System.nanoTime()));
                }
                return over;
            });
        }
    }

    /** Asks the JavaFX thread every few milliseconds whether it is at hand, and looks where it is if it is not. */
    private static final class Stalls {
        private static final long LONG_MILLIS = 30;

        private final Map<String, Object> longest = new LinkedHashMap<>();
        private final Map<String, Object> busiest = new LinkedHashMap<>();
        private final Map<String, Object> places = new LinkedHashMap<>();
        private final Map<String, Object> collected = new LinkedHashMap<>();
        private long most;
        private long mostWork;
        private Map<String, Integer> where = Map.of();

        /** Work that may not end well. */
        private interface Work {
            void run() throws IOException;
        }

        public void start() {
            Thread.ofPlatform().name("blt4j-stalls").daemon().start(this::watch);
        }

        /**
         * When the JavaFX thread was at hand.
         *
         * @param work the processor time that it has had
         */
        private record Answer(long time, long work) {}

        /** Watches while something is done. */
        void during(String name, Work work) throws IOException {
            forget();
            long before = collecting();
            work.run();
            collected.put(name, collecting() - before);
            note(name);
        }

        /** How long everything has stood still so far for the garbage collector, in milliseconds. */
        private static long collecting() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                    .sum();
        }

        /** How long everything stood still for the garbage collector, all its pauses together. */
        Map<String, Object> collected() {
            return collected;
        }

        private synchronized void forget() {
            most = 0;
            mostWork = 0;
            where = Map.of();
        }

        private synchronized void note(String name) {
            longest.put(name, tenths(most));
            busiest.put(name, tenths(mostWork));
            places.put(name, where);
        }

        /** What it worked itself between two times that it was at hand; the rest of a stall it waited for the renderer. */
        Map<String, Object> busiest() {
            return busiest;
        }

        /** In which methods it was found how often during the longest stalls. */
        Map<String, Object> places() {
            return places;
        }

        Map<String, Object> longest() {
            return longest;
        }

        private synchronized void add(long nanoseconds, long work, Map<String, Integer> seen) {
            mostWork = Math.max(mostWork, work);
            if (nanoseconds > most) {
                most = nanoseconds;
                where = seen;
            }
        }

        private void watch() {
            CompletableFuture<Thread> javaFx = new CompletableFuture<>();
            Platform.runLater(() -> javaFx.complete(Thread.currentThread()));
            Thread watched = await(javaFx);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long worked = threads.getThreadCpuTime(watched.threadId());
            while (true) {
                CompletableFuture<Answer> answered = new CompletableFuture<>();
                long asked = System.nanoTime();
                Platform.runLater(
                        () -> answered.complete(new Answer(System.nanoTime(), threads.getCurrentThreadCpuTime())));
                Map<String, Integer> seen = new HashMap<>();
                pause(4);
                while (!answered.isDone()) {
                    if (System.nanoTime() - asked > TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS)) {
                        seen.merge(place(watched.getStackTrace()), 1, Integer::sum);
                    }
                    pause(4);
                }
                Answer answer = await(answered);
                add(answer.time() - asked, answer.work() - worked, seen);
                worked = answer.work();
            }
        }

        /** The innermost methods of this application on a stack, or else the innermost of all. */
        private static String place(StackTraceElement[] stack) {
            List<String> ours = Arrays.stream(stack)
                    .filter(frame -> frame.getClassName().startsWith("blt4j."))
                    .map(Stalls::name)
                    .limit(3)
                    .toList();
            return String.join(
                    " < ",
                    ours.isEmpty()
                            ? Arrays.stream(stack).map(Stalls::name).limit(12).toList()
                            : ours);
        }

        private static String name(StackTraceElement frame) {
            return frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName();
        }
    }
}
