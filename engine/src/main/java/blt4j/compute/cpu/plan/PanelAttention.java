package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.kernel.Kernels;
import blt4j.compute.cpu.plan.RunContext.Scratch;
import blt4j.compute.cpu.thread.WorkCounter;
import blt4j.program.RowInput;
import java.util.Arrays;

/**
 * Causal self-attention of panels of queries over the caches.
 *
 * <p>A unit is one head and up to {@value Scratch#QUERIES} queries. Up to {@value Scratch#KEYS} of its keys at a
 * time are laid out as the kernels want them; then {@value Scratch#TOGETHER} panels after the other meet them. Their scores
 * become weights of a running softmax and are used up at once, so scores never take more than a few kilobytes.
 *
 * <p>Pieces of keys begin at multiples of one number, whatever the unit, so that how queries are shared among
 * threads changes no bit of the result.
 */
public record PanelAttention(
        Operand queries,
        Operand keys,
        Operand values,
        int heads,
        int keyValueHeads,
        int headSize,
        int window,
        Operand out,
        WorkCounter claims)
        implements Step {
    /** How many units there are for each thread, at least, if there are queries enough. */
    private static final int UNITS = 4;

    PanelAttention(
            Operand queries,
            Operand keys,
            Operand values,
            int heads,
            int keyValueHeads,
            int headSize,
            int window,
            Operand out) {
        this(queries, keys, values, heads, keyValueHeads, headSize, window, out, new WorkCounter());
    }

    @Override
    public void run(RunContext f, int thread) {
        int size = unitSize(f);
        int units = Math.ceilDiv(f.panels, size) * heads;
        if (f.threads == 1) {
            for (int i = 0; i < units; i++) {
                unit(f, thread, units - 1 - i, size);
            }
            return;
        }
        for (int i = claims.next(f.run); i < units; i = claims.next(f.run)) {
            unit(f, thread, units - 1 - i, size);
        }
    }

    /** One head of up to {@code size} panels. The last, which see most, are taken first. */
    private void unit(RunContext f, int thread, int index, int size) {
        int panel = index / heads * size;
        int panels = Math.min(size, f.panels - panel);
        bound(f, f.scratch[thread], panel, panels);
        unit(f, thread, index % heads, panel, panels);
    }

    /** How many panels a unit has: many, unless threads would have nothing to do. */
    private int unitSize(RunContext f) {
        int size = f.scratch[0].panels;
        while (size > Scratch.TOGETHER && heads * Math.ceilDiv(f.panels, size) < UNITS * f.threads) {
            size /= 2;
        }
        return size;
    }

    /** Sets the first and last key that each query sees. */
    private void bound(RunContext f, Scratch s, int panel, int panels) {
        int lanes = f.kernels.lanes();
        int[] firstVisible = f.rows.of(RowInput.FIRST_VISIBLE);
        for (int i = 0; i < panels * lanes; i++) {
            int row = Math.min(f.count - 1, panel * lanes + i);
            int position = f.start + row;
            int first = firstVisible[row];
            s.first[i / lanes][i % lanes] = window > 0 ? Math.max(first, position - window + 1) : first;
            s.last[i / lanes][i % lanes] = position;
        }
    }

    private void unit(RunContext f, int thread, int head, int panel, int panels) {
        Scratch s = f.scratch[thread];
        int lanes = f.kernels.lanes();
        int step = queries.width() * lanes;
        int at = panel * step + head * headSize * lanes;
        float[] into = out.array(f, thread);
        for (int p = 0; p < panels; p++) {
            Arrays.fill(into, at + p * step, at + p * step + headSize * lanes, 0);
            Arrays.fill(s.state, 3 * p * lanes, (3 * p + 1) * lanes, Kernels.LOWEST);
            Arrays.fill(s.state, (3 * p + 1) * lanes, (3 * p + 2) * lanes, 0);
        }
        int end = last(s, panels) + 1;
        int most = Scratch.KEYS / f.kernels.tileRows() * f.kernels.tileRows();
        for (int key = first(s, 0, panels) / most * most; key < end; ) {
            int n = Math.min(most - key % most, end - key);
            n = Math.min(n, f.caches.contiguous(keys.index(), key));
            piece(f, thread, head, at, panels, key, n);
            key += n;
        }
        for (int p = 0; p < panels; p++) {
            f.kernels.dividePanel(s.state, (3 * p + 1) * lanes, into, at + p * step, headSize);
        }
    }

    /** The first key that any query of some panels sees. */
    private static int first(Scratch s, int from, int to) {
        float first = s.first[from][0];
        for (int p = from; p < to; p++) {
            for (float x : s.first[p]) {
                first = Math.min(first, x);
            }
        }
        return (int) first;
    }

    /** The last key that any query of the panels before {@code to} sees. */
    private static int last(Scratch s, int to) {
        float[] last = s.last[to - 1];
        return (int) last[last.length - 1];
    }

    /** Adds {@code n} keys and values from position {@code key} on, to each panel those that it sees. */
    private void piece(RunContext f, int thread, int head, int at, int panels, int key, int n) {
        Scratch s = f.scratch[thread];
        int step = queries.width() * f.kernels.lanes();
        int kv = head * keyValueHeads / heads;
        if (headSize <= Kernels.CHUNK) {
            layOutKeys(f, s, kv, key, n, 0);
            layOutValues(f, s, kv, key, n, 0);
        }
        int rows = f.kernels.tileRows();
        for (int p = 0; p < panels; p += Scratch.TOGETHER) {
            int to = Math.min(p + Scratch.TOGETHER, panels);
            int skip = Math.max(0, first(s, p, to) - key) / rows * rows;
            int seen = Math.min(n, last(s, to) + 1 - key);
            if (skip < seen) {
                score(f, thread, at + p * step, to - p, kv, key, skip, seen);
                weigh(f, thread, at + p * step, p, to, key + skip, seen - skip);
                add(f, thread, at + p * step, to - p, kv, key, skip, seen);
            }
        }
    }

    /** Lays out keys, from their number {@code d} on, as tiles. */
    private void layOutKeys(RunContext f, Scratch s, int kv, int key, int n, int d) {
        float[] rows = f.caches.array(keys.index(), kv);
        int from = f.caches.offset(keys.index(), key) + d;
        f.kernels.packRows(rows, from, headSize, n, Math.min(Kernels.CHUNK, headSize - d), s.keys);
    }

    /** Lays out values, from their number {@code d} on, a fixed distance apart. */
    private void layOutValues(RunContext f, Scratch s, int kv, int key, int n, int d) {
        float[] rows = f.caches.array(values.index(), kv);
        int from = f.caches.offset(values.index(), key) + d;
        int count = Math.min(Kernels.CHUNK, headSize - d);
        for (int i = 0; i < n; i++) {
            System.arraycopy(rows, from + i * headSize, s.values, i * Kernels.STRIDE, count);
        }
    }

    /** Scores of some panels of queries with the keys {@code key + from} to {@code key + to − 1}. */
    private void score(RunContext f, int thread, int at, int panels, int kv, int key, int from, int to) {
        Scratch s = f.scratch[thread];
        int lanes = f.kernels.lanes();
        int step = queries.width() * lanes;
        int rows = f.kernels.tileRows();
        float[] q = queries.array(f, thread);
        for (int d = 0; d < headSize; d += Kernels.CHUNK) {
            if (headSize > Kernels.CHUNK) {
                layOutKeys(f, s, kv, key, to, d);
            }
            int depth = Math.min(Kernels.CHUNK, headSize - d);
            // The last tile may reach beyond the last key: what it computes there is never read.
            for (int i = from; i < to; i += rows) {
                f.kernels.tile(
                        s.keys,
                        i * Kernels.STRIDE,
                        rows,
                        depth,
                        q,
                        at + d * lanes,
                        step,
                        panels,
                        s.scores,
                        (i - from) * lanes,
                        Scratch.KEYS * lanes,
                        d > 0);
            }
        }
    }

    /** Turns the scores of {@code n} keys into weights, and what was added before into what it weighs by now. */
    private void weigh(RunContext f, int thread, int at, int from, int to, int key, int n) {
        Scratch s = f.scratch[thread];
        int lanes = f.kernels.lanes();
        int step = queries.width() * lanes;
        float[] into = out.array(f, thread);
        for (int p = from; p < to; p++) {
            boolean masked = key + n - 1 > s.last[p][0] || key < highest(s.first[p]);
            int scores0 = (p - from) * Scratch.KEYS * lanes;
            float[] first = s.first[p];
            f.kernels.softmaxPanel(
                    s.scores, scores0, n, scale(), key, first, s.last[p], masked, s.state, 3 * p * lanes);
            int corrections = (3 * p + 2) * lanes;
            if (!ones(s.state, corrections, lanes)) {
                f.kernels.scalePanel(s.state, corrections, into, at + (p - from) * step, headSize);
            }
        }
    }

    /** Adds the values of the keys {@code key + from} to {@code key + to − 1}, weighted. */
    private void add(RunContext f, int thread, int at, int panels, int kv, int key, int from, int to) {
        Scratch s = f.scratch[thread];
        int lanes = f.kernels.lanes();
        int step = queries.width() * lanes;
        float[] into = out.array(f, thread);
        for (int d = 0; d < headSize; d += Kernels.CHUNK) {
            if (headSize > Kernels.CHUNK) {
                layOutValues(f, s, kv, key, to, d);
            }
            f.kernels.tileAcross(
                    s.values,
                    from * Kernels.STRIDE,
                    Math.min(Kernels.CHUNK, headSize - d),
                    to - from,
                    s.scores,
                    0,
                    Scratch.KEYS * lanes,
                    panels,
                    into,
                    at + d * lanes,
                    step);
        }
    }

    private float scale() {
        return (float) (1 / Math.sqrt(headSize));
    }

    private static float highest(float[] first) {
        float highest = first[0];
        for (float x : first) {
            highest = Math.max(highest, x);
        }
        return highest;
    }

    private static boolean ones(float[] numbers, int at, int count) {
        for (int i = 0; i < count; i++) {
            if (numbers[at + i] != 1) {
                return false;
            }
        }
        return true;
    }
}
