package blt4j.visualizer.engine;

import blt4j.analysis.xray.ByteXray;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Xrayed;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Looks into bytes of a text, on the model's thread, with a session of its own that reads what leads up to them. Of several
 * that are asked for only the newest is looked into.
 */
public final class XrayReader implements AutoCloseable {
    /** How many bytes are read for one byte at most; of a longer text at least half as many before it. */
    static final int SPAN = 4096;

    /** Bytes read at a time in search of a patch's end, and in all. */
    private static final int STEP = 16;

    private static final int LONGEST_PATCH = 512;

    private final ModelThread thread;
    private final AtomicInteger newest = new AtomicInteger();
    private final Runnable modelClosing = this::closeSession;

    // The rest belongs to the thread.
    private Optional<Session> session = Optional.empty();
    private ByteText sessionText = ByteText.EMPTY;
    private int sessionFrom;

    /** One that waits. */
    public XrayReader(ModelThread thread) {
        this.thread = thread;
        thread.onClosing(modelClosing);
    }

    /**
     * Looks into a byte.
     *
     * @param patching how the text is cut
     * @return empty if another was asked for meanwhile or no model is open; fails with a sentence where the model has nothing
     *     to look into
     */
    public CompletableFuture<Optional<Xrayed>> look(ByteText text, int index, PatcherConfig patching) {
        int mine = newest.incrementAndGet();
        BooleanSupplier wanted = () -> newest.get() == mine;
        return thread.submit(() -> {
            if (!wanted.getAsBoolean()) {
                return Optional.empty();
            }
            try {
                return thread.model().map(blt -> look(blt, text, index, patching, wanted));
            } catch (CancellationException e) {
                return Optional.empty(); // another is wanted
            }
        });
    }

    private Xrayed look(Blt blt, ByteText text, int index, PatcherConfig patching, BooleanSupplier wanted) {
        int from = index < SPAN ? 0 : (index - SPAN / 2) / (SPAN / 4) * (SPAN / 4);
        Session s = sessionOf(blt, text, from, patching);
        int end = Math.min(text.length(), from + s.options().capacity());
        readTo(s, Math.min(end, index + 2), wanted);
        int longest = Math.min(end, index + LONGEST_PATCH);
        while (s.patches().inBytes().of(index - from) == s.completePatches() && from + s.length() < longest) {
            readTo(s, Math.min(longest, from + s.length() + STEP), wanted);
        }
        ByteXray xray = ByteXray.of(s, index - from);
        return new Xrayed(text, index, patching, from, s.patches().inBytes(), xray);
    }

    private void readTo(Session s, int to, BooleanSupplier wanted) {
        int from = sessionFrom + s.length();
        if (to > from) {
            s.append(sessionText.bytes(from, to), (_, _, _) -> wanted.getAsBoolean());
        }
        s.predict((_, _, _) -> wanted.getAsBoolean());
    }

    /** The session, cut back to what it has in common with the text. */
    private Session sessionOf(Blt blt, ByteText text, int from, PatcherConfig patching) {
        if (session.isEmpty() || sessionFrom != from) {
            closeSession();
            SessionOptions options = SessionOptions.ofCapacity(SPAN + LONGEST_PATCH + STEP)
                    .withPatching(patching)
                    .withoutDistributions();
            session = Optional.of(Session.open(blt, options));
            sessionText = text;
            sessionFrom = from;
        }
        Session s = session.orElseThrow();
        if (!s.patching().equals(patching.forModel())) {
            s.repatch(patching);
        }
        int common = Math.clamp(sessionText.commonPrefix(text) - (long) from, 0, s.length());
        if (common < s.length()) {
            s.truncate(common);
        }
        sessionText = text;
        return s;
    }

    private void closeSession() {
        session.ifPresent(Session::close);
        session = Optional.empty();
    }

    /** Drops what was read, once the reading under way has ended. */
    @Override
    public void close() {
        newest.incrementAndGet();
        thread.ignoreClosing(modelClosing);
        thread.run(this::closeSession);
    }
}
