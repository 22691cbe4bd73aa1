package blt4j.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * Projections: {@code out[r] = keep · out[r] + weight · in[r]}, each slice of a row by itself, for one to three matrices
 * over the same input at once (queries, keys and values). The input may be normed on the way: as {@code W · (x ⊙ gain) ·
 * scale} is {@code scale · (W · (x ⊙ gain))}, the scale of the root-mean-square norm is found along with the sums and
 * applied at the end. Two matrices may be gated: {@code out = silu(gate · in) ⊙ (up · in)}. The results of the first
 * matrices may be turned (rotary position embedding, as {@link ElementKernels#rope} does it).
 *
 * <p>There is one kernel for one row, which reads each weight once and is bound by that, and one for many, which reuses
 * what it reads; each for weights in 32 bits and for those in 16, four of which are read at once ({@link Narrow}).
 *
 * <p>Shapes: in, n × slices · width; each matrix outputs × width; each output n × slices · outputs. An op's matrices are in
 * its parameters ({@link OpTable}), unused ones with no outputs.
 */
final class ProjectionKernels {
    /** Threads of a work-group for one row. */
    static final int GROUP = 64;

    /** Outputs of a work-group for one row. */
    static final int OUTPUTS = 4;

    /** Sums that are added up together at the end, by {@value} threads each. */
    private static final int PARTS = 8;

    /** Rows of a tile for many rows, and the inputs that it takes at a time. */
    static final int TILE = 16;

    /** Outputs that each thread for many rows computes; a tile has TILE · SPAN of them. */
    static final int SPAN = 4;

    /** Long integers that hold a tile's narrow weights of one output. */
    private static final int QUADS = TILE / Narrow.QUAD;

    private ProjectionKernels() {}

    /**
     * For few rows. Neighbouring threads read neighbouring weights; each adds up its share of {@value #OUTPUTS} outputs,
     * so that an input that was read serves four weights. Work-group: {@value #GROUP} threads for {@value #OUTPUTS}
     * outputs of one matrix (for two of each, when gated), of one slice of one row.
     *
     * @param numbers holds the gain and behind it the epsilon, where normed, and what narrow weights are read by
     * @param wide holds the matrices if they are in 32 bits
     * @param narrow holds them if they are not; {@code width} is then a multiple of four
     * @param slot which of the graph's ops it is
     * @param normed 1 if the input is normed
     * @param gated 1 if there are two matrices, a gate and what it is applied to, and one output
     * @param turned how many matrices' results are turned
     * @param format of the weights, as {@link Narrow} numbers them
     */
    static void vector(
            KernelContext context,
            IntArray step,
            IntArray table,
            FloatArray numbers,
            FloatArray wide,
            LongArray narrow,
            FloatArray state,
            int slot,
            int normed,
            int gated,
            int turned,
            int format) {
        float[] partial = context.allocateFloatLocalArray((OUTPUTS + 1) * GROUP);
        float[] sums = context.allocateFloatLocalArray((OUTPUTS + 1) * PARTS);
        int thread = context.localIdx;
        int op = Step.op(step, slot);
        int width = table.get(op + OpTable.WIDTH);
        int slices = table.get(op + OpTable.SLICES);
        int per = gated == 1 ? OUTPUTS / 2 : OUTPUTS;
        int blocks = blocks(table, op, per, gated);
        int vector = context.groupIdx / blocks;
        int matrix = matrix(table, op, per, gated, context.groupIdx % blocks);
        int output = (context.groupIdx % blocks - firstBlock(table, op, per, matrix)) * per;
        int outputs = table.get(matrix + 2);
        int own = table.get(matrix);
        int second = gated == 1 ? table.get(matrix + OpTable.MATRIX) : own;
        int a = own + output * width;
        int b = own + TornadoMath.min(output + 1, outputs - 1) * width;
        int c = second + (gated == 1 ? output : TornadoMath.min(output + 2, outputs - 1)) * width;
        int d = second + TornadoMath.min(gated == 1 ? output + 1 : output + 3, outputs - 1) * width;
        int row = vector / slices;
        int rows = step.get(Step.ROWS);
        int x = Step.row(step, table.get(op + OpTable.IN), width * slices, row) + vector % slices * width;
        int gain = table.get(op + OpTable.NUMBERS);
        int limit = row < rows ? width : 0;
        float sumA = 0f;
        float sumB = 0f;
        float sumC = 0f;
        float sumD = 0f;
        float squares = 0f;
        if (format == Narrow.FLOAT32) {
            for (int i = thread; i < limit; i += GROUP) {
                float v = state.get(x + i);
                if (normed == 1) {
                    squares += v * v;
                    v *= numbers.get(gain + i);
                }
                sumA += v * wide.get(a + i);
                sumB += v * wide.get(b + i);
                sumC += v * wide.get(c + i);
                sumD += v * wide.get(d + i);
            }
        } else {
            for (int i = Narrow.QUAD * thread; i < limit; i += Narrow.QUAD * GROUP) {
                float v = state.get(x + i);
                float w = state.get(x + i + 1);
                float y = state.get(x + i + 2);
                float z = state.get(x + i + 3);
                if (normed == 1) {
                    squares += v * v + w * w + (y * y + z * z);
                    v *= numbers.get(gain + i);
                    w *= numbers.get(gain + i + 1);
                    y *= numbers.get(gain + i + 2);
                    z *= numbers.get(gain + i + 3);
                }
                sumA += Narrow.dot(numbers, format, narrow.get((a + i) >> 2), v, w, y, z);
                sumB += Narrow.dot(numbers, format, narrow.get((b + i) >> 2), v, w, y, z);
                sumC += Narrow.dot(numbers, format, narrow.get((c + i) >> 2), v, w, y, z);
                sumD += Narrow.dot(numbers, format, narrow.get((d + i) >> 2), v, w, y, z);
            }
        }
        partial[thread] = sumA;
        partial[GROUP + thread] = sumB;
        partial[2 * GROUP + thread] = sumC;
        partial[3 * GROUP + thread] = sumD;
        partial[4 * GROUP + thread] = squares;
        context.localBarrier();
        if (thread < (OUTPUTS + 1) * PARTS) {
            float sum = 0f;
            for (int i = 0; i < GROUP / PARTS; i++) {
                sum += partial[thread * (GROUP / PARTS) + i];
            }
            sums[thread] = sum;
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
            int to = Step.row(step, table.get(matrix + 1), outputs * slices, row) + vector % slices * outputs;
            float value = first * scale;
            if (gated == 1) {
                value = value / (1f + TornadoMath.exp(-value)) * (other * scale);
            } else if (turned > 0 && isTurned(op, matrix, turned)) {
                value = turn(step, table, numbers, op, row, output + thread, value, other * scale);
            }
            put(state, to + output + thread, table.get(op + OpTable.KEEP), value);
        }
    }

    /**
     * For many rows: a tile of {@value #TILE} rows and as many inputs at a time, and the weights of TILE · SPAN outputs
     * for those inputs, in local memory; each is read from there {@value #TILE} times and more. Work-group: TILE × TILE
     * threads; in x over the outputs of one matrix after the other, TILE · SPAN each (half as many when gated), in y over
     * rows · slices.
     *
     * @param numbers as for {@link #vector}, and so are the others
     */
    static void tile(
            KernelContext context,
            IntArray step,
            IntArray table,
            FloatArray numbers,
            FloatArray wide,
            LongArray narrow,
            FloatArray state,
            int slot,
            int normed,
            int gated,
            int turned,
            int format) {
        float[] rowTile = context.allocateFloatLocalArray(TILE * TILE);
        float[] squareTile = context.allocateFloatLocalArray(TILE * TILE);
        float[] weightTile = context.allocateFloatLocalArray(TILE * SPAN * (TILE + 1));
        int column = context.localIdx;
        int line = context.localIdy;
        int op = Step.op(step, slot);
        int width = table.get(op + OpTable.WIDTH);
        int slices = table.get(op + OpTable.SLICES);
        int per = gated == 1 ? TILE * SPAN / 2 : TILE * SPAN;
        int matrix = matrix(table, op, per, gated, context.groupIdx);
        int output = (context.groupIdx - firstBlock(table, op, per, matrix)) * per;
        int outputs = table.get(matrix + 2);
        int rows = step.get(Step.ROWS) * slices;
        int firstRow = context.groupIdy * TILE;
        // A tile without live rows takes no inputs. The barriers stand under no condition: PoCL's work-groups lose
        // their way in a divergent branch that follows a conditional barrier.
        int limit = firstRow < rows ? width : 0;
        int row = firstRow + line;
        int x = Step.row(step, table.get(op + OpTable.IN), width * slices, row / slices) + row % slices * width;
        int gain = table.get(op + OpTable.NUMBERS);
        float a = 0f;
        float b = 0f;
        float c = 0f;
        float d = 0f;
        float squares = 0f;
        for (int k = 0; k < limit; k += TILE) {
            float value = 0f;
            if (row < rows && k + column < width) {
                value = state.get(x + k + column);
                if (normed == 1) {
                    squareTile[line * TILE + column] = value * value;
                    value *= numbers.get(gain + k + column);
                }
            } else if (normed == 1) {
                squareTile[line * TILE + column] = 0f;
            }
            rowTile[line * TILE + column] = value;
            if (format == Narrow.FLOAT32) {
                for (int s = 0; s < SPAN; s++) {
                    int wanted = output + (gated == 1 ? s % 2 : s) * TILE + line;
                    float w = 0f;
                    if (wanted < outputs && k + column < width) {
                        int base = table.get(matrix + (gated == 1 ? s / 2 * OpTable.MATRIX : 0));
                        w = wide.get(base + wanted * width + k + column);
                    }
                    weightTile[(s * TILE + line) * (TILE + 1) + column] = w;
                }
            } else {
                // The tile has as many quads as the group has threads.
                int part = (line * TILE + column) / QUADS;
                int first = column % QUADS * Narrow.QUAD;
                int wanted = output + (gated == 1 ? part / TILE % 2 : part / TILE) * TILE + part % TILE;
                long quad = 0;
                if (wanted < outputs && k + first < width) {
                    int base = table.get(matrix + (gated == 1 ? part / TILE / 2 * OpTable.MATRIX : 0));
                    quad = narrow.get((base + wanted * width + k + first) >> 2);
                }
                int to = part * (TILE + 1) + first;
                weightTile[to] = Narrow.low(numbers, format, (int) quad);
                weightTile[to + 1] = Narrow.low(numbers, format, (int) quad >> 16);
                weightTile[to + 2] = Narrow.low(numbers, format, (int) (quad >> 32));
                weightTile[to + 3] = Narrow.low(numbers, format, (int) (quad >> 32) >> 16);
            }
            context.localBarrier();
            for (int i = 0; i < TILE; i++) {
                float v = rowTile[line * TILE + i];
                if (normed == 1) {
                    squares += squareTile[line * TILE + i];
                }
                a += v * weightTile[column * (TILE + 1) + i];
                b += v * weightTile[(TILE + column) * (TILE + 1) + i];
                c += v * weightTile[(2 * TILE + column) * (TILE + 1) + i];
                d += v * weightTile[(3 * TILE + column) * (TILE + 1) + i];
            }
            context.localBarrier();
        }
        if (normed == 1) {
            float scale = 1f / TornadoMath.sqrt(squares / width + numbers.get(gain + width));
            a *= scale;
            b *= scale;
            c *= scale;
            d *= scale;
        }
        if (turned > 0) {
            int own = line * TILE + column;
            weightTile[own] = a;
            weightTile[TILE * TILE + own] = b;
            weightTile[2 * TILE * TILE + own] = c;
            weightTile[3 * TILE * TILE + own] = d;
            context.localBarrier();
            int partner = line * TILE + (column ^ 1);
            if (isTurned(op, matrix, turned)) {
                int next = output + column;
                a = turn(step, table, numbers, op, row, next, a, weightTile[partner]);
                b = turn(step, table, numbers, op, row, next + TILE, b, weightTile[TILE * TILE + partner]);
                c = turn(step, table, numbers, op, row, next + 2 * TILE, c, weightTile[2 * TILE * TILE + partner]);
                d = turn(step, table, numbers, op, row, next + 3 * TILE, d, weightTile[3 * TILE * TILE + partner]);
            }
        }
        if (row < rows) {
            int to = Step.row(step, table.get(matrix + 1), outputs * slices, row / slices) + row % slices * outputs;
            int keep = table.get(op + OpTable.KEEP);
            int next = output + column;
            if (gated == 1) {
                putWithin(state, to, next, outputs, 0, a / (1f + TornadoMath.exp(-a)) * c);
                putWithin(state, to, next + TILE, outputs, 0, b / (1f + TornadoMath.exp(-b)) * d);
            } else {
                putWithin(state, to, next, outputs, keep, a);
                putWithin(state, to, next + TILE, outputs, keep, b);
                putWithin(state, to, next + 2 * TILE, outputs, keep, c);
                putWithin(state, to, next + 3 * TILE, outputs, keep, d);
            }
        }
    }

    /** Whether the results of a matrix are turned, as those of the first {@code turned} are. */
    private static boolean isTurned(int op, int matrix, int turned) {
        return matrix < op + OpTable.MATRICES + turned * OpTable.MATRIX;
    }

    /**
     * A result that is turned with its neighbour.
     *
     * @param row of the run
     * @param output which of the row's results it is; the even ones come first in their pairs
     * @param value the result itself
     * @param partner the other of its pair
     */
    private static float turn(
            IntArray step,
            IntArray table,
            FloatArray numbers,
            int op,
            int row,
            int output,
            float value,
            float partner) {
        int pair = output / 2 % (table.get(op + OpTable.TURNED_SIZE) / 2);
        float angle = (step.get(Step.START) + row) * numbers.get(table.get(op + OpTable.FREQUENCIES) + pair);
        float sign = (output & 1) * 2 - 1;
        return value * TornadoMath.cos(angle) + sign * partner * TornadoMath.sin(angle);
    }

    /** Blocks of {@code per} outputs of all matrices; when gated, of the first. */
    private static int blocks(IntArray table, int op, int per, int gated) {
        int first = op + OpTable.MATRICES;
        int blocks = (table.get(first + 2) + per - 1) / per;
        if (gated == 0) {
            blocks += (table.get(first + OpTable.MATRIX + 2) + per - 1) / per;
            blocks += (table.get(first + 2 * OpTable.MATRIX + 2) + per - 1) / per;
        }
        return blocks;
    }

    /** Where the integers of the matrix that has a block are. */
    private static int matrix(IntArray table, int op, int per, int gated, int block) {
        int matrix = op + OpTable.MATRICES;
        if (gated == 0) {
            int second = (table.get(matrix + 2) + per - 1) / per;
            int third = second + (table.get(matrix + OpTable.MATRIX + 2) + per - 1) / per;
            if (block >= third) {
                matrix += 2 * OpTable.MATRIX;
            } else if (block >= second) {
                matrix += OpTable.MATRIX;
            }
        }
        return matrix;
    }

    /** The first block of a matrix. */
    private static int firstBlock(IntArray table, int op, int per, int matrix) {
        int first = op + OpTable.MATRICES;
        int block = 0;
        if (matrix > first) {
            block += (table.get(first + 2) + per - 1) / per;
        }
        if (matrix > first + OpTable.MATRIX) {
            block += (table.get(first + OpTable.MATRIX + 2) + per - 1) / per;
        }
        return block;
    }

    private static void putWithin(FloatArray state, int to, int output, int outputs, int keep, float value) {
        if (output < outputs) {
            put(state, to + output, keep, value);
        }
    }

    private static void put(FloatArray state, int at, int keep, float value) {
        float result = value;
        if (keep > 0) {
            result += keep * state.get(at);
        }
        state.set(at, result);
    }
}
