package blt4j.visualizer.engine;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.predict.TopPredictions;
import blt4j.generation.GenerationLimits;
import blt4j.generation.GenerationListener;
import blt4j.generation.GenerationResult;
import blt4j.generation.GenerationResult.Reason;
import blt4j.generation.Generator;
import blt4j.generation.SamplingOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.stage.Stage;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.Priced;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes a text on, a byte a task, on the model's thread. Every command from the window takes a ticket; what was under
 * way with an older ticket ends after its byte. Only another beginning ends the reading of a prompt: what is to be written
 * waits until it is read.
 */
public final class Writer implements AutoCloseable {
    /** How far to go. */
    public enum Goal {
        /** One byte. */
        BYTE,
        /** To the end of a patch. */
        PATCH,
        /** Until somebody says stop. */
        PLAY
    }

    private static final int CAPACITY = 1 << 14;

    private record Counted(int closed, Writing.Timing perByte, Map<Stage, Writing.Timing> timings) {
        static final Counted NOTHING = new Counted(0, Writing.Timing.ZERO, Map.of());
    }

    private final ModelThread thread;
    private final Consumer<Writing> published;
    private final Consumer<RuntimeException> failed;
    private final AtomicInteger ticket = new AtomicInteger();
    private final AtomicInteger beginning = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Runnable modelClosing = this::closeSession;

    // The rest belongs to the model's thread.
    private Optional<Session> session = Optional.empty();
    private SamplingOptions sampling = SamplingOptions.PLAIN;
    private Optional<Generator> generator = Optional.empty();
    private final Map<Stage, Writing.Timing> timings = new EnumMap<>(Stage.class);
    private Optional<CostAtContext> costs = Optional.empty();
    private WrittenText text = new WrittenText();

    /** What the model thought before the newest byte, and what that was drawn from. */
    private final float[] logits = new float[Vocabulary.SIZE];

    private final float[] probabilities = new float[Vocabulary.SIZE];

    /** What stood in the figures after each byte that was drawn, for going back before it. */
    private final List<Counted> counted = new ArrayList<>();

    private Optional<Reason> ended = Optional.empty();
    private int given;
    private int written;
    private int closed;
    private Writing.Timing perByte = Writing.Timing.ZERO;
    private int branch;
    private boolean playing;

    /**
     * A writer that waits.
     *
     * @param thread runs the tasks
     * @param published hears of every byte, on the model's thread
     * @param failed hears of failures, on the model's thread
     */
    public Writer(ModelThread thread, Consumer<Writing> published, Consumer<RuntimeException> failed) {
        this.thread = thread;
        this.published = published;
        this.failed = failed;
        thread.onClosing(modelClosing);
    }

    /**
     * Begins anew from a prompt.
     *
     * @return done when the prompt is read; where it is cancelled, nothing has begun
     */
    public CompletableFuture<Void> begin(ByteText prompt, PatcherConfig patching, SamplingOptions options) {
        int mine = ticket.incrementAndGet();
        int begun = beginning.incrementAndGet();
        CompletableFuture<Void> read = new CompletableFuture<>();
        BooleanSupplier wanted = () -> beginning.get() == begun && !read.isDone();
        onThread(() -> {
            try {
                thread.model().ifPresent(blt -> open(blt, prompt, patching, options, wanted));
                publish(mine, false);
            } catch (CancellationException e) {
                closeSession();
            } finally {
                read.complete(null);
            }
        });
        return read;
    }

    /** Draws from now on with other options. */
    public void sample(SamplingOptions options) {
        onThread(() -> {
            sampling = options;
            generator = Optional.empty();
        });
    }

    /**
     * Writes on.
     *
     * @param bytes at most so many
     * @param pauseMillis how long to wait between bytes
     */
    public void go(Goal goal, int bytes, long pauseMillis) {
        int mine = ticket.incrementAndGet();
        onThread(() -> step(goal, bytes, pauseMillis, mine));
    }

    /** Stays where it is. */
    public void pause() {
        int mine = ticket.incrementAndGet();
        onThread(() -> publish(mine, false));
    }

    /**
     * Cuts the text by another rule, and what is written from now on; what is under way goes on.
     *
     * @return done when what that changes is read again; where it is cancelled, or another cut is wanted, that is left for
     *     the next byte
     */
    public CompletableFuture<Void> cut(PatcherConfig patching) {
        int mine = cuts.incrementAndGet();
        CompletableFuture<Void> read = new CompletableFuture<>();
        onThread(() -> session.ifPresent(s -> {
            s.repatch(patching);
            text.keep(s.length(), text.draws());
            try {
                // Here, and not with the next byte, whose time it is not.
                s.predict((stage, done, total) -> cuts.get() == mine && !read.isDone());
            } catch (CancellationException e) {
                Logger.getLogger(Writer.class.getName()).log(Level.FINE, "The next byte reads it.", e);
            }
            publish(ticket.get(), playing);
        }));
        onThread(() -> read.complete(null));
        return read;
    }

    /** Takes back everything from a byte on; what is written from there will be drawn differently. */
    public void rewind(int index) {
        int mine = ticket.incrementAndGet();
        onThread(() -> session.ifPresent(s -> {
            int to = Math.clamp(index, given, s.length());
            s.truncate(to);
            takeBack(to);
            generator = Optional.empty();
            branch++;
            ended = Optional.empty();
            publish(mine, false);
        }));
    }

    /** Drops the distributions and costs of the bytes from an index on. */
    private void takeBack(int from) {
        int kept = Math.min(text.draws(), from - given);
        Counted then = kept == 0 ? Counted.NOTHING : counted.get(kept - 1);
        text.keep(from, kept);
        counted.subList(kept, counted.size()).clear();
        written = kept;
        closed = then.closed();
        perByte = then.perByte();
        timings.clear();
        timings.putAll(then.timings());
    }

    private void onThread(Runnable task) {
        thread.run(() -> guarded(task));
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            ticket.incrementAndGet();
            failed.accept(e);
        }
    }

    private void open(
            Blt blt, ByteText prompt, PatcherConfig patching, SamplingOptions options, BooleanSupplier wanted) {
        closeSession();
        Session s = Session.open(
                blt, SessionOptions.ofCapacity(CAPACITY).withPatching(patching).withoutDistributions());
        session = Optional.of(s);
        costs = Optional.of(CostAtContext.of(blt.programs().all(), CostAtContext.DEFAULT_CONTEXT));
        s.append(
                prompt.bytes(0, Math.min(prompt.length(), CAPACITY / 2)),
                (stage, done, total) -> wanted.getAsBoolean());
        given = s.length();
        sampling = options;
        branch = 0;
        written = 0;
        closed = 0;
        perByte = Writing.Timing.ZERO;
        ended = Optional.empty();
        timings.clear();
    }

    private void step(Goal goal, int left, long pauseMillis, int mine) {
        if (session.isEmpty() || ticket.get() != mine) {
            return;
        }
        int closedBefore = closed;
        boolean may = left > 0 && writeByte(session.get());
        boolean on = may && left > 1 && (goal == Goal.PLAY || (goal == Goal.PATCH && closed == closedBefore));
        publish(mine, on);
        if (on) {
            thread.run(() -> guarded(() -> step(goal, left - 1, pauseMillis, mine)), pauseMillis);
        }
    }

    /** Returns whether it can go on. */
    private boolean writeByte(Session s) {
        Generator g = generator.orElseGet(
                () -> new Generator(s, sampling.withSeed(sampling.seed() + branch), new Listener(s)));
        generator = Optional.of(g);
        GenerationResult result = g.run(GenerationLimits.bytes(1));
        if (result.bytes() == 1) {
            written++;
            text.draw(drawn(s.idAt(s.length())));
            perByte = perByte.with(result.nanoseconds());
            counted.add(new Counted(closed, perByte, Map.copyOf(timings)));
        }
        ended = result.reason() == Reason.MAX_BYTES ? Optional.empty() : Optional.of(result.reason());
        return ended.isEmpty();
    }

    private Drawn drawn(int id) {
        return new Drawn(
                TopPredictions.of(logits, Inspection.LIKELIEST, id),
                TopPredictions.ofProbabilities(probabilities, candidates(probabilities), id));
    }

    /** How many ids are worth naming: those that could be drawn, ten at most. */
    private static int candidates(float[] probabilities) {
        int possible = 0;
        for (float p : probabilities) {
            possible += p > 1e-6f ? 1 : 0;
        }
        return Math.clamp(possible, 1, Inspection.LIKELIEST);
    }

    private void publish(int mine, boolean goesOn) {
        if (session.isEmpty() || ticket.get() != mine) {
            return;
        }
        playing = goesOn;
        Session s = session.get();
        text.follow(s);
        Patches patches = s.patches();
        TextReading reading =
                new TextReading(text.read(), s.patching(), patches, costs.map(c -> work(c, s.patching(), patches)));
        published.accept(new Writing(
                reading,
                given,
                text.drawn(),
                Map.copyOf(timings),
                written,
                closed,
                perByte.runs() == 0 ? 0 : 1e6 / perByte.microseconds(),
                playing,
                ended));
    }

    private static Work work(CostAtContext costs, PatcherConfig patching, Patches patches) {
        return new Work(
                Map.of(Priced.Of.OPEN, new Priced("", costs, 0)),
                Priced.Of.OPEN,
                patches,
                patching.mode().needsEntropies(),
                Optional.empty());
    }

    private void closeSession() {
        session.ifPresent(Session::close);
        session = Optional.empty();
        generator = Optional.empty();
        text = new WrittenText();
        counted.clear();
    }

    @Override
    public void close() {
        ticket.incrementAndGet();
        beginning.incrementAndGet();
        thread.ignoreClosing(modelClosing);
        thread.run(this::closeSession);
    }

    /** Notes from what a byte was drawn, and counts what it took. */
    private final class Listener implements GenerationListener {
        private final Session writing;

        Listener(Session writing) {
            this.writing = writing;
        }

        @Override
        public void drawn(int index, int id, float[] from) {
            writing.nextByteLogits(index, logits);
            System.arraycopy(from, 0, probabilities, 0, from.length);
        }

        @Override
        public void patchClosed(int patch, int begin, int end) {
            closed++;
        }

        @Override
        public void stageRan(Stage stage, int rows, long nanoseconds) {
            Writing.Timing before = timings.getOrDefault(stage, Writing.Timing.ZERO);
            timings.put(stage, rows > 0 ? before.with(nanoseconds) : before.longer(nanoseconds));
        }
    }
}
