package blt4j.compute.cpu.plan;

import blt4j.compute.cpu.kernel.Kernels;
import blt4j.compute.cpu.kernel.Matrix;
import blt4j.compute.cpu.plan.RunContext.Scratch;
import blt4j.compute.cpu.thread.WorkCounter;

/**
 * {@code out = beta · out + weight · in} over panels.
 *
 * <p>A tile of weights, some rows by up to 256 inputs, is converted to float32 once and then multiplied with every panel
 * of the run: the tile stays in the nearest cache, the panels' 256 inputs in the next one.
 */
public record PanelMatMul(Operand in, Matrix weight, float beta, Operand out, WorkCounter claims) implements Step {
    /** Tiles that a thread takes at a time, at most: enough that the panels stay in the cache from one to the next. */
    private static final int TOGETHER = 8;

    /** Of what is left, a thread takes at most its share divided by this: shares shrink, so that threads end together. */
    private static final int SHRINK = 2;

    PanelMatMul(Operand in, Matrix weight, float beta, Operand out) {
        this(in, weight, beta, out, new WorkCounter());
    }

    @Override
    public void run(RunContext f, int thread) {
        int tiles = Math.ceilDiv(weight.rows(), f.kernels.tileRows());
        if (f.threads == 1) {
            multiply(f, thread, 0, tiles);
            return;
        }
        int from = 0;
        int taken = 0;
        for (int next = claims.next(f.run); from < tiles; from += size(tiles - from, f.threads)) {
            if (taken++ == next) {
                multiply(f, thread, from, from + size(tiles - from, f.threads));
                next = claims.next(f.run);
            }
        }
    }

    /** How many of the tiles that are left make the next share. */
    private static int size(int left, int threads) {
        return Math.clamp(left / (SHRINK * threads), 1, TOGETHER);
    }

    private void multiply(RunContext f, int thread, int from, int to) {
        Scratch s = f.scratch[thread];
        for (int k = 0; k < weight.columns(); k += Kernels.CHUNK) {
            int depth = Math.min(Kernels.CHUNK, weight.columns() - k);
            for (int t = from; t < to; t++) {
                int row = t * f.kernels.tileRows();
                int rows = Math.min(f.kernels.tileRows(), weight.rows() - row);
                f.kernels.packTile(weight, row, rows, k, depth, s.tile, s.spare);
                multiply(f, thread, s.tile, row, rows, k, depth);
            }
        }
    }

    private void multiply(RunContext f, int thread, float[] tile, int row, int rows, int k, int depth) {
        int lanes = f.kernels.lanes();
        float[] a = in.array(f, thread);
        float[] c = out.array(f, thread);
        int aStep = in.width() * lanes;
        int cStep = out.width() * lanes;
        for (int slice = 0; slice < in.width() / weight.columns(); slice++) {
            int a0 = (slice * weight.columns() + k) * lanes;
            int c0 = (slice * weight.rows() + row) * lanes;
            if (k == 0 && beta != 0 && beta != 1) {
                for (int p = 0; p < f.panels; p++) {
                    f.kernels.scale(beta, c, c0 + p * cStep, rows * lanes);
                }
            }
            f.kernels.tile(tile, 0, rows, depth, a, a0, aStep, f.panels, c, c0, cStep, k > 0 || beta != 0);
        }
    }
}
