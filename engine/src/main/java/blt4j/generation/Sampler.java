package blt4j.generation;

import blt4j.BltException;
import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apiguardian.api.API;

/**
 * Draws the next id from logits. Everything it knows of the text is given to it each time, so a text may be cut back
 * between two draws; its own state is the place in the stream of random numbers. Leaves no garbage. Not safe for use by
 * several threads at once.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Sampler {
    /** One of the JDK's, fixed by name so that a seed means the same everywhere. */
    private static final String ALGORITHM = "L64X128MixRandom";

    /** Below, float32 probabilities of ids in relation to each other get coarse. */
    private static final float FAINT = 1e-20f;

    private final SamplingOptions options;
    private final Alphabet alphabet;
    private final int size;
    private final RandomGenerator random;
    private final float[] scores;
    private final double[] probabilities;
    /** A heap of ids not yet ranked, then the ranked ones, the likeliest last. */
    private final long[] order;

    private int ranked;
    private final boolean[] recent;

    /**
     * A sampler of bytes at the beginning of its seed's random numbers.
     *
     * @param options how ids are drawn
     */
    public Sampler(SamplingOptions options) {
        this(options, Alphabet.BYTES);
    }

    /** A sampler of other ids. */
    Sampler(SamplingOptions options, Alphabet alphabet) {
        this.options = options;
        this.alphabet = alphabet;
        this.size = alphabet.size();
        this.scores = new float[size];
        this.probabilities = new double[size];
        this.order = new long[size];
        this.recent = new boolean[size];
        this.random = RandomGeneratorFactory.of(ALGORITHM).create(options.seed());
    }

    /** {@return how this sampler draws} */
    public SamplingOptions options() {
        return options;
    }

    /**
     * {@return the likeliest of all ids, the lowest of equals}
     *
     * @param logits one per id
     */
    public static int argmax(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] || Float.isNaN(logits[best]) ? id : best;
        }
        return best;
    }

    /**
     * Draws an id.
     *
     * @param logits one per id of the vocabulary; not changed
     * @param ids the text so far
     * @param length how many of {@code ids} count
     * @return an id of text, or one that ends it ({@link Vocabulary#EOS}); with {@link SamplingOptions#everyId} any id
     * @throws BltException if no admitted id has a logit that is a number
     */
    public int sample(float[] logits, int[] ids, int length) {
        return pick(weigh(logits, ids, length));
    }

    /**
     * Draws an id as {@link #sample(float[], int[], int)} does, and tells what it was drawn from.
     *
     * @param logits one per id
     * @param ids of the text so far, the BOS first
     * @param length how many of the ids count
     * @param into receives the {@link #distribution}
     * @return the id that was drawn
     */
    public int sample(float[] logits, int[] ids, int length, float[] into) {
        double sum = weigh(logits, ids, length);
        normalise(sum, into);
        return pick(sum);
    }

    /**
     * The probabilities that {@link #sample} draws from, given the same arguments; draws nothing.
     *
     * @param logits one per id
     * @param ids of the text so far, the BOS first
     * @param length how many of the ids count
     * @param into receives one per id; they sum to 1
     */
    public void distribution(float[] logits, int[] ids, int length, float[] into) {
        normalise(weigh(logits, ids, length), into);
    }

    private void normalise(double sum, float[] into) {
        for (int id = 0; id < size; id++) {
            into[id] = (float) (probabilities[id] / sum);
        }
    }

    /** Draws from {@link #probabilities}, whose sum is given. */
    private int pick(double sum) {
        double target = options.greedy() ? 0 : random.nextDouble() * sum;
        int last = 0;
        for (int id = 0; id < size; id++) {
            if (probabilities[id] > 0) {
                last = id;
                target -= probabilities[id];
                if (target < 0) {
                    return id;
                }
            }
        }
        return last;
    }

    /** Whether the likeliest of all ids is drawn if only it {@linkplain #admits may be}. */
    boolean takesTheLikeliest() {
        return options.greedy() && options.repetitionPenalty() == 1;
    }

    /** The temperature at which {@link #sampleFrom} wants probabilities; 0 if it wants none. */
    float wantedTemperature() {
        return options.repetitionPenalty() == 1 ? (float) options.temperature() : 0;
    }

    /** Whether an id may be drawn after a text. */
    boolean admits(int id, int[] ids, int length) {
        return admitted(id, alphabet.stateAfter(ids, length));
    }

    /**
     * Draws an id from the probabilities of all ids, where {@link #wantedTemperature} is over 0.
     *
     * @param given at that temperature, one per id of the vocabulary
     * @param into receives the probabilities of what is admitted, after the cuts; they sum to 1
     * @return the id, or −1 if what is admitted is too unlikely for these numbers to tell it apart
     */
    int sampleFrom(float[] given, int[] ids, int length, float[] into) {
        Utf8.State state = alphabet.stateAfter(ids, length);
        float max = 0;
        for (int id = 0; id < size; id++) {
            scores[id] = admitted(id, state) && given[id] > 0 ? given[id] : 0;
            max = Math.max(max, scores[id]);
        }
        if (!(max > FAINT && max <= 1)) {
            return -1;
        }
        double sum = 0;
        for (int id = 0; id < size; id++) {
            probabilities[id] = scores[id] / (double) max;
            sum += probabilities[id];
        }
        sum = cuts() ? cut() : sum;
        int id = pick(sum);
        normalise(sum, into);
        return id;
    }

    /** Fills {@link #probabilities} with what an id is drawn from, unnormalised. Returns their sum. */
    private double weigh(float[] logits, int[] ids, int length) {
        score(logits, ids, length);
        if (options.greedy()) {
            Arrays.fill(probabilities, 0);
            probabilities[likeliest()] = 1;
            return 1;
        }
        return weighScores();
    }

    /** Logits after guard and penalty; what may not be drawn is −∞. */
    private void score(float[] logits, int[] ids, int length) {
        Utf8.State state = alphabet.stateAfter(ids, length);
        markRecent(ids, length);
        float penalty = (float) options.repetitionPenalty();
        for (int id = 0; id < size; id++) {
            float logit = logits[id];
            if (!admitted(id, state) || Float.isNaN(logit)) {
                scores[id] = Float.NEGATIVE_INFINITY;
            } else {
                scores[id] = !recent[id] ? logit : logit > 0 ? logit / penalty : logit * penalty;
            }
        }
    }

    private void markRecent(int[] ids, int length) {
        Arrays.fill(recent, false);
        if (options.repetitionPenalty() > 1) {
            for (int i = Math.max(0, length - options.repetitionWindow()); i < length; i++) {
                recent[ids[i]] = true;
            }
        }
    }

    private boolean admitted(int id, Utf8.State state) {
        if (alphabet.isText(id)) {
            return !options.utf8Guard() || alphabet.continues(id, state);
        }
        if (options.utf8Guard()) {
            return alphabet.ends(id) && state.complete();
        }
        return alphabet.ends(id) || options.everyId();
    }

    private int likeliest() {
        int best = argmax(scores);
        if (scores[best] == Float.NEGATIVE_INFINITY || scores[best] == Float.POSITIVE_INFINITY) {
            throw new BltException("The model's logits are not finite numbers, so no next byte can be drawn from them;"
                    + " its weights may be damaged.");
        }
        return best;
    }

    /** Fills {@link #probabilities} with what the cuts leave, the likeliest being 1. Returns their sum. */
    private double weighScores() {
        float max = scores[likeliest()];
        double sum = 0;
        for (int id = 0; id < size; id++) {
            probabilities[id] = StrictMath.exp((scores[id] - (double) max) / options.temperature());
            sum += probabilities[id];
        }
        return cuts() ? cut() : sum;
    }

    private boolean cuts() {
        return options.topK() > 0 || options.topP() < 1 || options.minP() > 0;
    }

    /** Sets to 0 what top-k, top-p and min-p leave out. Returns the sum of the rest. */
    private double cut() {
        rankAll();
        int most = options.topK() == 0 ? size : Math.min(options.topK(), size);
        double enough = options.topP() < 1 ? options.topP() * sumOfFirst(most) : Double.POSITIVE_INFINITY;
        double sum = 0;
        int kept = 0;
        while (kept < most && sum < enough && probabilities[idAt(kept)] >= options.minP()) {
            sum += probabilities[idAt(kept++)];
        }
        for (int i = 0; i < size - kept; i++) {
            probabilities[id(order[i])] = 0;
        }
        return sum;
    }

    private double sumOfFirst(int count) {
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += probabilities[idAt(rank)];
        }
        return sum;
    }

    // Heapsort, stopped where no more ranks are asked for; the JDK's sort would leave garbage.

    /** Makes {@link #order} a heap by score, of equals by the lowest id, with the likeliest at the top. */
    private void rankAll() {
        for (int id = 0; id < size; id++) {
            int bits = Float.floatToIntBits(scores[id] + 0f); // −0 is 0
            long ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
            order[id] = (ascending << 32) | (size - 1 - id);
        }
        ranked = 0;
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i, size);
        }
    }

    /** The id with so many likelier ones. */
    private int idAt(int rank) {
        while (ranked <= rank) {
            int last = size - 1 - ranked++;
            long top = order[0];
            order[0] = order[last];
            order[last] = top;
            sink(0, last);
        }
        return id(order[size - 1 - rank]);
    }

    private void sink(int from, int size) {
        long sinking = order[from];
        int i = from;
        for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
            child += child + 1 < size && order[child + 1] > order[child] ? 1 : 0;
            if (order[child] <= sinking) {
                break;
            }
            order[i] = order[child];
            i = child;
        }
        order[i] = sinking;
    }

    private int id(long ranking) {
        return size - 1 - (int) ranking;
    }
}
