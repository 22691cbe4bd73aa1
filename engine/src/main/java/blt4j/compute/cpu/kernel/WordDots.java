package blt4j.compute.cpu.kernel;

import blt4j.weights.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix times vector for 16-bit and 8-bit weights, where vectors have less than 512 bits.
 *
 * <p>Widening eight bytes or shorts to a vector of numbers takes longer there than multiplying them. So weights are read as
 * words of 32 bits, two or four in each, and taken apart by shifts and masks where they lie: a bfloat16 is the upper half
 * of a float, and a byte in the highest place of a word is 2²⁴ times itself. That finds columns 0, 2, 4 … or 0, 4, 8 … side
 * by side, so the vector is laid out likewise first ({@link #deal}).
 */
final class WordDots {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final int LANES = FLOATS.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int UPPER_HALF = 0xFFFF0000;
    private static final int HIGHEST_BYTE = 0xFF000000;
    private static final float UNSHIFT = 0x1p-24f;

    private WordDots() {}

    /**
     * As {@link Kernels#matVec} for the first {@code 4 · quarter} rows from {@code from} on, four at a time that are a
     * quarter of them apart.
     *
     * @param dealt room for a row
     */
    static void matVec(
            Matrix m, int from, int quarter, float[] x, int x0, float beta, float[] y, int y0, float[] dealt) {
        boolean bytes = m.dtype() == DType.Q8;
        int end = deal(x, x0, m.columns(), bytes ? 4 : 2, dealt);
        for (int row = from; row < from + quarter; row++) {
            if (bytes) {
                fourRowsQ8(m, row, quarter, dealt, end, x, x0, beta, y, y0 + row);
            } else {
                fourRowsBf16(m, row, quarter, dealt, end, x, x0, beta, y, y0 + row);
            }
        }
    }

    /**
     * Deals numbers out like cards: of each {@code parts} vectors' worth, first the numbers 0, parts, 2 · parts …, then 1,
     * parts + 1 …
     *
     * @return how many there were in whole such pieces
     */
    private static int deal(float[] x, int x0, int count, int parts, float[] dealt) {
        int piece = parts * LANES;
        int end = count / piece * piece;
        for (int begin = 0; begin < end; begin += piece) {
            for (int lane = 0; lane < LANES; lane++) {
                int from = x0 + begin + lane * parts;
                for (int part = 0; part < parts; part++) {
                    dealt[begin + part * LANES + lane] = x[from + part];
                }
            }
        }
        return end;
    }

    // generated: products of four rows of words
    private static void fourRowsBf16(
            Matrix m, int row, int apart, float[] dealt, int end, float[] x, int x0, float beta, float[] y, int at) {
        MemorySegment data = m.data();
        long base = m.offset(row, 0);
        long stride = 2L * m.columns() * apart;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = 0; k < end; k += 2 * LANES) {
            FloatVector even = FloatVector.fromArray(FLOATS, dealt, k);
            FloatVector odd = FloatVector.fromArray(FLOATS, dealt, k + LANES);
            long p = base + 2L * k;
            IntVector w = IntVector.fromMemorySegment(INTS, data, p, ORDER);
            s0 = w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s0);
            s0 = w.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s0);
            w = IntVector.fromMemorySegment(INTS, data, p + stride, ORDER);
            s1 = w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s1);
            s1 = w.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s1);
            w = IntVector.fromMemorySegment(INTS, data, p + 2 * stride, ORDER);
            s2 = w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s2);
            s2 = w.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s2);
            w = IntVector.fromMemorySegment(INTS, data, p + 3 * stride, ORDER);
            s3 = w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s3);
            s3 = w.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s3);
        }
        float t0 = s0.reduceLanes(VectorOperators.ADD);
        float t1 = s1.reduceLanes(VectorOperators.ADD);
        float t2 = s2.reduceLanes(VectorOperators.ADD);
        float t3 = s3.reduceLanes(VectorOperators.ADD);
        VectorKernels.finish(m, row, apart, end, x, x0, beta, y, at, t0, t1, t2, t3);
    }

    /** Each word's products are summed before they join the others, so that a sum is waited for once and not four times. */
    private static void fourRowsQ8(
            Matrix m, int row, int apart, float[] dealt, int end, float[] x, int x0, float beta, float[] y, int at) {
        MemorySegment data = m.data();
        long base = m.offset(row, 0);
        long stride = (long) m.columns() * apart;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = 0; k < end; k += 4 * LANES) {
            FloatVector first = FloatVector.fromArray(FLOATS, dealt, k);
            FloatVector second = FloatVector.fromArray(FLOATS, dealt, k + LANES);
            FloatVector third = FloatVector.fromArray(FLOATS, dealt, k + 2 * LANES);
            FloatVector fourth = FloatVector.fromArray(FLOATS, dealt, k + 3 * LANES);
            long p = base + k;
            IntVector w = IntVector.fromMemorySegment(INTS, data, p, ORDER);
            FloatVector t = ((FloatVector)
                            w.lanewise(VectorOperators.LSHL, 24).convertShape(VectorOperators.I2F, FLOATS, 0))
                    .mul(first);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 16)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(second, t);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 8)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(third, t);
            t = ((FloatVector) w.and(HIGHEST_BYTE).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(fourth, t);
            s0 = s0.add(t);
            w = IntVector.fromMemorySegment(INTS, data, p + stride, ORDER);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 24).convertShape(VectorOperators.I2F, FLOATS, 0))
                    .mul(first);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 16)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(second, t);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 8)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(third, t);
            t = ((FloatVector) w.and(HIGHEST_BYTE).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(fourth, t);
            s1 = s1.add(t);
            w = IntVector.fromMemorySegment(INTS, data, p + 2 * stride, ORDER);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 24).convertShape(VectorOperators.I2F, FLOATS, 0))
                    .mul(first);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 16)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(second, t);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 8)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(third, t);
            t = ((FloatVector) w.and(HIGHEST_BYTE).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(fourth, t);
            s2 = s2.add(t);
            w = IntVector.fromMemorySegment(INTS, data, p + 3 * stride, ORDER);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 24).convertShape(VectorOperators.I2F, FLOATS, 0))
                    .mul(first);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 16)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(second, t);
            t = ((FloatVector) w.lanewise(VectorOperators.LSHL, 8)
                            .and(HIGHEST_BYTE)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(third, t);
            t = ((FloatVector) w.and(HIGHEST_BYTE).convertShape(VectorOperators.I2F, FLOATS, 0)).fma(fourth, t);
            s3 = s3.add(t);
        }
        float t0 = s0.reduceLanes(VectorOperators.ADD) * UNSHIFT * m.scale(row);
        float t1 = s1.reduceLanes(VectorOperators.ADD) * UNSHIFT * m.scale(row + apart);
        float t2 = s2.reduceLanes(VectorOperators.ADD) * UNSHIFT * m.scale(row + 2 * apart);
        float t3 = s3.reduceLanes(VectorOperators.ADD) * UNSHIFT * m.scale(row + 3 * apart);
        VectorKernels.finish(m, row, apart, end, x, x0, beta, y, at, t0, t1, t2, t3);
    }
    // end of products of four rows of words
}
