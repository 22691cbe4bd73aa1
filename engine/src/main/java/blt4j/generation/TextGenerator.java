package blt4j.generation;

import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.generation.GenerationResult.Reason;
import blt4j.program.Program;
import blt4j.stage.StageProgram;
import blt4j.stage.StageRows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Writes a text on, a byte or a token at a time: draws from the model's distribution, appends, tells a listener. Belongs to
 * the session's thread, except for {@link #stop}. Several can write together: {@link BatchGenerator}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract sealed class TextGenerator permits Generator, TokenGenerator {
    private final GenerationListener listener;
    private final SessionObserver relay = new StageRelay();
    private volatile boolean stopped;
    private GenerationLimits limits = GenerationLimits.bytes(0);
    private StopStrings.Matcher matcher = StopStrings.of(List.of()).matcher();
    private Optional<Reason> reason = Optional.empty();
    private long began;

    /** A generator that reports to a listener. */
    TextGenerator(GenerationListener listener) {
        this.listener = listener;
    }

    /** Ends {@link #run} after the byte or token at work; may be called from any thread. */
    public final void stop() {
        stopped = true;
    }

    /**
     * Writes until a limit is reached.
     *
     * @param until the most bytes, the strings and the id that end the text
     * @return why and after how many bytes; they are in the session
     */
    public final GenerationResult run(GenerationLimits until) {
        begin(until);
        try {
            while (draw()) {
                catchUp();
                tell();
            }
            return end();
        } finally {
            release();
        }
    }

    /** Begins to write; the session is read up to its end. */
    final void begin(GenerationLimits until) {
        stopped = false;
        limits = until;
        reason = Optional.empty();
        matcher = StopStrings.of(until.stops().stream()
                        .map(s -> s.getBytes(StandardCharsets.UTF_8))
                        .toList())
                .matcher();
        open(relay);
        began = System.nanoTime();
    }

    /** Draws and appends what comes next; tells whether something did. */
    final boolean draw() {
        if (reason.isEmpty()) {
            reason = stopped
                    ? Optional.of(Reason.STOPPED)
                    : written() >= limits.maxBytes() ? Optional.of(Reason.MAX_BYTES) : drawNext(limits.endAtEos());
        }
        return reason.isEmpty();
    }

    /** Tells of what was drawn, once the session has read it. */
    final void tell() {
        reason = tellDrawn(limits, matcher);
    }

    /** Tells that the text has ended. */
    final GenerationResult end() {
        GenerationResult result =
                new GenerationResult(reason.orElseThrow(), written(), patches(), System.nanoTime() - began);
        listener.finished(result);
        return result;
    }

    /** Removes this generator's observer from the session. */
    final void release() {
        close(relay);
    }

    /** The listener that the generator reports to. */
    final GenerationListener listener() {
        return listener;
    }

    /** Has the session read and observed. */
    abstract void open(SessionObserver observer);

    abstract void close(SessionObserver observer);

    /** How many bytes were written since it began. */
    abstract int written();

    /** How many patches or tokens ended since it began. */
    abstract int patches();

    /** Draws and appends, or says why not. */
    abstract Optional<Reason> drawNext(boolean mayEnd);

    /** Tells of what was drawn, and whether the text ends with it. */
    abstract Optional<Reason> tellDrawn(GenerationLimits until, StopStrings.Matcher stops);

    /** Lets the session read what was appended. */
    abstract void catchUp();

    /** How the session reads, for whoever lets several read together. */
    abstract Reading reading();

    /** What runs the session's programs. */
    abstract Executor executor();

    /** Passes on what the session runs. */
    private final class StageRelay implements SessionObserver {
        @Override
        public void ran(StageProgram program, StageRows rows, long nanoseconds) {
            listener.stageRan(program.stage(), counted(Program.of(program), Rows.of(rows)), nanoseconds);
        }

        @Override
        public void kept(StageProgram program, int rows) {}
    }

    /** How many rows of a run count for its stage. */
    int counted(Program program, Rows rows) {
        return rows.count();
    }
}
