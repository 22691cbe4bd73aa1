package blt4j.compute.cpu.plan;

import blt4j.program.Op;
import blt4j.program.RowInput;

/**
 * Causal self-attention of a single row over its text's caches, head by head.
 *
 * @param heads of the queries
 * @param keyValueHeads of keys and values, which lie head by head
 * @param window how many rows back a query sees, itself included; 0 for all
 */
record SelfAttending(Attending attending, int heads, int keyValueHeads, int headSize, int window) {
    /** What computes an op. */
    static SelfAttending of(Op.Attention a) {
        return new SelfAttending(new Attending(a.headSize()), a.heads(), a.keyValueHeads(), a.headSize(), a.window());
    }

    /**
     * One head of one row.
     *
     * @param row counted within the run
     * @param query holds the head's query from {@code query0} on
     * @param out receives {@code headSize} numbers from {@code out0} on
     */
    void head(
            RunContext f,
            int thread,
            int row,
            int head,
            Operand keys,
            Operand values,
            float[] query,
            int query0,
            float[] out,
            int out0) {
        RunContext.Scratch s = f.scratch[thread];
        CpuTextCaches text = f.text(row);
        int position = f.position(row);
        int first = f.rows.of(RowInput.FIRST_VISIBLE)[row];
        if (window > 0) {
            first = Math.max(first, position - window + 1);
        }
        int kv = head * keyValueHeads / heads;
        float[] k = text.array(keys.index(), kv);
        float[] v = text.array(values.index(), kv);
        attending.begin(s.running, out, out0);
        for (int at = first; at <= position; ) {
            int n = Math.min(position + 1 - at, text.contiguous(keys.index(), at));
            int k0 = text.offset(keys.index(), at);
            int v0 = text.offset(values.index(), at);
            attending.add(f.kernels, s.running, query, query0, k, k0, v, v0, headSize, n, s.scores, out, out0);
            at += n;
        }
        attending.end(f.kernels, s.running, out, out0);
    }
}
