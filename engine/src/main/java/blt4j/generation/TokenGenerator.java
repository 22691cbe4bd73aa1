package blt4j.generation;

import blt4j.compute.Rows;
import blt4j.generation.GenerationResult.Reason;
import blt4j.program.Program;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes a text on, a token at a time, with the same sampler, limits and listener as a {@link Generator}: each byte of a
 * token is told by itself, and a token is a patch. Belongs to the session's thread, except for {@link #stop}.
 */
public final class TokenGenerator {
    private final TokenSession session;
    private final Sampler sampler;
    private final GenerationListener listener;
    private final float[] logits;
    private final float[] probabilities;
    private volatile boolean stopped;
    private int written;

    /**
     * Prepares to write.
     *
     * @param session the text so far
     * @param sampling how tokens are drawn; the same seed draws the same tokens
     * @param listener hears what happens; of the bytes of a token the first has the token's entropy and probability, the
     *     others have the entropy 0 and the probability 1
     */
    public TokenGenerator(TokenSession session, SamplingOptions sampling, GenerationListener listener) {
        this.session = session;
        this.sampler = new Sampler(sampling, session.alphabet());
        this.listener = listener;
        this.logits = new float[session.alphabet().size()];
        this.probabilities = new float[logits.length];
    }

    /** Ends {@link #run} after the token at work; may be called from any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Writes until a limit is reached.
     *
     * @return why and after how many bytes; the tokens are in the session, and the last may have bytes beyond a limit
     */
    public GenerationResult run(GenerationLimits limits) {
        stopped = false;
        written = 0;
        session.readOn(ReadProgress.NONE);
        StopStrings.Matcher matcher = StopStrings.of(limits.stops().stream()
                        .map(s -> s.getBytes(StandardCharsets.UTF_8))
                        .toList())
                .matcher();
        int tokens = session.count();
        StageRelay relay = new StageRelay();
        session.observe(relay);
        try {
            long began = System.nanoTime();
            Optional<Reason> reason = Optional.empty();
            while (reason.isEmpty()) {
                reason = step(limits, matcher);
            }
            GenerationResult result =
                    new GenerationResult(reason.get(), written, session.count() - tokens, System.nanoTime() - began);
            listener.finished(result);
            return result;
        } finally {
            session.ignore(relay);
        }
    }

    private Optional<Reason> step(GenerationLimits limits, StopStrings.Matcher matcher) {
        if (stopped) {
            return Optional.of(Reason.STOPPED);
        }
        if (written >= limits.maxBytes()) {
            return Optional.of(Reason.MAX_BYTES);
        }
        if (session.count() >= session.capacity()) {
            return Optional.of(Reason.CAPACITY);
        }
        int id = draw(limits.endAtEos());
        if (session.alphabet().ends(id)) {
            return Optional.of(Reason.END_OF_SEQUENCE);
        }
        return write(id, limits, matcher);
    }

    private int draw(boolean mayEnd) {
        System.arraycopy(session.nextLogits(), 0, logits, 0, logits.length);
        for (int id = 0; id < logits.length && !mayEnd; id++) {
            logits[id] = session.alphabet().ends(id) ? Float.NEGATIVE_INFINITY : logits[id];
        }
        return sampler.sample(logits, session.ids(), session.idCount(), probabilities);
    }

    private Optional<Reason> write(int id, GenerationLimits limits, StopStrings.Matcher matcher) {
        float entropy = session.nextEntropy();
        int token = session.count();
        int begin = session.length();
        listener.drawn(begin, id, probabilities);
        session.append(id);
        byte[] bytes = session.alphabet().bytes(id);
        for (int i = 0; i < bytes.length; i++) {
            boolean first = i == 0;
            listener.byteDrawn(begin + i, bytes[i] & 0xFF, first ? entropy : 0, first ? probabilities[id] : 1, first);
            written++;
            if (matcher.accept(bytes[i])) {
                return Optional.of(Reason.STOP_STRING);
            }
            if (written >= limits.maxBytes()) {
                return Optional.of(Reason.MAX_BYTES);
            }
        }
        listener.patchClosed(token + 1, begin, begin + bytes.length);
        return Optional.empty();
    }

    /** Passes on what the session runs. */
    private final class StageRelay implements SessionObserver {
        @Override
        public void ran(Program program, Rows rows, long nanoseconds) {
            listener.stageRan(program.stage(), rows.count(), nanoseconds);
        }

        @Override
        public void kept(Program program, int rows) {}
    }
}
