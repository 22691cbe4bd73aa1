package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.kernel.Matrix;
import blt4j.compute.cpu.plan.RunContext.Scratch;
import blt4j.compute.cpu.thread.WorkCounter;
import blt4j.program.RowInput;
import blt4j.vocabulary.NgramHash;
import java.util.List;

/**
 * The steps of a run of several rows, where arithmetic is the limit. Activations are panels one after the other, a panel
 * of a buffer of width w taking {@code w · lanes} numbers; caches are rows. A panel's lanes beyond the run's last row
 * hold numbers that nobody reads.
 */
public final class PanelSteps {
    private PanelSteps() {}

    /** Spreads a row over its lane of a panel. */
    static void toLane(float[] row, float[] panel, int at, int lanes, int width) {
        for (int j = 0; j < width; j++) {
            panel[at + j * lanes] = row[j];
        }
    }

    /** Collects a row from its lane of a panel. */
    public static void fromLane(float[] panel, int at, int lanes, float[] row, int to, int width) {
        for (int j = 0; j < width; j++) {
            row[to + j] = panel[at + j * lanes];
        }
    }

    /** Runs a step that treats each row by itself, panel by panel. */
    abstract static class PerRow implements Step {
        final Operand out;

        PerRow(Operand out) {
            this.out = out;
        }

        @Override
        public final void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int to = Partition.from(f.panels, thread + 1, f.threads);
            for (int panel = Partition.from(f.panels, thread, f.threads); panel < to; panel++) {
                for (int lane = 0; lane < f.rowsOf(panel, lanes); lane++) {
                    int at = panel * out.width() * lanes + lane;
                    row(f, thread, panel * lanes + lane, out.array(f, thread), at);
                }
            }
        }

        /** Treats a row, whose number 0 lies at {@code at} in {@code into} and the others {@code lanes} apart. */
        abstract void row(RunContext f, int thread, int row, float[] into, int at);
    }

    /** {@code out = table[ID]}. */
    static final class Embedding extends PerRow {
        private final Matrix table;

        Embedding(Matrix table, Operand out) {
            super(out);
            this.table = table;
        }

        @Override
        void row(RunContext f, int thread, int row, float[] into, int at) {
            float[] entry = f.scratch[thread].row;
            f.kernels.unpack(table, f.rows.of(RowInput.ID)[row], 0, out.width(), entry, 0);
            toLane(entry, into, at, f.kernels.lanes(), out.width());
        }
    }

    /** {@code out += Σ tables[…][hash]}. */
    static final class HashEmbedding extends PerRow {
        private final List<Matrix> tables;
        private final List<Integer> sizes;

        HashEmbedding(List<Matrix> tables, List<Integer> sizes, Operand out) {
            super(out);
            this.tables = tables;
            this.sizes = sizes;
        }

        @Override
        void row(RunContext f, int thread, int row, float[] into, int at) {
            float[] entry = f.scratch[thread].row;
            float[] sum = f.scratch[thread].result;
            int width = out.width();
            fromLane(into, at, f.kernels.lanes(), sum, 0, width);
            for (int t = 0; t < tables.size(); t++) {
                Matrix table = tables.get(t);
                int n = sizes.get(t % sizes.size());
                int index = NgramHash.row(f.text(row).ids(), f.position(row), n, t / sizes.size(), table.rows());
                f.kernels.unpack(table, index, 0, width, entry, 0);
                f.kernels.add(entry, 0, sum, 0, width);
            }
            toLane(sum, into, at, f.kernels.lanes(), width);
        }
    }

    /** The element-wise maximum over each patch's bytes. */
    static final class PatchPooling extends PerRow {
        private final Operand in;

        PatchPooling(Operand in, Operand out) {
            super(out);
            this.in = in;
        }

        @Override
        void row(RunContext f, int thread, int row, float[] into, int at) {
            CpuTextCaches text = f.text(row);
            float[] from = text.array(in.index(), 0);
            float[] max = f.scratch[thread].result;
            int begin = f.rows.of(RowInput.PATCH_BEGIN)[row];
            int end = f.rows.of(RowInput.PATCH_END)[row];
            System.arraycopy(from, text.offset(in.index(), begin), max, 0, out.width());
            for (int r = begin + 1; r < end; r++) {
                f.kernels.max(from, text.offset(in.index(), r), max, 0, out.width());
            }
            toLane(max, into, at, f.kernels.lanes(), out.width());
        }
    }

    /** A patch's queries over the patch's bytes, or a byte's query over a patch's vectors. */
    static final class Cross extends PerRow {
        private final CrossAttending cross;
        private final Operand queries;
        private final Operand keys;
        private final Operand values;

        Cross(CrossAttending cross, Operand queries, Operand keys, Operand values, Operand out) {
            super(out);
            this.cross = cross;
            this.queries = queries;
            this.keys = keys;
            this.values = values;
        }

        @Override
        void row(RunContext f, int thread, int row, float[] into, int at) {
            Scratch s = f.scratch[thread];
            int width = queries.width();
            fromLane(queries.array(f, thread), at, f.kernels.lanes(), s.row, 0, width);
            for (int head = 0; head < width / cross.headSize(); head++) {
                cross.head(f, thread, row, head, s.row, 0, keys, values, s.result, 0);
            }
            toLane(s.result, into, at, f.kernels.lanes(), width);
        }
    }

    /**
     * Causal self-attention of rows of several texts, each over its own text's caches. A unit is a head of a row, taken by
     * whichever thread is free.
     */
    record EachAttention(
            SelfAttending attending, Operand queries, Operand keys, Operand values, Operand out, WorkCounter claims)
            implements Step {
        EachAttention(SelfAttending attending, Operand queries, Operand keys, Operand values, Operand out) {
            this(attending, queries, keys, values, out, new WorkCounter());
        }

        @Override
        public void run(RunContext f, int thread) {
            int units = f.count * attending.heads();
            if (f.threads == 1) {
                for (int unit = 0; unit < units; unit++) {
                    head(f, thread, unit / attending.heads(), unit % attending.heads());
                }
                return;
            }
            for (int unit = claims.next(f.run); unit < units; unit = claims.next(f.run)) {
                head(f, thread, unit / attending.heads(), unit % attending.heads());
            }
        }

        private void head(RunContext f, int thread, int row, int head) {
            Scratch s = f.scratch[thread];
            int lanes = f.kernels.lanes();
            int size = attending.headSize();
            int at = (row / lanes * queries.width() + head * size) * lanes + row % lanes;
            fromLane(queries.array(f, thread), at, lanes, s.row, 0, size);
            attending.head(f, thread, row, head, keys, values, s.row, 0, s.result, 0);
            toLane(s.result, out.array(f, thread), at, lanes, size);
        }
    }

    /** Leaves an output's rows with the texts that they are of, to be read as those of runs of one row. */
    record ToTexts(Operand in, int output) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int to = Partition.from(f.count, thread + 1, f.threads);
            for (int row = Partition.from(f.count, thread, f.threads); row < to; row++) {
                int at = row / lanes * in.width() * lanes + row % lanes;
                fromLane(in.array(f, thread), at, lanes, f.text(row).output(output), 0, in.width());
            }
        }
    }

    /** Brings a cache's rows of the run into panels. */
    static final class FromCache extends PerRow {
        private final Operand cache;

        FromCache(Operand cache, Operand out) {
            super(out);
            this.cache = cache;
        }

        @Override
        void row(RunContext f, int thread, int row, float[] into, int at) {
            float[] from = f.scratch[thread].row;
            f.text(row).read(cache.index(), f.position(row), 0, out.width(), from, 0);
            toLane(from, into, at, f.kernels.lanes(), out.width());
        }
    }

    /** Writes panels to a cache's rows of the run. */
    record ToCache(Operand in, Operand cache, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int from = partition.begin(thread, f.threads);
            int count = partition.end(thread, f.threads, in.width()) - from;
            float[] panels = in.array(f, thread);
            float[] numbers = f.scratch[thread].row;
            for (int row = 0; row < f.count; row++) {
                int at = (row / lanes * in.width() + from) * lanes + row % lanes;
                fromLane(panels, at, lanes, numbers, 0, count);
                f.text(row).write(cache.index(), f.position(row), from, count, numbers, 0);
            }
        }
    }

    /** {@code out = in}. */
    record Copy(Operand in, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int from = partition.begin(thread, f.threads);
            int count = (partition.end(thread, f.threads, in.width()) - from) * lanes;
            for (int panel = 0; panel < f.panels; panel++) {
                int at = (panel * in.width() + from) * lanes;
                System.arraycopy(in.array(f, thread), at, out.array(f, thread), at, count);
            }
        }
    }

    /** RMSNorm of every row, slice by slice. */
    static final class RmsNorm implements Step {
        private final Operand in;
        private final float[] gain;
        private final float epsilon;
        private final Operand out;

        RmsNorm(Operand in, float[] gain, float epsilon, Operand out) {
            this.in = in;
            this.gain = gain;
            this.epsilon = epsilon;
            this.out = out;
        }

        @Override
        public void run(RunContext f, int thread) {
            float[] from = in.array(f, thread);
            float[] into = out.array(f, thread);
            int step = gain.length * f.kernels.lanes();
            int slices = in.width() / gain.length;
            int end = Partition.from(f.panels, thread + 1, f.threads) * slices;
            for (int i = Partition.from(f.panels, thread, f.threads) * slices; i < end; i++) {
                f.kernels.rmsNormPanel(from, i * step, gain, epsilon, into, i * step);
            }
        }
    }

    /** {@code out = silu(gate) ⊙ up}. */
    record SwiGlu(Operand gate, Operand up, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int from = partition.begin(thread, f.threads);
            int count = (partition.end(thread, f.threads, out.width()) - from) * lanes;
            float[] g = gate.array(f, thread);
            float[] u = up.array(f, thread);
            float[] o = out.array(f, thread);
            for (int panel = 0; panel < f.panels; panel++) {
                int at = (panel * out.width() + from) * lanes;
                f.kernels.swiGlu(g, at, u, at, o, at, count);
            }
        }
    }

    /** Rotations for the rows of the run, as panels that all rotations of the run share. */
    record Angles(RopeTable table, Operand cos, Operand sin) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int half = table.half();
            int to = Partition.from(f.panels, thread + 1, f.threads);
            for (int panel = Partition.from(f.panels, thread, f.threads); panel < to; panel++) {
                for (int lane = 0; lane < f.rowsOf(panel, lanes); lane++) {
                    int row = f.position(panel * lanes + lane) * half;
                    int at = panel * half * lanes + lane;
                    for (int j = 0; j < half; j++) {
                        cos.array(f, thread)[at + j * lanes] = table.cosines()[row + j];
                        sin.array(f, thread)[at + j * lanes] = table.sines()[row + j];
                    }
                }
            }
        }
    }

    /** Rotates pairs in place. */
    record Rope(Operand cos, Operand sin, int headSize, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int from = partition.begin(thread, f.threads);
            int to = partition.end(thread, f.threads, out.width());
            float[] c = cos.array(f, thread);
            float[] s = sin.array(f, thread);
            float[] x = out.array(f, thread);
            for (int panel = 0; panel < f.panels; panel++) {
                for (int j = from; j < to; ) {
                    int inHead = j % headSize;
                    int n = Math.min(to - j, headSize - inHead);
                    int angles = (panel * headSize + inHead) / 2 * lanes;
                    f.kernels.ropePanel(c, s, angles, x, (panel * out.width() + j) * lanes, n);
                    j += n;
                }
            }
        }
    }

    /** The entropies of all rows. */
    record Entropy(Operand logits, Operand out) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int lanes = f.kernels.lanes();
            int width = logits.width();
            int to = Partition.from(f.panels, thread + 1, f.threads);
            for (int panel = Partition.from(f.panels, thread, f.threads); panel < to; panel++) {
                float[] from = logits.array(f, thread);
                f.kernels.entropyPanel(from, panel * width * lanes, width, out.array(f, thread), panel * lanes);
            }
        }
    }
}
