package blt4j.compute.cpu;

import java.util.Arrays;

/**
 * {@code out = keep · out + weight · in} over panels.
 *
 * <p>A tile of weights, 8 rows by up to 256 inputs, is converted to float32 once and then multiplied with every panel
 * of the run: the tile stays in the nearest cache, the panels' 256 inputs in the next one.
 */
record PanelMatMul(Kernels kernels, Slot in, Matrix weight, float keep, Slot out, Claims claims) implements Step {
    /** Tiles that a thread takes at a time, at most: enough that the panels stay in the cache from one to the next. */
    private static final int TOGETHER = 8;

    /** How many times a thread takes some, at least. */
    private static final int TURNS = 4;

    PanelMatMul(Kernels kernels, Slot in, Matrix weight, float keep, Slot out) {
        this(kernels, in, weight, keep, out, new Claims());
    }

    @Override
    public void run(Frame f, int thread) {
        int tiles = Math.ceilDiv(weight.rows(), Kernels.TILE);
        if (f.threads == 1) {
            multiply(f, thread, 0, tiles);
            return;
        }
        int size = Math.clamp(tiles / (TURNS * f.threads), 1, TOGETHER);
        for (int from = claims.next(f.run) * size; from < tiles; from = claims.next(f.run) * size) {
            multiply(f, thread, from, Math.min(from + size, tiles));
        }
    }

    private void multiply(Frame f, int thread, int from, int to) {
        float[] tile = f.scratch[thread].tile;
        for (int k = 0; k < weight.columns(); k += Kernels.CHUNK) {
            int depth = Math.min(Kernels.CHUNK, weight.columns() - k);
            for (int t = from; t < to; t++) {
                int row = t * Kernels.TILE;
                int rows = Math.min(Kernels.TILE, weight.rows() - row);
                for (int i = 0; i < rows; i++) {
                    kernels.unpack(weight, row + i, k, depth, tile, i * Kernels.STRIDE);
                }
                multiply(f, thread, tile, row, rows, k, depth);
            }
        }
    }

    private void multiply(Frame f, int thread, float[] tile, int row, int rows, int k, int depth) {
        int lanes = kernels.lanes();
        float[] a = in.array(f, thread);
        float[] c = out.array(f, thread);
        int aStep = in.width() * lanes;
        int cStep = out.width() * lanes;
        for (int slice = 0; slice < in.width() / weight.columns(); slice++) {
            int a0 = (slice * weight.columns() + k) * lanes;
            int c0 = (slice * weight.rows() + row) * lanes;
            boolean whole = rows == Kernels.TILE;
            boolean add = !whole || k > 0 || keep != 0;
            if (k == 0 && add) {
                begin(c, c0, cStep, f.panels, rows * lanes);
            }
            if (whole) {
                kernels.tile(tile, 0, depth, a, a0, aStep, f.panels, c, c0, cStep, add);
            } else {
                rest(tile, rows, depth, a, a0, aStep, f.panels, c, c0, cStep);
            }
        }
    }

    /** What was there before stays, is multiplied, or is forgotten whatever it was. */
    private void begin(float[] c, int c0, int cStep, int panels, int count) {
        for (int p = 0; p < panels; p++) {
            if (keep == 0) {
                Arrays.fill(c, c0 + p * cStep, c0 + p * cStep + count, 0);
            } else if (keep != 1) {
                kernels.scale(keep, c, c0 + p * cStep, count);
            }
        }
    }

    private void rest(
            float[] tile, int rows, int depth, float[] a, int a0, int aStep, int panels, float[] c, int c0, int cStep) {
        for (int p = 0; p < panels; p++) {
            for (int i = 0; i < rows; i++) {
                int at = c0 + p * cStep + i * kernels.lanes();
                kernels.tileRow(tile, i * Kernels.STRIDE, depth, a, a0 + p * aStep, c, at);
            }
        }
    }
}
