package blt4j.compute.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles for machines with sixteen vector registers: six rows of weights times two panels, twelve sums.
 *
 * <p>A core that shares its front end with another thread takes in about three instructions a cycle, and then what
 * counts is how many a multiplication needs besides itself. So a turn of the loop covers four inputs, whose places are
 * computed once. Before each of the four stands an exit that is never taken: without them the compiler loads all of a
 * turn's numbers before it multiplies any, runs out of registers, and takes twice as long.
 *
 * <p>Twelve sums, two panels' numbers and a weight fill all registers but one. The compiler finds the room in a loop
 * whose sums begin at zero and are only stored at its end, or in the order of {@link #across}, added to others there;
 * in other variants it may keep some in memory, and which ones depends on the garbage collector.
 *
 * <p>Four inputs of a row lie together, then the same four of the tile's next row, and so on to its last.
 */
final class NarrowTiles implements Tiles {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> QUADS = FloatVector.SPECIES_128;
    private static final int LANES = FLOATS.length();
    private static final int STRIDE = Kernels.STRIDE;

    /** Rows of a tile. */
    private static final int ROWS = 12;

    /** Inputs that lie together. */
    private static final int QUAD = 4;

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public void place(float[] row, int row0, int depth, float[] tile, int tile0, int i) {
        int at = tile0 + i * QUAD;
        int whole = depth / QUAD * QUAD;
        for (int k = 0; k < whole; k += QUAD) {
            FloatVector.fromArray(QUADS, row, row0 + k).intoArray(tile, at + k * ROWS);
        }
        for (int k = whole; k < depth; k++) {
            tile[at + whole * ROWS + k - whole] = row[row0 + k];
        }
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
        int whole = depth / QUAD * QUAD;
        // Sums that are to be added to others wait behind the tile.
        int sums = w0 + ROWS * Kernels.CHUNK;
        float[] target = add ? w : c;
        for (int p = 0; p < panels; p += 2) {
            int ap = a0 + p * aStep;
            int cp = c0 + p * cStep;
            boolean two = p + 1 < panels;
            int row = 0;
            for (int n = step(rows, two); n > 1; n = step(rows - row, two)) {
                int at = w0 + row * QUAD;
                int into = cp + row * LANES;
                int first = add ? sums : into;
                int second = add ? sums + n * LANES : into + cStep;
                if (n == 6 && two) {
                    sixByTwo(w, at, whole, a, ap, ap + aStep, target, first, second);
                } else if (n == 6) {
                    sixByOne(w, at, whole, a, ap, target, first);
                } else {
                    fourByTwo(w, at, whole, a, ap, ap + aStep, target, first, second);
                }
                if (add) {
                    addSums(w, first, n, c, into);
                }
                if (add && two) {
                    addSums(w, second, n, c, into + cStep);
                }
                row += n;
            }
            for (int q = p; q < Math.min(p + 2, panels); q++) {
                int aq = a0 + q * aStep;
                int cq = c0 + q * cStep;
                for (int i = row; i < rows; i++) {
                    single(w, w0 + i * QUAD, ROWS, 1, whole, a, aq, c, cq + i * LANES, add);
                }
                for (int k = whole; k < depth; k++) {
                    addInput(w, w0 + whole * ROWS + k - whole, QUAD, rows, a, aq + k * LANES, c, cq);
                }
            }
        }
    }

    /** How many of some rows to take next: six, on two panels also four, twice rather than six and two; 1 for single ones. */
    private static int step(int rows, boolean two) {
        if (rows >= 6 && !(two && rows == 8)) {
            return 6;
        }
        return two && rows >= 4 ? 4 : 1;
    }

    /** One row of weights by one panel; an input's weight is {@code next} from the one before, four inputs' {@code quad}. */
    private static void single(
            float[] w, int w0, int quad, int next, int depth, float[] a, int a0, float[] c, int c0, boolean add) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s0 = add ? FloatVector.fromArray(FLOATS, c, c0) : zero;
        FloatVector s1 = zero, s2 = zero, s3 = zero;
        for (int k = 0; k < depth; k += QUAD) {
            int p = w0 + k * quad;
            int q = a0 + k * LANES;
            FloatVector v = FloatVector.broadcast(FLOATS, w[p]);
            s0 = v.fma(FloatVector.fromArray(FLOATS, a, q), s0);
            v = FloatVector.broadcast(FLOATS, w[p + next]);
            s1 = v.fma(FloatVector.fromArray(FLOATS, a, q + LANES), s1);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * next]);
            s2 = v.fma(FloatVector.fromArray(FLOATS, a, q + 2 * LANES), s2);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * next]);
            s3 = v.fma(FloatVector.fromArray(FLOATS, a, q + 3 * LANES), s3);
        }
        s0.add(s1).add(s2.add(s3)).intoArray(c, c0);
    }

    /** Adds the sums of some rows. */
    private static void addSums(float[] sums, int sums0, int rows, float[] c, int c0) {
        for (int i = 0; i < rows * LANES; i += LANES) {
            FloatVector.fromArray(FLOATS, c, c0 + i)
                    .add(FloatVector.fromArray(FLOATS, sums, sums0 + i))
                    .intoArray(c, c0 + i);
        }
    }

    /** What one input adds to some rows, whose weights are {@code next} apart. */
    private static void addInput(float[] w, int w0, int next, int rows, float[] a, int a0, float[] c, int c0) {
        FloatVector x = FloatVector.fromArray(FLOATS, a, a0);
        for (int i = 0; i < rows; i++) {
            int at = c0 + i * LANES;
            x.fma(FloatVector.broadcast(FLOATS, w[w0 + i * next]), FloatVector.fromArray(FLOATS, c, at))
                    .intoArray(c, at);
        }
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
        int whole = depth / QUAD * QUAD;
        for (int p = 0; p < panels; p += 2) {
            int ap = a0 + p * aStep;
            int cp = c0 + p * cStep;
            boolean two = p + 1 < panels;
            int row = 0;
            for (int n = step(rows, two); n > 1; n = step(rows - row, two)) {
                int at = w0 + row;
                int into = cp + row * LANES;
                if (n == 6 && two) {
                    acrossSixByTwo(w, at, whole, a, ap, ap + aStep, c, into, into + cStep);
                } else if (n == 6) {
                    acrossSixByOne(w, at, whole, a, ap, c, into);
                } else {
                    acrossFourByTwo(w, at, whole, a, ap, ap + aStep, c, into, into + cStep);
                }
                row += n;
            }
            for (int q = p; q < Math.min(p + 2, panels); q++) {
                int aq = a0 + q * aStep;
                int cq = c0 + q * cStep;
                for (int i = row; i < rows; i++) {
                    single(w, w0 + i, STRIDE, STRIDE, whole, a, aq, c, cq + i * LANES, true);
                }
                for (int k = whole; k < depth; k++) {
                    addInput(w, w0 + k * STRIDE, 1, rows, a, aq + k * LANES, c, cq);
                }
            }
        }
    }

    // generated: narrow tiles
    private static void sixByTwo(float[] w, int w0, int depth, float[] a, int a0, int a1, float[] c, int c0, int c1) {
        int never1 = depth + 1;
        int never2 = depth + 2;
        int never3 = depth + 3;
        int never4 = depth + 4;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero, s40 = zero, s50 = zero;
        FloatVector s01 = zero, s11 = zero, s21 = zero, s31 = zero, s41 = zero, s51 = zero;
        for (int k = 0; k < depth; k += 4) {
            int p = w0 + k * ROWS;
            if (k == never4) {
                break;
            }
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector x1 = FloatVector.fromArray(FLOATS, a, a1 + k * LANES);
            FloatVector v = FloatVector.broadcast(FLOATS, w[p]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 4]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 8]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 12]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 16]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 20]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
            if (k == never1) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 1) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 1) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 1]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 5]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 9]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 13]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 17]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 21]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
            if (k == never2) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 2) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 2) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 2]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 6]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 10]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 14]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 18]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 22]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
            if (k == never3) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 3) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 3) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 3]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 7]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 11]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 15]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 19]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 23]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + LANES);
        s20.intoArray(c, c0 + 2 * LANES);
        s30.intoArray(c, c0 + 3 * LANES);
        s40.intoArray(c, c0 + 4 * LANES);
        s50.intoArray(c, c0 + 5 * LANES);
        s01.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s21.intoArray(c, c1 + 2 * LANES);
        s31.intoArray(c, c1 + 3 * LANES);
        s41.intoArray(c, c1 + 4 * LANES);
        s51.intoArray(c, c1 + 5 * LANES);
    }

    private static void sixByOne(float[] w, int w0, int depth, float[] a, int a0, float[] c, int c0) {
        int never1 = depth + 1;
        int never2 = depth + 2;
        int never3 = depth + 3;
        int never4 = depth + 4;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero, s40 = zero, s50 = zero;
        for (int k = 0; k < depth; k += 4) {
            int p = w0 + k * ROWS;
            if (k == never4) {
                break;
            }
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector v = FloatVector.broadcast(FLOATS, w[p]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + 4]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + 8]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + 12]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + 16]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + 20]);
            s50 = v.fma(x0, s50);
            if (k == never1) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 1) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 1]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + 5]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + 9]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + 13]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + 17]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + 21]);
            s50 = v.fma(x0, s50);
            if (k == never2) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 2) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 2]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + 6]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + 10]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + 14]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + 18]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + 22]);
            s50 = v.fma(x0, s50);
            if (k == never3) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 3) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 3]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + 7]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + 11]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + 15]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + 19]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + 23]);
            s50 = v.fma(x0, s50);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + LANES);
        s20.intoArray(c, c0 + 2 * LANES);
        s30.intoArray(c, c0 + 3 * LANES);
        s40.intoArray(c, c0 + 4 * LANES);
        s50.intoArray(c, c0 + 5 * LANES);
    }

    private static void fourByTwo(float[] w, int w0, int depth, float[] a, int a0, int a1, float[] c, int c0, int c1) {
        int never1 = depth + 1;
        int never2 = depth + 2;
        int never3 = depth + 3;
        int never4 = depth + 4;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero;
        FloatVector s01 = zero, s11 = zero, s21 = zero, s31 = zero;
        for (int k = 0; k < depth; k += 4) {
            int p = w0 + k * ROWS;
            if (k == never4) {
                break;
            }
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector x1 = FloatVector.fromArray(FLOATS, a, a1 + k * LANES);
            FloatVector v = FloatVector.broadcast(FLOATS, w[p]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 4]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 8]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 12]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            if (k == never1) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 1) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 1) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 1]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 5]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 9]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 13]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            if (k == never2) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 2) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 2) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 2]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 6]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 10]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 14]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            if (k == never3) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 3) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 3) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 3]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 7]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 11]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 15]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c0 + LANES);
        s20.intoArray(c, c0 + 2 * LANES);
        s30.intoArray(c, c0 + 3 * LANES);
        s01.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s21.intoArray(c, c1 + 2 * LANES);
        s31.intoArray(c, c1 + 3 * LANES);
    }

    private static void acrossSixByTwo(
            float[] w, int w0, int depth, float[] a, int a0, int a1, float[] c, int c0, int c1) {
        int never1 = depth + 1;
        int never2 = depth + 2;
        int never3 = depth + 3;
        int never4 = depth + 4;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero, s40 = zero, s50 = zero;
        FloatVector s01 = zero, s11 = zero, s21 = zero, s31 = zero, s41 = zero, s51 = zero;
        for (int k = 0; k < depth; k += 4) {
            int p = w0 + k * STRIDE;
            if (k == never4) {
                break;
            }
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector x1 = FloatVector.fromArray(FLOATS, a, a1 + k * LANES);
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
            if (k == never1) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 1) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 1) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 1]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 2]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 3]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 4]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 5]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
            if (k == never2) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 2) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 2) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 1]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 2]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 3]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 4]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 5]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
            if (k == never3) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 3) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 3) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 1]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 2]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 3]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 4]);
            s40 = v.fma(x0, s40);
            s41 = v.fma(x1, s41);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 5]);
            s50 = v.fma(x0, s50);
            s51 = v.fma(x1, s51);
        }
        s00.add(FloatVector.fromArray(FLOATS, c, c0)).intoArray(c, c0);
        s10.add(FloatVector.fromArray(FLOATS, c, c0 + LANES)).intoArray(c, c0 + LANES);
        s20.add(FloatVector.fromArray(FLOATS, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
        s30.add(FloatVector.fromArray(FLOATS, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
        s40.add(FloatVector.fromArray(FLOATS, c, c0 + 4 * LANES)).intoArray(c, c0 + 4 * LANES);
        s50.add(FloatVector.fromArray(FLOATS, c, c0 + 5 * LANES)).intoArray(c, c0 + 5 * LANES);
        s01.add(FloatVector.fromArray(FLOATS, c, c1)).intoArray(c, c1);
        s11.add(FloatVector.fromArray(FLOATS, c, c1 + LANES)).intoArray(c, c1 + LANES);
        s21.add(FloatVector.fromArray(FLOATS, c, c1 + 2 * LANES)).intoArray(c, c1 + 2 * LANES);
        s31.add(FloatVector.fromArray(FLOATS, c, c1 + 3 * LANES)).intoArray(c, c1 + 3 * LANES);
        s41.add(FloatVector.fromArray(FLOATS, c, c1 + 4 * LANES)).intoArray(c, c1 + 4 * LANES);
        s51.add(FloatVector.fromArray(FLOATS, c, c1 + 5 * LANES)).intoArray(c, c1 + 5 * LANES);
    }

    private static void acrossSixByOne(float[] w, int w0, int depth, float[] a, int a0, float[] c, int c0) {
        int never1 = depth + 1;
        int never2 = depth + 2;
        int never3 = depth + 3;
        int never4 = depth + 4;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero, s40 = zero, s50 = zero;
        for (int k = 0; k < depth; k += 4) {
            int p = w0 + k * STRIDE;
            if (k == never4) {
                break;
            }
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector v = FloatVector.broadcast(FLOATS, w[p]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + 1]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + 2]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + 3]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + 4]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + 5]);
            s50 = v.fma(x0, s50);
            if (k == never1) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 1) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 1]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 2]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 3]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 4]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 5]);
            s50 = v.fma(x0, s50);
            if (k == never2) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 2) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 1]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 2]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 3]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 4]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 5]);
            s50 = v.fma(x0, s50);
            if (k == never3) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 3) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE]);
            s00 = v.fma(x0, s00);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 1]);
            s10 = v.fma(x0, s10);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 2]);
            s20 = v.fma(x0, s20);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 3]);
            s30 = v.fma(x0, s30);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 4]);
            s40 = v.fma(x0, s40);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 5]);
            s50 = v.fma(x0, s50);
        }
        s00.add(FloatVector.fromArray(FLOATS, c, c0)).intoArray(c, c0);
        s10.add(FloatVector.fromArray(FLOATS, c, c0 + LANES)).intoArray(c, c0 + LANES);
        s20.add(FloatVector.fromArray(FLOATS, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
        s30.add(FloatVector.fromArray(FLOATS, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
        s40.add(FloatVector.fromArray(FLOATS, c, c0 + 4 * LANES)).intoArray(c, c0 + 4 * LANES);
        s50.add(FloatVector.fromArray(FLOATS, c, c0 + 5 * LANES)).intoArray(c, c0 + 5 * LANES);
    }

    private static void acrossFourByTwo(
            float[] w, int w0, int depth, float[] a, int a0, int a1, float[] c, int c0, int c1) {
        int never1 = depth + 1;
        int never2 = depth + 2;
        int never3 = depth + 3;
        int never4 = depth + 4;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector s00 = zero, s10 = zero, s20 = zero, s30 = zero;
        FloatVector s01 = zero, s11 = zero, s21 = zero, s31 = zero;
        for (int k = 0; k < depth; k += 4) {
            int p = w0 + k * STRIDE;
            if (k == never4) {
                break;
            }
            FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
            FloatVector x1 = FloatVector.fromArray(FLOATS, a, a1 + k * LANES);
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
            if (k == never1) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 1) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 1) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 1]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 2]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + STRIDE + 3]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            if (k == never2) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 2) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 2) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 1]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 2]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 2 * STRIDE + 3]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
            if (k == never3) {
                break;
            }
            x0 = FloatVector.fromArray(FLOATS, a, a0 + (k + 3) * LANES);
            x1 = FloatVector.fromArray(FLOATS, a, a1 + (k + 3) * LANES);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE]);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 1]);
            s10 = v.fma(x0, s10);
            s11 = v.fma(x1, s11);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 2]);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            v = FloatVector.broadcast(FLOATS, w[p + 3 * STRIDE + 3]);
            s30 = v.fma(x0, s30);
            s31 = v.fma(x1, s31);
        }
        s00.add(FloatVector.fromArray(FLOATS, c, c0)).intoArray(c, c0);
        s10.add(FloatVector.fromArray(FLOATS, c, c0 + LANES)).intoArray(c, c0 + LANES);
        s20.add(FloatVector.fromArray(FLOATS, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
        s30.add(FloatVector.fromArray(FLOATS, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
        s01.add(FloatVector.fromArray(FLOATS, c, c1)).intoArray(c, c1);
        s11.add(FloatVector.fromArray(FLOATS, c, c1 + LANES)).intoArray(c, c1 + LANES);
        s21.add(FloatVector.fromArray(FLOATS, c, c1 + 2 * LANES)).intoArray(c, c1 + 2 * LANES);
        s31.add(FloatVector.fromArray(FLOATS, c, c1 + 3 * LANES)).intoArray(c, c1 + 3 * LANES);
    }
    // end of narrow tiles
}
