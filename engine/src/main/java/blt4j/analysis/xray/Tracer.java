package blt4j.analysis.xray;

import blt4j.BltException;
import blt4j.compute.KeptRows;
import blt4j.compute.LoadedModel;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.model.pipeline.Programs;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.stage.StageProgram;
import blt4j.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Computes single rows of a text's programs once more and shows all that is computed on the way.
 *
 * <p>A row is computed from the checkpoint's weights as they are stored and from what the session keeps of the rows before
 * it, in plain code that sums in double precision, whatever backend the session runs on. It agrees with what the session
 * computed to rounding; where the session's weights were narrowed ({@link blt4j.device.Precision}), to that.
 *
 * <p>Made for a text as it stands: when the text or its patching changes, take another. Belongs to the session's thread.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Tracer {
    private final Session session;
    private final Weights weights;
    /** Rows of caches that were computed here, which go before the session's: of an open patch there are no others. */
    private final Map<Place, float[]> computed = new HashMap<>();

    private record Place(String buffer, int row) {}

    private Tracer(Session session) {
        this.session = session;
        this.weights = LoadedModel.of(session.blt().backend()).weights();
    }

    /**
     * Of a session's text as it is. Lets all stages catch up with it, or the entropy model where there is nothing else.
     *
     * @param session where the text is read
     * @return the tracer, good until the text or its patching changes
     */
    public static Tracer of(Session session) {
        if (session.options().entropyOnly() || session.blt().config().blt().isEmpty()) {
            session.readEntropies(ReadProgress.NONE);
        } else {
            session.predict(ReadProgress.NONE);
        }
        return new Tracer(session);
    }

    /**
     * Computes a row and keeps all of it.
     *
     * @param program one of the session's model's
     * @param row a byte position (0 is the BOS, {@code i + 1} byte i) or a patch, which may be the open one; that is then
     *     computed as if it ended here
     * @return all that its ops computed
     * @throws IndexOutOfBoundsException if the text has no such row
     * @throws BltException if what came before the row is not kept any more, as happens under sliding windows
     */
    public Activations trace(StageProgram program, int row) {
        List<Activation> all = new ArrayList<>();
        trace(program, row, 1, all::add);
        return new Activations(all);
    }

    /**
     * Computes rows and shows an observer each op of the first, then each of the second, and so on.
     *
     * @param program one of the session's model's
     * @param row the first: a byte position or a patch
     * @param count how many
     * @param observer is shown what each op computed
     * @throws IndexOutOfBoundsException if the text has no such row
     * @throws BltException if what came before a row is not kept any more, as happens under sliding windows
     */
    public void trace(StageProgram program, int row, int count, ActivationObserver observer) {
        Program own = Program.of(program);
        for (int r = row; r < row + count; r++) {
            checkRow(own, r);
            new RowInterpreter(this, KeptRows.of(session.kept()).inputs(own, r), own, r).run(observer);
        }
    }

    private void checkRow(Program program, int row) {
        boolean bytes = program.unit() == Program.Unit.BYTE;
        int end = bytes ? session.length() + 1 : session.patches().count();
        if (row < 0 || row >= end) {
            throw new IndexOutOfBoundsException("row " + row + " of " + end + " of the program " + program.name());
        }
        boolean windowed = Programs.of(session.blt().programs()).all().stream().anyMatch(p -> p.window() > 0);
        int back = session.length() + 1 - row;
        if (bytes && windowed && back > session.options().rewind()) {
            throw new BltException("The byte lies " + back + " bytes back, but only what the last "
                    + session.options().rewind() + " were computed from is kept.");
        }
    }

    Weights weights() {
        return weights;
    }

    /** The ids up to a position, at most {@code count}; the position's own is the last. */
    int[] ids(int position, int count) {
        int[] ids = new int[Math.min(count, position + 1)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = session.idAt(position + 1 - ids.length + i);
        }
        return ids;
    }

    void keep(Buffer cache, int row, float[] values) {
        computed.put(new Place(cache.name(), row), values);
    }

    /** Rows of a cache, {@code count · width} numbers. */
    float[] rows(Program program, Buffer cache, int row, int count) {
        float[] rows = new float[count * cache.width()];
        int kept = count;
        while (kept > 0 && computed.containsKey(new Place(cache.name(), row + kept - 1))) {
            kept--; // what was computed here may not be kept there: of an open patch it is not
        }
        if (kept > 0) {
            KeptRows.of(session.kept()).read(program, cache, row, kept, rows);
        }
        for (int r = 0; r < count; r++) {
            float[] own = computed.get(new Place(cache.name(), row + r));
            if (own != null) {
                System.arraycopy(own, 0, rows, r * cache.width(), cache.width());
            }
        }
        return rows;
    }

    /** The op of a program that has a weight of a name. */
    static Op op(Program program, String weight) {
        return program.ops().stream()
                .filter(op -> op.weights().stream().anyMatch(w -> w.name().equals(weight)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(program.name() + " has no weight " + weight));
    }
}
