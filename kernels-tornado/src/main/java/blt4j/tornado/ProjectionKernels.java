package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Projections: {@code out[r] = beta · out[r] + weight · in[r]}, each slice of a row by itself, for one to three matrices
 * over the same input at once (queries, keys and values). The input may be normed on the way: as {@code W · (x ⊙ gain) ·
 * scale} is {@code scale · (W · (x ⊙ gain))}, the scale of the root-mean-square norm is found along with the sums and
 * applied at the end. Two matrices may be gated: {@code out = silu(gate · in) ⊙ (up · in)}. The results of the first
 * matrices may be rotated (rotary position embedding, as {@link ElementKernels#rope} does it).
 *
 * <p>There is one kernel for one row, which reads each weight once and is bound by that, and one for many, which reuses
 * what it reads; each for weights in 32 bits and for those in 16, four of which are read at once ({@link Narrow}).
 *
 * <p>Shapes: in, n × slices · width; each matrix outputs × width; each output n × slices · outputs. An op's matrices are in
 * its parameters ({@link OpTable}), unused ones with no outputs.
 */
final class ProjectionKernels {
    /** Outputs of a work-group for one row. */
    static final int OUTPUTS = 4;

    /** Sums that are added up together at the end, by {@value} threads each. */
    private static final int PARTS = 8;

    /** Threads across and down a tile for many rows, and the inputs that it takes at a time. */
    static final int TILE = 16;

    /** Rows of a tile for many rows, and its outputs. */
    static final int TILE_ROWS = 64;

    /** Long integers that hold a tile's narrow weights of one output. */
    private static final int QUADS = TILE / Narrow.QUAD;

    private ProjectionKernels() {}

    /**
     * For few rows. Neighbouring threads read neighbouring weights; each adds up its share of {@value #OUTPUTS} outputs,
     * so that an input that was read serves four weights. How many threads share an output, and how many loads of each each
     * thread has under way before the first is used, depends on the device and the matrix ({@link Shape}). Work-group: the
     * shape's threads for {@value #OUTPUTS} outputs of one matrix (for two of each, when gated), of one slice of one row.
     *
     * @param numbers holds the gain and behind it the epsilon, where normed, and what narrow weights are read by
     * @param wide holds the matrices if they are in 32 bits
     * @param narrow holds them if they are not; {@code width} is then a multiple of four
     * @param normed 1 if the input is normed
     * @param gated 1 if there are two matrices, a gate and what it is applied to, and one output
     * @param rotated how many matrices' results are rotated
     * @param format of the weights, as {@link Narrow} numbers them
     * @param shape as {@link Shape#code} has it
     */
    static void vector(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            FloatArray wide,
            LongArray narrow,
            FloatArray state,
            int normed,
            int gated,
            int rotated,
            int format,
            int shape) {
        float[] partial = context.allocateFloatLocalArray((OUTPUTS + 1) * Shape.MAX_THREADS);
        float[] sums = context.allocateFloatLocalArray((OUTPUTS + 1) * PARTS);
        int group = shape / Shape.CODE;
        int deep = shape % Shape.CODE;
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int per = gated == 1 ? OUTPUTS / 2 : OUTPUTS;
        int blocks = blocks(op, per, gated);
        int vector = context.groupIdx / blocks;
        int matrix = matrix(op, per, gated, context.groupIdx % blocks);
        int output = (context.groupIdx % blocks - firstBlock(op, per, matrix)) * per;
        int outputs = op.get(matrix + 2);
        int own = op.get(matrix);
        int second = gated == 1 ? op.get(matrix + OpTable.MATRIX) : own;
        int a = own + output * width;
        int b = own + TornadoMath.min(output + 1, outputs - 1) * width;
        int c = second + (gated == 1 ? output : TornadoMath.min(output + 2, outputs - 1)) * width;
        int d = second + TornadoMath.min(gated == 1 ? output + 1 : output + 3, outputs - 1) * width;
        int row = vector / slices;
        int rows = StepArray.rows(step, op);
        int x = StepArray.row(step, op, op.get(OpTable.IN), width * slices, row) + vector % slices * width;
        int gain = op.get(OpTable.NUMBERS);
        int limit = row < rows ? width : 0;
        float sumA = 0f;
        float sumB = 0f;
        float sumC = 0f;
        float sumD = 0f;
        float squares = 0f;
        // What lies beyond the end is read from the end and counts for nothing, so that no load waits for a condition.
        if (format == Narrow.FLOAT32) {
            for (int i = thread; i < limit; i += group * deep) {
                float a0 = wide.get(a + i);
                float b0 = wide.get(b + i);
                float c0 = wide.get(c + i);
                float d0 = wide.get(d + i);
                int i1 = TornadoMath.min(i + group, width - 1);
                int i2 = TornadoMath.min(i + 2 * group, width - 1);
                int i3 = TornadoMath.min(i + 3 * group, width - 1);
                float a1 = 0f;
                float b1 = 0f;
                float c1 = 0f;
                float d1 = 0f;
                float a2 = 0f;
                float b2 = 0f;
                float c2 = 0f;
                float d2 = 0f;
                float a3 = 0f;
                float b3 = 0f;
                float c3 = 0f;
                float d3 = 0f;
                if (deep > 1) {
                    a1 = wide.get(a + i1);
                    b1 = wide.get(b + i1);
                    c1 = wide.get(c + i1);
                    d1 = wide.get(d + i1);
                }
                if (deep > 2) {
                    a2 = wide.get(a + i2);
                    b2 = wide.get(b + i2);
                    c2 = wide.get(c + i2);
                    d2 = wide.get(d + i2);
                    a3 = wide.get(a + i3);
                    b3 = wide.get(b + i3);
                    c3 = wide.get(c + i3);
                    d3 = wide.get(d + i3);
                }
                float v0 = state.get(x + i);
                if (normed == 1) {
                    squares += v0 * v0;
                    v0 *= numbers.get(gain + i);
                }
                sumA += v0 * a0;
                sumB += v0 * b0;
                sumC += v0 * c0;
                sumD += v0 * d0;
                if (deep > 1) {
                    float live1 = i + group < limit ? 1f : 0f;
                    float v1 = state.get(x + i1) * live1;
                    if (normed == 1) {
                        squares += v1 * v1;
                        v1 *= numbers.get(gain + i1);
                    }
                    sumA += v1 * a1;
                    sumB += v1 * b1;
                    sumC += v1 * c1;
                    sumD += v1 * d1;
                }
                if (deep > 2) {
                    float live2 = i + 2 * group < limit ? 1f : 0f;
                    float v2 = state.get(x + i2) * live2;
                    if (normed == 1) {
                        squares += v2 * v2;
                        v2 *= numbers.get(gain + i2);
                    }
                    sumA += v2 * a2;
                    sumB += v2 * b2;
                    sumC += v2 * c2;
                    sumD += v2 * d2;
                    float live3 = i + 3 * group < limit ? 1f : 0f;
                    float v3 = state.get(x + i3) * live3;
                    if (normed == 1) {
                        squares += v3 * v3;
                        v3 *= numbers.get(gain + i3);
                    }
                    sumA += v3 * a3;
                    sumB += v3 * b3;
                    sumC += v3 * c3;
                    sumD += v3 * d3;
                }
            }
        } else {
            for (int i = Narrow.QUAD * thread; i < limit; i += Narrow.QUAD * group * deep) {
                long a0 = narrow.get((a + i) >> 2);
                long b0 = narrow.get((b + i) >> 2);
                long c0 = narrow.get((c + i) >> 2);
                long d0 = narrow.get((d + i) >> 2);
                int i1 = TornadoMath.min(i + Narrow.QUAD * group, width - Narrow.QUAD);
                int i2 = TornadoMath.min(i + 2 * Narrow.QUAD * group, width - Narrow.QUAD);
                int i3 = TornadoMath.min(i + 3 * Narrow.QUAD * group, width - Narrow.QUAD);
                long a1 = 0;
                long b1 = 0;
                long c1 = 0;
                long d1 = 0;
                long a2 = 0;
                long b2 = 0;
                long c2 = 0;
                long d2 = 0;
                long a3 = 0;
                long b3 = 0;
                long c3 = 0;
                long d3 = 0;
                if (deep > 1) {
                    a1 = narrow.get((a + i1) >> 2);
                    b1 = narrow.get((b + i1) >> 2);
                    c1 = narrow.get((c + i1) >> 2);
                    d1 = narrow.get((d + i1) >> 2);
                }
                if (deep > 2) {
                    a2 = narrow.get((a + i2) >> 2);
                    b2 = narrow.get((b + i2) >> 2);
                    c2 = narrow.get((c + i2) >> 2);
                    d2 = narrow.get((d + i2) >> 2);
                    a3 = narrow.get((a + i3) >> 2);
                    b3 = narrow.get((b + i3) >> 2);
                    c3 = narrow.get((c + i3) >> 2);
                    d3 = narrow.get((d + i3) >> 2);
                }
                float v0 = state.get(x + i);
                float w0 = state.get(x + i + 1);
                float y0 = state.get(x + i + 2);
                float z0 = state.get(x + i + 3);
                if (normed == 1) {
                    squares += v0 * v0 + w0 * w0 + (y0 * y0 + z0 * z0);
                    v0 *= numbers.get(gain + i);
                    w0 *= numbers.get(gain + i + 1);
                    y0 *= numbers.get(gain + i + 2);
                    z0 *= numbers.get(gain + i + 3);
                }
                sumA += Narrow.dot(numbers, format, a0, v0, w0, y0, z0);
                sumB += Narrow.dot(numbers, format, b0, v0, w0, y0, z0);
                sumC += Narrow.dot(numbers, format, c0, v0, w0, y0, z0);
                sumD += Narrow.dot(numbers, format, d0, v0, w0, y0, z0);
                if (deep > 1) {
                    float live1 = i + Narrow.QUAD * group < limit ? 1f : 0f;
                    float v1 = state.get(x + i1) * live1;
                    float w1 = state.get(x + i1 + 1) * live1;
                    float y1 = state.get(x + i1 + 2) * live1;
                    float z1 = state.get(x + i1 + 3) * live1;
                    if (normed == 1) {
                        squares += v1 * v1 + w1 * w1 + (y1 * y1 + z1 * z1);
                        v1 *= numbers.get(gain + i1);
                        w1 *= numbers.get(gain + i1 + 1);
                        y1 *= numbers.get(gain + i1 + 2);
                        z1 *= numbers.get(gain + i1 + 3);
                    }
                    sumA += Narrow.dot(numbers, format, a1, v1, w1, y1, z1);
                    sumB += Narrow.dot(numbers, format, b1, v1, w1, y1, z1);
                    sumC += Narrow.dot(numbers, format, c1, v1, w1, y1, z1);
                    sumD += Narrow.dot(numbers, format, d1, v1, w1, y1, z1);
                }
                if (deep > 2) {
                    float live2 = i + 2 * Narrow.QUAD * group < limit ? 1f : 0f;
                    float v2 = state.get(x + i2) * live2;
                    float w2 = state.get(x + i2 + 1) * live2;
                    float y2 = state.get(x + i2 + 2) * live2;
                    float z2 = state.get(x + i2 + 3) * live2;
                    if (normed == 1) {
                        squares += v2 * v2 + w2 * w2 + (y2 * y2 + z2 * z2);
                        v2 *= numbers.get(gain + i2);
                        w2 *= numbers.get(gain + i2 + 1);
                        y2 *= numbers.get(gain + i2 + 2);
                        z2 *= numbers.get(gain + i2 + 3);
                    }
                    sumA += Narrow.dot(numbers, format, a2, v2, w2, y2, z2);
                    sumB += Narrow.dot(numbers, format, b2, v2, w2, y2, z2);
                    sumC += Narrow.dot(numbers, format, c2, v2, w2, y2, z2);
                    sumD += Narrow.dot(numbers, format, d2, v2, w2, y2, z2);
                    float live3 = i + 3 * Narrow.QUAD * group < limit ? 1f : 0f;
                    float v3 = state.get(x + i3) * live3;
                    float w3 = state.get(x + i3 + 1) * live3;
                    float y3 = state.get(x + i3 + 2) * live3;
                    float z3 = state.get(x + i3 + 3) * live3;
                    if (normed == 1) {
                        squares += v3 * v3 + w3 * w3 + (y3 * y3 + z3 * z3);
                        v3 *= numbers.get(gain + i3);
                        w3 *= numbers.get(gain + i3 + 1);
                        y3 *= numbers.get(gain + i3 + 2);
                        z3 *= numbers.get(gain + i3 + 3);
                    }
                    sumA += Narrow.dot(numbers, format, a3, v3, w3, y3, z3);
                    sumB += Narrow.dot(numbers, format, b3, v3, w3, y3, z3);
                    sumC += Narrow.dot(numbers, format, c3, v3, w3, y3, z3);
                    sumD += Narrow.dot(numbers, format, d3, v3, w3, y3, z3);
                }
            }
        }
        partial[thread] = sumA;
        partial[group + thread] = sumB;
        partial[2 * group + thread] = sumC;
        partial[3 * group + thread] = sumD;
        partial[4 * group + thread] = squares;
        context.localBarrier();
        for (int i = thread; i < (OUTPUTS + 1) * PARTS; i += group) {
            int from = i / PARTS * group + i % PARTS;
            float sum = 0f;
            for (int j = 0; j < group; j += PARTS) {
                sum += partial[from + j];
            }
            sums[i] = sum;
        }
        context.localBarrier();
        if (thread < per && output + thread < outputs && row < rows) {
            int partner = gated == 1 ? thread + per : thread ^ 1;
            float first = 0f;
            float other = 0f;
            float all = 0f;
            for (int i = 0; i < PARTS; i++) {
                first += sums[thread * PARTS + i];
                other += sums[partner * PARTS + i];
                all += sums[OUTPUTS * PARTS + i];
            }
            float scale = 1f;
            if (normed == 1) {
                scale = 1f / TornadoMath.sqrt(all / width + numbers.get(gain + width));
            }
            int to = StepArray.row(step, op, op.get(matrix + 1), outputs * slices, row) + vector % slices * outputs;
            float value = first * scale;
            if (gated == 1) {
                value = value / (1f + TornadoMath.exp(-value)) * (other * scale);
            } else if (rotated > 0 && isRotated(matrix, rotated)) {
                value = rotate(step, op, state, row, output + thread, value, other * scale);
            }
            put(state, to + output + thread, op.get(OpTable.BETA), value);
        }
    }

    /**
     * {@link #vector} for weights in bfloat16 and drivers that take an integer's bits for a float's. It is a kernel of its
     * own because what others are left with of that is long.
     *
     * @param numbers as for {@link #vector}, and so are the others
     */
    static void vectorOfBits(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            LongArray narrow,
            FloatArray state,
            int normed,
            int gated,
            int rotated,
            int shape) {
        float[] partial = context.allocateFloatLocalArray((OUTPUTS + 1) * Shape.MAX_THREADS);
        float[] sums = context.allocateFloatLocalArray((OUTPUTS + 1) * PARTS);
        int group = shape / Shape.CODE;
        int deep = shape % Shape.CODE;
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int per = gated == 1 ? OUTPUTS / 2 : OUTPUTS;
        int blocks = blocks(op, per, gated);
        int vector = context.groupIdx / blocks;
        int matrix = matrix(op, per, gated, context.groupIdx % blocks);
        int output = (context.groupIdx % blocks - firstBlock(op, per, matrix)) * per;
        int outputs = op.get(matrix + 2);
        int own = op.get(matrix);
        int second = gated == 1 ? op.get(matrix + OpTable.MATRIX) : own;
        int a = own + output * width;
        int b = own + TornadoMath.min(output + 1, outputs - 1) * width;
        int c = second + (gated == 1 ? output : TornadoMath.min(output + 2, outputs - 1)) * width;
        int d = second + TornadoMath.min(gated == 1 ? output + 1 : output + 3, outputs - 1) * width;
        int row = vector / slices;
        int rows = StepArray.rows(step, op);
        int x = StepArray.row(step, op, op.get(OpTable.IN), width * slices, row) + vector % slices * width;
        int gain = op.get(OpTable.NUMBERS);
        int limit = row < rows ? width : 0;
        float sumA = 0f;
        float sumB = 0f;
        float sumC = 0f;
        float sumD = 0f;
        float squares = 0f;
        // What lies beyond the end is read from the end and counts for nothing, so that no load waits for a condition.
        for (int i = Narrow.QUAD * thread; i < limit; i += Narrow.QUAD * group * deep) {
            long a0 = narrow.get((a + i) >> 2);
            long b0 = narrow.get((b + i) >> 2);
            long c0 = narrow.get((c + i) >> 2);
            long d0 = narrow.get((d + i) >> 2);
            int i1 = TornadoMath.min(i + Narrow.QUAD * group, width - Narrow.QUAD);
            int i2 = TornadoMath.min(i + 2 * Narrow.QUAD * group, width - Narrow.QUAD);
            int i3 = TornadoMath.min(i + 3 * Narrow.QUAD * group, width - Narrow.QUAD);
            long a1 = 0;
            long b1 = 0;
            long c1 = 0;
            long d1 = 0;
            long a2 = 0;
            long b2 = 0;
            long c2 = 0;
            long d2 = 0;
            long a3 = 0;
            long b3 = 0;
            long c3 = 0;
            long d3 = 0;
            if (deep > 1) {
                a1 = narrow.get((a + i1) >> 2);
                b1 = narrow.get((b + i1) >> 2);
                c1 = narrow.get((c + i1) >> 2);
                d1 = narrow.get((d + i1) >> 2);
            }
            if (deep > 2) {
                a2 = narrow.get((a + i2) >> 2);
                b2 = narrow.get((b + i2) >> 2);
                c2 = narrow.get((c + i2) >> 2);
                d2 = narrow.get((d + i2) >> 2);
                a3 = narrow.get((a + i3) >> 2);
                b3 = narrow.get((b + i3) >> 2);
                c3 = narrow.get((c + i3) >> 2);
                d3 = narrow.get((d + i3) >> 2);
            }
            float v0 = state.get(x + i);
            float w0 = state.get(x + i + 1);
            float y0 = state.get(x + i + 2);
            float z0 = state.get(x + i + 3);
            if (normed == 1) {
                squares += v0 * v0 + w0 * w0 + (y0 * y0 + z0 * z0);
                v0 *= numbers.get(gain + i);
                w0 *= numbers.get(gain + i + 1);
                y0 *= numbers.get(gain + i + 2);
                z0 *= numbers.get(gain + i + 3);
            }
            sumA += Narrow.dotOfBits(a0, v0, w0, y0, z0);
            sumB += Narrow.dotOfBits(b0, v0, w0, y0, z0);
            sumC += Narrow.dotOfBits(c0, v0, w0, y0, z0);
            sumD += Narrow.dotOfBits(d0, v0, w0, y0, z0);
            if (deep > 1) {
                float live1 = i + Narrow.QUAD * group < limit ? 1f : 0f;
                float v1 = state.get(x + i1) * live1;
                float w1 = state.get(x + i1 + 1) * live1;
                float y1 = state.get(x + i1 + 2) * live1;
                float z1 = state.get(x + i1 + 3) * live1;
                if (normed == 1) {
                    squares += v1 * v1 + w1 * w1 + (y1 * y1 + z1 * z1);
                    v1 *= numbers.get(gain + i1);
                    w1 *= numbers.get(gain + i1 + 1);
                    y1 *= numbers.get(gain + i1 + 2);
                    z1 *= numbers.get(gain + i1 + 3);
                }
                sumA += Narrow.dotOfBits(a1, v1, w1, y1, z1);
                sumB += Narrow.dotOfBits(b1, v1, w1, y1, z1);
                sumC += Narrow.dotOfBits(c1, v1, w1, y1, z1);
                sumD += Narrow.dotOfBits(d1, v1, w1, y1, z1);
            }
            if (deep > 2) {
                float live2 = i + 2 * Narrow.QUAD * group < limit ? 1f : 0f;
                float v2 = state.get(x + i2) * live2;
                float w2 = state.get(x + i2 + 1) * live2;
                float y2 = state.get(x + i2 + 2) * live2;
                float z2 = state.get(x + i2 + 3) * live2;
                if (normed == 1) {
                    squares += v2 * v2 + w2 * w2 + (y2 * y2 + z2 * z2);
                    v2 *= numbers.get(gain + i2);
                    w2 *= numbers.get(gain + i2 + 1);
                    y2 *= numbers.get(gain + i2 + 2);
                    z2 *= numbers.get(gain + i2 + 3);
                }
                sumA += Narrow.dotOfBits(a2, v2, w2, y2, z2);
                sumB += Narrow.dotOfBits(b2, v2, w2, y2, z2);
                sumC += Narrow.dotOfBits(c2, v2, w2, y2, z2);
                sumD += Narrow.dotOfBits(d2, v2, w2, y2, z2);
                float live3 = i + 3 * Narrow.QUAD * group < limit ? 1f : 0f;
                float v3 = state.get(x + i3) * live3;
                float w3 = state.get(x + i3 + 1) * live3;
                float y3 = state.get(x + i3 + 2) * live3;
                float z3 = state.get(x + i3 + 3) * live3;
                if (normed == 1) {
                    squares += v3 * v3 + w3 * w3 + (y3 * y3 + z3 * z3);
                    v3 *= numbers.get(gain + i3);
                    w3 *= numbers.get(gain + i3 + 1);
                    y3 *= numbers.get(gain + i3 + 2);
                    z3 *= numbers.get(gain + i3 + 3);
                }
                sumA += Narrow.dotOfBits(a3, v3, w3, y3, z3);
                sumB += Narrow.dotOfBits(b3, v3, w3, y3, z3);
                sumC += Narrow.dotOfBits(c3, v3, w3, y3, z3);
                sumD += Narrow.dotOfBits(d3, v3, w3, y3, z3);
            }
        }
        partial[thread] = sumA;
        partial[group + thread] = sumB;
        partial[2 * group + thread] = sumC;
        partial[3 * group + thread] = sumD;
        partial[4 * group + thread] = squares;
        context.localBarrier();
        for (int i = thread; i < (OUTPUTS + 1) * PARTS; i += group) {
            int from = i / PARTS * group + i % PARTS;
            float sum = 0f;
            for (int j = 0; j < group; j += PARTS) {
                sum += partial[from + j];
            }
            sums[i] = sum;
        }
        context.localBarrier();
        if (thread < per && output + thread < outputs && row < rows) {
            int partner = gated == 1 ? thread + per : thread ^ 1;
            float first = 0f;
            float other = 0f;
            float all = 0f;
            for (int i = 0; i < PARTS; i++) {
                first += sums[thread * PARTS + i];
                other += sums[partner * PARTS + i];
                all += sums[OUTPUTS * PARTS + i];
            }
            float scale = 1f;
            if (normed == 1) {
                scale = 1f / TornadoMath.sqrt(all / width + numbers.get(gain + width));
            }
            int to = StepArray.row(step, op, op.get(matrix + 1), outputs * slices, row) + vector % slices * outputs;
            float value = first * scale;
            if (gated == 1) {
                value = value / (1f + TornadoMath.exp(-value)) * (other * scale);
            } else if (rotated > 0 && isRotated(matrix, rotated)) {
                value = rotate(step, op, state, row, output + thread, value, other * scale);
            }
            put(state, to + output + thread, op.get(OpTable.BETA), value);
        }
    }

    /**
     * {@link #vector} for weights in 8 bits, eight of which are read at once. The sum of a row's steps is brought to its
     * scale at the end.
     *
     * @param numbers as for {@link #vector}, and holds the scales of the matrices' rows, where {@link OpTable#SCALES} says
     * @param narrow holds the matrices; {@code width} is a multiple of eight
     * @param shape of a depth of two at most
     */
    static void vectorOfBytes(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            LongArray narrow,
            FloatArray state,
            int normed,
            int gated,
            int rotated,
            int shape) {
        float[] partial = context.allocateFloatLocalArray((OUTPUTS + 1) * Shape.MAX_THREADS);
        float[] sums = context.allocateFloatLocalArray((OUTPUTS + 1) * PARTS);
        int group = shape / Shape.CODE;
        int deep = shape % Shape.CODE;
        int thread = context.localIdx;
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int per = gated == 1 ? OUTPUTS / 2 : OUTPUTS;
        int blocks = blocks(op, per, gated);
        int vector = context.groupIdx / blocks;
        int matrix = matrix(op, per, gated, context.groupIdx % blocks);
        int output = (context.groupIdx % blocks - firstBlock(op, per, matrix)) * per;
        int outputs = op.get(matrix + 2);
        int own = op.get(matrix);
        int second = gated == 1 ? op.get(matrix + OpTable.MATRIX) : own;
        int a = own + output * width;
        int b = own + TornadoMath.min(output + 1, outputs - 1) * width;
        int c = second + (gated == 1 ? output : TornadoMath.min(output + 2, outputs - 1)) * width;
        int d = second + TornadoMath.min(gated == 1 ? output + 1 : output + 3, outputs - 1) * width;
        int row = vector / slices;
        int rows = StepArray.rows(step, op);
        int x = StepArray.row(step, op, op.get(OpTable.IN), width * slices, row) + vector % slices * width;
        int gain = op.get(OpTable.NUMBERS);
        int scales = OpTable.SCALES + (matrix - OpTable.MATRICES) / OpTable.MATRIX;
        int limit = row < rows ? width : 0;
        float sumA = 0f;
        float sumB = 0f;
        float sumC = 0f;
        float sumD = 0f;
        float squares = 0f;
        // What lies beyond the end is read from the end and counts for nothing, so that no load waits for a condition.
        for (int i = Narrow.OCTET * thread; i < limit; i += Narrow.OCTET * group * deep) {
            long a0 = narrow.get((a + i) >> 3);
            long b0 = narrow.get((b + i) >> 3);
            long c0 = narrow.get((c + i) >> 3);
            long d0 = narrow.get((d + i) >> 3);
            int next = TornadoMath.min(i + Narrow.OCTET * group, width - Narrow.OCTET);
            long a1 = 0;
            long b1 = 0;
            long c1 = 0;
            long d1 = 0;
            if (deep > 1) {
                a1 = narrow.get((a + next) >> 3);
                b1 = narrow.get((b + next) >> 3);
                c1 = narrow.get((c + next) >> 3);
                d1 = narrow.get((d + next) >> 3);
            }
            float x0 = state.get(x + i);
            float x1 = state.get(x + i + 1);
            float x2 = state.get(x + i + 2);
            float x3 = state.get(x + i + 3);
            float x4 = state.get(x + i + 4);
            float x5 = state.get(x + i + 5);
            float x6 = state.get(x + i + 6);
            float x7 = state.get(x + i + 7);
            if (normed == 1) {
                squares += x0 * x0 + x1 * x1 + (x2 * x2 + x3 * x3) + (x4 * x4 + x5 * x5 + (x6 * x6 + x7 * x7));
                x0 *= numbers.get(gain + i);
                x1 *= numbers.get(gain + i + 1);
                x2 *= numbers.get(gain + i + 2);
                x3 *= numbers.get(gain + i + 3);
                x4 *= numbers.get(gain + i + 4);
                x5 *= numbers.get(gain + i + 5);
                x6 *= numbers.get(gain + i + 6);
                x7 *= numbers.get(gain + i + 7);
            }
            sumA += Narrow.dotOfBytes(a0, x0, x1, x2, x3, x4, x5, x6, x7);
            sumB += Narrow.dotOfBytes(b0, x0, x1, x2, x3, x4, x5, x6, x7);
            sumC += Narrow.dotOfBytes(c0, x0, x1, x2, x3, x4, x5, x6, x7);
            sumD += Narrow.dotOfBytes(d0, x0, x1, x2, x3, x4, x5, x6, x7);
            if (deep > 1) {
                float live = i + Narrow.OCTET * group < limit ? 1f : 0f;
                x0 = state.get(x + next) * live;
                x1 = state.get(x + next + 1) * live;
                x2 = state.get(x + next + 2) * live;
                x3 = state.get(x + next + 3) * live;
                x4 = state.get(x + next + 4) * live;
                x5 = state.get(x + next + 5) * live;
                x6 = state.get(x + next + 6) * live;
                x7 = state.get(x + next + 7) * live;
                if (normed == 1) {
                    squares += x0 * x0 + x1 * x1 + (x2 * x2 + x3 * x3) + (x4 * x4 + x5 * x5 + (x6 * x6 + x7 * x7));
                    x0 *= numbers.get(gain + next);
                    x1 *= numbers.get(gain + next + 1);
                    x2 *= numbers.get(gain + next + 2);
                    x3 *= numbers.get(gain + next + 3);
                    x4 *= numbers.get(gain + next + 4);
                    x5 *= numbers.get(gain + next + 5);
                    x6 *= numbers.get(gain + next + 6);
                    x7 *= numbers.get(gain + next + 7);
                }
                sumA += Narrow.dotOfBytes(a1, x0, x1, x2, x3, x4, x5, x6, x7);
                sumB += Narrow.dotOfBytes(b1, x0, x1, x2, x3, x4, x5, x6, x7);
                sumC += Narrow.dotOfBytes(c1, x0, x1, x2, x3, x4, x5, x6, x7);
                sumD += Narrow.dotOfBytes(d1, x0, x1, x2, x3, x4, x5, x6, x7);
            }
        }
        partial[thread] = sumA;
        partial[group + thread] = sumB;
        partial[2 * group + thread] = sumC;
        partial[3 * group + thread] = sumD;
        partial[4 * group + thread] = squares;
        context.localBarrier();
        for (int i = thread; i < (OUTPUTS + 1) * PARTS; i += group) {
            int from = i / PARTS * group + i % PARTS;
            float sum = 0f;
            for (int j = 0; j < group; j += PARTS) {
                sum += partial[from + j];
            }
            sums[i] = sum;
        }
        context.localBarrier();
        if (thread < per && output + thread < outputs && row < rows) {
            int partner = gated == 1 ? thread + per : thread ^ 1;
            float first = 0f;
            float other = 0f;
            float all = 0f;
            for (int i = 0; i < PARTS; i++) {
                first += sums[thread * PARTS + i];
                other += sums[partner * PARTS + i];
                all += sums[OUTPUTS * PARTS + i];
            }
            first *= numbers.get(op.get(scales) + output + thread);
            if (gated == 1) {
                other *= numbers.get(op.get(scales + 1) + output + thread);
            } else {
                other *= numbers.get(op.get(scales) + TornadoMath.min(output + partner, outputs - 1));
            }
            float scale = 1f;
            if (normed == 1) {
                scale = 1f / TornadoMath.sqrt(all / width + numbers.get(gain + width));
            }
            int to = StepArray.row(step, op, op.get(matrix + 1), outputs * slices, row) + vector % slices * outputs;
            float value = first * scale;
            if (gated == 1) {
                value = value / (1f + TornadoMath.exp(-value)) * (other * scale);
            } else if (rotated > 0 && isRotated(matrix, rotated)) {
                value = rotate(step, op, state, row, output + thread, value, other * scale);
            }
            put(state, to + output + thread, op.get(OpTable.BETA), value);
        }
    }

    /**
     * For many rows: {@value #TILE_ROWS} rows by as many outputs a work-group, of which each thread computes four by four in
     * registers, so that eight numbers read from local memory serve sixteen multiply-adds. Rows and weights come
     * {@value #TILE} inputs at a time; the next are on their way while these are multiplied. Neighbouring outputs are one
     * thread's, so a pair is rotated without asking another thread. Work-group: TILE × TILE threads; in x over the outputs of
     * one matrix after the other, {@value #TILE_ROWS} each (half as many when gated), in y over rows · slices.
     *
     * <p>What lies beyond the last row, output or input is read from the last one there is and counts for nothing.
     *
     * @param numbers as for {@link #vector}, and so are the others
     */
    static void tile(
            KernelContext context,
            IntArray step,
            IntArray op,
            FloatArray numbers,
            FloatArray wide,
            LongArray narrow,
            FloatArray state,
            int normed,
            int gated,
            int rotated,
            int format) {
        float[] rowTile = context.allocateFloatLocalArray(TILE * (TILE_ROWS + 1));
        float[] weightTile = context.allocateFloatLocalArray(TILE * (TILE_ROWS + 1));
        int column = context.localIdx;
        int line = context.localIdy;
        // TILE; were it a constant, TornadoVM would unroll the loops and keep all of their indices.
        int side = context.localGroupSizeX;
        int width = op.get(OpTable.WIDTH);
        int slices = op.get(OpTable.SLICES);
        int per = gated == 1 ? TILE_ROWS / 2 : TILE_ROWS;
        int matrix = matrix(op, per, gated, context.groupIdx);
        int output = (context.groupIdx - firstBlock(op, per, matrix)) * per;
        int outputs = op.get(matrix + 2);
        int rows = StepArray.rows(step, op) * slices;
        int firstRow = context.groupIdy * TILE_ROWS;
        // A tile without live rows takes no inputs. The barriers stand under no condition: PoCL's work-groups lose
        // their way in a divergent branch that follows a conditional barrier.
        int limit = firstRow < rows ? width : 0;
        int lastRow = TornadoMath.max(rows - 1, 0);
        int x0 = input(step, op, slices, width, TornadoMath.min(firstRow + line, lastRow));
        int x1 = input(step, op, slices, width, TornadoMath.min(firstRow + TILE + line, lastRow));
        int x2 = input(step, op, slices, width, TornadoMath.min(firstRow + 2 * TILE + line, lastRow));
        int x3 = input(step, op, slices, width, TornadoMath.min(firstRow + 3 * TILE + line, lastRow));
        int gain = op.get(OpTable.NUMBERS);
        // Weights in 32 bits: a thread brings one input's of the outputs at line, TILE + line, … of the tile; in 16
        // bits
        // four inputs' of one output.
        int part = (line * TILE + column) / QUADS;
        int first = column % QUADS * Narrow.QUAD;
        int b0 = weights(op, matrix, outputs, width, output, gated, format == Narrow.FLOAT32 ? line : part);
        int b1 = b0;
        int b2 = b0;
        int b3 = b0;
        if (format == Narrow.FLOAT32) {
            b1 = weights(op, matrix, outputs, width, output, gated, TILE + line);
            b2 = weights(op, matrix, outputs, width, output, gated, 2 * TILE + line);
            b3 = weights(op, matrix, outputs, width, output, gated, 3 * TILE + line);
        }
        int at = TornadoMath.min(column, width - 1);
        float v0 = state.get(x0 + at);
        float v1 = state.get(x1 + at);
        float v2 = state.get(x2 + at);
        float v3 = state.get(x3 + at);
        float w0 = 0f;
        float w1 = 0f;
        float w2 = 0f;
        float w3 = 0f;
        long quad = 0;
        if (format == Narrow.FLOAT32) {
            w0 = wide.get(b0 + at);
            w1 = wide.get(b1 + at);
            w2 = wide.get(b2 + at);
            w3 = wide.get(b3 + at);
        } else {
            quad = narrow.get((b0 + TornadoMath.min(first, width - Narrow.QUAD)) >> 2);
        }
        float a0 = 0f;
        float a1 = 0f;
        float a2 = 0f;
        float a3 = 0f;
        float c0 = 0f;
        float c1 = 0f;
        float c2 = 0f;
        float c3 = 0f;
        float d0 = 0f;
        float d1 = 0f;
        float d2 = 0f;
        float d3 = 0f;
        float e0 = 0f;
        float e1 = 0f;
        float e2 = 0f;
        float e3 = 0f;
        float s0 = 0f;
        float s1 = 0f;
        float s2 = 0f;
        float s3 = 0f;
        for (int k = 0; k < limit; k += TILE) {
            float within = k + column < width ? 1f : 0f;
            v0 *= within;
            v1 *= within;
            v2 *= within;
            v3 *= within;
            if (normed == 1) {
                s0 += v0 * v0;
                s1 += v1 * v1;
                s2 += v2 * v2;
                s3 += v3 * v3;
                float g = numbers.get(gain + TornadoMath.min(k + column, width - 1));
                v0 *= g;
                v1 *= g;
                v2 *= g;
                v3 *= g;
            }
            int own = column * (TILE_ROWS + 1) + line;
            rowTile[own] = v0;
            rowTile[own + TILE] = v1;
            rowTile[own + 2 * TILE] = v2;
            rowTile[own + 3 * TILE] = v3;
            if (format == Narrow.FLOAT32) {
                weightTile[own] = w0;
                weightTile[own + TILE] = w1;
                weightTile[own + 2 * TILE] = w2;
                weightTile[own + 3 * TILE] = w3;
            } else {
                int to = first * (TILE_ROWS + 1) + part;
                weightTile[to] = Narrow.low(numbers, format, (int) quad);
                weightTile[to + TILE_ROWS + 1] = Narrow.low(numbers, format, (int) quad >> 16);
                weightTile[to + 2 * (TILE_ROWS + 1)] = Narrow.low(numbers, format, (int) (quad >> 32));
                weightTile[to + 3 * (TILE_ROWS + 1)] = Narrow.low(numbers, format, (int) (quad >> 32) >> 16);
            }
            context.localBarrier();
            int next = TornadoMath.min(k + TILE + column, width - 1);
            v0 = state.get(x0 + next);
            v1 = state.get(x1 + next);
            v2 = state.get(x2 + next);
            v3 = state.get(x3 + next);
            if (format == Narrow.FLOAT32) {
                w0 = wide.get(b0 + next);
                w1 = wide.get(b1 + next);
                w2 = wide.get(b2 + next);
                w3 = wide.get(b3 + next);
            } else {
                quad = narrow.get((b0 + TornadoMath.min(k + TILE + first, width - Narrow.QUAD)) >> 2);
            }
            for (int i = 0; i < side; i++) {
                int r = i * (TILE_ROWS + 1) + line;
                int w = i * (TILE_ROWS + 1) + 2 * column;
                float r0 = rowTile[r];
                float r1 = rowTile[r + TILE];
                float r2 = rowTile[r + 2 * TILE];
                float r3 = rowTile[r + 3 * TILE];
                float y0 = weightTile[w];
                float y1 = weightTile[w + 1];
                float y2 = weightTile[w + TILE_ROWS / 2];
                float y3 = weightTile[w + TILE_ROWS / 2 + 1];
                a0 += r0 * y0;
                a1 += r0 * y1;
                a2 += r0 * y2;
                a3 += r0 * y3;
                c0 += r1 * y0;
                c1 += r1 * y1;
                c2 += r1 * y2;
                c3 += r1 * y3;
                d0 += r2 * y0;
                d1 += r2 * y1;
                d2 += r2 * y2;
                d3 += r2 * y3;
                e0 += r3 * y0;
                e1 += r3 * y1;
                e2 += r3 * y2;
                e3 += r3 * y3;
            }
            context.localBarrier();
        }
        float scale0 = 1f;
        float scale1 = 1f;
        float scale2 = 1f;
        float scale3 = 1f;
        if (normed == 1) {
            int own = column * (TILE_ROWS + 1) + line;
            rowTile[own] = s0;
            rowTile[own + TILE] = s1;
            rowTile[own + 2 * TILE] = s2;
            rowTile[own + 3 * TILE] = s3;
            context.localBarrier();
            s0 = 0f;
            s1 = 0f;
            s2 = 0f;
            s3 = 0f;
            for (int i = 0; i < side; i++) {
                int r = i * (TILE_ROWS + 1) + line;
                s0 += rowTile[r];
                s1 += rowTile[r + TILE];
                s2 += rowTile[r + 2 * TILE];
                s3 += rowTile[r + 3 * TILE];
            }
            float epsilon = numbers.get(gain + width);
            scale0 = 1f / TornadoMath.sqrt(s0 / width + epsilon);
            scale1 = 1f / TornadoMath.sqrt(s1 / width + epsilon);
            scale2 = 1f / TornadoMath.sqrt(s2 / width + epsilon);
            scale3 = 1f / TornadoMath.sqrt(s3 / width + epsilon);
        }
        int own = output + 2 * column;
        int to0 = target(step, op, matrix, firstRow + line, rows);
        int to1 = target(step, op, matrix, firstRow + TILE + line, rows);
        int to2 = target(step, op, matrix, firstRow + 2 * TILE + line, rows);
        int to3 = target(step, op, matrix, firstRow + 3 * TILE + line, rows);
        if (gated == 1) {
            putGated(state, to0, own, outputs, a0 * scale0, a2 * scale0);
            putGated(state, to0, own + 1, outputs, a1 * scale0, a3 * scale0);
            putGated(state, to1, own, outputs, c0 * scale1, c2 * scale1);
            putGated(state, to1, own + 1, outputs, c1 * scale1, c3 * scale1);
            putGated(state, to2, own, outputs, d0 * scale2, d2 * scale2);
            putGated(state, to2, own + 1, outputs, d1 * scale2, d3 * scale2);
            putGated(state, to3, own, outputs, e0 * scale3, e2 * scale3);
            putGated(state, to3, own + 1, outputs, e1 * scale3, e3 * scale3);
        } else {
            int far = own + TILE_ROWS / 2;
            int rotates = rotated > 0 && isRotated(matrix, rotated) ? 1 : 0;
            int row0 = firstRow + line;
            putPair(step, op, state, to0, row0, own, outputs, rotated, rotates, a0 * scale0, a1 * scale0);
            putPair(step, op, state, to0, row0, far, outputs, rotated, rotates, a2 * scale0, a3 * scale0);
            int row1 = firstRow + TILE + line;
            putPair(step, op, state, to1, row1, own, outputs, rotated, rotates, c0 * scale1, c1 * scale1);
            putPair(step, op, state, to1, row1, far, outputs, rotated, rotates, c2 * scale1, c3 * scale1);
            int row2 = firstRow + 2 * TILE + line;
            putPair(step, op, state, to2, row2, own, outputs, rotated, rotates, d0 * scale2, d1 * scale2);
            putPair(step, op, state, to2, row2, far, outputs, rotated, rotates, d2 * scale2, d3 * scale2);
            int row3 = firstRow + 3 * TILE + line;
            putPair(step, op, state, to3, row3, own, outputs, rotated, rotates, e0 * scale3, e1 * scale3);
            putPair(step, op, state, to3, row3, far, outputs, rotated, rotates, e2 * scale3, e3 * scale3);
        }
    }

    /** Where a row (or slice of one) of the input begins in the state. */
    static int input(IntArray step, IntArray op, int slices, int width, int row) {
        return StepArray.row(step, op, op.get(OpTable.IN), width * slices, row / slices) + row % slices * width;
    }

    /** Where the weights of one of a tile's outputs begin: of both matrices, when gated, half of them each. */
    static int weights(IntArray op, int matrix, int outputs, int width, int output, int gated, int wanted) {
        int base = op.get(matrix);
        int offset = wanted;
        if (gated == 1 && wanted >= TILE_ROWS / 2) {
            base = op.get(matrix + OpTable.MATRIX);
            offset = wanted - TILE_ROWS / 2;
        }
        return base + TornadoMath.min(output + offset, outputs - 1) * width;
    }

    /** Where a row's results go in the state; −1 if there is no such row. */
    static int target(IntArray step, IntArray op, int matrix, int row, int rows) {
        int slices = op.get(OpTable.SLICES);
        int outputs = op.get(matrix + 2);
        int to = -1;
        if (row < rows) {
            to = StepArray.row(step, op, op.get(matrix + 1), outputs * slices, row / slices) + row % slices * outputs;
        }
        return to;
    }

    /** Writes what a gate makes of an output, if there is a row and such an output. */
    static void putGated(FloatArray state, int to, int output, int outputs, float gate, float up) {
        if (to >= 0 && output < outputs) {
            state.set(to + output, gate / (1f + TornadoMath.exp(-gate)) * up);
        }
    }

    /**
     * Writes two neighbouring outputs, if there is a row and such outputs.
     *
     * @param row of the run
     * @param rotated 0 if the kernel rotates nothing, which then leaves that out
     * @param rotates 1 if these two are to be rotated
     */
    static void putPair(
            IntArray step,
            IntArray op,
            FloatArray state,
            int to,
            int row,
            int output,
            int outputs,
            int rotated,
            int rotates,
            float even,
            float odd) {
        if (to >= 0) {
            float first = even;
            float second = odd;
            if (rotated > 0 && rotates == 1) {
                first = rotate(step, op, state, row, output, even, odd);
                second = rotate(step, op, state, row, output + 1, odd, even);
            }
            int beta = op.get(OpTable.BETA);
            putWithin(state, to, output, outputs, beta, first);
            putWithin(state, to, output + 1, outputs, beta, second);
        }
    }

    /** Whether the results of a matrix are rotated, as those of the first {@code rotated} are. */
    static boolean isRotated(int matrix, int rotated) {
        return matrix < OpTable.MATRICES + rotated * OpTable.MATRIX;
    }

    /**
     * A result that is rotated with its neighbour.
     *
     * @param row of the run
     * @param output which of the row's results it is; the even ones come first in their pairs
     * @param value the result itself
     * @param partner the other of its pair
     */
    private static float rotate(
            IntArray step, IntArray op, FloatArray state, int row, int output, float value, float partner) {
        int half = op.get(OpTable.ROTATED_SIZE) / 2;
        int angle = op.get(OpTable.ANGLES) + StepArray.position(step, op, row) * 2 * half + output / 2 % half;
        float sign = (output & 1) * 2 - 1;
        return value * state.get(angle) + sign * partner * state.get(angle + half);
    }

    /** Blocks of {@code per} outputs of all matrices; when gated, of the first. */
    static int blocks(IntArray op, int per, int gated) {
        int first = OpTable.MATRICES;
        int blocks = (op.get(first + 2) + per - 1) / per;
        if (gated == 0) {
            blocks += (op.get(first + OpTable.MATRIX + 2) + per - 1) / per;
            blocks += (op.get(first + 2 * OpTable.MATRIX + 2) + per - 1) / per;
        }
        return blocks;
    }

    /** Where the integers of the matrix that has a block are. */
    static int matrix(IntArray op, int per, int gated, int block) {
        int matrix = OpTable.MATRICES;
        if (gated == 0) {
            int second = (op.get(matrix + 2) + per - 1) / per;
            int third = second + (op.get(matrix + OpTable.MATRIX + 2) + per - 1) / per;
            if (block >= third) {
                matrix += 2 * OpTable.MATRIX;
            } else if (block >= second) {
                matrix += OpTable.MATRIX;
            }
        }
        return matrix;
    }

    /** The first block of a matrix. */
    static int firstBlock(IntArray op, int per, int matrix) {
        int first = OpTable.MATRICES;
        int block = 0;
        if (matrix > first) {
            block += (op.get(first + 2) + per - 1) / per;
        }
        if (matrix > first + OpTable.MATRIX) {
            block += (op.get(first + OpTable.MATRIX + 2) + per - 1) / per;
        }
        return block;
    }

    private static void putWithin(FloatArray state, int to, int output, int outputs, int beta, float value) {
        if (output < outputs) {
            put(state, to + output, beta, value);
        }
    }

    private static void put(FloatArray state, int at, int beta, float value) {
        float result = value;
        if (beta > 0) {
            result += beta * state.get(at);
        }
        state.set(at, result);
    }
}
