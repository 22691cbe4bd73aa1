package blt4j.generation;

import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.generation.GenerationResult.Reason;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Writes a text on, a token at a time, with the same sampler, limits and listener as a {@link Generator}: each byte of a
 * token is told by itself, and a token is a patch. The last token may have bytes beyond a limit. Belongs to the session's
 * thread, except for {@link #stop}.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class TokenGenerator extends TextGenerator {
    private final TokenSession session;
    private final Sampler sampler;
    private final float[] logits;
    private final float[] probabilities;
    private int written;
    private int tokensBefore;
    /** What was drawn last, where, and what was known of it before it was read. */
    private int drawn;

    private int begin;
    private float entropy;

    /**
     * Prepares to write.
     *
     * @param session the text so far
     * @param sampling how tokens are drawn; the same seed draws the same tokens
     * @param listener hears what happens; of the bytes of a token the first has the token's entropy and probability, the
     *     others have the entropy 0 and the probability 1
     */
    public TokenGenerator(TokenSession session, SamplingOptions sampling, GenerationListener listener) {
        super(listener);
        this.session = session;
        this.sampler = new Sampler(sampling, session.alphabet());
        this.logits = new float[session.alphabet().size()];
        this.probabilities = new float[logits.length];
    }

    @Override
    void open(SessionObserver observer) {
        written = 0;
        session.readOn(ReadProgress.NONE);
        tokensBefore = session.count();
        session.observe(observer);
    }

    @Override
    void close(SessionObserver observer) {
        session.ignore(observer);
    }

    @Override
    int written() {
        return written;
    }

    @Override
    int patches() {
        return session.count() - tokensBefore;
    }

    @Override
    Optional<Reason> drawNext(boolean mayEnd) {
        if (session.count() >= session.capacity()) {
            return Optional.of(Reason.CAPACITY);
        }
        int id = draw(mayEnd);
        if (session.alphabet().ends(id)) {
            return Optional.of(Reason.END_OF_SEQUENCE);
        }
        drawn = id;
        entropy = session.nextEntropy();
        begin = session.length();
        listener().drawn(begin, id, probabilities);
        session.appendUnread(id);
        return Optional.empty();
    }

    @Override
    Optional<Reason> tellDrawn(GenerationLimits until, StopStrings.Matcher stops) {
        byte[] bytes = session.alphabet().bytes(drawn);
        for (int i = 0; i < bytes.length; i++) {
            boolean first = i == 0;
            float probability = first ? probabilities[drawn] : 1;
            listener().byteDrawn(begin + i, bytes[i] & 0xFF, first ? entropy : 0, probability, first);
            written++;
            if (stops.accept(bytes[i])) {
                return Optional.of(Reason.STOP_STRING);
            }
            if (written >= until.maxBytes()) {
                return Optional.of(Reason.MAX_BYTES);
            }
        }
        listener().patchClosed(session.count(), begin, begin + bytes.length);
        return Optional.empty();
    }

    @Override
    void catchUp() {
        session.readOn(ReadProgress.NONE);
    }

    @Override
    Reading reading() {
        return session.reading();
    }

    @Override
    Executor executor() {
        return LoadedModel.of(session.model().backend()).executor();
    }

    private int draw(boolean mayEnd) {
        System.arraycopy(session.nextLogits(), 0, logits, 0, logits.length);
        for (int id = 0; id < logits.length && !mayEnd; id++) {
            logits[id] = session.alphabet().ends(id) ? Float.NEGATIVE_INFINITY : logits[id];
        }
        return sampler.sample(logits, session.ids(), session.idCount(), probabilities);
    }
}
