package blt4j.compute.cpu;

import blt4j.compute.cpu.Frame.Scratch;
import blt4j.program.RowInput;
import java.util.Arrays;

/**
 * Causal self-attention of panels of queries over the caches.
 *
 * <p>A few panels of queries meet {@value Scratch#KEYS} keys at a time; their scores become weights of a running softmax
 * and are used up at once, so scores never take more than a few kilobytes.
 */
record PanelAttention(
        Kernels kernels,
        Slot queries,
        Slot keys,
        Slot values,
        int heads,
        int keyValueHeads,
        int headSize,
        int window,
        Slot out)
        implements Step {
    @Override
    public void run(Frame f, int thread) {
        int groups = Math.ceilDiv(f.panels, Scratch.PANELS);
        for (int group = 0; group < groups; group++) {
            boolean bounded = false;
            for (int head = 0; head < heads; head++) {
                // Later groups see more: the shift shares the long and the short evenly.
                if ((head + group) % f.threads == thread) {
                    if (!bounded) {
                        bound(f, f.scratch[thread], group);
                        bounded = true;
                    }
                    head(f, thread, head, group);
                }
            }
        }
    }

    /** Sets the first and last key that each query sees. */
    private void bound(Frame f, Scratch s, int group) {
        int lanes = kernels.lanes();
        int[] firstVisible = f.rows.of(RowInput.FIRST_VISIBLE);
        for (int i = 0; i < Scratch.PANELS * lanes; i++) {
            int row = Math.min(f.count - 1, group * Scratch.PANELS * lanes + i);
            int position = f.start + row;
            int first = firstVisible[row];
            s.first[i / lanes][i % lanes] = window > 0 ? Math.max(first, position - window + 1) : first;
            s.last[i / lanes][i % lanes] = position;
        }
    }

    private void head(Frame f, int thread, int head, int group) {
        Scratch s = f.scratch[thread];
        int lanes = kernels.lanes();
        int panels = Math.min(Scratch.PANELS, f.panels - Scratch.PANELS * group);
        int step = queries.width() * lanes;
        int at = Scratch.PANELS * group * step + head * headSize * lanes;
        float[] into = out.array(f, thread);
        for (int p = 0; p < panels; p++) {
            Arrays.fill(into, at + p * step, at + p * step + headSize * lanes, 0);
            Arrays.fill(s.state, 3 * p * lanes, (3 * p + 1) * lanes, Kernels.LOWEST);
            Arrays.fill(s.state, (3 * p + 1) * lanes, (3 * p + 2) * lanes, 0);
        }
        int end = (int) s.last[panels - 1][lanes - 1] + 1;
        for (int key = lowest(s, panels); key < end; ) {
            int n = Math.min(Math.min(Scratch.KEYS, end - key), f.memory.contiguous(keys.index(), key));
            piece(f, thread, head, at, panels, key, n);
            key += n;
        }
        for (int p = 0; p < panels; p++) {
            kernels.dividePanel(s.state, (3 * p + 1) * lanes, into, at + p * step, headSize);
        }
    }

    private static int lowest(Scratch s, int panels) {
        float lowest = s.first[0][0];
        for (int p = 0; p < panels; p++) {
            for (float first : s.first[p]) {
                lowest = Math.min(lowest, first);
            }
        }
        return (int) lowest;
    }

    /** Adds {@code n} keys and values from position {@code key} on. */
    private void piece(Frame f, int thread, int head, int at, int panels, int key, int n) {
        Scratch s = f.scratch[thread];
        int lanes = kernels.lanes();
        int step = queries.width() * lanes;
        int kv = head * keyValueHeads / heads;
        int from = 0;
        while (s.last[from][lanes - 1] < key) {
            from++; // these queries are all before the keys
        }
        float[] headKeys = f.memory.array(keys.index(), kv);
        score(f, thread, at, from, panels, headKeys, f.memory.offset(keys.index(), key), n);
        float[] into = out.array(f, thread);
        for (int p = from; p < panels; p++) {
            boolean masked = key + n - 1 > s.last[p][0] || key < highest(s.first[p]);
            int scores0 = p * Scratch.KEYS * lanes;
            float[] first = s.first[p];
            kernels.softmaxPanel(s.scores, scores0, n, scale(), key, first, s.last[p], masked, s.state, 3 * p * lanes);
            kernels.scalePanel(s.state, (3 * p + 2) * lanes, into, at + p * step, headSize);
        }
        float[] headValues = f.memory.array(values.index(), kv);
        weigh(f, thread, at, from, panels, headValues, f.memory.offset(values.index(), key), n);
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

    /** Scores of the panels of queries with {@code n} keys. */
    private void score(Frame f, int thread, int at, int from, int to, float[] rows, int keys0, int n) {
        Scratch s = f.scratch[thread];
        int lanes = kernels.lanes();
        int step = queries.width() * lanes;
        float[] q = queries.array(f, thread);
        for (int p = from; p < to; p++) {
            Arrays.fill(s.scores, p * Scratch.KEYS * lanes, (p * Scratch.KEYS + n) * lanes, 0);
        }
        for (int d = 0; d < headSize; d += Kernels.CHUNK) {
            int depth = Math.min(Kernels.CHUNK, headSize - d);
            for (int i = 0; i < n; i++) {
                System.arraycopy(rows, keys0 + i * headSize + d, s.keys, i * Kernels.STRIDE, depth);
            }
            // The last tile may reach beyond the last key: what it computes there is never read.
            for (int i = 0; i < n; i += Kernels.TILE) {
                kernels.tile(
                        s.keys,
                        i * Kernels.STRIDE,
                        depth,
                        q,
                        at + from * step + d * lanes,
                        step,
                        to - from,
                        s.scores,
                        (from * Scratch.KEYS + i) * lanes,
                        Scratch.KEYS * lanes);
            }
        }
    }

    /** Adds {@code n} values, weighted. */
    private void weigh(Frame f, int thread, int at, int from, int to, float[] rows, int values0, int n) {
        Scratch s = f.scratch[thread];
        int lanes = kernels.lanes();
        int step = queries.width() * lanes;
        float[] into = out.array(f, thread);
        int between = Scratch.KEYS * lanes;
        int d = 0;
        for (; d + Kernels.TILE <= headSize; d += Kernels.TILE) {
            int into0 = at + from * step + d * lanes;
            kernels.tileAcross(
                    rows, values0 + d, headSize, n, s.scores, from * between, between, to - from, into, into0, step);
        }
        for (; d < headSize; d++) {
            for (int p = from; p < to; p++) {
                kernels.tileAcrossRow(
                        rows, values0 + d, headSize, n, s.scores, p * between, into, at + p * step + d * lanes);
            }
        }
    }
}
