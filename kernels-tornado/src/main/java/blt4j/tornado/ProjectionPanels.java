package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/**
 * Projections of many rows for a device that is a CPU, as {@link ProjectionKernels#tile} does them for others. There a
 * work-group is one thread that takes turns at being each of the group's, so barriers and local memory cost and gain
 * nothing: one thread does all by itself, eight inputs at a time as a processor's registers hold them.
 */
final class ProjectionPanels {
    /** Outputs of a panel. */
    static final int OUTPUTS = 4;

    /** Rows of a panel: they find its weights in the nearest cache. */
    static final int ROWS = 16;

    private static final int LANES = 8;

    private ProjectionPanels() {}

    /** The numbers of a projection's matrices. */
    static int numbers(Fused.Projection projection) {
        return projection.matrices().stream()
                .mapToInt(m -> m.weight().rows() * m.weight().columns())
                .sum();
    }

    /**
     * Brings a projection's matrices to 32 bits, one after the other from the beginning of {@code wide} on, for
     * {@link #panel}, which reads each number several times. Threads: a row of a matrix each.
     *
     * @param numbers what narrow weights are read by
     * @param narrow holds the matrices
     * @param format of the matrices, as {@link Narrow} numbers them
     */
    static void widen(
            KernelContext context, IntArray op, FloatArray numbers, LongArray narrow, FloatArray wide, int format) {
        int width = op.get(OpTable.WIDTH);
        int row = context.globalIdx;
        int matrix = OpTable.MATRICES;
        int own = row;
        for (int m = 1; m < OpTable.MAX_MATRICES; m++) {
            if (own >= op.get(matrix + 2)) {
                own -= op.get(matrix + 2);
                matrix += OpTable.MATRIX;
            }
        }
        int quads = own < op.get(matrix + 2) ? width / Narrow.QUAD : 0;
        int from = (op.get(matrix) + own * width) / Narrow.QUAD;
        int to = row * width;
        for (int q = 0; q < quads; q++) {
            long quad = narrow.get(from + q);
            int first = (int) quad;
            int second = (int) (quad >> 32);
            wide.set(to + 4 * q, Narrow.low(numbers, format, first));
            wide.set(to + 4 * q + 1, Narrow.low(numbers, format, first >> 16));
            wide.set(to + 4 * q + 2, Narrow.low(numbers, format, second));
            wide.set(to + 4 * q + 3, Narrow.low(numbers, format, second >> 16));
        }
    }

    /** {@link #widen} of matrices in 8 bits, whose rows' scales are among the {@code numbers}. */
    static void widenBytes(KernelContext context, IntArray op, FloatArray numbers, LongArray narrow, FloatArray wide) {
        int width = op.get(OpTable.WIDTH);
        int row = context.globalIdx;
        int matrix = OpTable.MATRICES;
        int scales = OpTable.SCALES;
        int own = row;
        for (int m = 1; m < OpTable.MAX_MATRICES; m++) {
            if (own >= op.get(matrix + 2)) {
                own -= op.get(matrix + 2);
                matrix += OpTable.MATRIX;
                scales++;
            }
        }
        int octets = own < op.get(matrix + 2) ? width / Narrow.OCTET : 0;
        int from = (op.get(matrix) + own * width) / Narrow.OCTET;
        float scale = numbers.get(op.get(scales) + (octets > 0 ? own : 0));
        int to = row * width;
        for (int o = 0; o < octets; o++) {
            long octet = narrow.get(from + o);
            int low = (int) octet;
            int high = (int) (octet >> 32);
            wide.set(to + 8 * o, scale * (low << 24 >> 24));
            wide.set(to + 8 * o + 1, scale * (low << 16 >> 24));
            wide.set(to + 8 * o + 2, scale * (low << 8 >> 24));
            wide.set(to + 8 * o + 3, scale * (low >> 24));
            wide.set(to + 8 * o + 4, scale * (high << 24 >> 24));
            wide.set(to + 8 * o + 5, scale * (high << 16 >> 24));
            wide.set(to + 8 * o + 6, scale * (high << 8 >> 24));
            wide.set(to + 8 * o + 7, scale * (high >> 24));
        }
    }

    /**
     * For many rows and weights in 32 bits. A thread by itself: in x over {@value #OUTPUTS} outputs of one matrix after the
     * other (half as many when gated), in y over {@value #ROWS} rows · slices.
     *
     * @param numbers holds the gain and behind it the epsilon, where normed
     * @param wide holds the matrices
     * @param normed 1 if the input is normed
     * @param gated 1 if there are two matrices, a gate and what it is applied to, and one output
     * @param rotated how many matrices' results are rotated
     */
    static void panel(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            FloatArray wide,
            FloatArray state,
            int normed,
            int gated,
            int rotated) {
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int per = gated == 1 ? OUTPUTS / 2 : OUTPUTS;
        int block = context.globalIdx;
        int matrix = ProjectionKernels.matrix(op, per, gated, block);
        int output = (block - ProjectionKernels.firstBlock(op, per, matrix)) * per;
        int outputs = op.get(matrix + 2);
        int own = op.get(matrix);
        int second = gated == 1 ? op.get(matrix + OpTable.MATRIX) : own;
        int a = own + output * width;
        int b = own + TornadoMath.min(output + 1, outputs - 1) * width;
        int c = second + (gated == 1 ? output : TornadoMath.min(output + 2, outputs - 1)) * width;
        int d = second + TornadoMath.min(gated == 1 ? output + 1 : output + 3, outputs - 1) * width;
        int gain = op.get(OpTable.NUMBERS);
        int rows = StepArray.rows(step, op) * slices;
        int first = context.globalIdy * ROWS;
        int end = TornadoMath.min(first + ROWS, rows);
        int body = width / LANES * LANES;
        for (int r = first; r < end; r += 2) {
            int x = ProjectionKernels.input(step, op, slices, width, r);
            int y = ProjectionKernels.input(step, op, slices, width, TornadoMath.min(r + 1, rows - 1));
            Float8 ax = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 bx = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 cx = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 dx = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 ay = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 by = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 cy = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 dy = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 qx = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            Float8 qy = new Float8(0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f);
            for (int i = 0; i < body; i += LANES) {
                Float8 u = new Float8(
                        state.get(x + i),
                        state.get(x + i + 1),
                        state.get(x + i + 2),
                        state.get(x + i + 3),
                        state.get(x + i + 4),
                        state.get(x + i + 5),
                        state.get(x + i + 6),
                        state.get(x + i + 7));
                Float8 v = new Float8(
                        state.get(y + i),
                        state.get(y + i + 1),
                        state.get(y + i + 2),
                        state.get(y + i + 3),
                        state.get(y + i + 4),
                        state.get(y + i + 5),
                        state.get(y + i + 6),
                        state.get(y + i + 7));
                if (normed == 1) {
                    qx = Float8.add(qx, Float8.mult(u, u));
                    qy = Float8.add(qy, Float8.mult(v, v));
                    Float8 g = new Float8(
                            numbers.get(gain + i),
                            numbers.get(gain + i + 1),
                            numbers.get(gain + i + 2),
                            numbers.get(gain + i + 3),
                            numbers.get(gain + i + 4),
                            numbers.get(gain + i + 5),
                            numbers.get(gain + i + 6),
                            numbers.get(gain + i + 7));
                    u = Float8.mult(u, g);
                    v = Float8.mult(v, g);
                }
                Float8 wa = new Float8(
                        wide.get(a + i),
                        wide.get(a + i + 1),
                        wide.get(a + i + 2),
                        wide.get(a + i + 3),
                        wide.get(a + i + 4),
                        wide.get(a + i + 5),
                        wide.get(a + i + 6),
                        wide.get(a + i + 7));
                ax = Float8.add(ax, Float8.mult(wa, u));
                ay = Float8.add(ay, Float8.mult(wa, v));
                Float8 wb = new Float8(
                        wide.get(b + i),
                        wide.get(b + i + 1),
                        wide.get(b + i + 2),
                        wide.get(b + i + 3),
                        wide.get(b + i + 4),
                        wide.get(b + i + 5),
                        wide.get(b + i + 6),
                        wide.get(b + i + 7));
                bx = Float8.add(bx, Float8.mult(wb, u));
                by = Float8.add(by, Float8.mult(wb, v));
                Float8 wc = new Float8(
                        wide.get(c + i),
                        wide.get(c + i + 1),
                        wide.get(c + i + 2),
                        wide.get(c + i + 3),
                        wide.get(c + i + 4),
                        wide.get(c + i + 5),
                        wide.get(c + i + 6),
                        wide.get(c + i + 7));
                cx = Float8.add(cx, Float8.mult(wc, u));
                cy = Float8.add(cy, Float8.mult(wc, v));
                Float8 wd = new Float8(
                        wide.get(d + i),
                        wide.get(d + i + 1),
                        wide.get(d + i + 2),
                        wide.get(d + i + 3),
                        wide.get(d + i + 4),
                        wide.get(d + i + 5),
                        wide.get(d + i + 6),
                        wide.get(d + i + 7));
                dx = Float8.add(dx, Float8.mult(wd, u));
                dy = Float8.add(dy, Float8.mult(wd, v));
            }
            float a0 = ax.getS0()
                    + ax.getS1()
                    + (ax.getS2() + ax.getS3())
                    + (ax.getS4() + ax.getS5() + (ax.getS6() + ax.getS7()));
            float b0 = bx.getS0()
                    + bx.getS1()
                    + (bx.getS2() + bx.getS3())
                    + (bx.getS4() + bx.getS5() + (bx.getS6() + bx.getS7()));
            float c0 = cx.getS0()
                    + cx.getS1()
                    + (cx.getS2() + cx.getS3())
                    + (cx.getS4() + cx.getS5() + (cx.getS6() + cx.getS7()));
            float d0 = dx.getS0()
                    + dx.getS1()
                    + (dx.getS2() + dx.getS3())
                    + (dx.getS4() + dx.getS5() + (dx.getS6() + dx.getS7()));
            float a1 = ay.getS0()
                    + ay.getS1()
                    + (ay.getS2() + ay.getS3())
                    + (ay.getS4() + ay.getS5() + (ay.getS6() + ay.getS7()));
            float b1 = by.getS0()
                    + by.getS1()
                    + (by.getS2() + by.getS3())
                    + (by.getS4() + by.getS5() + (by.getS6() + by.getS7()));
            float c1 = cy.getS0()
                    + cy.getS1()
                    + (cy.getS2() + cy.getS3())
                    + (cy.getS4() + cy.getS5() + (cy.getS6() + cy.getS7()));
            float d1 = dy.getS0()
                    + dy.getS1()
                    + (dy.getS2() + dy.getS3())
                    + (dy.getS4() + dy.getS5() + (dy.getS6() + dy.getS7()));
            float s0 = qx.getS0()
                    + qx.getS1()
                    + (qx.getS2() + qx.getS3())
                    + (qx.getS4() + qx.getS5() + (qx.getS6() + qx.getS7()));
            float s1 = qy.getS0()
                    + qy.getS1()
                    + (qy.getS2() + qy.getS3())
                    + (qy.getS4() + qy.getS5() + (qy.getS6() + qy.getS7()));
            for (int i = body; i < width; i++) {
                float u = state.get(x + i);
                float v = state.get(y + i);
                if (normed == 1) {
                    s0 += u * u;
                    s1 += v * v;
                    u *= numbers.get(gain + i);
                    v *= numbers.get(gain + i);
                }
                a0 += wide.get(a + i) * u;
                b0 += wide.get(b + i) * u;
                c0 += wide.get(c + i) * u;
                d0 += wide.get(d + i) * u;
                a1 += wide.get(a + i) * v;
                b1 += wide.get(b + i) * v;
                c1 += wide.get(c + i) * v;
                d1 += wide.get(d + i) * v;
            }
            float scale0 = 1f;
            float scale1 = 1f;
            if (normed == 1) {
                float epsilon = numbers.get(gain + width);
                scale0 = 1f / TornadoMath.sqrt(s0 / width + epsilon);
                scale1 = 1f / TornadoMath.sqrt(s1 / width + epsilon);
            }
            int to0 = ProjectionKernels.target(step, op, matrix, r, rows);
            int to1 = ProjectionKernels.target(step, op, matrix, r + 1, rows);
            if (gated == 1) {
                ProjectionKernels.putGated(state, to0, output, outputs, a0 * scale0, c0 * scale0);
                ProjectionKernels.putGated(state, to0, output + 1, outputs, b0 * scale0, d0 * scale0);
                ProjectionKernels.putGated(state, to1, output, outputs, a1 * scale1, c1 * scale1);
                ProjectionKernels.putGated(state, to1, output + 1, outputs, b1 * scale1, d1 * scale1);
            } else {
                int rotates = rotated > 0 && ProjectionKernels.isRotated(matrix, rotated) ? 1 : 0;
                int far = output + 2;
                ProjectionKernels.putPair(
                        step, op, state, to0, r, output, outputs, rotated, rotates, a0 * scale0, b0 * scale0);
                ProjectionKernels.putPair(
                        step, op, state, to0, r, far, outputs, rotated, rotates, c0 * scale0, d0 * scale0);
                ProjectionKernels.putPair(
                        step, op, state, to1, r + 1, output, outputs, rotated, rotates, a1 * scale1, b1 * scale1);
                ProjectionKernels.putPair(
                        step, op, state, to1, r + 1, far, outputs, rotated, rotates, c1 * scale1, d1 * scale1);
            }
        }
    }
}
