package blt4j.visualizer.engine;

import blt4j.analysis.cost.Outline;
import blt4j.device.BackendOptions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Entropies;
import blt4j.visualizer.state.Inspection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Reads the text in the window with the entropy model, on the model's thread.
 *
 * <p>The text that is wanted is a single slot: typing faster than the model reads overwrites it. The thread reads a
 * slice at a time and looks at the slot between slices, so that an edit never waits for the rest of an old text; what
 * the old and the new text have in common at their beginning is not read again. After an edit the first slice is a short
 * one and is told at once: what was typed is seen first, and what stands behind it follows.
 */
public final class TextReader implements AutoCloseable {
    private static final int FIRST_CAPACITY = 1 << 14;
    private static final int LARGEST_WITH_DISTRIBUTIONS = 1 << 16;
    private static final int LONGEST_REACH = 1 << 13;
    private static final int FIRST_SLICE = 256;
    private static final int SHORTEST_SLICE = 16;
    private static final int LONGEST_SLICE = 1 << 13;
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final int LONGEST_CARRIED = 1 << 14;
    private static final int PARTS_OF_FIRST = 3;
    private static final long PUBLISH_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    /** What is wanted: a text, and whether the context begins anew at newlines. */
    private record Wanted(ByteText text, boolean resetAtNewline) {}

    private final ModelThread thread;
    private volatile Consumer<Entropies> published = entropies -> {};
    private volatile Consumer<RuntimeException> failed = error -> {};
    private volatile Consumer<String> runsOn = backend -> {};
    private volatile Wanted wanted = new Wanted(ByteText.EMPTY, false);
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicInteger inspections = new AtomicInteger();
    private final AtomicBoolean stepPending = new AtomicBoolean();

    // The rest belongs to the thread.
    private Optional<Session> session = Optional.empty();
    private ByteText sessionText = ByteText.EMPTY;
    private int sessionRead;
    private int slice = FIRST_SLICE;
    private long lastPublished;
    /** The last text that was read whole and told, of which an edited one keeps what is not read anew yet. */
    private Optional<Entropies> before = Optional.empty();

    private String backendName = "";

    /** Starts the model's thread. */
    public TextReader() {
        this(false);
    }

    /** A reader for pictures that nobody waits for in front of a window: it reads the same text to the same bits each time. */
    public static TextReader forPictures() {
        return new TextReader(true);
    }

    private TextReader(boolean warmFirst) {
        this.thread = new ModelThread(warmFirst);
        thread.onOpened(this::modelOpened);
        thread.onClosing(this::closeSession);
    }

    /** The model's thread, which ends with the reader. */
    public ModelThread thread() {
        return thread;
    }

    private void modelOpened() {
        backendName = thread.model().map(model -> model.backend().describe()).orElse("");
        scheduleStep();
    }

    /**
     * Tells those of all readings from now on; what was read before is told when it is asked for again.
     *
     * @param onPublished hears of every reading, on the thread
     * @param onFailed hears of failures, on the thread
     * @param onRunsOn hears where the backend becomes another, on the thread
     */
    public void tell(Consumer<Entropies> onPublished, Consumer<RuntimeException> onFailed, Consumer<String> onRunsOn) {
        published = onPublished;
        failed = onFailed;
        runsOn = onRunsOn;
    }

    /**
     * Opens a model and reads a text that will be asked for as soon as there is a window: while JavaFX starts, and not
     * while the window is built, which would take twice as long.
     */
    public void begin(Path folder, BackendOptions backend, ByteText text) {
        thread.openAhead(folder, backend);
        read(text, false);
    }

    /** How many bytes the entropy model has read in all, those that were read again counted again. */
    public long bytesRead() {
        return bytesRead.get();
    }

    /** Asks for a text to be read. Returns at once; an older text that was not yet read is forgotten. */
    public void read(ByteText text, boolean resetAtNewline) {
        wanted = new Wanted(text, resetAtNewline);
        scheduleStep();
    }

    /**
     * Asks the session something once it has read what it is wanted to have read up to a byte.
     *
     * @param text the text that the question is about; if another one is wanted by then, the answer is empty
     */
    public <T> CompletableFuture<Optional<T>> ask(ByteText text, Function<Session, T> question) {
        return thread.submit(() -> sessionOf(text).map(question));
    }

    private Optional<Session> sessionOf(ByteText text) {
        return session.filter(s -> wanted.text().equals(text) && sessionText.equals(text));
    }

    /**
     * Asks what the entropy model thought before a byte came. Of several such questions that wait, only the newest is
     * answered: pointing moves faster than a model reads.
     *
     * @param text the text that the question is about; if another one is wanted by then, the answer is empty
     */
    public CompletableFuture<Optional<Inspection>> inspect(ByteText text, int index) {
        int mine = inspections.incrementAndGet();
        return thread.submit(() -> mine == inspections.get()
                ? sessionOf(text).filter(s -> index <= s.length()).map(s -> inspection(s, index))
                : Optional.empty());
    }

    /** Of a long text no distributions are kept; what reaches a byte through the windows is read once more for it. */
    private static Inspection inspection(Session session, int index) {
        if (session.options().keepDistributions()
                || index == session.length()
                || session.blt().programs().entropyModel().isEmpty()) {
            return Inspection.of(session, index);
        }
        int from = Math.max(0, index - reach(session.blt()));
        SessionOptions options = SessionOptions.ofCapacity(index - from + 1)
                .withPatching(session.patching())
                .withEntropyModelAlone()
                .withoutDistributions();
        try (Session near = Session.open(session.blt(), options)) {
            near.appendIds(
                    IntStream.range(from, index).map(i -> session.idAt(i + 1)).toArray());
            return Inspection.ofNext(near, index, session.idAt(index + 1));
        }
    }

    /** How many bytes before a byte can have a say in its distribution. */
    private static int reach(Blt model) {
        return model.programs()
                .entropyModel()
                .map(p -> Outline.of(List.of(p)).getFirst().layers() * p.window())
                .filter(bytes -> bytes > 0 && bytes < LONGEST_REACH)
                .orElse(LONGEST_REACH);
    }

    private void scheduleStep() {
        if (stepPending.compareAndSet(false, true)) {
            thread.run(this::step);
        }
    }

    private void step() {
        stepPending.set(false);
        try {
            if (thread.model().isPresent()) {
                Blt model = thread.model().get();
                boolean complete = readSlice(model, wanted);
                tellBackend(model);
                if (!complete) {
                    scheduleStep();
                }
            }
        } catch (RuntimeException e) {
            closeSession();
            failed.accept(e);
        }
    }

    private void tellBackend(Blt model) {
        String now = model.backend().describe();
        if (!now.equals(backendName)) {
            backendName = now;
            runsOn.accept(now);
        }
    }

    /** Reads a slice of what is wanted. Returns whether nothing is left to read. */
    private boolean readSlice(Blt model, Wanted want) {
        if (model.programs().entropyModel().isEmpty()) {
            published.accept(
                    new Entropies(want.text(), new float[0], want.text().length()));
            return true;
        }
        boolean edited = before.isPresent() && !sessionText.equals(want.text());
        Session s = sessionFor(model, want);
        int from = sessionRead;
        boolean shortFirst = edited && want.text().length() - from > FIRST_SLICE;
        int most = shortFirst ? Math.max(SHORTEST_SLICE, slice / PARTS_OF_FIRST) : slice;
        int to = Math.min(want.text().length(), from + most);
        long began = System.nanoTime();
        s.append(want.text().bytes(from, to));
        bytesRead.addAndGet(to - from);
        sessionRead = to;
        if (to > from && !shortFirst) {
            adaptSlice(to - from, System.nanoTime() - began);
        }
        boolean complete = to == want.text().length();
        if (complete || shortFirst || System.nanoTime() - lastPublished > PUBLISH_NANOS) {
            Entropies soFar = soFar(want.text(), s.entropies(), complete);
            before = complete ? Optional.of(soFar) : before;
            published.accept(soFar);
            lastPublished = System.nanoTime();
        }
        return complete;
    }

    /** What is behind the bytes that have been read keeps, in a text that is read anew soon, what it was before the edit. */
    private Entropies soFar(ByteText text, float[] values, boolean complete) {
        boolean soon = text.length() - values.length < LONGEST_CARRIED;
        return before.filter(b -> soon && !complete)
                .map(b -> Entropies.carried(text, values, b))
                .orElseGet(() -> new Entropies(text, values, values.length - 1));
    }

    /** Slices take about as long as an edit may wait. */
    private void adaptSlice(int bytes, long nanos) {
        double fitting = (double) bytes * SLICE_NANOS / Math.max(1, nanos);
        if (bytes == slice || fitting < slice) {
            slice = (int) Math.clamp(fitting, SHORTEST_SLICE, Math.min(LONGEST_SLICE, 2.0 * slice));
        }
    }

    /** The session, cut back to what it has in common with the wanted text. */
    private Session sessionFor(Blt model, Wanted want) {
        int common = Math.min(sessionRead, sessionText.commonPrefix(want.text()));
        if (session.isEmpty()
                || session.get().options().capacity() < want.text().length()) {
            closeSession();
            common = 0;
            session = Optional.of(Session.open(model, options(want)));
        }
        Session s = session.get();
        if (s.length() > common) {
            s.truncate(common);
        }
        if (s.patching().resetAtNewline() != want.resetAtNewline()) {
            before = Optional.empty();
            s.repatch(patching(want));
        }
        sessionText = want.text();
        sessionRead = common;
        return s;
    }

    private static SessionOptions options(Wanted want) {
        int length = want.text().length();
        int capacity = Math.max(FIRST_CAPACITY, length + length / 2);
        SessionOptions options =
                SessionOptions.ofCapacity(capacity).withPatching(patching(want)).withEntropyModelAlone();
        return capacity <= LARGEST_WITH_DISTRIBUTIONS ? options : options.withoutDistributions();
    }

    /** Patches are cut by others from the entropies; the session needs to know of the reset alone. */
    private static PatcherConfig patching(Wanted want) {
        return new PatcherConfig(new EveryByte()).withResetAtNewline(want.resetAtNewline());
    }

    private void closeSession() {
        session.ifPresent(Session::close);
        session = Optional.empty();
        before = Optional.empty();
        sessionText = ByteText.EMPTY;
        sessionRead = 0;
    }

    /** Ends the thread when it has closed the model. */
    @Override
    public void close() {
        thread.close();
    }
}
