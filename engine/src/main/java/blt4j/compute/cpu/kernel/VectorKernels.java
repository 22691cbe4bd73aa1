package blt4j.compute.cpu.kernel;

import blt4j.weights.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels with the Vector API, for the widest vectors of the machine.
 *
 * <p>Species are constants, loops are simple and arrays are plain: that is what the compiler needs to keep vectors in
 * registers. Accumulators are spelled out as locals for the same reason.
 */
public final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, LANES * Short.SIZE)));
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));
    private static final boolean WIDE = LANES >= 16;
    private static final Tiles TILES = WIDE ? new WideTiles() : new NarrowTiles();
    private static final float ROUNDING = 12582912f;
    private static final float LOG2_E = 1.442695f;
    private static final float LOG2_E_REST = 1.925963e-8f;
    /** e to this power is the smallest that the kernels tell from 0. */
    private static final float LOWEST_POWER = -87.3f;

    /** {@link #ROUNDING} and −126, as the bits of their sum. */
    private static final int LOWEST_SHIFTED = Float.floatToRawIntBits(ROUNDING) - 126;

    /** A score that is not to be seen: times any scale it is below {@link #LOWEST}, and finite. */
    private static final float HIDDEN = -1e37f;

    /** The coefficients of 2^f for |f| ≤ ½, relative error 2e-9. */
    private static final float P1 = 0.6931472f;

    private static final float P2 = 0.24022648f;
    private static final float P3 = 5.5503324e-2f;
    private static final float P4 = 9.618437e-3f;
    private static final float P5 = 1.3398875e-3f;
    private static final float P6 = 1.5353362e-4f;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Whether this machine's vectors are wide enough to be of use. */
    public static boolean supported() {
        return LANES >= 4 && LANES <= 16;
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public String describe() {
        return FLOATS.vectorBitSize() + "-bit vectors";
    }

    // ---- weights
    //
    // 16-bit numbers are spelled out wherever they are read, for the reason given below for e^x. Of binary16, exponent
    // and mantissa move to their place and a multiplication corrects the bias; that holds for finite numbers.

    @Override
    public void unpack(Matrix m, int row, int column, int count, float[] into, int at) {
        switch (m.dtype()) {
            case F32 -> MemorySegment.copy(m.data(), PlainKernels.FLOAT, m.offset(row, column), into, at, count);
            case F16 -> unpackF16(m.data(), m.offset(row, column), count, into, at);
            case BF16 -> unpackBf16(m.data(), m.offset(row, column), count, into, at);
            case Q8 -> unpackBytes(m.data(), m.offset(row, column), count, m.scale(row), into, at);
        }
    }

    private static void unpackBf16(MemorySegment data, long offset, int count, float[] into, int at) {
        int end = SHORTS.length() == LANES ? FLOATS.loopBound(count) : 0;
        for (int i = 0; i < end; i += LANES) {
            ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, offset + 2L * i, ORDER)
                            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .intoArray(into, at + i);
        }
        for (int i = end; i < count; i++) {
            into[at + i] = Float.intBitsToFloat(data.get(PlainKernels.SHORT, offset + 2L * i) << 16);
        }
    }

    private static void unpackF16(MemorySegment data, long offset, int count, float[] into, int at) {
        int end = SHORTS.length() == LANES ? FLOATS.loopBound(count) : 0;
        for (int i = 0; i < end; i += LANES) {
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(SHORTS, data, offset + 2L * i, ORDER)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            bits.and(0x7FFF)
                    .lanewise(VectorOperators.LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(0x1p112f)
                    .reinterpretAsInts()
                    .or(bits.and(0x80000000))
                    .reinterpretAsFloats()
                    .intoArray(into, at + i);
        }
        for (int i = end; i < count; i++) {
            into[at + i] = Float.float16ToFloat(data.get(PlainKernels.SHORT, offset + 2L * i));
        }
    }

    /**
     * How many of a row's bytes can be read a vector at a time. There is no vector of four bytes: where four numbers make a
     * vector, eight bytes are read for each and the second four left alone, which the row's end must allow.
     */
    private static int bytesBound(int count) {
        return Math.max(0, FLOATS.loopBound(count - (BYTES.length() - LANES)));
    }

    private static void unpackBytes(MemorySegment data, long offset, int count, float scale, float[] into, int at) {
        int end = bytesBound(count);
        for (int i = 0; i < end; i += LANES) {
            ((FloatVector) ByteVector.fromMemorySegment(BYTES, data, offset + i, ORDER)
                            .convertShape(VectorOperators.B2F, FLOATS, 0))
                    .mul(scale)
                    .intoArray(into, at + i);
        }
        for (int i = end; i < count; i++) {
            into[at + i] = data.get(ValueLayout.JAVA_BYTE, offset + i) * scale;
        }
    }

    // ---- matrix times vector

    /**
     * Four rows at a time, a quarter of all rows apart: each is a stream of its own through memory, which is what the
     * processor's prefetching is good at. Four neighbouring rows, read side by side, come at half the speed.
     */
    @Override
    public void matVec(Matrix m, int from, int to, float[] x, int x0, float beta, float[] y, int y0, float[] spare) {
        int quarter = (to - from) / 4;
        if (!WIDE && (m.dtype() == DType.BF16 || m.dtype() == DType.Q8)) {
            WordDots.matVec(m, from, quarter, x, x0, beta, y, y0, spare);
        } else {
            fourRowsEach(m, from, quarter, x, x0, beta, y, y0);
        }
        for (int row = from + 4 * quarter; row < to; row++) {
            store(y, y0 + row, beta, rowDot(m, row, 0, x, x0));
        }
    }

    private static void fourRowsEach(
            Matrix m, int from, int quarter, float[] x, int x0, float beta, float[] y, int y0) {
        for (int row = from; row < from + quarter; row++) {
            switch (m.dtype()) {
                case F32 -> fourRowsF32(m, row, quarter, x, x0, beta, y, y0 + row);
                case F16 -> fourRowsF16(m, row, quarter, x, x0, beta, y, y0 + row);
                case BF16 -> fourRowsBf16(m, row, quarter, x, x0, beta, y, y0 + row);
                case Q8 -> fourRowsQ8(m, row, quarter, x, x0, beta, y, y0 + row);
            }
        }
    }

    private static void store(float[] y, int at, float beta, float sum) {
        y[at] = beta == 0 ? sum : beta * y[at] + sum;
    }

    /** The part of a row's product from {@code column} on, without vectors. */
    private static float rowDot(Matrix m, int row, int column, float[] x, int x0) {
        float sum = 0;
        for (int k = column; k < m.columns(); k++) {
            sum += PlainKernels.number(m, row, k) * x[x0 + k];
        }
        return sum;
    }

    /** Adds what is left from {@code column} on to the sums of four rows, and stores them. */
    static void finish(
            Matrix m,
            int row,
            int apart,
            int column,
            float[] x,
            int x0,
            float beta,
            float[] y,
            int at,
            float s0,
            float s1,
            float s2,
            float s3) {
        if (column < m.columns()) {
            s0 += rowDot(m, row, column, x, x0);
            s1 += rowDot(m, row + apart, column, x, x0);
            s2 += rowDot(m, row + 2 * apart, column, x, x0);
            s3 += rowDot(m, row + 3 * apart, column, x, x0);
        }
        store(y, at, beta, s0);
        store(y, at + apart, beta, s1);
        store(y, at + 2 * apart, beta, s2);
        store(y, at + 3 * apart, beta, s3);
    }

    // generated: products of four rows
    private static void fourRowsF32(Matrix m, int row, int apart, float[] x, int x0, float beta, float[] y, int at) {
        MemorySegment data = m.data();
        long base = m.offset(row, 0);
        long stride = 4L * m.columns() * apart;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int end = FLOATS.loopBound(m.columns());
        for (int k = 0; k < end; k += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
            long p = base + 4L * k;
            s0 = FloatVector.fromMemorySegment(FLOATS, data, p, ORDER).fma(v, s0);
            s1 = FloatVector.fromMemorySegment(FLOATS, data, p + stride, ORDER).fma(v, s1);
            s2 = FloatVector.fromMemorySegment(FLOATS, data, p + 2 * stride, ORDER)
                    .fma(v, s2);
            s3 = FloatVector.fromMemorySegment(FLOATS, data, p + 3 * stride, ORDER)
                    .fma(v, s3);
        }
        finish(
                m,
                row,
                apart,
                end,
                x,
                x0,
                beta,
                y,
                at,
                s0.reduceLanes(VectorOperators.ADD),
                s1.reduceLanes(VectorOperators.ADD),
                s2.reduceLanes(VectorOperators.ADD),
                s3.reduceLanes(VectorOperators.ADD));
    }

    private static void fourRowsBf16(Matrix m, int row, int apart, float[] x, int x0, float beta, float[] y, int at) {
        MemorySegment data = m.data();
        long base = m.offset(row, 0);
        long stride = 2L * m.columns() * apart;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int end = SHORTS.length() == LANES ? FLOATS.loopBound(m.columns()) : 0;
        for (int k = 0; k < end; k += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
            long p = base + 2L * k;
            s0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, p, ORDER)
                            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(v, s0);
            s1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, p + stride, ORDER)
                            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(v, s1);
            s2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, p + 2 * stride, ORDER)
                            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(v, s2);
            s3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, p + 3 * stride, ORDER)
                            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(v, s3);
        }
        finish(
                m,
                row,
                apart,
                end,
                x,
                x0,
                beta,
                y,
                at,
                s0.reduceLanes(VectorOperators.ADD),
                s1.reduceLanes(VectorOperators.ADD),
                s2.reduceLanes(VectorOperators.ADD),
                s3.reduceLanes(VectorOperators.ADD));
    }

    private static void fourRowsF16(Matrix m, int row, int apart, float[] x, int x0, float beta, float[] y, int at) {
        MemorySegment data = m.data();
        long base = m.offset(row, 0);
        long stride = 2L * m.columns() * apart;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int end = SHORTS.length() == LANES ? FLOATS.loopBound(m.columns()) : 0;
        for (int k = 0; k < end; k += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
            long p = base + 2L * k;
            IntVector h0 = (IntVector)
                    ShortVector.fromMemorySegment(SHORTS, data, p, ORDER).convertShape(VectorOperators.S2I, INTS, 0);
            s0 = h0.and(0x7FFF)
                    .lanewise(VectorOperators.LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(0x1p112f)
                    .reinterpretAsInts()
                    .or(h0.and(0x80000000))
                    .reinterpretAsFloats()
                    .fma(v, s0);
            IntVector h1 = (IntVector) ShortVector.fromMemorySegment(SHORTS, data, p + stride, ORDER)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            s1 = h1.and(0x7FFF)
                    .lanewise(VectorOperators.LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(0x1p112f)
                    .reinterpretAsInts()
                    .or(h1.and(0x80000000))
                    .reinterpretAsFloats()
                    .fma(v, s1);
            IntVector h2 = (IntVector) ShortVector.fromMemorySegment(SHORTS, data, p + 2 * stride, ORDER)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            s2 = h2.and(0x7FFF)
                    .lanewise(VectorOperators.LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(0x1p112f)
                    .reinterpretAsInts()
                    .or(h2.and(0x80000000))
                    .reinterpretAsFloats()
                    .fma(v, s2);
            IntVector h3 = (IntVector) ShortVector.fromMemorySegment(SHORTS, data, p + 3 * stride, ORDER)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            s3 = h3.and(0x7FFF)
                    .lanewise(VectorOperators.LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(0x1p112f)
                    .reinterpretAsInts()
                    .or(h3.and(0x80000000))
                    .reinterpretAsFloats()
                    .fma(v, s3);
        }
        finish(
                m,
                row,
                apart,
                end,
                x,
                x0,
                beta,
                y,
                at,
                s0.reduceLanes(VectorOperators.ADD),
                s1.reduceLanes(VectorOperators.ADD),
                s2.reduceLanes(VectorOperators.ADD),
                s3.reduceLanes(VectorOperators.ADD));
    }

    private static void fourRowsQ8(Matrix m, int row, int apart, float[] x, int x0, float beta, float[] y, int at) {
        MemorySegment data = m.data();
        long base = m.offset(row, 0);
        long stride = (long) m.columns() * apart;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int end = BYTES.length() == LANES ? FLOATS.loopBound(m.columns()) : 0;
        for (int k = 0; k < end; k += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
            long p = base + k;
            s0 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, data, p, ORDER)
                            .convertShape(VectorOperators.B2F, FLOATS, 0))
                    .fma(v, s0);
            s1 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, data, p + stride, ORDER)
                            .convertShape(VectorOperators.B2F, FLOATS, 0))
                    .fma(v, s1);
            s2 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, data, p + 2 * stride, ORDER)
                            .convertShape(VectorOperators.B2F, FLOATS, 0))
                    .fma(v, s2);
            s3 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, data, p + 3 * stride, ORDER)
                            .convertShape(VectorOperators.B2F, FLOATS, 0))
                    .fma(v, s3);
        }
        float t0 = s0.reduceLanes(VectorOperators.ADD) * m.scale(row);
        float t1 = s1.reduceLanes(VectorOperators.ADD) * m.scale(row + apart);
        float t2 = s2.reduceLanes(VectorOperators.ADD) * m.scale(row + 2 * apart);
        float t3 = s3.reduceLanes(VectorOperators.ADD) * m.scale(row + 3 * apart);
        finish(m, row, apart, end, x, x0, beta, y, at, t0, t1, t2, t3);
    }
    // end of products of four rows

    // ---- rows

    @Override
    public void rmsNorm(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0) {
        int n = gain.length;
        int end = FLOATS.loopBound(n);
        FloatVector squares = FloatVector.zero(FLOATS);
        for (int i = 0; i < end; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, in, in0 + i);
            squares = v.fma(v, squares);
        }
        double total = squares.reduceLanes(VectorOperators.ADD);
        for (int i = end; i < n; i++) {
            total += in[in0 + i] * in[in0 + i];
        }
        float factor = (float) (1 / Math.sqrt(total / n + epsilon));
        for (int i = 0; i < end; i += LANES) {
            FloatVector.fromArray(FLOATS, in, in0 + i)
                    .mul(factor)
                    .mul(FloatVector.fromArray(FLOATS, gain, i))
                    .intoArray(out, out0 + i);
        }
        for (int i = end; i < n; i++) {
            out[out0 + i] = in[in0 + i] * factor * gain[i];
        }
    }

    @Override
    public void swiGlu(float[] gate, int gate0, float[] up, int up0, float[] out, int out0, int count) {
        int end = FLOATS.loopBound(count);
        FloatVector highest = FloatVector.broadcast(FLOATS, 88);
        FloatVector lowest = FloatVector.broadcast(FLOATS, LOWEST_POWER);
        for (int i = 0; i < end; i += LANES) {
            FloatVector g = FloatVector.fromArray(FLOATS, gate, gate0 + i);
            FloatVector x = g.neg();
            x = x.blend(highest, x.compare(VectorOperators.GT, highest));
            x = x.blend(lowest, x.compare(VectorOperators.LT, lowest));
            // generated: exp(x), x from -87 to 88
            FloatVector shifted =
                    x.fma(FloatVector.broadcast(FLOATS, -LOG2_E), FloatVector.broadcast(FLOATS, ROUNDING));
            FloatVector f = x.fma(FloatVector.broadcast(FLOATS, LOG2_E), shifted.sub(ROUNDING));
            f = x.fma(FloatVector.broadcast(FLOATS, LOG2_E_REST), f);
            FloatVector e = FloatVector.broadcast(FLOATS, P6).fma(f, FloatVector.broadcast(FLOATS, P5));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P4));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P3));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P2));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P1));
            e = e.fma(f, FloatVector.broadcast(FLOATS, 1));
            e = e.reinterpretAsInts()
                    .sub(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            // end of exp(x), x from -87 to 88
            g.div(e.add(1)).mul(FloatVector.fromArray(FLOATS, up, up0 + i)).intoArray(out, out0 + i);
        }
        for (int i = end; i < count; i++) {
            float g = gate[gate0 + i];
            out[out0 + i] = (float) (g / (1 + Math.exp(-g))) * up[up0 + i];
        }
    }

    @Override
    public void add(float[] x, int x0, float[] y, int y0, int count) {
        int end = FLOATS.loopBound(count);
        for (int i = 0; i < end; i += LANES) {
            FloatVector.fromArray(FLOATS, y, y0 + i)
                    .add(FloatVector.fromArray(FLOATS, x, x0 + i))
                    .intoArray(y, y0 + i);
        }
        for (int i = end; i < count; i++) {
            y[y0 + i] += x[x0 + i];
        }
    }

    @Override
    public void max(float[] x, int x0, float[] y, int y0, int count) {
        int end = FLOATS.loopBound(count);
        for (int i = 0; i < end; i += LANES) {
            FloatVector.fromArray(FLOATS, y, y0 + i)
                    .max(FloatVector.fromArray(FLOATS, x, x0 + i))
                    .intoArray(y, y0 + i);
        }
        for (int i = end; i < count; i++) {
            y[y0 + i] = Math.max(y[y0 + i], x[x0 + i]);
        }
    }

    @Override
    public void scale(float factor, float[] y, int y0, int count) {
        int end = FLOATS.loopBound(count);
        for (int i = 0; i < end; i += LANES) {
            FloatVector.fromArray(FLOATS, y, y0 + i).mul(factor).intoArray(y, y0 + i);
        }
        for (int i = end; i < count; i++) {
            y[y0 + i] *= factor;
        }
    }

    @Override
    public void scores(
            float[] query,
            int query0,
            float[] keys,
            int keys0,
            int stride,
            int count,
            int size,
            float scale,
            float[] scores) {
        int quarter = count / 4;
        for (int i = 0; i < quarter; i++) {
            fourScores(query, query0, keys, keys0 + i * stride, stride * quarter, size, scale, scores, i, quarter);
        }
        for (int i = 4 * quarter; i < count; i++) {
            scores[i] = vectorDot(query, query0, keys, keys0 + i * stride, size) * scale;
        }
    }

    /** Of keys that are far from each other: each begins a stream of its own through memory. */
    private static void fourScores(
            float[] query,
            int query0,
            float[] keys,
            int p,
            int apart,
            int size,
            float scale,
            float[] scores,
            int i,
            int quarter) {
        int end = FLOATS.loopBound(size);
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int d = 0; d < end; d += LANES) {
            FloatVector q = FloatVector.fromArray(FLOATS, query, query0 + d);
            s0 = FloatVector.fromArray(FLOATS, keys, p + d).fma(q, s0);
            s1 = FloatVector.fromArray(FLOATS, keys, p + apart + d).fma(q, s1);
            s2 = FloatVector.fromArray(FLOATS, keys, p + 2 * apart + d).fma(q, s2);
            s3 = FloatVector.fromArray(FLOATS, keys, p + 3 * apart + d).fma(q, s3);
        }
        scores[i] = (s0.reduceLanes(VectorOperators.ADD) + dot(query, query0, keys, p, end, size)) * scale;
        scores[i + quarter] =
                (s1.reduceLanes(VectorOperators.ADD) + dot(query, query0, keys, p + apart, end, size)) * scale;
        scores[i + 2 * quarter] =
                (s2.reduceLanes(VectorOperators.ADD) + dot(query, query0, keys, p + 2 * apart, end, size)) * scale;
        scores[i + 3 * quarter] =
                (s3.reduceLanes(VectorOperators.ADD) + dot(query, query0, keys, p + 3 * apart, end, size)) * scale;
    }

    private static float vectorDot(float[] a, int a0, float[] b, int b0, int size) {
        int end = FLOATS.loopBound(size);
        FloatVector s = FloatVector.zero(FLOATS);
        for (int d = 0; d < end; d += LANES) {
            s = FloatVector.fromArray(FLOATS, a, a0 + d).fma(FloatVector.fromArray(FLOATS, b, b0 + d), s);
        }
        return s.reduceLanes(VectorOperators.ADD) + dot(a, a0, b, b0, end, size);
    }

    private static float dot(float[] a, int a0, float[] b, int b0, int from, int to) {
        float sum = 0;
        for (int d = from; d < to; d++) {
            sum += a[a0 + d] * b[b0 + d];
        }
        return sum;
    }

    @Override
    public float exponentials(float[] x, int count, float max) {
        int end = FLOATS.loopBound(count);
        FloatVector total = FloatVector.zero(FLOATS);
        FloatVector lowest = FloatVector.broadcast(FLOATS, LOWEST_POWER);
        for (int i = 0; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(FLOATS, x, i).sub(max);
            y = y.blend(lowest, y.compare(VectorOperators.LT, lowest));
            // generated: exp(y), y from -87
            FloatVector shifted =
                    y.fma(FloatVector.broadcast(FLOATS, -LOG2_E), FloatVector.broadcast(FLOATS, ROUNDING));
            FloatVector f = y.fma(FloatVector.broadcast(FLOATS, LOG2_E), shifted.sub(ROUNDING));
            f = y.fma(FloatVector.broadcast(FLOATS, LOG2_E_REST), f);
            FloatVector e = FloatVector.broadcast(FLOATS, P6).fma(f, FloatVector.broadcast(FLOATS, P5));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P4));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P3));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P2));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P1));
            e = e.fma(f, FloatVector.broadcast(FLOATS, 1));
            e = e.reinterpretAsInts()
                    .sub(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            // end of exp(y), y from -87
            e.intoArray(x, i);
            total = total.add(e);
        }
        float sum = total.reduceLanes(VectorOperators.ADD);
        for (int i = end; i < count; i++) {
            x[i] = (float) Math.exp(x[i] - max);
            sum += x[i];
        }
        return sum;
    }

    @Override
    public float maximum(float[] x, int from, int count) {
        int end = FLOATS.loopBound(count);
        FloatVector top = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(FLOATS, x, from + i);
            top = top.blend(y, y.compare(VectorOperators.GT, top));
        }
        float max = top.reduceLanes(VectorOperators.MAX);
        for (int i = end; i < count; i++) {
            max = Math.max(max, x[from + i]);
        }
        return max;
    }

    @Override
    public void weightedSum(
            float[] weights, float[] values, int values0, int stride, int count, int size, float[] out, int out0) {
        int d = 0;
        for (; d + 4 * LANES <= size; d += 4 * LANES) {
            weightedSum4(weights, values, values0 + d, stride, count, out, out0 + d);
        }
        for (; d + LANES <= size; d += LANES) {
            FloatVector s = FloatVector.fromArray(FLOATS, out, out0 + d);
            for (int i = 0; i < count; i++) {
                s = FloatVector.fromArray(FLOATS, values, values0 + i * stride + d)
                        .fma(FloatVector.broadcast(FLOATS, weights[i]), s);
            }
            s.intoArray(out, out0 + d);
        }
        for (int i = 0; d < size && i < count; i++) {
            for (int e = d; e < size; e++) {
                out[out0 + e] += weights[i] * values[values0 + i * stride + e];
            }
        }
    }

    private static void weightedSum4(
            float[] weights, float[] values, int values0, int stride, int count, float[] out, int out0) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, out, out0);
        FloatVector s1 = FloatVector.fromArray(FLOATS, out, out0 + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, out, out0 + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(FLOATS, out, out0 + 3 * LANES);
        int half = count / 2;
        for (int i = 0; i < half; i++) {
            FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
            FloatVector x = FloatVector.broadcast(FLOATS, weights[half + i]);
            int p = values0 + i * stride;
            int q = p + half * stride;
            s0 = FloatVector.fromArray(FLOATS, values, p).fma(w, s0);
            s1 = FloatVector.fromArray(FLOATS, values, p + LANES).fma(w, s1);
            s2 = FloatVector.fromArray(FLOATS, values, p + 2 * LANES).fma(w, s2);
            s3 = FloatVector.fromArray(FLOATS, values, p + 3 * LANES).fma(w, s3);
            s0 = FloatVector.fromArray(FLOATS, values, q).fma(x, s0);
            s1 = FloatVector.fromArray(FLOATS, values, q + LANES).fma(x, s1);
            s2 = FloatVector.fromArray(FLOATS, values, q + 2 * LANES).fma(x, s2);
            s3 = FloatVector.fromArray(FLOATS, values, q + 3 * LANES).fma(x, s3);
        }
        if (count % 2 == 1) {
            FloatVector w = FloatVector.broadcast(FLOATS, weights[count - 1]);
            int p = values0 + (count - 1) * stride;
            s0 = FloatVector.fromArray(FLOATS, values, p).fma(w, s0);
            s1 = FloatVector.fromArray(FLOATS, values, p + LANES).fma(w, s1);
            s2 = FloatVector.fromArray(FLOATS, values, p + 2 * LANES).fma(w, s2);
            s3 = FloatVector.fromArray(FLOATS, values, p + 3 * LANES).fma(w, s3);
        }
        s0.intoArray(out, out0);
        s1.intoArray(out, out0 + LANES);
        s2.intoArray(out, out0 + 2 * LANES);
        s3.intoArray(out, out0 + 3 * LANES);
    }

    @Override
    public float entropy(float[] logits, int logits0, int count) {
        float max = maximum(logits, logits0, count);
        int end = FLOATS.loopBound(count);
        FloatVector totals = FloatVector.zero(FLOATS);
        FloatVector products = totals;
        FloatVector lowest = FloatVector.broadcast(FLOATS, LOWEST_POWER);
        for (int i = 0; i < end; i += LANES) {
            FloatVector y = FloatVector.fromArray(FLOATS, logits, logits0 + i).sub(max);
            y = y.blend(lowest, y.compare(VectorOperators.LT, lowest));
            // generated: exp(y), y from -87
            FloatVector shifted =
                    y.fma(FloatVector.broadcast(FLOATS, -LOG2_E), FloatVector.broadcast(FLOATS, ROUNDING));
            FloatVector f = y.fma(FloatVector.broadcast(FLOATS, LOG2_E), shifted.sub(ROUNDING));
            f = y.fma(FloatVector.broadcast(FLOATS, LOG2_E_REST), f);
            FloatVector e = FloatVector.broadcast(FLOATS, P6).fma(f, FloatVector.broadcast(FLOATS, P5));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P4));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P3));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P2));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P1));
            e = e.fma(f, FloatVector.broadcast(FLOATS, 1));
            e = e.reinterpretAsInts()
                    .sub(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            // end of exp(y), y from -87
            totals = totals.add(e);
            products = y.fma(e, products);
        }
        double sum = totals.reduceLanes(VectorOperators.ADD);
        double weighted = products.reduceLanes(VectorOperators.ADD);
        for (int i = end; i < count; i++) {
            double y = logits[logits0 + i] - max;
            sum += Math.exp(y);
            weighted += y * Math.exp(y);
        }
        return (float) (Math.log(sum) - weighted / sum);
    }

    // e^x to about one unit in the last place, for arguments up to 88; those below −87 yield a little over 1e-38:
    // x log₂e = n + f with |f| ≤ ½, a polynomial for 2^f, and n added to the exponent. Adding 1.5 · 2²³ rounds to an
    // integer and leaves it in the low bits.
    //
    // It is spelled out wherever it is needed, with nothing but the Vector API's own methods: those the compiler
    // inlines
    // whatever a compilation has grown to by then, ours it does not, and then makes objects of their vectors, which
    // takes
    // ten times as long and leaves a hundred kilobytes of garbage for each byte that is written.

    // ---- panels

    @Override
    public int tileRows() {
        return TILES.rows();
    }

    @Override
    public void packTile(Matrix m, int row, int rows, int column, int depth, float[] tile, float[] spare) {
        // All rows are read before the first is laid out, so that all are on their way from memory at once.
        float[] into = WIDE ? tile : spare;
        for (int i = 0; i < rows; i++) {
            unpack(m, row + i, column, depth, into, i * STRIDE);
        }
        for (int i = 0; i < rows && !WIDE; i++) {
            TILES.place(spare, i * STRIDE, depth, tile, 0, i);
        }
    }

    @Override
    public void packRows(float[] rows, int rows0, int stride, int count, int depth, float[] tiles) {
        int size = TILES.rows();
        for (int i = 0; i < count; i++) {
            TILES.place(rows, rows0 + i * stride, depth, tiles, i / size * size * STRIDE, i % size);
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
        TILES.tile(w, w0, rows, depth, a, a0, aStep, panels, c, c0, cStep, add);
    }

    @Override
    public void tileAcross(
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
        TILES.across(w, w0, rows, depth, a, a0, aStep, panels, c, c0, cStep);
    }

    @Override
    public void rmsNormPanel(float[] in, int in0, float[] gain, float epsilon, float[] out, int out0) {
        int n = gain.length;
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = even;
        int pairs = n / 2 * 2;
        for (int j = 0; j < pairs; j += 2) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, in0 + j * LANES);
            FloatVector y = FloatVector.fromArray(FLOATS, in, in0 + (j + 1) * LANES);
            even = x.fma(x, even);
            odd = y.fma(y, odd);
        }
        if (pairs < n) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, in0 + pairs * LANES);
            even = x.fma(x, even);
        }
        FloatVector root = even.add(odd).div(n).add(epsilon).sqrt();
        FloatVector factor = FloatVector.broadcast(FLOATS, 1).div(root);
        for (int j = 0; j < n; j++) {
            FloatVector.fromArray(FLOATS, in, in0 + j * LANES)
                    .mul(factor)
                    .mul(gain[j])
                    .intoArray(out, out0 + j * LANES);
        }
    }

    @Override
    public void entropyPanel(float[] logits, int logits0, int count, float[] out, int out0) {
        FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < count; j++) {
            FloatVector y = FloatVector.fromArray(FLOATS, logits, logits0 + j * LANES);
            max = max.blend(y, y.compare(VectorOperators.GT, max));
        }
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector weighted = sum;
        FloatVector lowest = FloatVector.broadcast(FLOATS, LOWEST_POWER);
        for (int j = 0; j < count; j++) {
            FloatVector y =
                    FloatVector.fromArray(FLOATS, logits, logits0 + j * LANES).sub(max);
            y = y.blend(lowest, y.compare(VectorOperators.LT, lowest));
            // generated: exp(y), y from -87
            FloatVector shifted =
                    y.fma(FloatVector.broadcast(FLOATS, -LOG2_E), FloatVector.broadcast(FLOATS, ROUNDING));
            FloatVector f = y.fma(FloatVector.broadcast(FLOATS, LOG2_E), shifted.sub(ROUNDING));
            f = y.fma(FloatVector.broadcast(FLOATS, LOG2_E_REST), f);
            FloatVector e = FloatVector.broadcast(FLOATS, P6).fma(f, FloatVector.broadcast(FLOATS, P5));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P4));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P3));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P2));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P1));
            e = e.fma(f, FloatVector.broadcast(FLOATS, 1));
            e = e.reinterpretAsInts()
                    .sub(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            // end of exp(y), y from -87
            sum = sum.add(e);
            weighted = y.fma(e, weighted);
        }
        sum.intoArray(out, out0);
        for (int lane = 0; lane < LANES; lane++) {
            out[out0 + lane] = (float) Math.log(out[out0 + lane]);
        }
        FloatVector.fromArray(FLOATS, out, out0).sub(weighted.div(sum)).intoArray(out, out0);
    }

    @Override
    public void softmaxPanel(
            float[] scores,
            int scores0,
            int count,
            float scale,
            int firstKey,
            float[] first,
            float[] last,
            boolean masked,
            float[] state,
            int state0) {
        if (masked) {
            maskedMaximum(scores, scores0, count, scale, firstKey, first, last, state, state0);
        } else {
            panelMaximum(scores, scores0, count, scale, state, state0);
        }
        correct(state, state0);
        panelExponentials(scores, scores0, count, scale, state, state0);
    }

    // Each of these is compiled by itself: together they have more nodes than the compiler inlines.
    //
    // Powers are of two, x log₂ e having been folded into the scale, and the exponent is held above −126 as an integer:
    // five instructions fewer than above, of which this loop would have too many. A power below that yields a little
    // over 1e-38, and −1e30 and less do too, because adding to them changes nothing.

    private static void panelExponentials(
            float[] scores, int scores0, int count, float scale, float[] state, int state0) {
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector factor = FloatVector.broadcast(FLOATS, scale * LOG2_E);
        FloatVector offset = FloatVector.fromArray(FLOATS, state, state0).neg();
        for (int j = 0; j < count; j++) {
            int at = scores0 + j * LANES;
            FloatVector y = FloatVector.fromArray(FLOATS, scores, at).fma(factor, offset);
            // generated: 2^y
            FloatVector shifted = y.add(ROUNDING);
            FloatVector f = y.sub(shifted.sub(ROUNDING));
            FloatVector e = FloatVector.broadcast(FLOATS, P6).fma(f, FloatVector.broadcast(FLOATS, P5));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P4));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P3));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P2));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P1));
            e = e.fma(f, FloatVector.broadcast(FLOATS, 1));
            e = e.reinterpretAsInts()
                    .add(shifted.reinterpretAsInts().max(LOWEST_SHIFTED).lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            // end of 2^y
            e.intoArray(scores, at);
            sum = sum.add(e);
        }
        sum.add(FloatVector.fromArray(FLOATS, state, state0 + LANES)).intoArray(state, state0 + LANES);
    }

    /** Turns the old maxima minus the new into corrections, and corrects the sums. */
    private static void correct(float[] state, int state0) {
        FloatVector y = FloatVector.fromArray(FLOATS, state, state0 + 2 * LANES);
        // generated: 2^y
        FloatVector shifted = y.add(ROUNDING);
        FloatVector f = y.sub(shifted.sub(ROUNDING));
        FloatVector e = FloatVector.broadcast(FLOATS, P6).fma(f, FloatVector.broadcast(FLOATS, P5));
        e = e.fma(f, FloatVector.broadcast(FLOATS, P4));
        e = e.fma(f, FloatVector.broadcast(FLOATS, P3));
        e = e.fma(f, FloatVector.broadcast(FLOATS, P2));
        e = e.fma(f, FloatVector.broadcast(FLOATS, P1));
        e = e.fma(f, FloatVector.broadcast(FLOATS, 1));
        e = e.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().max(LOWEST_SHIFTED).lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        // end of 2^y
        e.intoArray(state, state0 + 2 * LANES);
        FloatVector.fromArray(FLOATS, state, state0 + LANES).mul(e).intoArray(state, state0 + LANES);
    }

    /**
     * Leaves the new maxima in place of the old ones, and the old minus the new in place of the corrections. Four maxima at
     * a time, so that none waits for the one before.
     */
    private static void panelMaximum(float[] scores, int scores0, int count, float scale, float[] state, int state0) {
        FloatVector a = FloatVector.broadcast(FLOATS, HIDDEN);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int j = 0;
        for (; j + 4 <= count; j += 4) {
            int at = scores0 + j * LANES;
            FloatVector v = FloatVector.fromArray(FLOATS, scores, at);
            a = a.blend(v, v.compare(VectorOperators.GT, a));
            v = FloatVector.fromArray(FLOATS, scores, at + LANES);
            b = b.blend(v, v.compare(VectorOperators.GT, b));
            v = FloatVector.fromArray(FLOATS, scores, at + 2 * LANES);
            c = c.blend(v, v.compare(VectorOperators.GT, c));
            v = FloatVector.fromArray(FLOATS, scores, at + 3 * LANES);
            d = d.blend(v, v.compare(VectorOperators.GT, d));
        }
        for (; j < count; j++) {
            FloatVector v = FloatVector.fromArray(FLOATS, scores, scores0 + j * LANES);
            a = a.blend(v, v.compare(VectorOperators.GT, a));
        }
        a = a.blend(b, b.compare(VectorOperators.GT, a));
        c = c.blend(d, d.compare(VectorOperators.GT, c));
        a = a.blend(c, c.compare(VectorOperators.GT, a)).mul(scale * LOG2_E);
        FloatVector old = FloatVector.fromArray(FLOATS, state, state0);
        a = a.blend(old, old.compare(VectorOperators.GT, a));
        a.intoArray(state, state0);
        old.sub(a).intoArray(state, state0 + 2 * LANES);
    }

    /** As {@link #panelMaximum}; overwrites what is not seen with what weighs nothing. */
    private static void maskedMaximum(
            float[] scores,
            int scores0,
            int count,
            float scale,
            int firstKey,
            float[] first,
            float[] last,
            float[] state,
            int state0) {
        FloatVector from = FloatVector.fromArray(FLOATS, first, 0);
        FloatVector to = FloatVector.fromArray(FLOATS, last, 0);
        FloatVector hidden = FloatVector.broadcast(FLOATS, HIDDEN);
        FloatVector a = hidden;
        for (int j = 0; j < count; j++) {
            int at = scores0 + j * LANES;
            FloatVector key = FloatVector.broadcast(FLOATS, firstKey + j);
            VectorMask<Float> visible = key.compare(VectorOperators.GE, from).and(key.compare(VectorOperators.LE, to));
            FloatVector v = hidden.blend(FloatVector.fromArray(FLOATS, scores, at), visible);
            v.intoArray(scores, at);
            a = a.blend(v, v.compare(VectorOperators.GT, a));
        }
        a = a.mul(scale * LOG2_E);
        FloatVector old = FloatVector.fromArray(FLOATS, state, state0);
        a = a.blend(old, old.compare(VectorOperators.GT, a));
        a.intoArray(state, state0);
        old.sub(a).intoArray(state, state0 + 2 * LANES);
    }

    @Override
    public void scalePanel(float[] factors, int factors0, float[] panel, int panel0, int rows) {
        FloatVector factor = FloatVector.fromArray(FLOATS, factors, factors0);
        for (int j = 0; j < rows; j++) {
            FloatVector.fromArray(FLOATS, panel, panel0 + j * LANES).mul(factor).intoArray(panel, panel0 + j * LANES);
        }
    }

    @Override
    public void dividePanel(float[] divisors, int divisors0, float[] panel, int panel0, int rows) {
        FloatVector divisor = FloatVector.fromArray(FLOATS, divisors, divisors0);
        for (int j = 0; j < rows; j++) {
            FloatVector.fromArray(FLOATS, panel, panel0 + j * LANES)
                    .div(divisor)
                    .intoArray(panel, panel0 + j * LANES);
        }
    }

    @Override
    public void ropePanel(float[] cos, float[] sin, int angles0, float[] x, int x0, int size) {
        for (int j = 0; j < size / 2; j++) {
            int even = x0 + 2 * j * LANES;
            FloatVector c = FloatVector.fromArray(FLOATS, cos, angles0 + j * LANES);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, angles0 + j * LANES);
            FloatVector a = FloatVector.fromArray(FLOATS, x, even);
            FloatVector b = FloatVector.fromArray(FLOATS, x, even + LANES);
            a.mul(c).sub(b.mul(s)).intoArray(x, even);
            a.mul(s).add(b.mul(c)).intoArray(x, even + LANES);
        }
    }
}
