package blt4j.generation;

import blt4j.BltException;
import blt4j.compute.Condition;
import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.model.Blt;
import blt4j.model.pipeline.Programs;
import blt4j.model.pipeline.Programs.BltPrograms;
import blt4j.model.pipeline.Programs.Draw;
import blt4j.patching.Boundary;
import blt4j.patching.PatcherConfig;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.stage.Stage;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How far each stage of the pipeline has come with a session's text, and the runs by which they catch up: a counter of
 * rows for each stage. Appending leaves the counters behind the text, cutting it back or patching it otherwise lowers
 * them, and what is below them is never computed again. A byte passes through here without an object being made: no lambda
 * captures anything on its way.
 */
final class StageProgress implements Reading {
    /** The runs that a text can be due for, in order. */
    private enum Due {
        ENTROPIES(0),
        ENCODER(1),
        PATCH_ENCODER(2),
        LATENT(3),
        PATCH_DECODER(4),
        DECODER(5),
        /** The newest row of the decoder, which will be run again when a byte follows. */
        PROVISIONAL(5);

        private final int order;

        Due(int order) {
            this.order = order;
        }
    }

    private final Blt blt;
    private final SessionOptions options;
    private final Executor executor;
    private final Programs pipeline;
    private final TextCaches caches;
    private final Rows rows;
    private final SessionText text;
    private final LogitsStore entropyLogits;
    private final LogitsStore nextByteLogits;
    private final Optional<Surprisals> surprisals;
    /** What a backend that draws itself leaves for it. */
    private final Optional<Draw> preparedDraw;

    private final List<SessionObserver> observers = new CopyOnWriteArrayList<>();
    private int encoderRows;
    private int patchRows;
    private int decoderRows;
    private int provisionalRows;
    /** The bytes and patches up to which rotations are settled, and for how many they were last stretched. */
    private final int settledBytes;

    private final int settledPatches;
    private int stretchedBytes;
    private int stretchedPatches;
    /** The run that the rows are set for. */
    private Due due = Due.ENTROPIES;
    /** Rows that the entropy model has run for and whose entropies are still to be read. */
    private int untaken;

    private final float[] one = new float[1];
    private float drawTemperature;
    /** The decoder's latest run: how far it reached, its last row counted within it, and that row's temperature. */
    private int decodedRows;

    private int decodedRow;
    private float decodedTemperature;

    /** Of a text of which nothing has been read. */
    StageProgress(Blt blt, SessionOptions options, TextCaches caches, SessionText text) {
        this.blt = blt;
        this.options = options;
        this.executor = LoadedModel.of(blt.backend()).executor();
        this.pipeline = Programs.of(blt.programs());
        this.caches = caches;
        this.text = text;
        this.entropyLogits = new LogitsStore(options, entropySource(caches));
        this.nextByteLogits = new LogitsStore(options, decoderSource(caches));
        this.surprisals = options.surprisals()
                ? Optional.of(new Surprisals(options.capacity() + 1, entropySource(caches)))
                : Optional.empty();
        this.preparedDraw = pipeline.blt().flatMap(BltPrograms::draw);
        this.rows = new Rows(executor.maxRows());
        this.settledBytes = settledLength(pipeline, Program.Unit.BYTE);
        this.settledPatches = settledLength(pipeline, Program.Unit.PATCH);
    }

    /** As far as another has come, of a copy of its text and its caches. */
    StageProgress(StageProgress other, TextCaches copy, SessionText text) {
        this.blt = other.blt;
        this.options = other.options;
        this.executor = other.executor;
        this.pipeline = other.pipeline;
        this.caches = copy;
        this.text = text;
        this.entropyLogits = other.entropyLogits.copy(entropySource(copy));
        this.nextByteLogits = other.nextByteLogits.copy(decoderSource(copy));
        this.surprisals = other.surprisals.map(s -> s.copy(entropySource(copy)));
        this.preparedDraw = other.preparedDraw;
        this.rows = new Rows(executor.maxRows());
        this.encoderRows = other.encoderRows;
        this.patchRows = other.patchRows;
        this.decoderRows = other.decoderRows;
        this.provisionalRows = other.provisionalRows;
        this.settledBytes = other.settledBytes;
        this.settledPatches = other.settledPatches;
        this.stretchedBytes = other.stretchedBytes;
        this.stretchedPatches = other.stretchedPatches;
    }

    private static int settledLength(Programs pipeline, Program.Unit unit) {
        return pipeline.all().stream()
                .filter(program -> program.unit() == unit)
                .mapToInt(Program::settledLength)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private LogitsStore.Source entropySource(TextCaches caches) {
        return pipeline.entropyModel()
                .map(p -> source(caches, p, p.outputs().get(1)))
                .orElse(LogitsStore.Source.NONE);
    }

    private LogitsStore.Source decoderSource(TextCaches caches) {
        return pipeline.blt()
                .filter(_ -> blt.config().hasHead())
                .map(p -> source(caches, p.decoder(), p.decoder().outputs().getFirst()))
                .orElse(LogitsStore.Source.NONE);
    }

    private LogitsStore.Source source(TextCaches caches, Program program, Buffer logits) {
        return (row, count, into, offset) -> executor.read(program, caches, logits, row, count, into, offset);
    }

    void observe(SessionObserver observer) {
        observers.add(observer);
    }

    void ignore(SessionObserver observer) {
        observers.remove(observer);
    }

    /** How many patches have passed the latent transformer. */
    int patchRows() {
        return patchRows;
    }

    /** The entropy model's logits for a byte that it has read up to. */
    void entropyLogits(int index, float[] into) {
        entropyLogits.get(index, into);
    }

    /** The decoder's logits for a byte that it has read up to. */
    void nextByteLogits(int index, float[] into) {
        nextByteLogits.get(index, into);
    }

    float[] surprisals(int from, int to) {
        return surprisals
                .orElseThrow(() -> new IllegalStateException("the session was opened without surprisals"))
                .of(from, to);
    }

    /** Shortens the text to its first bytes. */
    void truncate(int length) {
        boolean windowsWhole = text.truncate(length + 1, caches.capacity().rewind());
        int keep = windowsWhole ? length + 1 : 0;
        if (!options.keepDistributions()) {
            keep = Math.max(0, Math.min(keep, length)); // the last row is run again, for its distribution
            text.keepEntropies(Math.min(text.entropyRows(), keep));
        }
        entropyLogits.truncate(text.entropyRows());
        encoderRows = Math.min(encoderRows, keep);
        patchRows = windowsWhole ? Math.min(patchRows, text.closedPatches()) : 0;
        decoderRows = Math.min(decoderRows, keep);
        provisionalRows = 0;
        nextByteLogits.truncate(decoderRows);
        announceKept();
    }

    /** Cuts the text by another rule. */
    void repatch(PatcherConfig config) {
        SessionText.Unchanged unchanged = text.repatch(config);
        patchRows = Math.min(patchRows, unchanged.patches());
        decoderRows = Math.min(decoderRows, unchanged.decoderRows());
        provisionalRows = 0;
        entropyLogits.truncate(text.entropyRows());
        nextByteLogits.truncate(decoderRows);
        announceKept();
    }

    private void announceKept() {
        if (observers.isEmpty()) {
            return;
        }
        for (SessionObserver observer : observers) {
            pipeline.entropyModel().ifPresent(p -> observer.kept(p, text.entropyRows()));
            pipeline.blt().ifPresent(p -> {
                observer.kept(p.encoder(), encoderRows);
                observer.kept(p.patchEncoder(), patchRows);
                observer.kept(p.latent(), patchRows);
                observer.kept(p.patchDecoder(), patchRows);
                observer.kept(p.decoder(), decoderRows);
            });
        }
    }

    /** Where rotations stretch with the text, each further position turns all before it. */
    private void readAnew(int total) {
        stretchedBytes = total;
        text.keepEntropies(0);
        entropyLogits.truncate(0);
        encoderRows = 0;
        patchRows = 0;
        decoderRows = 0;
        provisionalRows = 0;
        nextByteLogits.truncate(0);
        announceKept();
    }

    /** The same for the latent transformer, whose positions are patches. */
    private void readPatchesAnew(int patches) {
        stretchedPatches = patches;
        patchRows = 0;
        decoderRows = 0;
        provisionalRows = 0;
        nextByteLogits.truncate(0);
        announceKept();
    }

    /** Reads what was appended and not yet read by the entropy model, and finds the patches. */
    void readEntropies(ReadProgress progress) {
        catchUp(false, progress);
    }

    /** Lets all stages catch up with the text, so that every next-byte distribution is at hand. */
    void predict(ReadProgress progress) {
        if (options.entropyOnly() || pipeline.blt().isEmpty()) {
            readEntropies(progress);
            throw new BltException(
                    "The model " + blt.config().name() + " is an entropy model alone and predicts no next byte.");
        }
        catchUp(true, progress);
    }

    private void catchUp(boolean predicting, ReadProgress progress) {
        begin();
        while (prepare(predicting, progress)) {
            long began = System.nanoTime();
            executor.run(program(), caches, rows);
            ran(System.nanoTime() - began);
            if (due == Due.ENCODER && untaken == 1) {
                goAhead();
            }
        }
    }

    /** With the newest byte's entropy still to be read: gives the device what follows, where it looks at that itself. */
    private void goAhead() {
        BltPrograms programs = pipeline.blt().orElseThrow();
        int position = text.entropyRows();
        int open = text.closedPatches();
        long began = System.nanoTime();
        Executor.Ahead ahead = runAhead(pipeline.entropyModel().orElseThrow(), programs, position);
        takeEntropies();
        if (ahead != Executor.Ahead.NOTHING) {
            takeAhead(ahead, programs, position, open, System.nanoTime() - began);
        }
    }

    @Override
    public void begin() {
        untaken = 0;
        due = Due.ENTROPIES;
    }

    @Override
    public boolean prepare() {
        return prepare(true, ReadProgress.NONE);
    }

    /**
     * Sets the rows of the run that is due next.
     *
     * @param predicting whether all stages are to catch up, or the entropy model alone
     * @return whether there is one
     */
    private boolean prepare(boolean predicting, ReadProgress progress) {
        int total = text.positions();
        reserve(predicting, total);
        if (predicting && untaken == 1 && encoderRows == text.entropyRows()) {
            // The encoder needs no patches: before the entropy is read it can be one execution with what finds that.
            return prepareBytes(Due.ENCODER, encoderRows, total, progress);
        }
        takeEntropies();
        if (total > settledBytes && total != stretchedBytes) {
            readAnew(total);
        }
        if (text.entropyRows() < total) {
            if (pipeline.entropyModel().isPresent()) {
                return prepareEntropies(total, progress);
            }
            text.patchWithoutEntropies();
        }
        return predicting && prepareStages(total, progress);
    }

    /** Makes room for the distributions before anything is computed: where the heap ends, the text is what it was. */
    private void reserve(boolean predicting, int total) {
        try {
            entropyLogits.reserve(total);
            if (predicting) {
                nextByteLogits.reserve(total);
            }
        } catch (OutOfMemoryError e) {
            throw Session.shortage(blt, options, e);
        }
    }

    private boolean prepareEntropies(int total, ReadProgress progress) {
        due = Due.ENTROPIES;
        int start = text.entropyRows();
        proceed(progress, Stage.ENTROPY_MODEL, start, total);
        rows.cover(start, Math.min(rows.capacity(), total - start)).within(total);
        text.fillIds(rows);
        text.fillFirstVisible(rows, true);
        return true;
    }

    private void takeEntropies() {
        int n = untaken;
        untaken = 0;
        if (n > 0) {
            int start = text.entropyRows();
            text.takeEntropies(executor, pipeline.entropyModel().orElseThrow(), caches, n);
            entropyLogits.take(start, n);
            if (surprisals.isPresent()) {
                surprisals.get().take(text, start, n);
            }
        }
    }

    /** The stages behind the entropy model. */
    private boolean prepareStages(int total, ReadProgress progress) {
        if (encoderRows < total) {
            return prepareBytes(Due.ENCODER, encoderRows, total, progress);
        }
        int closed = text.closedPatches();
        if (closed >= settledPatches && closed + 1 != stretchedPatches) {
            readPatchesAnew(closed + 1);
        }
        if (patchRows < closed) {
            return preparePatches(closed, progress);
        }
        boolean provisional = newestIsProvisional();
        int settled = provisional ? total - 1 : total;
        decoderRows = Math.min(decoderRows, settled);
        if (decoderRows < settled) {
            return prepareBytes(Due.DECODER, decoderRows, settled, progress);
        }
        return provisional && provisionalRows != total && prepareBytes(Due.PROVISIONAL, settled, total, progress);
    }

    /** A patch's three programs run for the same rows, one after the other. */
    private boolean preparePatches(int closed, ReadProgress progress) {
        switch (due) {
            case PATCH_ENCODER -> due = Due.LATENT;
            case LATENT -> due = Due.PATCH_DECODER;
            default -> {
                due = Due.PATCH_ENCODER;
                proceed(progress, Stage.LATENT_TRANSFORMER, patchRows, closed);
                rows.cover(patchRows, Math.min(rows.capacity(), closed - patchRows))
                        .within(text.closedPatches() + 1);
                text.fillPatchRanges(rows);
            }
        }
        return true;
    }

    private boolean prepareBytes(Due run, int start, int total, ReadProgress progress) {
        due = run;
        proceed(progress, program().stage(), start, total);
        int n = Math.min(rows.capacity(), total - start);
        coverBytes(start, n);
        if (run != Due.ENCODER) {
            fillDecoderRows(start + n == text.positions());
        }
        return true;
    }

    @Override
    public Program program() {
        if (due == Due.ENTROPIES) {
            return pipeline.entropyModel().orElseThrow();
        }
        BltPrograms programs = pipeline.blt().orElseThrow();
        return switch (due) {
            case ENTROPIES, ENCODER -> programs.encoder();
            case PATCH_ENCODER -> programs.patchEncoder();
            case LATENT -> programs.latent();
            case PATCH_DECODER -> programs.patchDecoder();
            case DECODER, PROVISIONAL -> programs.decoder();
        };
    }

    @Override
    public int order() {
        return due.order;
    }

    @Override
    public Rows rows() {
        return rows;
    }

    @Override
    public TextCaches caches() {
        return caches;
    }

    @Override
    public void ran(long nanoseconds) {
        int n = rows.count();
        switch (due) {
            case ENTROPIES -> untaken = n;
            case ENCODER -> encoderRows += n;
            case PATCH_ENCODER, LATENT -> {}
            case PATCH_DECODER -> patchRows += n;
            case DECODER -> {
                decoderRows += n;
                takeDecoded(rows.start(), n);
            }
            case PROVISIONAL -> {
                provisionalRows = rows.start() + n;
                takeDecoded(rows.start(), n);
            }
        }
        announce(program(), nanoseconds);
    }

    /**
     * Runs what follows the newest byte's entropy before that is known, as far as the executor wants that: the open patch's
     * stages, which count if the byte ends the patch, and the decoder.
     *
     * @return what it ran, of which {@link #takeAhead} is to take what counts
     */
    private Executor.Ahead runAhead(Program entropyModel, BltPrograms programs, int position) {
        int open = text.closedPatches();
        boolean caughtUp = patchRows == open && decoderRows == position && position + 1 == text.positions();
        Executor.Ahead ahead = executor.ahead();
        if (!caughtUp || newestPatchIsHidden() || open + 1 >= settledPatches) {
            ahead = Executor.Ahead.NOTHING;
        }
        switch (ahead) {
            case NOTHING -> {}
            case THE_LIKELIER -> {
                coverBytes(position, 1);
                fillDecoderRows(true);
                executor.run(programs.decoder(), caches, rows);
            }
            case BOTH -> runBoth(entropyModel, programs, position, open);
        }
        return ahead;
    }

    private void runBoth(Program entropyModel, BltPrograms programs, int position, int open) {
        Boundary boundary = text.boundary();
        Condition ends = new Condition(
                entropyModel, entropyModel.outputs().getFirst(), boundary.least(), boundary.base(), boundary.rise());
        rows.cover(open, 1).within(open + 2);
        text.fillPatchRanges(rows);
        for (Program program : List.of(programs.patchEncoder(), programs.latent(), programs.patchDecoder())) {
            executor.run(program, caches, rows.when(ends));
        }
        coverBytes(position, 1);
        fillDecoderRows(true);
        executor.run(programs.decoder(), caches, rows.when(ends, RowInput.PATCH, open));
    }

    /** Takes over what {@link #runAhead} ran, now that the entropy is known. */
    private void takeAhead(Executor.Ahead ahead, BltPrograms programs, int position, int open, long took) {
        boolean ended = text.closedPatches() > open;
        if (ended && ahead == Executor.Ahead.THE_LIKELIER) {
            return;
        }
        if (ended) {
            rows.cover(open, 1).within(open + 2);
            text.fillPatchRanges(rows);
            for (Program program : List.of(programs.patchEncoder(), programs.latent(), programs.patchDecoder())) {
                announce(program, took);
            }
            patchRows = open + 1;
        }
        coverBytes(position, 1);
        fillDecoderRows(true);
        takeDecoded(position, 1);
        decoderRows = position + 1;
        announce(programs.decoder(), took);
    }

    /** Whether the newest decoder row is to be run once as the newest, and again when a byte follows. */
    private boolean newestIsProvisional() {
        return newestPatchIsHidden() && text.newestCompletes();
    }

    private boolean newestPatchIsHidden() {
        return text.patching().mode() instanceof PatcherConfig.EveryByte
                ? blt.config().bytesHideNewestPatch()
                : blt.config().limitHidesNewestPatch()
                        && text.patching().maxPatchLength().isPresent()
                        && text.patching().mode().needsEntropies();
    }

    private void coverBytes(int start, int count) {
        rows.cover(start, count).within(text.positions());
        text.fillIds(rows);
        text.fillFirstVisible(rows, false);
    }

    private void takeDecoded(int start, int count) {
        if (blt.config().hasHead()) {
            nextByteLogits.take(start, count);
        }
        decodedRow = count - 1;
        decodedRows = start + count;
    }

    private void announce(Program program, long nanoseconds) {
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).ran(program, rows, nanoseconds);
        }
    }

    private void fillDecoderRows(boolean newest) {
        text.fillPatches(rows);
        if (newest && newestIsProvisional()) {
            text.fillPatchBeforeNewest(rows);
        }
        int[] temperatures = rows.of(RowInput.TEMPERATURE);
        Arrays.fill(temperatures, 0, rows.count(), 0);
        if (newest) {
            temperatures[rows.count() - 1] = Float.floatToRawIntBits(drawTemperature);
        }
        decodedTemperature = newest ? drawTemperature : 0;
    }

    /**
     * Says that bytes will be drawn from now on, so that a remote backend can prepare the draws.
     *
     * @param temperature at which {@link #probabilities} will be asked for; 0 if they will not
     */
    void drawAt(float temperature) {
        drawTemperature = temperature;
    }

    /** The likeliest id after the text, of equals the lowest, where the backend found it itself; −1 where logits tell. */
    int likeliestId() {
        Optional<Draw> draw = drawn();
        if (draw.isEmpty()) {
            return -1;
        }
        read(draw.get().likeliest(), one);
        return (int) one[0];
    }

    /**
     * The probabilities of the ids after the text at the temperature last {@linkplain #drawAt set}.
     *
     * @param into receives {@link Vocabulary#SIZE} numbers, where the backend found them itself
     * @return whether it did; where not, logits tell
     */
    boolean probabilities(float[] into) {
        Optional<Draw> draw = drawn();
        if (draw.isEmpty() || drawTemperature <= 0 || decodedTemperature != drawTemperature) {
            return false;
        }
        read(draw.get().probabilities(), into);
        return true;
    }

    /** What a draw needs, if the decoder's latest run says that of the text as it is. */
    private Optional<Draw> drawn() {
        predict(ReadProgress.NONE);
        return decodedRows == text.positions() ? preparedDraw : Optional.empty();
    }

    private void read(Buffer output, float[] into) {
        Program decoder = pipeline.blt().orElseThrow().decoder();
        executor.read(decoder, caches, output, decodedRow, 1, into, 0);
    }

    /** What a run of a program for one row is told; nobody draws from it. */
    Rows inputs(Program program, int row) {
        Rows inputs = new Rows(1).cover(row, 1);
        if (program.unit() == Program.Unit.PATCH) {
            inputs.within(text.closedPatches() + 1);
            text.fillPatchRanges(inputs);
            return inputs;
        }
        inputs.within(text.positions());
        text.fillIds(inputs);
        text.fillFirstVisible(inputs, program.stage() == Stage.ENTROPY_MODEL);
        if (program.stage() == Stage.LOCAL_DECODER) {
            text.fillPatches(inputs);
            if (row == text.positions() - 1 && newestIsProvisional()) {
                text.fillPatchBeforeNewest(inputs);
            }
        }
        return inputs;
    }

    private static void proceed(ReadProgress progress, Stage stage, int done, int total) {
        if (!progress.proceed(stage, done, total)) {
            throw new CancellationException("stopped after " + done + " of " + total + " rows");
        }
    }

    @Override
    public String toString() {
        return "rows " + encoderRows + ", " + patchRows + ", " + decoderRows;
    }
}
