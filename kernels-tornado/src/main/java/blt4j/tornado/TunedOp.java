package blt4j.tornado;

import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.stage.Stage;
import blt4j.weights.DType;
import blt4j.weights.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An op of a model that can be computed in several ways, as a program by itself: made-up rows are brought by embeddings of
 * their own, the op computes with them and with the model's weights.
 *
 * @param ops what brings the rows, then what is computed
 * @param outputs of the program
 * @param tables the made-up rows
 * @param past whether a row depends on those before it
 * @param names what it is called, of one row and of many
 * @param ways in which it can be computed, of one row and of many
 */
record TunedOp(List<Op> ops, List<Buffer> outputs, Map<String, Tensor> tables, boolean past, Names names, Ways ways) {
    /** Made-up rows, over and over. */
    static final int IDS = 61;

    /** Names of one row and of many. */
    record Names(String single, String many) {
        String of(boolean one) {
            return one ? single : many;
        }
    }

    /** Ways of one row and of many. */
    record Ways(List<String> single, List<String> many) {
        List<String> of(boolean one) {
            return one ? single : many;
        }

        int count() {
            return single.size() + many.size();
        }
    }

    /** A model's ops that can be computed in several ways, each kind once. */
    static List<TunedOp> of(List<Program> programs, WeightStore weights) {
        Map<String, TunedOp> found = new LinkedHashMap<>();
        for (Program program : programs) {
            for (Fused fused : Fusion.of(program, weights)) {
                switch (fused) {
                    case Fused.Projection o -> {
                        int format = weights.format(
                                weights.of(o.matrices().getFirst().weight()));
                        String name = Tuning.op(o, format, true);
                        found.computeIfAbsent(
                                name, _ -> new Maker(found.size()).projection(o, format, weights.target()));
                    }
                    case Fused.Single(Op.Attention o) ->
                        found.computeIfAbsent(Tuning.op(o, true), _ -> new Maker(found.size()).attention(o));
                    case Fused.Single _, Fused.Rotation _ -> {}
                }
            }
        }
        return List.copyOf(found.values());
    }

    /** The op as a program. */
    Program program(String name) {
        return new Program(name, Stage.LOCAL_ENCODER, Program.Unit.BYTE, 0, ops, outputs);
    }

    /** Makes an op's program with buffers and tables of its own. */
    private static final class Maker {
        private final String prefix;
        private final Random random = new Random(7);
        private final List<Op> ops = new ArrayList<>();
        private final Map<String, Tensor> tables = new HashMap<>();

        Maker(int number) {
            this.prefix = "tuned" + number + ".";
        }

        private Buffer activation(String name, int width) {
            return Buffer.activation(prefix + name, width);
        }

        /** Has made-up rows brought to a buffer. */
        private Buffer rows(Buffer buffer) {
            float[] numbers = new float[IDS * buffer.width()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            String name = buffer.name() + ".rows";
            tables.put(name, Tensor.of(name, DType.F32, List.of(IDS, buffer.width()), numbers));
            ops.add(new Op.Embedding(new Weight(name, DType.F32, IDS, buffer.width()), buffer));
            return buffer;
        }

        private TunedOp made(List<Buffer> outputs, boolean past, Names names, Ways ways) {
            return new TunedOp(List.copyOf(ops), outputs, Map.copyOf(tables), past, names, ways);
        }

        TunedOp projection(Fused.Projection o, int format, Target target) {
            Buffer in = rows(activation("in", o.in().width()));
            Buffer normed = o.norm().isPresent() ? activation("normed", o.in().width()) : in;
            List<Buffer> outputs = new ArrayList<>();
            for (int m = 0; m < o.matrices().size(); m++) {
                outputs.add(activation("out" + m, o.matrices().get(m).out().width()));
            }
            if (o.matrices().getFirst().beta() != 0) {
                outputs.forEach(this::rows);
            }
            o.norm().ifPresent(norm -> ops.add(new Op.RmsNorm(in, norm.gain(), norm.epsilon(), normed)));
            for (int m = 0; m < outputs.size(); m++) {
                Op.MatMul matrix = o.matrices().get(m);
                ops.add(new Op.MatMul(normed, matrix.weight(), matrix.beta(), outputs.get(m)));
            }
            for (int r = 0; r < o.rotations().size(); r++) {
                Op.Rope rope = o.rotations().get(r);
                ops.add(new Op.Rope(outputs.get(r), rope.headSize(), rope.rotation()));
            }
            if (o.gate().isPresent()) {
                ops.add(new Op.SwiGlu(outputs.get(0), outputs.get(1), outputs.get(0)));
            }
            int loads = ProjectionLowering.loads(o, format);
            List<String> shapes = Shape.all(loads, ProjectionLowering.deepest(format)).stream()
                    .map(Shape::way)
                    .toList();
            return made(
                    o.gate().isPresent() ? outputs.subList(0, 1) : outputs,
                    false,
                    new Names(Tuning.op(o, format, true), Tuning.op(o, format, false)),
                    new Ways(shapes, many(format, target)));
        }

        /** The ways for many rows that the device's driver knows. */
        private static List<String> many(int format, Target target) {
            List<String> ways = new ArrayList<>(List.of(Tuning.TILES));
            if (ProjectionLowering.canBeTensor(format, target)) {
                ways.addFirst(Tuning.TENSOR_CORES);
            }
            if (target.eights()) {
                ways.add(Tuning.PANELS);
            }
            return ways;
        }

        TunedOp attention(Op.Attention o) {
            Buffer queries = rows(activation("queries", o.queries().width()));
            Buffer keys = rows(Buffer.byteCache(prefix + "keys", o.keys().width(), o.window()));
            Buffer values = rows(Buffer.byteCache(prefix + "values", o.values().width(), o.window()));
            Buffer out = activation("out", o.out().width());
            ops.add(new Op.Attention(
                    queries, keys, values, o.heads(), o.keyValueHeads(), o.headSize(), o.window(), out));
            List<String> many = o.headSize() <= AttentionTiles.MAX_HEAD
                    ? List.of(Tuning.TILES, Tuning.SMALL_GROUPS)
                    : List.of(Tuning.SMALL_GROUPS);
            return made(
                    List.of(out),
                    true,
                    new Names(Tuning.op(o, true), Tuning.op(o, false)),
                    new Ways(List.of(Tuning.LARGE_GROUPS, Tuning.SMALL_GROUPS), many));
        }
    }
}
