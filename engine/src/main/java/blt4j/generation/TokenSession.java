package blt4j.generation;

import blt4j.BltException;
import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.model.TokenModel;
import blt4j.patching.Patches;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.tokenizer.Tokens;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apiguardian.api.API;

/**
 * A text being read or written by a model over tokens: what a {@link Session} is for a BLT. The text begins with the
 * model's {@linkplain TokenModel#beginIds opening ids}, which are no part of it; token {@code i} is the {@code i}-th after
 * them.
 *
 * <p>Of each token that was read it is kept how surprising it was. The distribution after the newest token alone is kept
 * whole, since vocabularies are large. Truncating is free; giving another text re-reads from the first token that differs.
 *
 * <p>A session belongs to one thread at a time and owns its caches: {@link #close} frees them.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class TokenSession implements AutoCloseable {
    /** The numbers that the logits of one run may have. */
    private static final int LOGITS_AT_ONCE = 1 << 23;

    private final TokenModel model;
    private final TokenAlphabet alphabet;
    private final Executor executor;
    private final Program program;
    private final Buffer logits;
    private final TextCaches caches;
    private final Rows rows;
    private final int opening;
    private final int capacity;
    private final List<SessionObserver> observers = new CopyOnWriteArrayList<>();
    private final float[] next;
    private final float[] row;
    private final double[] weights;
    private final ByteChoices choices;
    private int[] ids;
    /** Where each id's bytes end in the text. */
    private int[] ends;

    private float[] surprisals;
    private float[] entropies;
    private int[] foreseen;
    /** Of each byte of the text. */
    private float[] byteSurprisals;

    private float[] byteEntropies;
    private int count;
    private int read;
    /** Up to how many positions rotations do not depend on the length of the text, and the length that they are made for. */
    private final int settled;

    private int stretched;
    private final Reading reading = new Runs();

    /**
     * Begins an empty text.
     *
     * @param model must outlive the session
     * @param capacity the most tokens of a text; no text has more tokens than bytes
     * @return a session to be closed by the caller
     */
    public static TokenSession open(TokenModel model, int capacity) {
        return new TokenSession(model, capacity, new TokenAlphabet(model));
    }

    private TokenSession(TokenModel model, int capacity, TokenAlphabet alphabet) {
        this.model = model;
        this.alphabet = alphabet;
        this.executor = LoadedModel.of(model.backend()).executor();
        this.program = Program.of(model.program());
        this.logits = program.outputs().getFirst();
        int[] begin = model.beginIds();
        this.opening = begin.length;
        this.capacity = capacity;
        int vocabulary = model.config().vocabularySize();
        this.rows = new Rows(Math.clamp(LOGITS_AT_ONCE / vocabulary, 1, executor.maxRows()));
        this.next = new float[vocabulary];
        this.row = new float[vocabulary];
        this.weights = new double[vocabulary];
        this.choices = new ByteChoices(alphabet);
        this.caches = executor.allocate(Capacity.of(opening + capacity));
        this.ids = Arrays.copyOf(begin, opening + 64);
        this.ends = new int[ids.length];
        this.surprisals = new float[ids.length];
        this.entropies = new float[ids.length];
        this.foreseen = new int[ids.length];
        this.byteSurprisals = new float[4 * ids.length];
        this.byteEntropies = new float[byteSurprisals.length];
        this.count = opening;
        this.settled = model.config().transformer().rotation().settledLength();
    }

    private TokenSession(TokenSession other) {
        this.model = other.model;
        this.alphabet = other.alphabet;
        this.executor = other.executor;
        this.program = other.program;
        this.logits = other.logits;
        this.caches = other.caches.copy(other.read, other.read); // a token is a position and a patch
        this.rows = new Rows(other.rows.capacity());
        this.opening = other.opening;
        this.capacity = other.capacity;
        this.next = other.next.clone();
        this.row = new float[other.row.length];
        this.weights = new double[other.weights.length];
        this.choices = new ByteChoices(alphabet);
        this.ids = other.ids.clone();
        this.ends = other.ends.clone();
        this.surprisals = other.surprisals.clone();
        this.entropies = other.entropies.clone();
        this.foreseen = other.foreseen.clone();
        this.byteSurprisals = other.byteSurprisals.clone();
        this.byteEntropies = other.byteEntropies.clone();
        this.count = other.count;
        this.read = other.read;
        this.settled = other.settled;
        this.stretched = other.stretched;
    }

    /** {@return an independent session with the same text, computed no further than this one} */
    public TokenSession fork() {
        return new TokenSession(this);
    }

    /**
     * {@return the bytes that a session of a capacity takes at its fullest}
     *
     * @param model whose caches they are
     * @param capacity the most tokens of a text, at least 1
     */
    public static long memoryBytes(TokenModel model, int capacity) {
        return LoadedModel.of(model.backend()).executor().memoryBytes(Capacity.of(model.beginIds().length + capacity));
    }

    /**
     * Makes room for sessions that will be written together, as {@link Session#reserve} does.
     *
     * @param model whose caches they are
     * @param capacity the most tokens of each text, at least 1
     * @param texts how many there will be
     * @return how many of them find room together, at least 1; others can be opened all the same
     */
    public static int reserve(TokenModel model, int capacity, int texts) {
        return LoadedModel.of(model.backend())
                .executor()
                .reserve(Capacity.of(model.beginIds().length + capacity), texts);
    }

    /** {@return the model that reads} */
    public TokenModel model() {
        return model;
    }

    /**
     * Adds an observer, which is told of every run from now on.
     *
     * @param observer called on the thread that calls the session
     */
    public void observe(SessionObserver observer) {
        observers.add(observer);
    }

    /**
     * Removes an observer; one that was not added is ignored.
     *
     * @param observer that was added
     */
    public void ignore(SessionObserver observer) {
        observers.remove(observer);
    }

    /** {@return how many tokens the text has} */
    public int count() {
        return count - opening;
    }

    /** {@return how many bytes the text has} */
    public int length() {
        return ends[count - 1];
    }

    /** {@return the most tokens that it has room for} */
    public int capacity() {
        return capacity;
    }

    /**
     * {@return the id of a token}
     *
     * @param token its index in the text, from 0 to {@code length() − 1}
     */
    public int idAt(int token) {
        return ids[place(token)];
    }

    /**
     * {@return the byte of the text at which a token begins}
     *
     * @param token its index in the text, from 0 to {@code length() − 1}
     */
    public int begin(int token) {
        return ends[place(token) - 1];
    }

    /**
     * {@return one past the last byte of a token}
     *
     * @param token its index in the text, from 0 to {@code length() − 1}
     */
    public int end(int token) {
        return ends[place(token)];
    }

    private int place(int token) {
        return opening + Objects.checkIndex(token, count());
    }

    /** {@return the bytes of the tokens; special ones have none} */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length());
        for (int i = opening; i < count; i++) {
            bytes.writeBytes(alphabet.bytes(ids[i]));
        }
        return bytes.toByteArray();
    }

    /**
     * {@return the tokens as patches over the text's positions: 0 is what the text begins with, {@code i + 1} byte
     * {@code i}}
     */
    public Patches patches() {
        int[] starts = new int[count() + 1];
        for (int token = 0; token < count(); token++) {
            starts[token + 1] = begin(token) + 1;
        }
        return new Patches(starts, length() + 1, true);
    }

    /**
     * Makes the text another. What the two have in common at their beginnings, in tokens, is not read again.
     *
     * @param text its bytes, {@linkplain blt4j.tokenizer.Tokenizer#normalised as the tokenizer wants them}
     * @param progress is told how far the reading has come, and may end it
     * @throws BltException if it has more tokens than there is room for
     * @throws CancellationException if {@code progress} says so; the session stays sound
     */
    public void read(byte[] text, ReadProgress progress) {
        read(model.tokenizer().encode(text), progress);
    }

    /**
     * Makes the text other tokens, as {@link #read(byte[], ReadProgress)} does.
     *
     * @param tokens no more than the capacity
     * @param progress is told how far the reading has come, and may end it
     */
    public void read(Tokens tokens, ReadProgress progress) {
        int common = 0;
        int most = Math.min(count(), tokens.count());
        while (common < most
                && tokens.ids()[common] == idAt(common)
                && tokens.lengths()[common] == end(common) - begin(common)) {
            common++;
        }
        truncate(common);
        for (int i = common; i < tokens.count(); i++) {
            push(tokens.ids()[i], tokens.lengths()[i]);
        }
        readOn(progress);
    }

    /**
     * Appends a token and reads it.
     *
     * @param id of the vocabulary
     */
    public void append(int id) {
        appendUnread(id);
        readOn(ReadProgress.NONE);
    }

    /** Appends a token that is read later. */
    void appendUnread(int id) {
        push(id, alphabet.bytes(id).length);
    }

    /** How the text is read, for whoever lets several be read together. */
    Reading reading() {
        return reading;
    }

    private void push(int id, int length) {
        if (count() == capacity) {
            throw new BltException(
                    "The text has more than the " + capacity + " tokens that the session was opened for.");
        }
        if (count == ids.length) {
            int room = Math.min(2 * count, opening + capacity);
            ids = Arrays.copyOf(ids, room);
            ends = Arrays.copyOf(ends, room);
            surprisals = Arrays.copyOf(surprisals, room);
            entropies = Arrays.copyOf(entropies, room);
            foreseen = Arrays.copyOf(foreseen, room);
        }
        ids[count] = id;
        ends[count] = ends[count - 1] + length;
        if (ends[count] > byteSurprisals.length) {
            byteSurprisals = Arrays.copyOf(byteSurprisals, 2 * ends[count]);
            byteEntropies = Arrays.copyOf(byteEntropies, byteSurprisals.length);
        }
        if (read == count) {
            judge(next, count);
        }
        count++;
    }

    /**
     * Shortens the text to its first tokens.
     *
     * @param tokens how many stay
     */
    public void truncate(int tokens) {
        if (tokens == count()) {
            return;
        }
        count = opening + Objects.checkIndex(tokens, count());
        // The newest row is run again, for its distribution.
        read = Math.min(read, count - 1);
        for (SessionObserver observer : observers) {
            observer.kept(program, read);
        }
    }

    /**
     * Lets the model catch up with the text.
     *
     * @param progress is told how far the reading has come, and may end it
     */
    public void readOn(ReadProgress progress) {
        while (reading.prepare()) {
            if (!progress.proceed(program.stage(), read, count)) {
                throw new CancellationException("stopped after " + read + " of " + count + " tokens");
            }
            long began = System.nanoTime();
            executor.run(program, caches, rows);
            reading.ran(System.nanoTime() - began);
        }
    }

    /** A run at a time of the one program. */
    private final class Runs implements Reading {
        @Override
        public void begin() {}

        @Override
        public boolean prepare() {
            rotate();
            int n = Math.min(rows.capacity(), count - read);
            rows.cover(read, n).within(count);
            fillRows(n);
            return n > 0;
        }

        @Override
        public Program program() {
            return program;
        }

        @Override
        public int order() {
            return 0;
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
            for (int i = 0; i < rows.count(); i++) {
                take(i);
            }
            read += rows.count();
            for (SessionObserver observer : observers) {
                observer.ran(program, rows, nanoseconds);
            }
        }
    }

    /** Under a rotary embedding that stretches with the text, each length beyond the usual one reads all of it anew. */
    private void rotate() {
        int wanted = count > settled ? count : 0;
        if (wanted == stretched) {
            return;
        }
        stretched = wanted;
        read = 0;
        for (SessionObserver observer : observers) {
            observer.kept(program, 0);
        }
    }

    private void fillRows(int n) {
        System.arraycopy(ids, read, rows.of(RowInput.ID), 0, n);
        Arrays.fill(rows.of(RowInput.FIRST_VISIBLE), 0, n, 0);
        for (int i = 0; i < n; i++) {
            int at = read + i;
            boolean opens = at < opening;
            // What the text begins with is position 0, as a BLT's BOS is.
            rows.of(RowInput.PATCH_BEGIN)[i] = opens ? 0 : ends[at - 1] + 1;
            rows.of(RowInput.PATCH_END)[i] = opens ? (at == opening - 1 ? 1 : 0) : ends[at] + 1;
        }
    }

    /** Notes what row {@code i} of the run said of the token after it, or keeps all that the newest said. */
    private void take(int i) {
        int after = read + i + 1;
        if (after == count) {
            executor.read(program, caches, logits, i, 1, next, 0);
        } else if (after >= opening) {
            executor.read(program, caches, logits, i, 1, row, 0);
            judge(row, after);
        }
    }

    /** Notes how surprising the id at a place was. */
    private void judge(float[] distribution, int place) {
        Spread spread = weigh(distribution);
        surprisals[place] = (float) (spread.logSum() - (distribution[ids[place]] - spread.max()));
        entropies[place] = (float) spread.entropy();
        int begin = ends[place - 1];
        int end = ends[place];
        if (end - begin == alphabet.bytes(ids[place]).length) {
            foreseen[place] = choices.judge(weights, ids[place], byteSurprisals, byteEntropies, begin);
        } else { // the first, before which a space was put: its bytes are judged as one
            foreseen[place] = distribution[ids[place]] == spread.max() ? end - begin : 0;
            Arrays.fill(byteSurprisals, begin, end, 0);
            Arrays.fill(byteEntropies, begin, end, 0);
            if (begin < end) {
                byteSurprisals[begin] = surprisals[place];
                byteEntropies[begin] = entropies[place];
            }
        }
    }

    /** What there is to know of a distribution besides single probabilities. */
    private record Spread(double max, double logSum, double entropy) {}

    /** Works out the {@link #weights}, the probabilities up to a factor. */
    private Spread weigh(float[] logits) {
        double max = logits[Sampler.argmax(logits)];
        double sum = 0;
        double weighted = 0;
        for (int id = 0; id < weights.length; id++) {
            double weight = Math.exp(logits[id] - max);
            weights[id] = weight;
            sum += weight;
            weighted += weight == 0 ? 0 : weight * (logits[id] - max);
        }
        return new Spread(max, Math.log(sum), Math.log(sum) - weighted / sum);
    }

    /**
     * {@return how surprising a token was: the negative logarithm of its probability, in nats}
     *
     * @param token its index in the text, from 0 to {@code length() − 1}
     */
    public float surprisal(int token) {
        return surprisals[judged(token)];
    }

    /**
     * {@return how hard a token was to predict: the entropy of the distribution it came from, in nats}
     *
     * @param token its index in the text, from 0 to {@code length() − 1}
     */
    public float entropy(int token) {
        return entropies[judged(token)];
    }

    /**
     * {@return how many of a token's bytes the model would have chosen, each after the ones before it: a byte's
     * probability is that of all tokens that begin with the bytes so far and go on with it}
     *
     * @param token its index in the text, from 0 to {@code length() − 1}
     */
    public int foreseenBytes(int token) {
        return foreseen[judged(token)];
    }

    /**
     * How surprising each byte of a token was after the ones before it, in nats, with probabilities as
     * {@link #foreseenBytes} has them. The last byte bears that the token ended after it too, so that they sum to
     * {@link #surprisal}.
     *
     * @param token which, from 0
     * @return one number for each of its bytes
     */
    public float[] byteSurprisals(int token) {
        int place = judged(token);
        return Arrays.copyOfRange(byteSurprisals, ends[place - 1], ends[place]);
    }

    /**
     * How hard each byte of a token was to predict after the ones before it: the entropy, in nats, over what comes next, a
     * byte of the same token or its end.
     *
     * @param token which, from 0
     * @return one number for each of its bytes
     */
    public float[] byteEntropies(int token) {
        int place = judged(token);
        return Arrays.copyOfRange(byteEntropies, ends[place - 1], ends[place]);
    }

    private int judged(int token) {
        int place = place(token);
        if (place > read) {
            throw new IllegalStateException("token " + token + " was appended and not read");
        }
        return place;
    }

    /** {@return the logits of the token after the text, one per id; for reading alone, until the text changes} */
    public float[] nextLogits() {
        readOn(ReadProgress.NONE);
        return next;
    }

    /** The ids of the text with its opening, and room behind, for reading alone. */
    int[] ids() {
        return ids;
    }

    /** How many of {@link #ids} count. */
    int idCount() {
        return count;
    }

    TokenAlphabet alphabet() {
        return alphabet;
    }

    /** {@return the entropy of the distribution after the text, in nats} */
    public float nextEntropy() {
        return (float) weigh(nextLogits()).entropy();
    }

    @Override
    public void close() {
        caches.close();
    }

    @Override
    public String toString() {
        return "TokenSession[" + count() + " tokens, " + length() + " bytes, " + read + " rows read]";
    }
}
