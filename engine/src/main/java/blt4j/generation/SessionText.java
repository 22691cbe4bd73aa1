package blt4j.generation;

import blt4j.BltException;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.patching.Boundary;
import blt4j.patching.ContextReset;
import blt4j.patching.Patcher;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patchers;
import blt4j.patching.Patches;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;

/** A session's text as integers: ids, where documents, lines and patches begin, and the entropies that say so. */
final class SessionText {
    /** What a change of patching leaves valid. */
    record Unchanged(int patches, int decoderRows) {}

    private final ContextReset documents;
    private final int[] ids;
    private final int[] documentStart;
    private final int[] lineStart;
    private final float[] entropies;
    private final int[] patchStart;
    private final int[] patchFirstVisible;
    private ContextReset lines;
    private PatcherConfig patching;
    private Patcher patcher;
    private int patcherRows;
    private int positions;
    private int highWater;
    private int entropyRows;
    private int patchCount;

    SessionText(int capacity, PatcherConfig patching, boolean separatesDocuments) {
        this.documents = ContextReset.ofDocuments(separatesDocuments);
        this.lines = lines(patching);
        this.ids = new int[capacity];
        this.documentStart = new int[capacity + 1];
        this.lineStart = new int[capacity + 1];
        this.entropies = new float[capacity];
        this.patchStart = new int[capacity + 1];
        this.patchFirstVisible = new int[capacity + 1];
        this.patching = patching;
        this.patcher = Patchers.of(patching);
        this.patchCount = 1;
    }

    private SessionText(SessionText other) {
        this.documents = other.documents;
        this.lines = other.lines;
        this.ids = other.ids.clone();
        this.documentStart = other.documentStart.clone();
        this.lineStart = other.lineStart.clone();
        this.entropies = other.entropies.clone();
        this.patchStart = other.patchStart.clone();
        this.patchFirstVisible = other.patchFirstVisible.clone();
        this.patching = other.patching;
        this.patcher = other.patcher.copy();
        this.patcherRows = other.patcherRows;
        this.positions = other.positions;
        this.highWater = other.highWater;
        this.entropyRows = other.entropyRows;
        this.patchCount = other.patchCount;
    }

    private ContextReset lines(PatcherConfig config) {
        return new ContextReset(config.resetAtNewline(), documents.atEos());
    }

    static long byteSize(int capacity) {
        return 6L * Integer.BYTES * capacity;
    }

    SessionText copy() {
        return new SessionText(this);
    }

    PatcherConfig patching() {
        return patching;
    }

    int positions() {
        return positions;
    }

    int entropyRows() {
        return entropyRows;
    }

    int id(int position) {
        if (position >= positions) {
            throw new IndexOutOfBoundsException("position " + position + " of " + positions);
        }
        return ids[position];
    }

    int[] ids() {
        return ids;
    }

    int patchBegin(int patch) {
        return patchStart[patch];
    }

    void append(int id) {
        if (id < 0 || id >= Vocabulary.SIZE) {
            throw new IllegalArgumentException("id " + id + " is outside the vocabulary of " + Vocabulary.SIZE);
        }
        ids[positions] = id;
        int next = positions + 1;
        documentStart[next] = documents.firstVisible(next, id, documentStart[positions]);
        lineStart[next] = lines.firstVisible(next, id, lineStart[positions]);
        positions = next;
        highWater = Math.max(highWater, positions);
    }

    /** Drops positions; tells whether ring caches still hold what windows need. If not, all rows count as unread. */
    boolean truncate(int newPositions, int rewind) {
        boolean windowsWhole = highWater - newPositions <= rewind;
        positions = newPositions;
        highWater = windowsWhole ? highWater : newPositions;
        keepEntropies(windowsWhole ? Math.min(entropyRows, newPositions) : 0);
        return windowsWhole;
    }

    /** Lets entropies from a row on be computed anew. */
    void keepEntropies(int newRows) {
        entropyRows = newRows;
        patchCount = Math.max(1, countStarts(newRows));
        if (patcherRows != newRows) {
            patcher = newRows == 0
                    ? Patchers.of(patching)
                    : Patchers.resume(
                            patching, newRows, patchStart[patchCount - 1], ids[newRows - 1], entropies[newRows - 1]);
            patcherRows = newRows;
        }
    }

    /** How many patches begin at or before a position. */
    private int countStarts(int position) {
        int found = Arrays.binarySearch(patchStart, 0, patchCount, position);
        return found >= 0 ? found + 1 : -found - 1;
    }

    Unchanged repatch(PatcherConfig config) {
        boolean sameContext = config.resetAtNewline() == patching.resetAtNewline();
        int[] oldStarts = Arrays.copyOf(patchStart, patchCount);
        int rows = sameContext ? entropyRows : 0;
        patching = config;
        lines = lines(config);
        patcher = Patchers.of(config);
        patcherRows = 0;
        patchCount = 1;
        if (!sameContext) {
            refindLines();
        }
        entropyRows = 0;
        for (int i = 0; i < rows; i++) {
            advancePatcher(i);
        }
        entropyRows = rows;
        int same = 0;
        while (same < Math.min(oldStarts.length, patchCount) && oldStarts[same] == patchStart[same]) {
            same++;
        }
        boolean allSame = same == oldStarts.length && same == patchCount;
        int firstChange = allSame
                ? rows + 1
                : Math.min(
                        same < oldStarts.length ? oldStarts[same] : Integer.MAX_VALUE,
                        same < patchCount ? patchStart[same] : Integer.MAX_VALUE);
        return new Unchanged(Math.max(0, same - 1), Math.max(0, firstChange - 1));
    }

    private void refindLines() {
        int all = positions;
        positions = 0;
        for (int i = 0; i < all; i++) {
            append(ids[i]);
        }
    }

    /** Takes over the entropies of the rows just run, and finds the patches that they begin. */
    void takeEntropies(Executor executor, Program program, TextCaches caches, int count) {
        int start = entropyRows;
        executor.read(program, caches, program.outputs().getFirst(), 0, count, entropies, start);
        for (int i = start; i < start + count; i++) {
            if (!Float.isFinite(entropies[i])) {
                throw new BltException("The entropy model answered " + entropies[i] + " at position " + i
                        + "; the checkpoint's weights are damaged or hold numbers that float32 cannot carry.");
            }
            advancePatcher(i);
        }
        entropyRows = start + count;
    }

    /** For rules that need no entropies, in a model that has none. */
    void patchWithoutEntropies() {
        while (entropyRows < positions) {
            entropies[entropyRows] = Float.NaN;
            advancePatcher(entropyRows);
            entropyRows++;
        }
    }

    private void advancePatcher(int position) {
        patcherRows = position + 1;
        if (patcher.beginsAfter(ids[position], entropies[position])) {
            int next = position + 1;
            int last = patchCount - 1;
            patchFirstVisible[patchCount] =
                    documents.firstVisiblePatch(patchCount, ids, patchStart[last], next, patchFirstVisible[last]);
            patchStart[patchCount++] = next;
        }
    }

    /** What the entropy of the next position that has none has to be for a patch to end there. */
    Boundary boundary() {
        return patcher.boundaryAfter(ids[entropyRows]);
    }

    float entropy(int position) {
        if (Float.isNaN(entropies[position])) {
            throw new BltException("The model has no entropy model, so bytes have no entropies.");
        }
        return entropies[position];
    }

    float[] entropies() {
        return Arrays.copyOf(entropies, entropyRows);
    }

    /** How many patches are complete. */
    int closedPatches() {
        return patchCount - 1;
    }

    /** Whether the newest position completes a patch. */
    boolean newestCompletes() {
        return positions > 1 && entropyRows == positions && patchStart[patchCount - 1] == positions;
    }

    Patches patches() {
        boolean nextBegins = patchStart[patchCount - 1] == entropyRows && entropyRows > 0;
        int[] starts = Arrays.copyOf(patchStart, nextBegins ? patchCount - 1 : patchCount);
        return new Patches(starts, entropyRows, nextBegins);
    }

    void fillIds(Rows rows) {
        System.arraycopy(ids, rows.start(), rows.of(RowInput.ID), 0, rows.count());
    }

    void fillFirstVisible(Rows rows, boolean forEntropies) {
        int[] from = forEntropies ? lineStart : documentStart;
        System.arraycopy(from, rows.start(), rows.of(RowInput.FIRST_VISIBLE), 0, rows.count());
    }

    /** For decoder rows: the last patch that was complete before the next byte's patch began. */
    void fillPatches(Rows rows) {
        int[] into = rows.of(RowInput.PATCH);
        int patch = countStarts(rows.start() + 1) - 1;
        for (int i = 0; i < rows.count(); i++) {
            int next = rows.start() + i + 1;
            while (patch + 1 < patchCount && patchStart[patch + 1] <= next) {
                patch++;
            }
            into[i] = patch - 1;
        }
    }

    /** For the newest decoder row, as if the patch that it completes were not complete yet. */
    void fillPatchBeforeNewest(Rows rows) {
        rows.of(RowInput.PATCH)[0] = patchCount - 3;
    }

    /** For patch rows: their bytes, of an open patch those so far, and the first patch of their document. */
    void fillPatchRanges(Rows rows) {
        int[] begin = rows.of(RowInput.PATCH_BEGIN);
        int[] end = rows.of(RowInput.PATCH_END);
        int[] first = rows.of(RowInput.FIRST_VISIBLE);
        for (int i = 0; i < rows.count(); i++) {
            int patch = rows.start() + i;
            begin[i] = patchStart[patch];
            end[i] = patch < closedPatches() ? patchStart[patch + 1] : positions;
            first[i] = patchFirstVisible[patch];
        }
    }
}
