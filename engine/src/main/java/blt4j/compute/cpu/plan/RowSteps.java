package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.kernel.Matrix;
import blt4j.program.RowInput;
import blt4j.vocabulary.NgramHash;
import java.util.List;

/** The steps of a run of a single row, where memory's speed is the limit and each step is a few microseconds long. */
final class RowSteps {
    private RowSteps() {}

    /** {@code out = table[ID]}. */
    record Embedding(Matrix table, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int from = partition.begin(thread, f.threads);
            int to = partition.end(thread, f.threads, out.width());
            int id = f.rows.of(RowInput.ID)[0];
            f.kernels.unpack(table, id, from, to - from, out.array(f, thread), out.offset(f) + from);
        }
    }

    /** {@code out += Σ tables[…][hash]}. */
    record HashEmbedding(List<Matrix> tables, List<Integer> sizes, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int from = partition.begin(thread, f.threads);
            int count = partition.end(thread, f.threads, out.width()) - from;
            float[] entry = f.scratch[thread].row;
            float[] into = out.array(f, thread);
            int at = out.offset(f) + from;
            for (int t = 0; t < tables.size(); t++) {
                Matrix table = tables.get(t);
                int n = sizes.get(t % sizes.size());
                int row = NgramHash.row(f.caches.ids(), f.start, n, t / sizes.size(), table.rows());
                f.kernels.unpack(table, row, from, count, entry, 0);
                f.kernels.add(entry, 0, into, at, count);
            }
        }
    }

    /** {@code out = in}. */
    record Copy(Operand in, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int from = partition.begin(thread, f.threads);
            int to = partition.end(thread, f.threads, out.width());
            System.arraycopy(
                    in.array(f, thread), in.offset(f) + from, out.array(f, thread), out.offset(f) + from, to - from);
        }
    }

    /** RMSNorm of the whole row: by every thread for itself, or by the last alone. */
    static final class RmsNorm implements Step {
        private final Operand in;
        private final float[] gain;
        private final float epsilon;
        private final Operand out;
        private final boolean everybody;

        /**
         * A norm.
         *
         * @param everybody whether {@code out} is private
         */
        RmsNorm(Operand in, float[] gain, float epsilon, Operand out, boolean everybody) {
            this.in = in;
            this.gain = gain;
            this.epsilon = epsilon;
            this.out = out;
            this.everybody = everybody;
        }

        @Override
        public void run(RunContext f, int thread) {
            if (!everybody && thread != f.threads - 1) {
                return;
            }
            float[] from = in.array(f, thread);
            float[] to = out.array(f, thread);
            int in0 = in.offset(f);
            int out0 = out.offset(f);
            for (int slice = 0; slice < in.width(); slice += gain.length) {
                f.kernels.rmsNorm(from, in0 + slice, gain, epsilon, to, out0 + slice);
            }
        }
    }

    /** {@code out = beta · out + weight · in}, for each slice. */
    record MatVec(Operand in, Matrix weight, float beta, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int from = partition.begin(thread, f.threads);
            int to = partition.end(thread, f.threads, out.width());
            float[] x = in.array(f, thread);
            float[] y = out.array(f, thread);
            int x0 = in.offset(f);
            int y0 = out.offset(f);
            int rows = weight.rows();
            for (int slice = from / rows; slice * rows < to; slice++) {
                int begin = Math.max(from - slice * rows, 0);
                int end = Math.min(to - slice * rows, rows);
                int at = x0 + slice * weight.columns();
                f.kernels.matVec(weight, begin, end, x, at, beta, y, y0 + slice * rows, f.scratch[thread].row);
            }
        }

        @Override
        public long weightBytes() {
            return weight.bytes();
        }
    }

    /** Rotates pairs in place. */
    record Rope(RopeTable table, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int to = partition.end(thread, f.threads, out.width());
            float[] x = out.array(f, thread);
            int x0 = out.offset(f);
            int half = table.half();
            float[] cos = table.cosines();
            float[] sin = table.sines();
            for (int head = partition.begin(thread, f.threads); head < to; head += 2 * half) {
                rotate(x, x0 + head, cos, sin, f.start * half, half);
            }
        }

        private static void rotate(float[] x, int at, float[] cos, float[] sin, int angles, int half) {
            for (int j = 0; j < half; j++) {
                float a = x[at + 2 * j];
                float b = x[at + 2 * j + 1];
                float c = cos[angles + j];
                float s = sin[angles + j];
                x[at + 2 * j] = a * c - b * s;
                x[at + 2 * j + 1] = a * s + b * c;
            }
        }
    }

    /** Writes a row to a cache that lies head by head. */
    record ToCache(Operand in, Operand cache, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int from = partition.begin(thread, f.threads);
            int count = partition.end(thread, f.threads, in.width()) - from;
            f.caches.write(cache.index(), f.start, from, count, in.array(f, thread), in.offset(f) + from);
        }
    }

    /** Causal self-attention over the caches, head by head. */
    record Attention(
            SelfAttending attending, Operand queries, Operand keys, Operand values, Operand out, Partition partition)
            implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int size = attending.headSize();
            int to = partition.end(thread, f.threads, out.width()) / size;
            float[] q = queries.array(f, thread);
            float[] o = out.array(f, thread);
            for (int head = partition.begin(thread, f.threads) / size; head < to; head++) {
                int q0 = queries.offset(f) + head * size;
                int o0 = out.offset(f) + head * size;
                attending.head(f, thread, 0, head, keys, values, q, q0, o, o0);
            }
        }
    }

    /** The element-wise maximum over a patch's bytes. */
    record PatchPooling(Operand in, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int from = partition.begin(thread, f.threads);
            int count = partition.end(thread, f.threads, out.width()) - from;
            float[] rows = in.array(f, thread);
            float[] into = out.array(f, thread);
            int at = out.offset(f) + from;
            int begin = f.rows.of(RowInput.PATCH_BEGIN)[0];
            int end = f.rows.of(RowInput.PATCH_END)[0];
            System.arraycopy(rows, f.caches.offset(in.index(), begin) + from, into, at, count);
            for (int row = begin + 1; row < end; row++) {
                f.kernels.max(rows, f.caches.offset(in.index(), row) + from, into, at, count);
            }
        }
    }

    /** A patch's queries over the patch's bytes, or a byte's query over a patch's vectors. */
    record Cross(CrossAttending cross, Operand queries, Operand keys, Operand values, Operand out, Partition partition)
            implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int size = cross.headSize();
            int to = partition.end(thread, f.threads, out.width()) / size;
            float[] q = queries.array(f, thread);
            float[] o = out.array(f, thread);
            int q0 = queries.offset(f);
            int o0 = out.offset(f);
            for (int head = partition.begin(thread, f.threads) / size; head < to; head++) {
                cross.head(f, thread, 0, head, q, q0, keys, values, o, o0);
            }
        }
    }

    /** {@code out = silu(gate) ⊙ up}. */
    record SwiGlu(Operand gate, Operand up, Operand out, Partition partition) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            int from = partition.begin(thread, f.threads);
            int to = partition.end(thread, f.threads, out.width());
            f.kernels.swiGlu(
                    gate.array(f, thread),
                    gate.offset(f) + from,
                    up.array(f, thread),
                    up.offset(f) + from,
                    out.array(f, thread),
                    out.offset(f) + from,
                    to - from);
        }
    }

    /** The entropy of the distribution, by the last thread. */
    record Entropy(Operand logits, Operand out) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            if (thread == f.threads - 1) {
                float[] from = logits.array(f, thread);
                out.array(f, thread)[out.offset(f)] = f.kernels.entropy(from, logits.offset(f), logits.width());
            }
        }
    }
}
