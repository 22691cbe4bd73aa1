package blt4j.generation;

import blt4j.compute.Rows;
import blt4j.generation.GenerationResult.Reason;
import blt4j.program.Program;
import blt4j.program.Stage;
import blt4j.vocabulary.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes a session's text on, a byte at a time: draws a byte from the model's distribution, appends it, tells a
 * listener. Belongs to the session's thread, except for {@link #stop}.
 */
public final class Generator {
    private final Session session;
    private final Sampler sampler;
    private final GenerationListener listener;
    private final float[] logits = new float[Vocabulary.SIZE];
    private final float[] probabilities = new float[Vocabulary.SIZE];
    private volatile boolean stopped;

    /**
     * Prepares to write.
     *
     * @param session the text so far; its session must predict
     * @param sampling how bytes are drawn; the same seed draws the same bytes
     * @param listener hears what happens
     */
    public Generator(Session session, SamplingOptions sampling, GenerationListener listener) {
        this.session = session;
        this.sampler = new Sampler(sampling);
        this.listener = listener;
    }

    /** Ends {@link #run} after the byte at work; may be called from any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Writes until a limit is reached.
     *
     * @return why and after how many bytes; the bytes are in the session
     */
    public GenerationResult run(GenerationLimits limits) {
        stopped = false;
        session.drawAt(sampler.wantedTemperature());
        session.predict(ReadProgress.NONE);
        StopStrings.Matcher matcher = matcher(limits.stops());
        int start = session.length();
        int patches = session.completePatches();
        StageRelay relay = new StageRelay();
        session.observe(relay);
        try {
            long began = System.nanoTime();
            Optional<Reason> reason = Optional.empty();
            while (reason.isEmpty()) {
                reason = step(limits, session.length() - start, matcher);
            }
            GenerationResult result = new GenerationResult(
                    reason.get(),
                    session.length() - start,
                    session.completePatches() - patches,
                    System.nanoTime() - began);
            listener.finished(result);
            return result;
        } finally {
            session.drawAt(0);
            session.ignore(relay);
        }
    }

    private static StopStrings.Matcher matcher(List<String> stops) {
        return StopStrings.of(stops.stream()
                        .map(s -> s.getBytes(StandardCharsets.UTF_8))
                        .toList())
                .matcher();
    }

    private Optional<Reason> step(GenerationLimits limits, int written, StopStrings.Matcher matcher) {
        if (stopped) {
            return Optional.of(Reason.STOPPED);
        }
        if (written >= limits.maxBytes()) {
            return Optional.of(Reason.MAX_BYTES);
        }
        if (session.length() >= session.options().capacity()) {
            return Optional.of(Reason.CAPACITY);
        }
        int id = draw(limits.endAtEos());
        if (id == Vocabulary.EOS) {
            return Optional.of(Reason.END_OF_SEQUENCE);
        }
        write(id);
        // Argmax over all ids may take a special one, which ends no stop string and begins none.
        boolean stop = Vocabulary.isByte(id) && matcher.accept(Vocabulary.toByte(id));
        return stop ? Optional.of(Reason.STOP_STRING) : Optional.empty();
    }

    /** Draws from what the backend prepared where that is enough, and else from logits. */
    private int draw(boolean mayEnd) {
        int[] ids = session.ids();
        int length = session.length() + 1;
        if (sampler.takesTheLikeliest()) {
            int id = session.likeliestId();
            if (id >= 0 && (mayEnd || id != Vocabulary.EOS) && sampler.admits(id, ids, length)) {
                Arrays.fill(probabilities, 0);
                probabilities[id] = 1;
                return id;
            }
        } else if (session.probabilities(logits)) {
            if (!mayEnd) {
                logits[Vocabulary.EOS] = 0;
            }
            int id = sampler.sampleFrom(logits, ids, length, probabilities);
            if (id >= 0) {
                return id;
            }
        }
        return drawFromLogits(mayEnd);
    }

    private int drawFromLogits(boolean mayEnd) {
        session.nextByteLogits(session.length(), logits);
        if (!mayEnd) {
            logits[Vocabulary.EOS] = Float.NEGATIVE_INFINITY;
        }
        return sampler.sample(logits, session.ids(), session.length() + 1, probabilities);
    }

    private void write(int id) {
        int index = session.length();
        boolean measured = session.blt().programs().entropyModel().isPresent();
        float entropy = measured ? session.entropyOf(index) : Float.NaN;
        int closedBefore = session.completePatches();
        boolean begins = session.patchBegin(closedBefore) == index + 1;
        listener.drawn(index, id, probabilities);
        session.appendAndPredict(id);
        listener.byteDrawn(index, id - Vocabulary.BYTE_OFFSET, entropy, probabilities[id], begins);
        if (session.completePatches() > closedBefore) {
            listener.patchClosed(closedBefore, session.patchBegin(closedBefore) - 1, index + 1);
        }
    }

    /** Passes on what the session runs. */
    private final class StageRelay implements SessionObserver {
        @Override
        public void ran(Program program, Rows rows, long nanoseconds) {
            boolean patchPart = program.unit() == Program.Unit.PATCH && program.stage() != Stage.LATENT_TRANSFORMER;
            listener.stageRan(program.stage(), patchPart ? 0 : rows.count(), nanoseconds);
        }

        @Override
        public void kept(Program program, int rows) {}
    }
}
