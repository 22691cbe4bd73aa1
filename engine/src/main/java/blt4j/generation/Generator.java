package blt4j.generation;

import blt4j.compute.Executor;
import blt4j.compute.LoadedModel;
import blt4j.compute.Rows;
import blt4j.generation.GenerationResult.Reason;
import blt4j.program.Program;
import blt4j.stage.Stage;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.Optional;
import org.apiguardian.api.API;

/** Writes a session's text on, a byte at a time. Belongs to the session's thread, except for {@link #stop}. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Generator extends TextGenerator {
    private final Session session;
    private final Sampler sampler;
    private final float[] logits = new float[Vocabulary.SIZE];
    private final float[] probabilities = new float[Vocabulary.SIZE];
    /** Where this run began. */
    private int start;

    private int patchesBefore;
    /** What was drawn last, where, and what was known of it before it was read. */
    private int drawn;

    private int index;
    private float entropy;
    private int closedBefore;
    private boolean begins;

    /**
     * Prepares to write.
     *
     * @param session the text so far; its session must predict
     * @param sampling how bytes are drawn; the same seed draws the same bytes
     * @param listener hears what happens
     */
    public Generator(Session session, SamplingOptions sampling, GenerationListener listener) {
        super(listener);
        this.session = session;
        this.sampler = new Sampler(sampling);
    }

    @Override
    void open(SessionObserver observer) {
        session.drawAt(sampler.wantedTemperature());
        session.predict(ReadProgress.NONE);
        start = session.length();
        patchesBefore = session.completePatches();
        session.observe(observer);
    }

    @Override
    void close(SessionObserver observer) {
        session.drawAt(0);
        session.ignore(observer);
    }

    @Override
    int written() {
        return session.length() - start;
    }

    @Override
    int patches() {
        return session.completePatches() - patchesBefore;
    }

    @Override
    Optional<Reason> drawNext(boolean mayEnd) {
        if (session.length() >= session.options().capacity()) {
            return Optional.of(Reason.CAPACITY);
        }
        int id = draw(mayEnd);
        if (id == Vocabulary.EOS) {
            return Optional.of(Reason.END_OF_SEQUENCE);
        }
        drawn = id;
        index = session.length();
        boolean measured = session.blt().programs().entropyModel().isPresent();
        entropy = measured ? session.entropyOf(index) : Float.NaN;
        closedBefore = session.completePatches();
        begins = session.patchBegin(closedBefore) == index + 1;
        listener().drawn(index, id, probabilities);
        session.appendUnread(id);
        return Optional.empty();
    }

    @Override
    Optional<Reason> tellDrawn(GenerationLimits until, StopStrings.Matcher stops) {
        listener().byteDrawn(index, drawn - Vocabulary.BYTE_OFFSET, entropy, probabilities[drawn], begins);
        if (session.completePatches() > closedBefore) {
            listener().patchClosed(closedBefore, session.patchBegin(closedBefore) - 1, index + 1);
        }
        // Argmax over all ids may take a special one, which ends no stop string and begins none.
        boolean stop = Vocabulary.isByte(drawn) && stops.accept(Vocabulary.toByte(drawn));
        return stop ? Optional.of(Reason.STOP_STRING) : Optional.empty();
    }

    @Override
    void catchUp() {
        session.predict(ReadProgress.NONE);
    }

    @Override
    Reading reading() {
        return session.reading();
    }

    @Override
    Executor executor() {
        return LoadedModel.of(session.blt().backend()).executor();
    }

    @Override
    int counted(Program program, Rows rows) {
        boolean patchPart = program.unit() == Program.Unit.PATCH && program.stage() != Stage.LATENT_TRANSFORMER;
        return patchPart ? 0 : rows.count();
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
}
