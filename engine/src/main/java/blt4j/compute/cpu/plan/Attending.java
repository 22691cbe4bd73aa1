package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.kernel.Kernels;

/** Attention of one query over some rows of a cache, with a running softmax over pieces of them. */
public final class Attending {
    private final int size;
    private final float scale;

    Attending(int headSize) {
        this.size = headSize;
        this.scale = (float) (1 / Math.sqrt(headSize));
    }

    /** The state between pieces. Reused. */
    static final class Running {
        private float max;
        private float sum;
    }

    /** Begins a query. */
    void begin(Running running, float[] out, int out0) {
        running.max = Kernels.LOWEST;
        running.sum = 0;
        for (int d = 0; d < size; d++) {
            out[out0 + d] = 0;
        }
    }

    /** Adds {@code count} keys and values that lie {@code stride} apart, in pieces that fit {@code scores}. */
    void add(
            Kernels kernels,
            Running running,
            float[] query,
            int query0,
            float[] keys,
            int keys0,
            float[] values,
            int values0,
            int stride,
            int count,
            float[] scores,
            float[] out,
            int out0) {
        for (int done = 0; done < count; done += scores.length) {
            int n = Math.min(scores.length, count - done);
            kernels.scores(query, query0, keys, keys0 + done * stride, stride, n, size, scale, scores);
            float max = Math.max(running.max, kernels.maximum(scores, 0, n));
            float correction = (float) Math.exp(running.max - max);
            running.sum = running.sum * correction + kernels.exponentials(scores, n, max);
            running.max = max;
            if (correction != 1) {
                kernels.scale(correction, out, out0, size);
            }
            kernels.weightedSum(scores, values, values0 + done * stride, stride, n, size, out, out0);
        }
    }

    /** Ends a query. One that saw nothing yields zeros. */
    void end(Kernels kernels, Running running, float[] out, int out0) {
        if (running.sum > 0) {
            kernels.scale(1 / running.sum, out, out0, size);
        }
    }
}
