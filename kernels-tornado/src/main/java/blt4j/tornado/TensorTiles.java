package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.MMAShape;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.BFloat16;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Projections of many rows on tensor cores, as {@link ProjectionKernels#tile} does them without. They multiply bfloat16, in
 * which the weights are, and add up in float32. A number of the input is the sum of up to three numbers in bfloat16, its
 * <em>parts</em>: the nearest, the nearest to what that leaves, and so on. Three have all 24 bits of a float32, so each
 * product is exact; with two 16 are kept, with one 8. Weights in 8 bits are brought to bfloat16, which has all their steps,
 * once for all rows ({@link #widen}), and a sum of steps is brought to its row's scale at the end.
 *
 * <p>There are two kernels: {@link #split} norms the rows and writes their parts, {@link #multiply} multiplies them. An
 * instruction {@code mma.m16n8k16} is a warp's: 16 rows by 16 inputs times 16 inputs by 8 outputs. What it takes are loaded by
 * {@code ldmatrix}, for which each lane tells where eight numbers (16 bytes) are. TornadoVM has them one after the other; here
 * the lanes add where they are wanted instead, so that loads and stores meet no bank of local memory twice.
 *
 * <p>The room: {@code parts}, a row's parts one after the other, each its inputs four to a long integer up to a multiple of
 * {@value #INPUTS}; {@code sums}, a group's rows one after the other, since TornadoVM gives back what an instruction added up
 * by writing it to an array.
 */
final class TensorTiles {
    /** Rows of a work-group. */
    static final int ROWS = 64;

    /** Outputs of a work-group; when gated, half of them of each matrix. */
    static final int OUTPUTS = 64;

    /** Threads of a work-group: four warps, of which each has half of the rows and half of the outputs. */
    static final int THREADS = 128;

    /** Threads that split a row. */
    static final int SPLITTING = 128;

    /** Inputs that are taken at a time. */
    static final int INPUTS = 32;

    /** The most parts of a number. */
    static final int MAX_PARTS = 3;

    private static final int WARP = 32;

    /** Inputs of an instruction. */
    private static final int DEPTH = 16;

    /** Long integers that are taken at a time of a row. */
    private static final int QUADS = INPUTS / Narrow.QUAD;

    /** Integers, of two numbers each, that are taken at a time of all rows, and of all outputs. */
    private static final int ROW_INTS = ROWS * INPUTS / 2;

    private static final int OUTPUT_INTS = OUTPUTS * INPUTS / 2;

    /** Bytes that are taken at a time of sixteen rows, and of eight outputs. */
    private static final int ROWS_BYTES = 16 * INPUTS * 2;

    private static final int OUTPUTS_BYTES = 8 * INPUTS * 2;

    private TensorTiles() {}

    /** The long integers of a part of a row of so many numbers. */
    static int longs(int width) {
        return (width + INPUTS - 1) / INPUTS * QUADS;
    }

    /**
     * Norms rows and writes their parts. Work-group: {@value #SPLITTING} threads for a slice of a row.
     *
     * @param numbers holds the gain and behind it the epsilon, where normed
     * @param normed 1 if the input is normed
     * @param count how many parts
     */
    static void split(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            LongArray parts,
            FloatArray state,
            int normed,
            int count) {
        float[] partial = context.allocateFloatLocalArray(SPLITTING);
        int thread = context.localIdx;
        int group = context.localGroupSizeX;
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int row = context.groupIdx;
        int rows = StepArray.rows(step, op) * slices;
        int x = ProjectionKernels.input(step, op, slices, width, TornadoMath.min(row, TornadoMath.max(rows - 1, 0)));
        int limit = row < rows ? width : 0;
        int gain = op.get(OpTable.NUMBERS);
        float scale = 1f;
        if (normed == 1) {
            float squares = 0f;
            for (int i = thread; i < limit; i += group) {
                float v = state.get(x + i);
                squares += v * v;
            }
            partial[thread] = squares;
            context.localBarrier();
            float sum = 0f;
            for (int i = 0; i < group; i++) {
                sum += partial[i];
            }
            scale = 1f / TornadoMath.sqrt(sum / width + numbers.get(gain + width));
        }
        int longs = longs(width);
        int end = row < rows ? longs : 0;
        int to = row * count * longs;
        for (int q = thread; q < end; q += group) {
            int at = TornadoMath.min(Narrow.QUAD * q, width - Narrow.QUAD);
            float live = Narrow.QUAD * q < width ? scale : 0f;
            float v0 = state.get(x + at);
            float v1 = state.get(x + at + 1);
            float v2 = state.get(x + at + 2);
            float v3 = state.get(x + at + 3);
            if (normed == 1) {
                v0 *= numbers.get(gain + at);
                v1 *= numbers.get(gain + at + 1);
                v2 *= numbers.get(gain + at + 2);
                v3 *= numbers.get(gain + at + 3);
            }
            v0 *= live;
            v1 *= live;
            v2 *= live;
            v3 *= live;
            short h0 = BFloat16.bf16FromFloat(v0);
            short h1 = BFloat16.bf16FromFloat(v1);
            short h2 = BFloat16.bf16FromFloat(v2);
            short h3 = BFloat16.bf16FromFloat(v3);
            parts.set(to + q, quad(h0, h1, h2, h3));
            if (count > 1) {
                float r0 = v0 - BFloat16.bf16ToFloat(h0);
                float r1 = v1 - BFloat16.bf16ToFloat(h1);
                float r2 = v2 - BFloat16.bf16ToFloat(h2);
                float r3 = v3 - BFloat16.bf16ToFloat(h3);
                short m0 = BFloat16.bf16FromFloat(r0);
                short m1 = BFloat16.bf16FromFloat(r1);
                short m2 = BFloat16.bf16FromFloat(r2);
                short m3 = BFloat16.bf16FromFloat(r3);
                parts.set(to + longs + q, quad(m0, m1, m2, m3));
                if (count > 2) {
                    short l0 = BFloat16.bf16FromFloat(r0 - BFloat16.bf16ToFloat(m0));
                    short l1 = BFloat16.bf16FromFloat(r1 - BFloat16.bf16ToFloat(m1));
                    short l2 = BFloat16.bf16FromFloat(r2 - BFloat16.bf16ToFloat(m2));
                    short l3 = BFloat16.bf16FromFloat(r3 - BFloat16.bf16ToFloat(m3));
                    parts.set(to + 2 * longs + q, quad(l0, l1, l2, l3));
                }
            }
        }
    }

    /** In long integers, because TornadoVM leaves a number that it has made bfloat16 in 16 bits, and what is shifted out is gone. */
    private static long quad(int a, int b, int c, int d) {
        return quad(
                BFloat16.bf16FromFloat((float) a),
                BFloat16.bf16FromFloat((float) b),
                BFloat16.bf16FromFloat((float) c),
                BFloat16.bf16FromFloat((float) d));
    }

    private static long quad(short a, short b, short c, short d) {
        long first = a;
        long second = b;
        long third = c;
        long fourth = d;
        return (fourth << 48) | ((third & 0xFFFF) << 32) | ((second & 0xFFFF) << 16) | (first & 0xFFFF);
    }

    /**
     * Brings a projection's matrices from 8 bits to bfloat16, one after the other from the beginning of {@code steps} on, their
     * scales left away. Threads: eight numbers each.
     *
     * @param narrow holds the matrices
     */
    static void widen(KernelContext context, IntArray op, LongArray narrow, LongArray steps) {
        int width = op.get(OpTable.WIDTH);
        int octet = context.globalIdx;
        int matrix = OpTable.MATRICES;
        int own = octet;
        for (int m = 1; m < OpTable.MAX_MATRICES; m++) {
            int octets = op.get(matrix + 2) * (width / Narrow.OCTET);
            if (own >= octets) {
                own -= octets;
                matrix += OpTable.MATRIX;
            }
        }
        if (own < op.get(matrix + 2) * (width / Narrow.OCTET)) {
            long eight = narrow.get(op.get(matrix) / Narrow.OCTET + own);
            int low = (int) eight;
            int high = (int) (eight >> 32);
            steps.set(2 * octet, quad(low << 24 >> 24, low << 16 >> 24, low << 8 >> 24, low >> 24));
            steps.set(2 * octet + 1, quad(high << 24 >> 24, high << 16 >> 24, high << 8 >> 24, high >> 24));
        }
    }

    /**
     * Multiplies rows' parts by the weights. Work-group: {@value #THREADS} threads for {@value #ROWS} rows · slices, in y, by
     * {@value #OUTPUTS} outputs of one matrix after the other, in x. Inputs come {@value #INPUTS} at a time; the next are on
     * their way while these are multiplied. What lies beyond the last row or output is read from the last one there is and
     * counts for nothing.
     *
     * @param numbers holds the scales of the matrices' rows, where there are any
     * @param parts of the rows
     * @param narrow holds the matrices
     * @param sums room for a work-group's {@value #ROWS} by {@value #OUTPUTS} sums each
     * @param gated 1 if there are two matrices, a gate and what it is applied to, and one output
     * @param rotated how many matrices' results are rotated
     * @param scaled 1 if rows of the matrices have scales
     * @param count how many parts
     */
    static void multiply(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            LongArray parts,
            LongArray narrow,
            FloatArray sums,
            FloatArray state,
            int gated,
            int rotated,
            int scaled,
            int count) {
        int[] rowTile = context.allocateIntLocalArray(MAX_PARTS * ROW_INTS);
        int[] weightTile = context.allocateIntLocalArray(OUTPUT_INTS);
        int[] targets = context.allocateIntLocalArray(ROWS);
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int per = gated == 1 ? OUTPUTS / 2 : OUTPUTS;
        int matrix = ProjectionKernels.matrix(op, per, gated, context.groupIdx);
        int output = (context.groupIdx - ProjectionKernels.firstBlock(op, per, matrix)) * per;
        int outputs = op.get(matrix + 2);
        int rows = StepArray.rows(step, op) * slices;
        int firstRow = context.groupIdy * ROWS;
        int longs = longs(width);
        int limit = firstRow < rows ? longs : 0;
        int lastRow = TornadoMath.max(rows - 1, 0);
        // A thread brings four inputs of each part of the rows at line, 16 + line, …, and of the two outputs at 2 ·
        // line and
        // the two at 32 + 2 · line.
        int quad = thread % QUADS;
        int line = thread / QUADS;
        int x0 = TornadoMath.min(firstRow + line, lastRow) * count * longs + quad;
        int x1 = TornadoMath.min(firstRow + 16 + line, lastRow) * count * longs + quad;
        int x2 = TornadoMath.min(firstRow + 32 + line, lastRow) * count * longs + quad;
        int x3 = TornadoMath.min(firstRow + 48 + line, lastRow) * count * longs + quad;
        int b0 = ProjectionKernels.weights(op, matrix, outputs, width, output, gated, 2 * line) / Narrow.QUAD;
        int b1 = ProjectionKernels.weights(op, matrix, outputs, width, output, gated, 2 * line + 1) / Narrow.QUAD;
        int b2 = ProjectionKernels.weights(op, matrix, outputs, width, output, gated, 32 + 2 * line) / Narrow.QUAD;
        int b3 = ProjectionKernels.weights(op, matrix, outputs, width, output, gated, 33 + 2 * line) / Narrow.QUAD;
        int lastQuad = width / Narrow.QUAD - 1;
        // Rows lie one after the other, 64 bytes each, their four times eight inputs in an order that differs by the
        // row.
        int rowInt = line * (INPUTS / 2) + ((quad / 2) ^ (line / 2 % 4)) * 4 + quad % 2 * 2;
        // Eight outputs lie together, input by input, 16 bytes each, in an order that differs by eight inputs.
        int weightInt = line / 4 * (OUTPUTS_BYTES / 4) + quad / 2 * 32 + line % 4;
        int unit = quad % 2 * 4;
        int turn = quad / 2;
        int lane = thread % WARP;
        int inEight = lane % 8;
        int eight = lane / 8;
        int laneRow = eight % 2 * 8 + inEight;
        int warpRow = thread / WARP / 2 * (ROWS / 2);
        int warpOutput = thread / WARP % 2 * (OUTPUTS / 2);
        // By how much what a lane is to load lies elsewhere than where ldmatrix has it: 32 bytes a row, the second
        // eight
        // inputs behind the first; 16 bytes an input.
        int rowBytes = warpRow * INPUTS * 2 + laneRow * (INPUTS * 2 - 32) - eight / 2 * 16;
        int rowBytes0 = rowBytes + ((eight / 2) ^ (laneRow / 2 % 4)) * 16;
        int rowBytes1 = rowBytes + ((2 + eight / 2) ^ (laneRow / 2 % 4)) * 16;
        int weightBytes = warpOutput / 8 * OUTPUTS_BYTES - inEight * 16;
        int weightBytes0 = weightBytes + (inEight ^ (eight % 2)) * 16;
        int weightBytes1 = weightBytes + 256 + (inEight ^ (2 + eight % 2)) * 16;
        if (thread < ROWS) {
            targets[thread] = ProjectionKernels.target(step, op, matrix, firstRow + thread, rows);
        }
        int at = TornadoMath.min(quad, lastQuad);
        long w0 = narrow.get(b0 + at);
        long w1 = narrow.get(b1 + at);
        long w2 = narrow.get(b2 + at);
        long w3 = narrow.get(b3 + at);
        long h0 = parts.get(x0);
        long h1 = parts.get(x1);
        long h2 = parts.get(x2);
        long h3 = parts.get(x3);
        long m0 = 0;
        long m1 = 0;
        long m2 = 0;
        long m3 = 0;
        long l0 = 0;
        long l1 = 0;
        long l2 = 0;
        long l3 = 0;
        if (count > 1) {
            m0 = parts.get(x0 + longs);
            m1 = parts.get(x1 + longs);
            m2 = parts.get(x2 + longs);
            m3 = parts.get(x3 + longs);
        }
        if (count > 2) {
            l0 = parts.get(x0 + 2 * longs);
            l1 = parts.get(x1 + 2 * longs);
            l2 = parts.get(x2 + 2 * longs);
            l3 = parts.get(x3 + 2 * longs);
        }
        float[] c0 = context.mmaFragment(0f);
        float[] c1 = context.mmaFragment(0f);
        float[] c2 = context.mmaFragment(0f);
        float[] c3 = context.mmaFragment(0f);
        float[] d0 = context.mmaFragment(0f);
        float[] d1 = context.mmaFragment(0f);
        float[] d2 = context.mmaFragment(0f);
        float[] d3 = context.mmaFragment(0f);
        for (int k = 0; k < limit; k += QUADS) {
            rowTile[rowInt] = (int) h0;
            rowTile[rowInt + 1] = (int) (h0 >> 32);
            rowTile[rowInt + 256] = (int) h1;
            rowTile[rowInt + 257] = (int) (h1 >> 32);
            rowTile[rowInt + 512] = (int) h2;
            rowTile[rowInt + 513] = (int) (h2 >> 32);
            rowTile[rowInt + 768] = (int) h3;
            rowTile[rowInt + 769] = (int) (h3 >> 32);
            if (count > 1) {
                rowTile[rowInt + ROW_INTS] = (int) m0;
                rowTile[rowInt + ROW_INTS + 1] = (int) (m0 >> 32);
                rowTile[rowInt + ROW_INTS + 256] = (int) m1;
                rowTile[rowInt + ROW_INTS + 257] = (int) (m1 >> 32);
                rowTile[rowInt + ROW_INTS + 512] = (int) m2;
                rowTile[rowInt + ROW_INTS + 513] = (int) (m2 >> 32);
                rowTile[rowInt + ROW_INTS + 768] = (int) m3;
                rowTile[rowInt + ROW_INTS + 769] = (int) (m3 >> 32);
            }
            if (count > 2) {
                rowTile[rowInt + 2 * ROW_INTS] = (int) l0;
                rowTile[rowInt + 2 * ROW_INTS + 1] = (int) (l0 >> 32);
                rowTile[rowInt + 2 * ROW_INTS + 256] = (int) l1;
                rowTile[rowInt + 2 * ROW_INTS + 257] = (int) (l1 >> 32);
                rowTile[rowInt + 2 * ROW_INTS + 512] = (int) l2;
                rowTile[rowInt + 2 * ROW_INTS + 513] = (int) (l2 >> 32);
                rowTile[rowInt + 2 * ROW_INTS + 768] = (int) l3;
                rowTile[rowInt + 2 * ROW_INTS + 769] = (int) (l3 >> 32);
            }
            int e0 = (int) w0;
            int e1 = (int) (w0 >> 32);
            int o0 = (int) w1;
            int o1 = (int) (w1 >> 32);
            weightTile[weightInt + (unit ^ turn) * 4] = lower(e0, o0);
            weightTile[weightInt + ((unit + 1) ^ turn) * 4] = upper(e0, o0);
            weightTile[weightInt + ((unit + 2) ^ turn) * 4] = lower(e1, o1);
            weightTile[weightInt + ((unit + 3) ^ turn) * 4] = upper(e1, o1);
            int f0 = (int) w2;
            int f1 = (int) (w2 >> 32);
            int p0 = (int) w3;
            int p1 = (int) (w3 >> 32);
            weightTile[weightInt + 512 + (unit ^ turn) * 4] = lower(f0, p0);
            weightTile[weightInt + 512 + ((unit + 1) ^ turn) * 4] = upper(f0, p0);
            weightTile[weightInt + 512 + ((unit + 2) ^ turn) * 4] = lower(f1, p1);
            weightTile[weightInt + 512 + ((unit + 3) ^ turn) * 4] = upper(f1, p1);
            context.localBarrier();
            int next = TornadoMath.min(k + QUADS, longs - QUADS);
            at = TornadoMath.min(k + QUADS + quad, lastQuad);
            w0 = narrow.get(b0 + at);
            w1 = narrow.get(b1 + at);
            w2 = narrow.get(b2 + at);
            w3 = narrow.get(b3 + at);
            h0 = parts.get(x0 + next);
            h1 = parts.get(x1 + next);
            h2 = parts.get(x2 + next);
            h3 = parts.get(x3 + next);
            if (count > 1) {
                m0 = parts.get(x0 + longs + next);
                m1 = parts.get(x1 + longs + next);
                m2 = parts.get(x2 + longs + next);
                m3 = parts.get(x3 + longs + next);
            }
            if (count > 2) {
                l0 = parts.get(x0 + 2 * longs + next);
                l1 = parts.get(x1 + 2 * longs + next);
                l2 = parts.get(x2 + 2 * longs + next);
                l3 = parts.get(x3 + 2 * longs + next);
            }
            HalfFloat[] y0 = context.mmaLoadB(weightTile, DEPTH, weightBytes0);
            HalfFloat[] y1 = context.mmaLoadB(weightTile, DEPTH, weightBytes0 + OUTPUTS_BYTES);
            HalfFloat[] y2 = context.mmaLoadB(weightTile, DEPTH, weightBytes0 + 2 * OUTPUTS_BYTES);
            HalfFloat[] y3 = context.mmaLoadB(weightTile, DEPTH, weightBytes0 + 3 * OUTPUTS_BYTES);
            HalfFloat[] r0 = context.mmaLoadA(rowTile, DEPTH, rowBytes0);
            HalfFloat[] r1 = context.mmaLoadA(rowTile, DEPTH, rowBytes0 + ROWS_BYTES);
            c0 = context.mmaBF16(r0, y0, c0, MMAShape.M16N8K16);
            c1 = context.mmaBF16(r0, y1, c1, MMAShape.M16N8K16);
            c2 = context.mmaBF16(r0, y2, c2, MMAShape.M16N8K16);
            c3 = context.mmaBF16(r0, y3, c3, MMAShape.M16N8K16);
            d0 = context.mmaBF16(r1, y0, d0, MMAShape.M16N8K16);
            d1 = context.mmaBF16(r1, y1, d1, MMAShape.M16N8K16);
            d2 = context.mmaBF16(r1, y2, d2, MMAShape.M16N8K16);
            d3 = context.mmaBF16(r1, y3, d3, MMAShape.M16N8K16);
            HalfFloat[] z0 = context.mmaLoadB(weightTile, DEPTH, weightBytes1);
            HalfFloat[] z1 = context.mmaLoadB(weightTile, DEPTH, weightBytes1 + OUTPUTS_BYTES);
            HalfFloat[] z2 = context.mmaLoadB(weightTile, DEPTH, weightBytes1 + 2 * OUTPUTS_BYTES);
            HalfFloat[] z3 = context.mmaLoadB(weightTile, DEPTH, weightBytes1 + 3 * OUTPUTS_BYTES);
            HalfFloat[] s0 = context.mmaLoadA(rowTile, DEPTH, rowBytes1);
            HalfFloat[] s1 = context.mmaLoadA(rowTile, DEPTH, rowBytes1 + ROWS_BYTES);
            c0 = context.mmaBF16(s0, z0, c0, MMAShape.M16N8K16);
            c1 = context.mmaBF16(s0, z1, c1, MMAShape.M16N8K16);
            c2 = context.mmaBF16(s0, z2, c2, MMAShape.M16N8K16);
            c3 = context.mmaBF16(s0, z3, c3, MMAShape.M16N8K16);
            d0 = context.mmaBF16(s1, z0, d0, MMAShape.M16N8K16);
            d1 = context.mmaBF16(s1, z1, d1, MMAShape.M16N8K16);
            d2 = context.mmaBF16(s1, z2, d2, MMAShape.M16N8K16);
            d3 = context.mmaBF16(s1, z3, d3, MMAShape.M16N8K16);
            if (count > 1) {
                r0 = context.mmaLoadA(rowTile, DEPTH, rowBytes0 + 4 * ROW_INTS);
                r1 = context.mmaLoadA(rowTile, DEPTH, rowBytes0 + 4 * ROW_INTS + ROWS_BYTES);
                c0 = context.mmaBF16(r0, y0, c0, MMAShape.M16N8K16);
                c1 = context.mmaBF16(r0, y1, c1, MMAShape.M16N8K16);
                c2 = context.mmaBF16(r0, y2, c2, MMAShape.M16N8K16);
                c3 = context.mmaBF16(r0, y3, c3, MMAShape.M16N8K16);
                d0 = context.mmaBF16(r1, y0, d0, MMAShape.M16N8K16);
                d1 = context.mmaBF16(r1, y1, d1, MMAShape.M16N8K16);
                d2 = context.mmaBF16(r1, y2, d2, MMAShape.M16N8K16);
                d3 = context.mmaBF16(r1, y3, d3, MMAShape.M16N8K16);
                s0 = context.mmaLoadA(rowTile, DEPTH, rowBytes1 + 4 * ROW_INTS);
                s1 = context.mmaLoadA(rowTile, DEPTH, rowBytes1 + 4 * ROW_INTS + ROWS_BYTES);
                c0 = context.mmaBF16(s0, z0, c0, MMAShape.M16N8K16);
                c1 = context.mmaBF16(s0, z1, c1, MMAShape.M16N8K16);
                c2 = context.mmaBF16(s0, z2, c2, MMAShape.M16N8K16);
                c3 = context.mmaBF16(s0, z3, c3, MMAShape.M16N8K16);
                d0 = context.mmaBF16(s1, z0, d0, MMAShape.M16N8K16);
                d1 = context.mmaBF16(s1, z1, d1, MMAShape.M16N8K16);
                d2 = context.mmaBF16(s1, z2, d2, MMAShape.M16N8K16);
                d3 = context.mmaBF16(s1, z3, d3, MMAShape.M16N8K16);
            }
            if (count > 2) {
                r0 = context.mmaLoadA(rowTile, DEPTH, rowBytes0 + 8 * ROW_INTS);
                r1 = context.mmaLoadA(rowTile, DEPTH, rowBytes0 + 8 * ROW_INTS + ROWS_BYTES);
                c0 = context.mmaBF16(r0, y0, c0, MMAShape.M16N8K16);
                c1 = context.mmaBF16(r0, y1, c1, MMAShape.M16N8K16);
                c2 = context.mmaBF16(r0, y2, c2, MMAShape.M16N8K16);
                c3 = context.mmaBF16(r0, y3, c3, MMAShape.M16N8K16);
                d0 = context.mmaBF16(r1, y0, d0, MMAShape.M16N8K16);
                d1 = context.mmaBF16(r1, y1, d1, MMAShape.M16N8K16);
                d2 = context.mmaBF16(r1, y2, d2, MMAShape.M16N8K16);
                d3 = context.mmaBF16(r1, y3, d3, MMAShape.M16N8K16);
                s0 = context.mmaLoadA(rowTile, DEPTH, rowBytes1 + 8 * ROW_INTS);
                s1 = context.mmaLoadA(rowTile, DEPTH, rowBytes1 + 8 * ROW_INTS + ROWS_BYTES);
                c0 = context.mmaBF16(s0, z0, c0, MMAShape.M16N8K16);
                c1 = context.mmaBF16(s0, z1, c1, MMAShape.M16N8K16);
                c2 = context.mmaBF16(s0, z2, c2, MMAShape.M16N8K16);
                c3 = context.mmaBF16(s0, z3, c3, MMAShape.M16N8K16);
                d0 = context.mmaBF16(s1, z0, d0, MMAShape.M16N8K16);
                d1 = context.mmaBF16(s1, z1, d1, MMAShape.M16N8K16);
                d2 = context.mmaBF16(s1, z2, d2, MMAShape.M16N8K16);
                d3 = context.mmaBF16(s1, z3, d3, MMAShape.M16N8K16);
            }
            context.localBarrier();
        }
        int own = (context.groupIdy * ProjectionKernels.blocks(op, per, gated) + context.groupIdx) * ROWS;
        int upper = own + warpRow;
        context.mmaStore(c0, sums, upper, warpOutput, OUTPUTS);
        context.mmaStore(c1, sums, upper, warpOutput + 8, OUTPUTS);
        context.mmaStore(c2, sums, upper, warpOutput + 16, OUTPUTS);
        context.mmaStore(c3, sums, upper, warpOutput + 24, OUTPUTS);
        context.mmaStore(d0, sums, upper + 16, warpOutput, OUTPUTS);
        context.mmaStore(d1, sums, upper + 16, warpOutput + 8, OUTPUTS);
        context.mmaStore(d2, sums, upper + 16, warpOutput + 16, OUTPUTS);
        context.mmaStore(d3, sums, upper + 16, warpOutput + 24, OUTPUTS);
        context.globalBarrier();
        int warps = context.localGroupSizeX / WARP;
        int rotates = rotated > 0 && ProjectionKernels.isRotated(matrix, rotated) ? 1 : 0;
        for (int r = thread / WARP; r < ROWS; r += warps) {
            int from = (own + r) * OUTPUTS;
            int to = targets[r];
            if (gated == 1) {
                float gate = sums.get(from + lane);
                float up = sums.get(from + OUTPUTS / 2 + lane);
                if (scaled == 1) {
                    int column = TornadoMath.min(output + lane, outputs - 1);
                    gate *= numbers.get(op.get(OpTable.SCALES) + column);
                    up *= numbers.get(op.get(OpTable.SCALES + 1) + column);
                }
                ProjectionKernels.putGated(state, to, output + lane, outputs, gate, up);
            } else {
                float even = sums.get(from + 2 * lane);
                float odd = sums.get(from + 2 * lane + 1);
                int column = output + 2 * lane;
                if (scaled == 1) {
                    int scales = op.get(OpTable.SCALES + (matrix - OpTable.MATRICES) / OpTable.MATRIX);
                    even *= numbers.get(scales + TornadoMath.min(column, outputs - 1));
                    odd *= numbers.get(scales + TornadoMath.min(column + 1, outputs - 1));
                }
                ProjectionKernels.putPair(
                        step, op, state, to, firstRow + r, column, outputs, rotated, rotates, even, odd);
            }
        }
    }

    /** The lower halves of two integers. */
    private static int lower(int even, int odd) {
        return (even & 0xFFFF) | (odd << 16);
    }

    /** The upper halves of two integers. */
    private static int upper(int even, int odd) {
        return (even >> 16 & 0xFFFF) | (odd & 0xFFFF0000);
    }
}
