package blt4j.tornado;

import blt4j.fixture.TestWeights;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.Weight;
import blt4j.stage.RotaryEmbedding;
import blt4j.stage.Stage;
import blt4j.weights.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Small programs around one op each, over made-up weights: an embedding brings random rows, the op computes with them, and
 * what it makes is the program's output. Shapes are odd where they may be.
 */
final class OpCases extends TestWeights {
    /** Bytes of the text that programs are run over. */
    static final int BYTES = 100;

    /** The patches' lengths; one is longer than what attention takes at a time. */
    private static final int[] PATCHES = {1, 66, 2, 5, 3, 4, 4, 4, 4, 4, 3};

    private static final int IDS = 41;

    private final List<Case> cases = new ArrayList<>();

    /** Programs that are run one after the other over the whole text. */
    record Case(String name, List<Program> programs) {
        @Override
        public String toString() {
            return name;
        }
    }

    OpCases() {
        for (DType dtype : List.of(DType.F32, DType.BF16, DType.F16)) {
            embedding("embedding " + dtype, dtype, 12);
            hashEmbedding("hash embedding " + dtype, dtype, 68);
            for (int beta = 0; beta <= 2; beta++) {
                projection("projection " + dtype + " with beta " + beta, dtype, beta, 76, 70);
            }
            joined("normed projections " + dtype, dtype, 44);
            gated("gated projections " + dtype, dtype, 52, 37);
        }
        for (int beta = 0; beta <= 2; beta++) {
            projection("projection Q8 with beta " + beta, DType.Q8, beta, 72, 70);
        }
        joined("normed projections Q8", DType.Q8, 40);
        gated("gated projections Q8", DType.Q8, 56, 37);
        rotated("rotated projections Q8", DType.Q8, 136, 2);
        projection("wide projection Q8", DType.Q8, 0, 2056, 5);
        projection("projection Q8 of odd width", DType.Q8, 1, 35, 3);
        embedding("embedding of odd width", DType.F32, 7);
        hashEmbedding("hash embedding of odd width", DType.BF16, 67);
        projection("projection of odd width", DType.F16, 1, 35, 3);
        projection("wide projection", DType.BF16, 0, 1028, 5);
        gated("gated projections of odd width", DType.F32, 67, 5);
        unary("copy to a ring", (in, out) -> new Op.Copy(in, out), 5, Buffer.byteCache("copied", 5, 20));
        rotated("rotated projections", DType.F32, 67, 2);
        rotated("rotated projections in bfloat16", DType.BF16, 140, 2);
        rotated("one rotated projection", DType.F32, 20, 1);
        norm("norm", 70, 1);
        norm("norm of slices", 35, 3);
        swiGlu("gated activation", 9);
        rope("rotation of two", 12, true);
        rope("rotation of one", 12, false);
        rope("stretched rotation", 12, true, new RotaryEmbedding.Yarn(10000, 4, 1.14f, 64, 32, 1, true));
        attention("attention", 4, 2, 10, 0);
        attention("attention in a window", 3, 3, 12, 70);
        attention("attention in a ring", 4, 1, 6, 20);
        attention("attention of wider heads", 2, 1, 100, 40);
        attention("attention of one wide head", 1, 1, 130, 0);
        patches("patches", 2, 4, 2, 6);
        patches("patches of one head", 3, 1, 1, 10);
        unary("entropy", (in, out) -> new Op.Entropy(in, out), 260, Buffer.activation("entropy.out", 1));
        unary("softmax", (in, out) -> new Op.Softmax(in, out), 260, Buffer.activation("softmax.out", 260));
        unary("softmax of few", (in, out) -> new Op.Softmax(in, out), 7, Buffer.activation("softmax.few.out", 7));
        unary("argmax", (in, out) -> new Op.ArgMax(in, out), 260, Buffer.activation("argmax.out", 1));
        strangeArgMax();
    }

    List<Case> cases() {
        return cases;
    }

    List<Program> programs() {
        return cases.stream().flatMap(c -> c.programs().stream()).toList();
    }

    static int patches() {
        return PATCHES.length;
    }

    /** The first byte of a patch, or the end of the text. */
    static int patchBegin(int patch) {
        int begin = 0;
        for (int p = 0; p < patch; p++) {
            begin += PATCHES[p];
        }
        return begin;
    }

    /** The id at a position. */
    static int id(int position) {
        return position * 7 % IDS;
    }

    private Weight weight(String name, DType dtype, int rows, int columns) {
        return add(name, dtype, rows, columns, 1);
    }

    private void add(String name, Program... programs) {
        cases.add(new Case(name, List.of(programs)));
    }

    private static Program program(String name, Unit unit, int window, List<Op> ops, Buffer... outputs) {
        return new Program(name, Stage.LOCAL_ENCODER, unit, window, ops, List.of(outputs));
    }

    /** Random rows in a buffer. */
    private Op rows(String name, Buffer out) {
        return new Op.Embedding(weight(name + " " + out.name(), DType.F32, IDS, out.width()), out);
    }

    private Buffer buffer(String name, int width) {
        return Buffer.activation(name, width);
    }

    private interface Unary {
        Op of(Buffer in, Buffer out);
    }

    private void unary(String name, Unary op, int width, Buffer out) {
        Buffer in = buffer(name + ".in", width);
        add(name, program(name, Unit.BYTE, 0, List.of(rows(name, in), op.of(in, out)), out));
    }

    private void embedding(String name, DType dtype, int width) {
        Buffer out = buffer(name, width);
        add(name, program(name, Unit.BYTE, 0, List.of(new Op.Embedding(weight(name, dtype, IDS, width), out)), out));
    }

    private void hashEmbedding(String name, DType dtype, int width) {
        Buffer out = buffer(name, width);
        List<Weight> tables = Stream.of("a", "b", "c", "d", "e", "f")
                .map(t -> weight(name + t, dtype, 101, width))
                .toList();
        Op hash = new Op.HashEmbedding(tables, List.of(2, 3, 5), out);
        add(name, program(name, Unit.BYTE, 0, List.of(rows(name, out), hash), out));
    }

    private void projection(String name, DType dtype, int beta, int width, int outputs) {
        Buffer in = buffer(name + ".in", 2 * width);
        Buffer out = buffer(name + ".out", 2 * outputs);
        Op matMul = new Op.MatMul(in, weight(name, dtype, outputs, width), beta, out);
        add(name, program(name, Unit.BYTE, 0, List.of(rows(name, in), rows(name, out), matMul), out));
    }

    private void joined(String name, DType dtype, int width) {
        Buffer in = buffer(name + ".in", width);
        Buffer normed = buffer(name + ".normed", width);
        List<Op> ops = new ArrayList<>(List.of(rows(name, in), new Op.RmsNorm(in, gain(name, width), 1e-3f, normed)));
        List<Buffer> outs = new ArrayList<>();
        for (int outputs : new int[] {70, 3, 33}) {
            Buffer out = buffer(name + "." + outputs, outputs);
            ops.add(new Op.MatMul(normed, weight(name + outputs, dtype, outputs, width), out));
            outs.add(out);
        }
        add(name, program(name, Unit.BYTE, 0, ops, outs.toArray(Buffer[]::new)));
    }

    /** Queries, keys and values of one input, with the first results rotated. */
    private void rotated(String name, DType dtype, int width, int turns) {
        Buffer in = buffer(name + ".in", width);
        Buffer normed = buffer(name + ".normed", width);
        List<Op> ops = new ArrayList<>(List.of(rows(name, in), new Op.RmsNorm(in, gain(name, width), 1e-3f, normed)));
        List<Buffer> outs = List.of(
                buffer(name + ".queries", 72),
                Buffer.byteCache(name + ".keys", 36, 0),
                Buffer.byteCache(name + ".values", 36, 0));
        for (Buffer out : outs) {
            ops.add(new Op.MatMul(normed, weight(name + out.name(), dtype, out.width(), width), out));
        }
        outs.subList(0, turns).forEach(out -> ops.add(new Op.Rope(out, 12, 10000)));
        add(name, program(name, Unit.BYTE, 0, ops, outs.toArray(Buffer[]::new)));
    }

    private Weight gain(String name, int width) {
        return weight(name + " gain", DType.F32, 1, width);
    }

    private void gated(String name, DType dtype, int width, int outputs) {
        Buffer in = buffer(name + ".in", width);
        Buffer normed = buffer(name + ".normed", width);
        Buffer gate = buffer(name + ".gate", outputs);
        Buffer up = buffer(name + ".up", outputs);
        List<Op> ops = List.of(
                rows(name, in),
                new Op.RmsNorm(in, gain(name, width), 1e-3f, normed),
                new Op.MatMul(normed, weight(name + " gate", dtype, outputs, width), gate),
                new Op.MatMul(normed, weight(name + " up", dtype, outputs, width), up),
                new Op.SwiGlu(gate, up, gate));
        add(name, program(name, Unit.BYTE, 0, ops, gate));
    }

    private void norm(String name, int width, int slices) {
        Weight gain = gain(name, width);
        Buffer out = buffer(name + ".out", slices * width);
        unary(name, (in, to) -> new Op.RmsNorm(in, gain, 1e-3f, to), slices * width, out);
    }

    private void swiGlu(String name, int width) {
        Buffer gate = buffer(name + ".gate", width);
        Buffer up = buffer(name + ".up", width);
        List<Op> ops = List.of(rows(name, gate), rows(name, up), new Op.SwiGlu(gate, up, gate));
        add(name, program(name, Unit.BYTE, 0, ops, gate));
    }

    private void rope(String name, int width, boolean both) {
        rope(name, width, both, new RotaryEmbedding.Plain(10000));
    }

    private void rope(String name, int width, boolean both, RotaryEmbedding rotation) {
        Buffer queries = buffer(name + ".queries", width);
        Buffer keys = Buffer.byteCache(name + ".keys", width / 2, 0);
        List<Op> ops = new ArrayList<>(List.of(rows(name, queries), rows(name, keys)));
        ops.add(new Op.Rope(queries, 6, rotation));
        if (both) {
            ops.add(new Op.Rope(keys, 6, rotation));
        }
        add(name, program(name, Unit.BYTE, 0, ops, queries, keys));
    }

    private void attention(String name, int heads, int keyValueHeads, int size, int window) {
        Buffer queries = buffer(name + ".queries", heads * size);
        Buffer keys = Buffer.byteCache(name + ".keys", keyValueHeads * size, window);
        Buffer values = Buffer.byteCache(name + ".values", keyValueHeads * size, window);
        Buffer out = buffer(name + ".out", heads * size);
        Op op = new Op.Attention(queries, keys, values, heads, keyValueHeads, size, window, out);
        add(
                name,
                program(
                        name,
                        Unit.BYTE,
                        window,
                        List.of(rows(name, queries), rows(name, keys), rows(name, values), op),
                        out));
    }

    /** Pooling and cross-attention over patches' bytes, then of bytes over patches' vectors. */
    private void patches(String name, int k, int heads, int keyValueHeads, int size) {
        int width = heads * size;
        int kvWidth = keyValueHeads * size;
        Buffer hidden = Buffer.byteCache(name + ".hidden", width, 0);
        Buffer keys = Buffer.byteCache(name + ".keys", kvWidth, 0);
        Buffer values = Buffer.byteCache(name + ".values", kvWidth, 0);
        Buffer pooled = buffer(name + ".pooled", width);
        Buffer queries = buffer(name + ".queries", k * width);
        Buffer attended = buffer(name + ".attended", k * width);
        Buffer patchKeys = Buffer.patchCache(name + ".patch keys", k * kvWidth);
        Buffer patchValues = Buffer.patchCache(name + ".patch values", k * kvWidth);
        Buffer byteQueries = buffer(name + ".byte queries", width);
        Buffer byteOut = buffer(name + ".byte out", width);
        add(
                name,
                program(
                        name + " bytes",
                        Unit.BYTE,
                        0,
                        List.of(rows(name, hidden), rows(name, keys), rows(name, values)),
                        hidden),
                program(
                        name + " pooled",
                        Unit.PATCH,
                        0,
                        List.of(
                                new Op.PatchPooling(hidden, pooled),
                                new Op.MatMul(pooled, weight(name + " q", DType.F32, k * width, width), queries),
                                new Op.PatchCrossAttention(
                                        queries, keys, values, k, heads, keyValueHeads, size, attended),
                                new Op.MatMul(attended, weight(name + " k", DType.F32, kvWidth, width), patchKeys),
                                new Op.MatMul(attended, weight(name + " v", DType.F32, kvWidth, width), patchValues)),
                        pooled,
                        attended,
                        patchKeys),
                program(
                        name + " read",
                        Unit.BYTE,
                        0,
                        List.of(
                                rows(name, byteQueries),
                                new Op.ByteCrossAttention(
                                        byteQueries, patchKeys, patchValues, k, heads, keyValueHeads, size, byteOut)),
                        byteOut));
    }

    /** Rows with equal maxima, with infinities, with what is no number. */
    private void strangeArgMax() {
        int width = 130;
        float[] numbers = new float[IDS * width];
        for (int i = 0; i < numbers.length; i++) {
            int row = i / width;
            int column = i % width;
            numbers[i] = switch (row % 6) {
                case 0 -> column % 50;
                case 1 -> -1;
                case 2 -> column == 77 ? -3 : Float.NEGATIVE_INFINITY;
                case 3 -> column == 5 ? Float.POSITIVE_INFINITY : 0;
                case 4 -> column == 0 || column == 64 ? Float.NaN : -column;
                default -> Float.NEGATIVE_INFINITY;
            };
        }
        Buffer in = buffer("strange.in", width);
        Buffer out = buffer("strange.out", 1);
        Op rows = new Op.Embedding(add("strange", DType.F32, IDS, width, numbers), in);
        add("argmax of strange rows", program("strange", Unit.BYTE, 0, List.of(rows, new Op.ArgMax(in, out)), out));
    }
}
