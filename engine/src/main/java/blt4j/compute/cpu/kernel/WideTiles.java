package blt4j.compute.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles for machines with thirty-two vector registers: eight rows of weights times two panels, sixteen sums. */
final class WideTiles implements Tiles {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int STRIDE = Kernels.STRIDE;

    /** Rows of a tile. */
    private static final int ROWS = 8;

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public void place(float[] row, int row0, int depth, float[] tile, int tile0, int i) {
        System.arraycopy(row, row0, tile, tile0 + i * STRIDE, depth);
    }

    @Override
    public void tile(
            float[] w,
            int w0,
            int rows,
            int depth,
            float[] a,
            int a0,
            int aStep,
            int panels,
            float[] c,
            int c0,
            int cStep,
            boolean add) {
        if (rows < ROWS) {
            for (int i = 0; i < rows * panels; i++) {
                int panel = i / rows;
                int row = i % rows;
                single(w, w0 + row * STRIDE, 1, depth, a, a0 + panel * aStep, c, c0 + panel * cStep + row * LANES, add);
            }
            return;
        }
        int p = 0;
        for (; p + 2 <= panels; p += 2) {
            int ap = a0 + p * aStep;
            int cp = c0 + p * cStep;
            eightByTwo(w, w0, depth, a, ap, ap + aStep, c, cp, cp + cStep, add);
        }
        if (p < panels) {
            eightByOne(w, w0, depth, a, a0 + p * aStep, c, c0 + p * cStep, add);
        }
    }

    /** A row by a panel, its weights {@code step} apart. */
    private static void single(
            float[] w, int w0, int step, int depth, float[] a, int a0, float[] c, int c0, boolean add) {
        FloatVector sum = add ? FloatVector.fromArray(FLOATS, c, c0) : FloatVector.zero(FLOATS);
        for (int k = 0; k < depth; k++) {
            FloatVector v = FloatVector.broadcast(FLOATS, w[w0 + k * step]);
            sum = FloatVector.fromArray(FLOATS, a, a0 + k * LANES).fma(v, sum);
        }
        sum.intoArray(c, c0);
    }

    @Override
    public void across(
            float[] w,
            int w0,
            int rows,
            int depth,
            float[] a,
            int a0,
            int aStep,
            int panels,
            float[] c,
            int c0,
            int cStep) {
        int row = 0;
        for (; row + ROWS <= rows; row += ROWS) {
            int p = 0;
            int cp = c0 + row * LANES;
            for (; p + 2 <= panels; p += 2, cp += 2 * cStep) {
                int ap = a0 + p * aStep;
                acrossEightByTwo(w, w0 + row, depth, a, ap, ap + aStep, c, cp, cp + cStep);
            }
            if (p < panels) {
                acrossEightByOne(w, w0 + row, depth, a, a0 + p * aStep, c, cp);
            }
        }
        for (; row < rows; row++) {
            for (int p = 0; p < panels; p++) {
                single(w, w0 + row, STRIDE, depth, a, a0 + p * aStep, c, c0 + p * cStep + row * LANES, true);
            }
        }
    }

    // generated: wide tiles
    private static void eightByTwo(
            float[] w, int w0, int depth, float[] a, int a0, int a1, float[] c, int c0, int c1, boolean add) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero, s40 = zero, s50 = zero, s60 = zero, s70 = zero;
        FloatVector s01 = zero, s11 = zero, s21 = zero, s31 = zero, s41 = zero, s51 = zero, s61 = zero, s71 = zero;
        for (int k = 0; k < depth; k++) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector x1 = FloatVector.fromArray(FLOATS, a, a1 + k * LANES);
            int p = w0 + k;
            FloatVector v = FloatVector.broadcast(FLOATS, w[p]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 4 * STRIDE]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 5 * STRIDE]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
            v = FloatVector.broadcast(FLOATS, w[p + 6 * STRIDE]);
            s60 = v.fma(x0, s60);
            s61 = v.fma(x1, s61);
            v = FloatVector.broadcast(FLOATS, w[p + 7 * STRIDE]);
            s70 = v.fma(x0, s70);
            s71 = v.fma(x1, s71);
        }
        if (add) {
            s00.add(FloatVector.fromArray(FLOATS, c, c0)).intoArray(c, c0);
            s10.add(FloatVector.fromArray(FLOATS, c, c0 + LANES)).intoArray(c, c0 + LANES);
            s20.add(FloatVector.fromArray(FLOATS, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
            s30.add(FloatVector.fromArray(FLOATS, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
            s40.add(FloatVector.fromArray(FLOATS, c, c0 + 4 * LANES)).intoArray(c, c0 + 4 * LANES);
            s50.add(FloatVector.fromArray(FLOATS, c, c0 + 5 * LANES)).intoArray(c, c0 + 5 * LANES);
            s60.add(FloatVector.fromArray(FLOATS, c, c0 + 6 * LANES)).intoArray(c, c0 + 6 * LANES);
            s70.add(FloatVector.fromArray(FLOATS, c, c0 + 7 * LANES)).intoArray(c, c0 + 7 * LANES);
            s01.add(FloatVector.fromArray(FLOATS, c, c1)).intoArray(c, c1);
            s11.add(FloatVector.fromArray(FLOATS, c, c1 + LANES)).intoArray(c, c1 + LANES);
            s21.add(FloatVector.fromArray(FLOATS, c, c1 + 2 * LANES)).intoArray(c, c1 + 2 * LANES);
            s31.add(FloatVector.fromArray(FLOATS, c, c1 + 3 * LANES)).intoArray(c, c1 + 3 * LANES);
            s41.add(FloatVector.fromArray(FLOATS, c, c1 + 4 * LANES)).intoArray(c, c1 + 4 * LANES);
            s51.add(FloatVector.fromArray(FLOATS, c, c1 + 5 * LANES)).intoArray(c, c1 + 5 * LANES);
            s61.add(FloatVector.fromArray(FLOATS, c, c1 + 6 * LANES)).intoArray(c, c1 + 6 * LANES);
            s71.add(FloatVector.fromArray(FLOATS, c, c1 + 7 * LANES)).intoArray(c, c1 + 7 * LANES);
            return;
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + LANES);
        s20.intoArray(c, c0 + 2 * LANES);
        s30.intoArray(c, c0 + 3 * LANES);
        s40.intoArray(c, c0 + 4 * LANES);
        s50.intoArray(c, c0 + 5 * LANES);
        s60.intoArray(c, c0 + 6 * LANES);
        s70.intoArray(c, c0 + 7 * LANES);
        s01.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s21.intoArray(c, c1 + 2 * LANES);
        s31.intoArray(c, c1 + 3 * LANES);
        s41.intoArray(c, c1 + 4 * LANES);
        s51.intoArray(c, c1 + 5 * LANES);
        s61.intoArray(c, c1 + 6 * LANES);
        s71.intoArray(c, c1 + 7 * LANES);
    }

    private static void eightByOne(float[] w, int w0, int depth, float[] a, int a0, float[] c, int c0, boolean add) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
        for (int k = 0; k < depth; k++) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            int p = w0 + k;
            s0 = FloatVector.broadcast(FLOATS, w[p]).fma(x, s0);
            s1 = FloatVector.broadcast(FLOATS, w[p + STRIDE]).fma(x, s1);
            s2 = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE]).fma(x, s2);
            s3 = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE]).fma(x, s3);
            s4 = FloatVector.broadcast(FLOATS, w[p + 4 * STRIDE]).fma(x, s4);
            s5 = FloatVector.broadcast(FLOATS, w[p + 5 * STRIDE]).fma(x, s5);
            s6 = FloatVector.broadcast(FLOATS, w[p + 6 * STRIDE]).fma(x, s6);
            s7 = FloatVector.broadcast(FLOATS, w[p + 7 * STRIDE]).fma(x, s7);
        }
        if (add) {
            s0.add(FloatVector.fromArray(FLOATS, c, c0)).intoArray(c, c0);
            s1.add(FloatVector.fromArray(FLOATS, c, c0 + LANES)).intoArray(c, c0 + LANES);
            s2.add(FloatVector.fromArray(FLOATS, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
            s3.add(FloatVector.fromArray(FLOATS, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
            s4.add(FloatVector.fromArray(FLOATS, c, c0 + 4 * LANES)).intoArray(c, c0 + 4 * LANES);
            s5.add(FloatVector.fromArray(FLOATS, c, c0 + 5 * LANES)).intoArray(c, c0 + 5 * LANES);
            s6.add(FloatVector.fromArray(FLOATS, c, c0 + 6 * LANES)).intoArray(c, c0 + 6 * LANES);
            s7.add(FloatVector.fromArray(FLOATS, c, c0 + 7 * LANES)).intoArray(c, c0 + 7 * LANES);
            return;
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c0 + LANES);
        s2.intoArray(c, c0 + 2 * LANES);
        s3.intoArray(c, c0 + 3 * LANES);
        s4.intoArray(c, c0 + 4 * LANES);
        s5.intoArray(c, c0 + 5 * LANES);
        s6.intoArray(c, c0 + 6 * LANES);
        s7.intoArray(c, c0 + 7 * LANES);
    }

    private static void acrossEightByTwo(
            float[] w, int w0, int depth, float[] a, int a0, int a1, float[] c, int c0, int c1) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero, s40 = zero, s50 = zero, s60 = zero, s70 = zero;
        FloatVector s01 = zero, s11 = zero, s21 = zero, s31 = zero, s41 = zero, s51 = zero, s61 = zero, s71 = zero;
        for (int k = 0; k < depth; k++) {
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector x1 = FloatVector.fromArray(FLOATS, a, a1 + k * LANES);
            int p = w0 + k * STRIDE;
            FloatVector v = FloatVector.broadcast(FLOATS, w[p]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 1]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 2]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 3]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 4]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 5]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
            v = FloatVector.broadcast(FLOATS, w[p + 6]);
            s60 = v.fma(x0, s60);
            s61 = v.fma(x1, s61);
            v = FloatVector.broadcast(FLOATS, w[p + 7]);
            s70 = v.fma(x0, s70);
            s71 = v.fma(x1, s71);
        }
        s00.add(FloatVector.fromArray(FLOATS, c, c0)).intoArray(c, c0);
        s10.add(FloatVector.fromArray(FLOATS, c, c0 + LANES)).intoArray(c, c0 + LANES);
        s20.add(FloatVector.fromArray(FLOATS, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
        s30.add(FloatVector.fromArray(FLOATS, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
        s40.add(FloatVector.fromArray(FLOATS, c, c0 + 4 * LANES)).intoArray(c, c0 + 4 * LANES);
        s50.add(FloatVector.fromArray(FLOATS, c, c0 + 5 * LANES)).intoArray(c, c0 + 5 * LANES);
        s60.add(FloatVector.fromArray(FLOATS, c, c0 + 6 * LANES)).intoArray(c, c0 + 6 * LANES);
        s70.add(FloatVector.fromArray(FLOATS, c, c0 + 7 * LANES)).intoArray(c, c0 + 7 * LANES);
        s01.add(FloatVector.fromArray(FLOATS, c, c1)).intoArray(c, c1);
        s11.add(FloatVector.fromArray(FLOATS, c, c1 + LANES)).intoArray(c, c1 + LANES);
        s21.add(FloatVector.fromArray(FLOATS, c, c1 + 2 * LANES)).intoArray(c, c1 + 2 * LANES);
        s31.add(FloatVector.fromArray(FLOATS, c, c1 + 3 * LANES)).intoArray(c, c1 + 3 * LANES);
        s41.add(FloatVector.fromArray(FLOATS, c, c1 + 4 * LANES)).intoArray(c, c1 + 4 * LANES);
        s51.add(FloatVector.fromArray(FLOATS, c, c1 + 5 * LANES)).intoArray(c, c1 + 5 * LANES);
        s61.add(FloatVector.fromArray(FLOATS, c, c1 + 6 * LANES)).intoArray(c, c1 + 6 * LANES);
        s71.add(FloatVector.fromArray(FLOATS, c, c1 + 7 * LANES)).intoArray(c, c1 + 7 * LANES);
    }

    private static void acrossEightByOne(float[] w, int w0, int depth, float[] a, int a0, float[] c, int c0) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
        for (int k = 0; k < depth; k++) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            int p = w0 + k * STRIDE;
            s0 = FloatVector.broadcast(FLOATS, w[p]).fma(x, s0);
            s1 = FloatVector.broadcast(FLOATS, w[p + 1]).fma(x, s1);
            s2 = FloatVector.broadcast(FLOATS, w[p + 2]).fma(x, s2);
            s3 = FloatVector.broadcast(FLOATS, w[p + 3]).fma(x, s3);
            s4 = FloatVector.broadcast(FLOATS, w[p + 4]).fma(x, s4);
            s5 = FloatVector.broadcast(FLOATS, w[p + 5]).fma(x, s5);
            s6 = FloatVector.broadcast(FLOATS, w[p + 6]).fma(x, s6);
            s7 = FloatVector.broadcast(FLOATS, w[p + 7]).fma(x, s7);
        }
        s0.add(FloatVector.fromArray(FLOATS, c, c0)).intoArray(c, c0);
        s1.add(FloatVector.fromArray(FLOATS, c, c0 + LANES)).intoArray(c, c0 + LANES);
        s2.add(FloatVector.fromArray(FLOATS, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
        s3.add(FloatVector.fromArray(FLOATS, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
        s4.add(FloatVector.fromArray(FLOATS, c, c0 + 4 * LANES)).intoArray(c, c0 + 4 * LANES);
        s5.add(FloatVector.fromArray(FLOATS, c, c0 + 5 * LANES)).intoArray(c, c0 + 5 * LANES);
        s6.add(FloatVector.fromArray(FLOATS, c, c0 + 6 * LANES)).intoArray(c, c0 + 6 * LANES);
        s7.add(FloatVector.fromArray(FLOATS, c, c0 + 7 * LANES)).intoArray(c, c0 + 7 * LANES);
    }
    // end of wide tiles
}
