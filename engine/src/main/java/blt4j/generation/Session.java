package blt4j.generation;

import blt4j.BltException;
import blt4j.MemoryShortage;
import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.KeptRows;
import blt4j.compute.LoadedModel;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.stage.Kept;
import blt4j.vocabulary.Vocabulary;
import java.util.concurrent.CancellationException;
import org.apiguardian.api.API;

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
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Session implements AutoCloseable {
    private final Blt blt;
    private final SessionOptions options;
    private final TextCaches caches;
    private final SessionText text;
    private final StageProgress stages;

    /**
     * Begins an empty text.
     *
     * @param blt must outlive the session
     * @param options its capacity, patching, and what is run and kept
     * @return a session to be closed by the caller
     */
    public static Session open(Blt blt, SessionOptions options) {
        PatcherConfig patching = patching(options.patching().orElse(blt.config().patching()), options);
        if (patching.mode().needsEntropies() && blt.programs().entropyModel().isEmpty()) {
            throw new BltException("The model " + blt.config().name()
                    + " has no entropy model, so it cannot patch by entropy; name a folder that holds one, or patch"
                    + " statically or by spaces.");
        }
        TextCaches caches = executor(blt).allocate(capacity(options));
        try {
            SessionText text = new SessionText(
                    options.capacity() + 1, patching, blt.config().separatesDocuments());
            text.append(Vocabulary.BOS);
            return new Session(blt, options, caches, text);
        } catch (OutOfMemoryError e) {
            caches.close();
            throw shortage(blt, options, e);
        }
    }

    private Session(Blt blt, SessionOptions options, TextCaches caches, SessionText text) {
        this.blt = blt;
        this.options = options;
        this.caches = caches;
        this.text = text;
        this.stages = new StageProgress(blt, options, caches, text);
    }

    private Session(Session other, TextCaches copy) {
        this.blt = other.blt;
        this.options = other.options;
        this.caches = copy;
        this.text = other.text.copy();
        this.stages = new StageProgress(other.stages, copy, text);
    }

    /** A decoder attends to complete patches, so the first must end with the BOS. */
    private static PatcherConfig patching(PatcherConfig config, SessionOptions options) {
        return options.entropyOnly() ? config : config.forModel();
    }

    private static Capacity capacity(SessionOptions options) {
        int bytes = options.capacity() + 1;
        return new Capacity(bytes, options.entropyOnly() ? 0 : bytes, Math.min(bytes, options.rewind()));
    }

    /**
     * {@return the bytes that a session of these options takes, caches and kept distributions together, at its
     * fullest}
     *
     * @param blt whose caches they are
     * @param options of the session
     */
    public static long memoryBytes(Blt blt, SessionOptions options) {
        long stores = options.entropyOnly() ? 1 : 2;
        return executor(blt).memoryBytes(capacity(options))
                + SessionText.byteSize(options.capacity() + 1)
                + stores * LogitsStore.byteSize(options);
    }

    /**
     * Makes room for sessions that will be written together ({@link BatchGenerator}). A device writes together those alone that
     * were opened, or forked, after they were reserved; elsewhere it makes no difference.
     *
     * @param blt whose caches they are
     * @param options of each session
     * @param texts how many there will be
     * @return how many of them find room together, at least 1; others can be opened all the same
     */
    public static int reserve(Blt blt, SessionOptions options, int texts) {
        return executor(blt).reserve(capacity(options), texts);
    }

    /** What to say where the heap has no room for a session. */
    static BltException shortage(Blt blt, SessionOptions options, OutOfMemoryError e) {
        return MemoryShortage.ofText(options.capacity(), memoryBytes(blt, options), e);
    }

    /** {@return the model that reads} */
    public Blt blt() {
        return blt;
    }

    /** {@return how the session was set up} */
    public SessionOptions options() {
        return options;
    }

    /** {@return the patching in force} */
    public PatcherConfig patching() {
        return text.patching();
    }

    /**
     * Adds an observer, which is told of every run from now on.
     *
     * @param observer called on the thread that calls the session
     */
    public void observe(SessionObserver observer) {
        stages.observe(observer);
    }

    /**
     * Stops telling an observer what is computed.
     *
     * @param observer one that was not added is passed over
     */
    public void ignore(SessionObserver observer) {
        stages.ignore(observer);
    }

    /** {@return the bytes of the text so far} */
    public int length() {
        return text.positions() - 1;
    }

    /**
     * {@return the id at a position: 0 is the BOS, {@code i + 1} the text's byte {@code i}}
     *
     * @param position from 0 to {@code length()}
     */
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

    /** {@return a copy of the text} */
    public byte[] bytes() {
        byte[] bytes = new byte[length()];
        for (int i = 0; i < bytes.length; i++) {
            int id = text.id(i + 1);
            bytes[i] = Vocabulary.isByte(id) ? Vocabulary.toByte(id) : 0;
        }
        return bytes;
    }

    /**
     * Appends a byte and reads it with the entropy model.
     *
     * @param b any, whether it makes valid UTF-8 or not
     */
    public void append(byte b) {
        appendId(Vocabulary.id(b));
    }

    /**
     * Appends an id, which may be {@link Vocabulary#EOS}, and reads it with the entropy model.
     *
     * @param id of the vocabulary
     */
    public void appendId(int id) {
        checkRoom(1);
        text.append(id);
        stages.readEntropies(ReadProgress.NONE);
    }

    /** Appends an id that is read later. */
    void appendUnread(int id) {
        checkRoom(1);
        text.append(id);
    }

    /** How the text is read up to its next byte's distribution, for whoever lets several be read together. */
    Reading reading() {
        return stages;
    }

    /**
     * Appends bytes and reads them with the entropy model, in chunks.
     *
     * @param bytes any; they must fit the capacity
     */
    public void append(byte[] bytes) {
        append(bytes, ReadProgress.NONE);
    }

    /**
     * Appends bytes and reads them with the entropy model, in chunks.
     *
     * @param bytes any; they must fit the capacity
     * @param progress is told how far the reading has come, and may end it
     * @throws CancellationException if {@code progress} says so; the bytes are in the text, and what was not yet
     *     read will be when it is asked for
     */
    public void append(byte[] bytes, ReadProgress progress) {
        checkRoom(bytes.length);
        for (byte b : bytes) {
            text.append(Vocabulary.id(b));
        }
        stages.readEntropies(progress);
    }

    /**
     * Appends ids, specials welcome, and reads them with the entropy model, in chunks.
     *
     * @param ids of the vocabulary; they must fit the capacity
     */
    public void appendIds(int[] ids) {
        checkRoom(ids.length);
        for (int id : ids) {
            text.append(id);
        }
        stages.readEntropies(ReadProgress.NONE);
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
     * @param length in bytes, from 0 to {@code length()}
     * @throws IllegalArgumentException if the text is shorter
     */
    public void truncate(int length) {
        if (length < 0 || length > length()) {
            throw new IllegalArgumentException("cannot truncate " + length() + " bytes to " + length);
        }
        stages.truncate(length);
    }

    /**
     * Changes the patching. Entropies stay (unless the newline reset changes); the latent transformer and the decoder
     * will re-read from the first patch that differs.
     *
     * @param config how patches are made from now on
     */
    public void repatch(PatcherConfig config) {
        stages.repatch(patching(config, options));
    }

    /**
     * {@return how hard byte {@code index} is to predict from the bytes before it, in nats}
     *
     * @param index 0 to {@link #length()}, the last being the byte to come
     */
    public float entropyOf(int index) {
        stages.readEntropies(ReadProgress.NONE);
        return text.entropy(checkIndex(index));
    }

    /** {@return the entropies of all bytes and of the byte to come: {@code length() + 1} numbers, in nats} */
    public float[] entropies() {
        stages.readEntropies(ReadProgress.NONE);
        return text.entropies();
    }

    /**
     * {@return how surprising the entropy model found some bytes: {@code −ln p} of each, in nats} Bytes that were
     * appended one after the other have none: what they were was not known when they were predicted.
     *
     * @param from the first
     * @param to one past the last
     * @throws IllegalStateException if the session does not keep them
     */
    public float[] surprisals(int from, int to) {
        stages.readEntropies(ReadProgress.NONE);
        return stages.surprisals(from, to);
    }

    /** {@return the segmentation of the positions so far, the BOS's patch counted} */
    public Patches patches() {
        stages.readEntropies(ReadProgress.NONE);
        return text.patches();
    }

    /** {@return how many patches are complete: their last byte's entropy announced the next} */
    public int completePatches() {
        stages.readEntropies(ReadProgress.NONE);
        return text.closedPatches();
    }

    /**
     * The entropy model's logits for byte {@code index}.
     *
     * @param index 0 to {@link #length()}; the last alone where distributions are not kept
     * @param into receives {@link Vocabulary#SIZE} numbers
     */
    public void entropyModelLogits(int index, float[] into) {
        stages.readEntropies(ReadProgress.NONE);
        stages.entropyLogits(checkIndex(index), into);
    }

    /**
     * The model's logits for byte {@code index}: what generation samples from.
     *
     * @param index 0 to {@link #length()}; the last alone where distributions are not kept
     * @param into receives {@link Vocabulary#SIZE} numbers
     */
    public void nextByteLogits(int index, float[] into) {
        requireHead();
        stages.predict(ReadProgress.NONE);
        stages.nextByteLogits(checkIndex(index), into);
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

    /**
     * Reads what was appended and not yet read by the entropy model, and finds the patches.
     *
     * @param progress is told how far the reading has come, and may end it
     */
    public void readEntropies(ReadProgress progress) {
        stages.readEntropies(progress);
    }

    /**
     * Lets all stages catch up with the text, so that every next-byte distribution is at hand.
     *
     * @param progress is told how far the reading has come, and may end it
     */
    public void predict(ReadProgress progress) {
        stages.predict(progress);
    }

    /**
     * Says that bytes will be drawn from now on, so that a remote backend can prepare the draws.
     *
     * @param temperature at which {@link #probabilities} will be asked for; 0 if they will not
     */
    void drawAt(float temperature) {
        stages.drawAt(temperature);
    }

    /** The likeliest id after the text, of equals the lowest, where the backend found it itself; −1 where logits tell. */
    int likeliestId() {
        return stages.likeliestId();
    }

    /**
     * The probabilities of the ids after the text at the temperature last {@linkplain #drawAt set}.
     *
     * @param into receives {@link Vocabulary#SIZE} numbers, where the backend found them itself
     * @return whether it did; where not, logits tell
     */
    boolean probabilities(float[] into) {
        return stages.probabilities(into);
    }

    /** {@return what the stages keep of the text, for those parts of this project that may look into it} */
    public Kept kept() {
        return new KeptRows() {
            @Override
            public void read(Program program, Buffer cache, int row, int count, float[] into) {
                if (!cache.cached()) {
                    throw new IllegalArgumentException(cache.name() + " is not kept");
                }
                executor(blt).read(program, caches, cache, row, count, into, 0);
            }

            @Override
            public Rows inputs(Program program, int row) {
                return stages.inputs(program, row);
            }
        };
    }

    private static Executor executor(Blt blt) {
        return LoadedModel.of(blt.backend()).executor();
    }

    /** {@return an independent session with the same text, computed no further than this one} */
    public Session fork() {
        TextCaches copy = caches.copy(text.positions(), stages.patchRows());
        try {
            return new Session(this, copy);
        } catch (OutOfMemoryError e) {
            copy.close();
            throw shortage(blt, options, e);
        }
    }

    @Override
    public void close() {
        caches.close();
    }

    @Override
    public String toString() {
        return "Session[" + length() + " bytes, " + stages + "]";
    }
}
