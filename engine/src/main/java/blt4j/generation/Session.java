package blt4j.generation;

import blt4j.BltException;
import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.model.Blt;
import blt4j.model.pipeline.Programs.BltPrograms;
import blt4j.model.pipeline.Programs.Draw;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.program.Stage;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A text being read or written.
 *
 * <p>Byte {@code i} of the text stands at position {@code i + 1}; position 0 is the BOS. Appending runs the entropy
 * model and finds where patches begin. The encoder, the latent transformer and the decoder catch up when a next-byte
 * distribution is asked for: each byte passes each stage once, each completed patch passes the latent transformer
 * once, and what was computed stays until the text before it changes. Truncating is free (within
 * {@link SessionOptions#rewind}), so editing in the middle re-reads what follows and nothing else. Results do not depend
 * on how the text was split into appends, to rounding.
 *
 * <p>A session belongs to one thread at a time and owns its caches: {@link #close} frees them.
 */
public final class Session implements AutoCloseable {
    private final Blt blt;
    private final SessionOptions options;
    private final Executor executor;
    private final TextCaches memory;
    private final Rows rows;
    private final SessionText text;
    private final LogitsStore entropyLogits;
    private final LogitsStore nextByteLogits;
    private final Optional<Surprisals> surprisals;
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
    private final float[] one = new float[1];
    private float drawTemperature;
    /** The decoder's latest run: how far it reached, its last row counted within it, and that row's temperature. */
    private int decodedRows;

    private int decodedRow;
    private float decodedTemperature;

    /** Begins an empty text. */
    public static Session open(Blt blt, SessionOptions options) {
        PatcherConfig patching = patching(options.patching().orElse(blt.config().patching()), options);
        if (patching.mode().needsEntropies() && blt.programs().entropyModel().isEmpty()) {
            throw new BltException("The model " + blt.config().name()
                    + " has no entropy model, so it cannot patch by entropy; name a folder that holds one, or patch"
                    + " statically or by spaces.");
        }
        TextCaches memory = blt.executor().allocate(capacity(options));
        SessionText text =
                new SessionText(options.capacity() + 1, patching, blt.config().separatesDocuments());
        text.append(Vocabulary.BOS);
        return new Session(blt, options, memory, text);
    }

    private Session(Blt blt, SessionOptions options, TextCaches memory, SessionText text) {
        this.blt = blt;
        this.options = options;
        this.executor = blt.executor();
        this.memory = memory;
        this.text = text;
        this.entropyLogits = new LogitsStore(options, entropySource(blt, memory));
        this.nextByteLogits = new LogitsStore(options, decoderSource(blt, memory));
        this.surprisals = options.surprisals()
                ? Optional.of(new Surprisals(options.capacity() + 1, entropySource(blt, memory)))
                : Optional.empty();
        this.rows = new Rows(executor.maxRows());
        this.settledBytes = settledLength(blt, Program.Unit.BYTE);
        this.settledPatches = settledLength(blt, Program.Unit.PATCH);
    }

    private Session(Session other, TextCaches copy) {
        this.blt = other.blt;
        this.options = other.options;
        this.executor = other.executor;
        this.memory = copy;
        this.text = other.text.copy();
        this.entropyLogits = other.entropyLogits.copy(entropySource(blt, copy));
        this.nextByteLogits = other.nextByteLogits.copy(decoderSource(blt, copy));
        this.surprisals = other.surprisals.map(s -> s.copy(entropySource(blt, copy)));
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

    private static int settledLength(Blt blt, Program.Unit unit) {
        return blt.programs().all().stream()
                .filter(program -> program.unit() == unit)
                .mapToInt(Program::settledLength)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static LogitsStore.Source entropySource(Blt blt, TextCaches memory) {
        return blt.programs()
                .entropyModel()
                .map(p -> source(blt, memory, p, p.outputs().get(1)))
                .orElse(LogitsStore.Source.NONE);
    }

    private static LogitsStore.Source decoderSource(Blt blt, TextCaches memory) {
        return blt.programs()
                .blt()
                .filter(_ -> blt.config().hasHead())
                .map(p -> source(blt, memory, p.decoder(), p.decoder().outputs().getFirst()))
                .orElse(LogitsStore.Source.NONE);
    }

    private static LogitsStore.Source source(Blt blt, TextCaches memory, Program program, Buffer logits) {
        return (row, count, into, offset) -> blt.executor().read(program, memory, logits, row, count, into, offset);
    }

    /** A decoder attends to complete patches, so the first must end with the BOS. */
    private static PatcherConfig patching(PatcherConfig config, SessionOptions options) {
        return options.entropyOnly() ? config : config.forModel();
    }

    private static Capacity capacity(SessionOptions options) {
        int bytes = options.capacity() + 1;
        return new Capacity(bytes, options.entropyOnly() ? 0 : bytes, Math.min(bytes, options.rewind()));
    }

    /** The bytes that a session of these options takes, caches and kept distributions together, at its fullest. */
    public static long memoryBytes(Blt blt, SessionOptions options) {
        long stores = options.entropyOnly() ? 1 : 2;
        return blt.executor().memoryBytes(capacity(options))
                + SessionText.byteSize(options.capacity() + 1)
                + stores * LogitsStore.byteSize(options);
    }

    /** The model that reads. */
    public Blt blt() {
        return blt;
    }

    /** How the session was set up. */
    public SessionOptions options() {
        return options;
    }

    /** The patching in force. */
    public PatcherConfig patching() {
        return text.patching();
    }

    /** Adds somebody who hears what is computed. */
    public void observe(SessionObserver observer) {
        observers.add(observer);
    }

    /** Forgets somebody who heard. */
    public void ignore(SessionObserver observer) {
        observers.remove(observer);
    }

    /** The bytes of the text so far. */
    public int length() {
        return text.positions() - 1;
    }

    /** The id at a position: 0 is the BOS, {@code i + 1} the text's byte {@code i}. */
    public int idAt(int position) {
        return text.id(position);
    }

    /** The ids of all positions and some room behind, for reading alone. */
    int[] ids() {
        return text.ids();
    }

    /** The position at which a patch begins: complete, open, or about to begin. */
    int patchBegin(int patch) {
        return text.patchBegin(patch);
    }

    /** A copy of the text. */
    public byte[] bytes() {
        byte[] bytes = new byte[length()];
        for (int i = 0; i < bytes.length; i++) {
            int id = text.id(i + 1);
            bytes[i] = Vocabulary.isByte(id) ? Vocabulary.toByte(id) : 0;
        }
        return bytes;
    }

    /** Appends a byte and reads it with the entropy model. */
    public void append(byte b) {
        appendId(Vocabulary.id(b));
    }

    /** Appends an id, which may be {@link Vocabulary#EOS}, and reads it with the entropy model. */
    public void appendId(int id) {
        checkRoom(1);
        text.append(id);
        readEntropies(ReadProgress.NONE);
    }

    /** Appends an id, reads it, and lets all stages catch up. */
    void appendAndPredict(int id) {
        checkRoom(1);
        text.append(id);
        predict(ReadProgress.NONE);
    }

    /** Appends bytes and reads them with the entropy model, in chunks. */
    public void append(byte[] bytes) {
        append(bytes, ReadProgress.NONE);
    }

    /**
     * Appends bytes and reads them with the entropy model, in chunks.
     *
     * @throws CancellationException if {@code progress} says so; the bytes are in the text, and what was not yet read
     *     will be when it is asked for
     */
    public void append(byte[] bytes, ReadProgress progress) {
        checkRoom(bytes.length);
        for (byte b : bytes) {
            text.append(Vocabulary.id(b));
        }
        readEntropies(progress);
    }

    /** Appends ids, specials welcome, and reads them with the entropy model, in chunks. */
    public void appendIds(int[] ids) {
        checkRoom(ids.length);
        for (int id : ids) {
            text.append(id);
        }
        readEntropies(ReadProgress.NONE);
    }

    private void checkRoom(int more) {
        if (more > options.capacity() - length()) {
            throw new BltException("The text would grow to " + ((long) length() + more)
                    + " bytes, but the session was opened for " + options.capacity() + ".");
        }
    }

    /**
     * Shortens the text to its first {@code length} bytes. Nothing is computed anew.
     *
     * @throws IllegalArgumentException if the text is shorter
     */
    public void truncate(int length) {
        if (length < 0 || length > length()) {
            throw new IllegalArgumentException("cannot truncate " + length() + " bytes to " + length);
        }
        boolean windowsWhole = text.truncate(length + 1, memory.capacity().rewind());
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

    /**
     * Changes the patching. Entropies stay (unless the newline reset changes); the latent transformer and the decoder
     * will re-read from the first patch that differs.
     */
    public void repatch(PatcherConfig config) {
        SessionText.Unchanged unchanged = text.repatch(patching(config, options));
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
            blt.programs().entropyModel().ifPresent(p -> observer.kept(p, text.entropyRows()));
            blt.programs().blt().ifPresent(p -> {
                observer.kept(p.encoder(), encoderRows);
                observer.kept(p.patchEncoder(), patchRows);
                observer.kept(p.latent(), patchRows);
                observer.kept(p.patchDecoder(), patchRows);
                observer.kept(p.decoder(), decoderRows);
            });
        }
    }

    /**
     * How hard byte {@code index} is to predict from the bytes before it, in nats.
     *
     * @param index 0 to {@link #length()}, the last being the byte to come
     */
    public float entropyOf(int index) {
        readEntropies(ReadProgress.NONE);
        return text.entropy(checkIndex(index));
    }

    /** The entropies of all bytes and of the byte to come: {@code length() + 1} numbers, in nats. */
    public float[] entropies() {
        readEntropies(ReadProgress.NONE);
        return text.entropies();
    }

    /**
     * How surprising the entropy model found some bytes: {@code −ln p} of each, in nats. Bytes that were appended one after
     * the other have none: what they were was not known when they were predicted.
     *
     * @param from the first
     * @param to one past the last
     * @throws IllegalStateException if the session does not keep them
     */
    public float[] surprisals(int from, int to) {
        readEntropies(ReadProgress.NONE);
        return surprisals
                .orElseThrow(() -> new IllegalStateException("the session was opened without surprisals"))
                .of(from, to);
    }

    /** The segmentation of the positions so far, the BOS's patch counted. */
    public Patches patches() {
        readEntropies(ReadProgress.NONE);
        return text.patches();
    }

    /** How many patches are complete: their last byte's entropy announced the next. */
    public int completePatches() {
        readEntropies(ReadProgress.NONE);
        return text.closedPatches();
    }

    /**
     * The entropy model's logits for byte {@code index}.
     *
     * @param index 0 to {@link #length()}; the last alone where distributions are not kept
     * @param into receives {@link Vocabulary#SIZE} numbers
     */
    public void entropyModelLogits(int index, float[] into) {
        readEntropies(ReadProgress.NONE);
        entropyLogits.get(checkIndex(index), into);
    }

    /**
     * The model's logits for byte {@code index}: what generation samples from.
     *
     * @param index 0 to {@link #length()}; the last alone where distributions are not kept
     * @param into receives {@link Vocabulary#SIZE} numbers
     */
    public void nextByteLogits(int index, float[] into) {
        requireHead();
        predict(ReadProgress.NONE);
        nextByteLogits.get(checkIndex(index), into);
    }

    private void requireHead() {
        if (!blt.config().hasHead()) {
            throw new BltException("The model " + blt.config().name()
                    + " was saved without its head (lm_head.weight), so it tells entropies, patches and hidden states but"
                    + " predicts no next byte; save it as BltForCausalLM to have the head with it.");
        }
    }

    private int checkIndex(int index) {
        if (index < 0 || index > length()) {
            throw new IndexOutOfBoundsException("byte " + index + " of a text of " + length());
        }
        return index;
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
    public void readEntropies(ReadProgress progress) {
        readEntropies(progress, false);
    }

    /** @param predicting whether all other stages are to follow */
    private void readEntropies(ReadProgress progress, boolean predicting) {
        int total = text.positions();
        if (total > settledBytes && total != stretchedBytes) {
            readAnew(total);
        }
        if (blt.programs().entropyModel().isEmpty()) {
            text.patchWithoutEntropies();
            return;
        }
        Program program = blt.programs().entropyModel().orElseThrow();
        while (text.entropyRows() < total) {
            int start = text.entropyRows();
            int n = Math.min(rows.capacity(), total - start);
            proceed(progress, Stage.ENTROPY_MODEL, start, total);
            long began = System.nanoTime();
            rows.cover(start, n).within(total);
            text.fillIds(rows);
            text.fillFirstVisible(rows, true);
            executor.run(program, memory, rows);
            announce(program, began);
            if (predicting && n == 1 && encoderRows == start) {
                // The encoder needs no patches: before the entropy is read it can be one execution with what finds
                // that.
                blt.programs().blt().ifPresent(p -> encoderRows += runBytes(p.encoder(), start, total, progress));
            }
            text.takeEntropies(executor, program, memory, n);
            entropyLogits.take(start, n);
            surprisals.ifPresent(s -> s.take(text, start, n));
        }
    }

    /** Lets all stages catch up with the text, so that every next-byte distribution is at hand. */
    public void predict(ReadProgress progress) {
        readEntropies(progress, !options.entropyOnly());
        BltPrograms programs = blt.programs()
                .blt()
                .filter(p -> !options.entropyOnly())
                .orElseThrow(() -> new BltException(
                        "The model " + blt.config().name() + " is an entropy model alone and predicts no next byte."));
        int total = text.positions();
        while (encoderRows < total) {
            encoderRows += runBytes(programs.encoder(), encoderRows, total, progress);
        }
        int closed = text.closedPatches();
        if (closed >= settledPatches && closed + 1 != stretchedPatches) {
            readPatchesAnew(closed + 1);
        }
        while (patchRows < closed) {
            patchRows += runPatches(programs, patchRows, closed, progress);
        }
        boolean provisional = newestIsProvisional();
        int settled = provisional ? total - 1 : total;
        decoderRows = Math.min(decoderRows, settled);
        while (decoderRows < settled) {
            decoderRows += runBytes(programs.decoder(), decoderRows, settled, progress);
        }
        if (provisional && provisionalRows != total) {
            runBytes(programs.decoder(), settled, total, progress);
            provisionalRows = total;
        }
    }

    /** Whether the newest decoder row is to be run once as the newest, and again when a byte follows. */
    private boolean newestIsProvisional() {
        boolean hides = text.patching().mode() instanceof PatcherConfig.EveryByte
                ? blt.config().bytesHideNewestPatch()
                : blt.config().limitHidesNewestPatch()
                        && text.patching().maxPatchLength().isPresent()
                        && text.patching().mode().needsEntropies();
        return hides && text.newestCompletes();
    }

    private int runBytes(Program program, int start, int total, ReadProgress progress) {
        int n = Math.min(rows.capacity(), total - start);
        proceed(progress, program.stage(), start, total);
        long began = System.nanoTime();
        rows.cover(start, n).within(text.positions());
        text.fillIds(rows);
        text.fillFirstVisible(rows, false);
        boolean decodes = program.stage() == Stage.LOCAL_DECODER;
        if (decodes) {
            fillDecoderRows(start + n == text.positions());
        }
        executor.run(program, memory, rows);
        if (decodes) {
            if (blt.config().hasHead()) {
                nextByteLogits.take(start, n);
            }
            decodedRow = n - 1;
            decodedRows = start + n;
        }
        announce(program, began);
        return n;
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
        return drawn().map(draw -> {
                    read(draw.likeliest(), one);
                    return (int) one[0];
                })
                .orElse(-1);
    }

    /**
     * The probabilities of the ids after the text at the temperature last {@linkplain #drawAt set}.
     *
     * @param into receives {@link Vocabulary#SIZE} numbers, where the backend found them itself
     * @return whether it did; where not, logits tell
     */
    boolean probabilities(float[] into) {
        return drawn().filter(_ -> decodedTemperature > 0 && decodedTemperature == drawTemperature)
                .map(draw -> {
                    read(draw.probabilities(), into);
                    return true;
                })
                .orElse(false);
    }

    /** What a draw needs, if the decoder's latest run says that of the text as it is. */
    private Optional<Draw> drawn() {
        predict(ReadProgress.NONE);
        return blt.programs().blt().flatMap(BltPrograms::draw).filter(_ -> decodedRows == text.positions());
    }

    private void read(Buffer output, float[] into) {
        Program decoder = blt.programs().blt().orElseThrow().decoder();
        executor.read(decoder, memory, output, decodedRow, 1, into, 0);
    }

    private int runPatches(BltPrograms programs, int start, int closed, ReadProgress progress) {
        int n = Math.min(rows.capacity(), closed - start);
        proceed(progress, Stage.LATENT_TRANSFORMER, start, closed);
        rows.cover(start, n).within(text.closedPatches() + 1);
        text.fillPatchRanges(rows);
        runTimed(programs.patchEncoder());
        runTimed(programs.latent());
        runTimed(programs.patchDecoder());
        return n;
    }

    private void runTimed(Program program) {
        long began = System.nanoTime();
        executor.run(program, memory, rows);
        announce(program, began);
    }

    private void announce(Program program, long began) {
        long took = System.nanoTime() - began;
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).ran(program, rows, took);
        }
    }

    private static void proceed(ReadProgress progress, Stage stage, int done, int total) {
        if (!progress.proceed(stage, done, total)) {
            throw new CancellationException("stopped after " + done + " of " + total + " rows");
        }
    }

    /**
     * Reads rows that a stage keeps, for inspection: hidden states of the encoder, patches, latent outputs.
     *
     * @param program the stage
     * @param output one of its outputs that is a cache
     * @param row the byte position or patch index
     * @param into receives the row
     */
    public void readKept(Program program, Buffer output, int row, float[] into) {
        if (!output.cached()) {
            throw new IllegalArgumentException(output.name() + " is not kept");
        }
        executor.read(program, memory, output, row, 1, into, 0);
    }

    /** An independent session with the same text, computed no further than this one. */
    public Session fork() {
        return new Session(this, memory.copy(text.positions(), patchRows));
    }

    @Override
    public void close() {
        memory.close();
    }

    @Override
    public String toString() {
        return "Session[" + length() + " bytes, " + Arrays.toString(new int[] {encoderRows, patchRows, decoderRows})
                + "]";
    }
}
