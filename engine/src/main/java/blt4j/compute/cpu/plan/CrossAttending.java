package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.plan.Attending.Running;
import blt4j.program.Op;
import blt4j.program.RowInput;

/**
 * The two cross-attentions: of a patch's queries over its bytes, and of a byte's query over its patch's k vectors.
 *
 * @param overBytes whether keys are bytes (the encoder's) or a patch's vectors (the decoder's)
 * @param k vectors of a patch
 * @param heads of one vector
 */
record CrossAttending(Attending attending, boolean overBytes, int k, int heads, int keyValueHeads, int headSize) {
    /** What computes an op. */
    static CrossAttending of(Op.CrossAttention a) {
        Attending attending = new Attending(a.headSize());
        boolean overBytes = a instanceof Op.PatchCrossAttention;
        return new CrossAttending(attending, overBytes, a.k(), a.heads(), a.keyValueHeads(), a.headSize());
    }

    /**
     * One head of one row.
     *
     * @param row counted within the run
     * @param head the head, counted over all of a row's queries
     */
    void head(
            RunContext f,
            int thread,
            int row,
            int head,
            float[] query,
            int query0,
            Operand keys,
            Operand values,
            float[] out,
            int out0) {
        int kv = head % heads * keyValueHeads / heads * headSize;
        int q0 = query0 + head * headSize;
        int o0 = out0 + head * headSize;
        Running state = f.scratch[thread].running;
        attending.begin(state, out, o0);
        if (overBytes) {
            bytes(f, thread, row, kv, query, q0, keys, values, out, o0);
        } else {
            int patch = f.rows.of(RowInput.PATCH)[row];
            CpuTextCaches text = f.text(row);
            int k0 = text.offset(keys.index(), patch) + kv;
            int v0 = text.offset(values.index(), patch) + kv;
            float[] ks = text.array(keys.index(), 0);
            float[] vs = text.array(values.index(), 0);
            int stride = keys.width() / k;
            attending.add(f.kernels, state, query, q0, ks, k0, vs, v0, stride, k, f.scratch[thread].scores, out, o0);
        }
        attending.end(f.kernels, state, out, o0);
    }

    private void bytes(
            RunContext f,
            int thread,
            int row,
            int kv,
            float[] query,
            int q0,
            Operand keys,
            Operand values,
            float[] out,
            int o0) {
        int end = f.rows.of(RowInput.PATCH_END)[row];
        CpuTextCaches text = f.text(row);
        float[] ks = text.array(keys.index(), 0);
        float[] vs = text.array(values.index(), 0);
        for (int at = f.rows.of(RowInput.PATCH_BEGIN)[row]; at < end; ) {
            int n = Math.min(end - at, text.contiguous(keys.index(), at));
            int k0 = text.offset(keys.index(), at) + kv;
            int v0 = text.offset(values.index(), at) + kv;
            float[] scores = f.scratch[thread].scores;
            attending.add(
                    f.kernels, f.scratch[thread].running, query, q0, ks, k0, vs, v0, keys.width(), n, scores, out, o0);
            at += n;
        }
    }
}
