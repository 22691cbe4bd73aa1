package blt4j.compute.cpu.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the kernels' code that is unrolled: tiles, products of four rows, exponentials. It cannot be a loop, nor a method
 * that the kernels share, because sums have to stay in registers and vectors of ours that pass through methods of ours
 * become objects ({@code docs/PERFORMANCE.md}).
 *
 * <p>What it writes stands in the kernels between {@code // generated: NAME} and {@code // end of NAME};
 * {@link UnrolledCodeTest} holds it to that.
 */
final class UnrolledCode {
    private UnrolledCode() {}

    /** Everything by its name. Its white space is the formatter's affair. */
    static Map<String, String> all() {
        Map<String, String> code = new LinkedHashMap<>();
        code.put(
                "wide tiles",
                wideByTwo("eightByTwo", false)
                        + wideByOne("eightByOne", false)
                        + wideByTwo("acrossEightByTwo", true)
                        + wideByOne("acrossEightByOne", true));
        code.put(
                "narrow tiles",
                narrow("sixByTwo", 6, 2, false)
                        + narrow("sixByOne", 6, 1, false)
                        + narrow("fourByTwo", 4, 2, false)
                        + narrow("acrossSixByTwo", 6, 2, true)
                        + narrow("acrossSixByOne", 6, 1, true)
                        + narrow("acrossFourByTwo", 4, 2, true));
        code.put("products of four rows", fourRowsF32() + fourRowsBf16() + fourRowsF16() + fourRowsQ8());
        code.put("products of four rows of words", wordsBf16() + wordsQ8());
        code.put("exp(x), x from -87 to 88", exponential("x"));
        code.put("exp(y), y from -87", exponential("y"));
        code.put("2^y", powerOfTwo());
        return code;
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** {@code base + n · unit} as one would write it. */
    private static String plus(String base, int n, String unit) {
        return switch (n) {
            case 0 -> base;
            case 1 -> base + " + " + unit;
            default -> base + " + " + n + " * " + unit;
        };
    }

    private static String plus(String base, int n) {
        return n == 0 ? base : base + " + " + n;
    }

    // ---- tiles

    /** The declaration of one panel's sums. */
    private static String zeros(int rows, String panel) {
        return IntStream.range(0, rows)
                .mapToObj(r -> "s" + r + panel + " = zero")
                .collect(Collectors.joining(", ", "FloatVector ", ";\n"));
    }

    private static String stores(int rows, String panel, String at) {
        return lines(rows, r -> "s%d%s.intoArray(c, %s);".formatted(r, panel, plus(at, r, "LANES")));
    }

    private static String additions(int rows, String panel, String at) {
        return lines(
                rows,
                r -> "s%d%s.add(FloatVector.fromArray(FLOATS, c, %3$s)).intoArray(c, %3$s);"
                        .formatted(r, panel, plus(at, r, "LANES")));
    }

    /** Where the weight of a row is, in a tile and in weights that lie the other way round. */
    private static String wideWeight(int row, boolean across) {
        return across ? plus("p", row) : plus("p", row, "STRIDE");
    }

    private static String wideByTwo(String name, boolean across) {
        int rows = 8;
        String products = lines(rows, r -> """
                        %sv = FloatVector.broadcast(FLOATS, w[%s]);
                        s%3$d0 = v.fma(x0, s%3$d0);
                        s%3$d1 = v.fma(x1, s%3$d1);""".formatted(r == 0 ? "FloatVector " : "", wideWeight(r, across), r));
        String added = additions(rows, "0", "c0") + additions(rows, "1", "c1");
        String end = across
                ? added
                : "if (add) {\n" + added + "return;\n}\n" + stores(rows, "0", "c0") + stores(rows, "1", "c1");
        return """
                private static void %s(
                        float[] w, int w0, int depth, float[] a, int a0, int a1, float[] c, int c0, int c1%s) {
                    FloatVector zero = FloatVector.zero(FLOATS);
                    %s%sfor (int k = 0; k < depth; k++) {
                        FloatVector x0 = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
                        FloatVector x1 = FloatVector.fromArray(FLOATS, a, a1 + k * LANES);
                        int p = w0 + k%s;
                        %s}
                    %s}

                """.formatted(
                        name,
                        across ? "" : ", boolean add",
                        zeros(rows, "0"),
                        zeros(rows, "1"),
                        across ? " * STRIDE" : "",
                        products,
                        end);
    }

    private static String wideByOne(String name, boolean across) {
        int rows = 8;
        String products = lines(
                rows,
                r -> "s%2$d = FloatVector.broadcast(FLOATS, w[%1$s]).fma(x, s%2$d);"
                        .formatted(wideWeight(r, across), r));
        String added = additions(rows, "", "c0");
        String end = across ? added : "if (add) {\n" + added + "return;\n}\n" + stores(rows, "", "c0");
        return """
                private static void %s(float[] w, int w0, int depth, float[] a, int a0, float[] c, int c0%s) {
                    FloatVector zero = FloatVector.zero(FLOATS);
                    %sfor (int k = 0; k < depth; k++) {
                        FloatVector x = FloatVector.fromArray(FLOATS, a, a0 + k * LANES);
                        int p = w0 + k%s;
                        %s}
                    %s}

                """.formatted(
                        name, across ? "" : ", boolean add", zeros(rows, ""), across ? " * STRIDE" : "", products, end);
    }

    /** Four inputs a turn, before each of them an exit that is never taken. */
    private static String narrow(String name, int rows, int panels, boolean across) {
        String inputs = lines(4, q -> narrowInput(q, rows, panels, across));
        String sums = across
                ? additions(rows, "0", "c0") + (panels == 2 ? additions(rows, "1", "c1") : "")
                : stores(rows, "0", "c0") + (panels == 2 ? stores(rows, "1", "c1") : "");
        return """
                private static void %s(
                        float[] w, int w0, int depth, float[] a, int a0%s, float[] c, int c0%s) {
                    int never1 = depth + 1;
                    int never2 = depth + 2;
                    int never3 = depth + 3;
                    int never4 = depth + 4;
                    FloatVector zero = FloatVector.zero(FLOATS);
                    %s%sfor (int k = 0; k < depth; k += 4) {
                        int p = w0 + k * %s;
                        %s}
                    %s}

                """.formatted(
                        name,
                        panels == 2 ? ", int a1" : "",
                        panels == 2 ? ", int c1" : "",
                        zeros(rows, "0"),
                        panels == 2 ? zeros(rows, "1") : "",
                        across ? "STRIDE" : "ROWS",
                        inputs,
                        sums);
    }

    private static String narrowInput(int q, int rows, int panels, boolean across) {
        String exit = "if (k == never" + (q == 0 ? 4 : q) + ") {\nbreak;\n}\n";
        String type = q == 0 ? "FloatVector " : "";
        String place = q == 0 ? "k * LANES" : "(k + " + q + ") * LANES";
        String numbers =
                lines(panels, x -> "%sx%d = FloatVector.fromArray(FLOATS, a, a%2$d + %s);".formatted(type, x, place));
        String products = lines(
                rows,
                r -> "%sv = FloatVector.broadcast(FLOATS, w[%s]);\n"
                                .formatted(
                                        q == 0 && r == 0 ? "FloatVector " : "",
                                        across ? plus(plus("p", q, "STRIDE"), r) : plus("p", 4 * r + q))
                        + lines(panels, x -> "s%1$d%2$d = v.fma(x%2$d, s%1$d%2$d);".formatted(r, x)));
        return exit + numbers + products;
    }

    // ---- products of four rows

    private static String fourRows(
            String name, String bytes, String end, String place, String products, String finish) {
        return """
                private static void %s(Matrix m, int row, int apart, float[] x, int x0, float beta, float[] y, int at) {
                    MemorySegment data = m.data();
                    long base = m.offset(row, 0);
                    long stride = %sm.columns() * apart;
                    FloatVector s0 = FloatVector.zero(FLOATS);
                    FloatVector s1 = s0;
                    FloatVector s2 = s0;
                    FloatVector s3 = s0;
                    int end = %s;
                    for (int k = 0; k < end; k += LANES) {
                        FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
                        long p = base + %s;
                        %s}
                    %s}

                """.formatted(name, bytes, end, place, products, finish);
    }

    private static final String FINISH = "finish(m, row, apart, end, x, x0, beta, y, at, "
            + "s0.reduceLanes(VectorOperators.ADD), s1.reduceLanes(VectorOperators.ADD), "
            + "s2.reduceLanes(VectorOperators.ADD), s3.reduceLanes(VectorOperators.ADD));\n";

    private static String at(int row) {
        return plus("p", row, "stride");
    }

    private static String fourRowsF32() {
        String products = lines(
                4,
                r -> "s%1$d = FloatVector.fromMemorySegment(FLOATS, data, %2$s, ORDER).fma(v, s%1$d);"
                        .formatted(r, at(r)));
        return fourRows("fourRowsF32", "4L * ", "FLOATS.loopBound(m.columns())", "4L * k", products, FINISH);
    }

    private static final String SHORTS = "SHORTS.length() == LANES ? FLOATS.loopBound(m.columns()) : 0";

    private static String fourRowsBf16() {
        String products = lines(4, r -> """
                s%1$d = ((IntVector) ShortVector.fromMemorySegment(SHORTS, data, %2$s, ORDER)
                                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                        .lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats()
                        .fma(v, s%1$d);""".formatted(r, at(r)));
        return fourRows("fourRowsBf16", "2L * ", SHORTS, "2L * k", products, FINISH);
    }

    private static String fourRowsF16() {
        String products = lines(4, r -> """
                IntVector h%1$d = (IntVector) ShortVector.fromMemorySegment(SHORTS, data, %2$s, ORDER)
                        .convertShape(VectorOperators.S2I, INTS, 0);
                s%1$d = h%1$d.and(0x7FFF)
                        .lanewise(VectorOperators.LSHL, 13)
                        .reinterpretAsFloats()
                        .mul(0x1p112f)
                        .reinterpretAsInts()
                        .or(h%1$d.and(0x80000000))
                        .reinterpretAsFloats()
                        .fma(v, s%1$d);""".formatted(r, at(r)));
        return fourRows("fourRowsF16", "2L * ", SHORTS, "2L * k", products, FINISH);
    }

    private static String scale(int row) {
        return "m.scale(" + plus("row", row, "apart") + ")";
    }

    private static String fourRowsQ8() {
        String products = lines(4, r -> """
                s%1$d = ((FloatVector) ByteVector.fromMemorySegment(BYTES, data, %2$s, ORDER)
                                .convertShape(VectorOperators.B2F, FLOATS, 0))
                        .fma(v, s%1$d);""".formatted(r, at(r)));
        String finish =
                lines(4, r -> "float t%1$d = s%1$d.reduceLanes(VectorOperators.ADD) * %2$s;".formatted(r, scale(r)))
                        + "finish(m, row, apart, end, x, x0, beta, y, at, t0, t1, t2, t3);\n";
        String end = "BYTES.length() == LANES ? FLOATS.loopBound(m.columns()) : 0";
        return fourRows("fourRowsQ8", "(long) ", end, "k", products, finish);
    }

    // ---- the same of words

    private static String words(
            String comment, String name, String bytes, int parts, String dealt, String place, String body) {
        return """
                %sprivate static void %s(
                        Matrix m, int row, int apart, float[] dealt, int end, float[] x, int x0, float beta, float[] y, int at) {
                    MemorySegment data = m.data();
                    long base = m.offset(row, 0);
                    long stride = %sm.columns() * apart;
                    FloatVector s0 = FloatVector.zero(FLOATS);
                    FloatVector s1 = s0;
                    FloatVector s2 = s0;
                    FloatVector s3 = s0;
                    for (int k = 0; k < end; k += %d * LANES) {
                        %slong p = base + %s;
                        %s
                    VectorKernels.finish(m, row, apart, end, x, x0, beta, y, at, t0, t1, t2, t3);
                }

                """.formatted(comment, name, bytes, parts, dealt, place, body);
    }

    private static String word(int row) {
        return (row == 0 ? "IntVector " : "")
                + "w = IntVector.fromMemorySegment(INTS, data, %s, ORDER);\n".formatted(at(row));
    }

    private static String dealt(String name, int part) {
        return "FloatVector %s = FloatVector.fromArray(FLOATS, dealt, %s);\n".formatted(name, plus("k", part, "LANES"));
    }

    private static String wordsBf16() {
        String products = lines(4, r -> word(r) + """
                s%1$d = w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, s%1$d);
                s%1$d = w.and(UPPER_HALF).reinterpretAsFloats().fma(odd, s%1$d);""".formatted(r));
        String sums = lines(4, r -> "float t%1$d = s%1$d.reduceLanes(VectorOperators.ADD);".formatted(r));
        return words(
                "", "fourRowsBf16", "2L * ", 2, dealt("even", 0) + dealt("odd", 1), "2L * k", products + "}\n" + sums);
    }

    private static String wordsQ8() {
        String products = lines(4, r -> word(r) + """
                %2$st = ((FloatVector) w.lanewise(VectorOperators.LSHL, 24).convertShape(VectorOperators.I2F, FLOATS, 0))
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
                s%1$d = s%1$d.add(t);""".formatted(r, r == 0 ? "FloatVector " : ""));
        String sums = lines(
                4,
                r -> "float t%1$d = s%1$d.reduceLanes(VectorOperators.ADD) * UNSHIFT * %2$s;".formatted(r, scale(r)));
        String comment =
                "/** Each word's products are summed before they join the others, so that a sum is waited for once"
                        + " and not four times. */\n";
        return words(
                comment,
                "fourRowsQ8",
                "(long) ",
                4,
                dealt("first", 0) + dealt("second", 1) + dealt("third", 2) + dealt("fourth", 3),
                "k",
                products + "}\n" + sums);
    }

    // ---- exponentials

    private static final String POLYNOMIAL = """
            FloatVector e = FloatVector.broadcast(FLOATS, P6).fma(f, FloatVector.broadcast(FLOATS, P5));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P4));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P3));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P2));
            e = e.fma(f, FloatVector.broadcast(FLOATS, P1));
            e = e.fma(f, FloatVector.broadcast(FLOATS, 1));
            """;

    /** {@code e} is the power of a variable that is in range. */
    private static String exponential(String of) {
        return """
                FloatVector shifted =
                        %1$s.fma(FloatVector.broadcast(FLOATS, -LOG2_E), FloatVector.broadcast(FLOATS, ROUNDING));
                FloatVector f = %1$s.fma(FloatVector.broadcast(FLOATS, LOG2_E), shifted.sub(ROUNDING));
                f = %1$s.fma(FloatVector.broadcast(FLOATS, LOG2_E_REST), f);
                %2$se = e.reinterpretAsInts()
                        .sub(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                        .reinterpretAsFloats();
                """.formatted(of, POLYNOMIAL);
    }

    /** {@code e} is the power of two of {@code y}, held above −126. */
    private static String powerOfTwo() {
        return """
                FloatVector shifted = y.add(ROUNDING);
                FloatVector f = y.sub(shifted.sub(ROUNDING));
                %se = e.reinterpretAsInts()
                        .add(shifted.reinterpretAsInts().max(LOWEST_SHIFTED).lanewise(VectorOperators.LSHL, 23))
                        .reinterpretAsFloats();
                """.formatted(POLYNOMIAL);
    }
}
