package blt4j.analysis.xray;

import blt4j.compute.Rows;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.stage.RotaryEmbedding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Computes the ops of a program for one row, one after the other, as {@link Op} describes them. */
final class RowInterpreter {
    private final Tracer tracer;
    private final Rows inputs;
    private final Program program;
    private final int row;
    private final Map<String, float[]> values = new HashMap<>();

    RowInterpreter(Tracer tracer, Rows inputs, Program program, int row) {
        this.tracer = tracer;
        this.inputs = inputs;
        this.program = program;
        this.row = row;
    }

    void run(ActivationObserver observer) {
        for (int step = 0; step < program.ops().size(); step++) {
            Op op = program.ops().get(step);
            if (op instanceof Op.HashEmbedding hash) {
                addTables(hash, step, observer);
                continue;
            }
            Optional<AttentionWeights> attention = compute(op);
            float[] result = array(op.out()).clone();
            if (op.out().cached()) {
                tracer.keep(op.out(), row, result);
            }
            observer.computed(Activation.of(program, row, step, 0, result, attention));
        }
    }

    private Optional<AttentionWeights> compute(Op op) {
        switch (op) {
            case Op.Embedding e -> tracer.weights().get(e.table().name()).readRow(of(RowInput.ID), fresh(e.out()), 0);
            case Op.HashEmbedding _ -> throw new IllegalStateException("tables are added one by one");
            case Op.Copy c ->
                System.arraycopy(array(c.in()), 0, fresh(c.out()), 0, c.out().width());
            case Op.RmsNorm n -> {
                float[] gain = tracer.weights().get(n.gain().name()).toFloats();
                RowMath.rmsNorm(array(n.in()), gain, n.epsilon(), fresh(n.out()));
            }
            case Op.MatMul m -> multiply(m);
            case Op.Rope r -> rotate(r);
            case Op.SwiGlu g -> gate(g);
            case Op.PatchPooling p -> pool(p);
            case Op.Entropy e -> fresh(e.out())[0] = (float) RowMath.entropy(array(e.logits()));
            case Op.ArgMax a -> fresh(a.out())[0] = RowMath.argMax(array(a.logits()));
            case Op.Softmax s -> sample(s);
            case Op.Attention a -> {
                int seen = a.window() == 0 ? 0 : row - a.window() + 1;
                int first = Math.max(of(RowInput.FIRST_VISIBLE), seen);
                Keys keys = keys(
                        a.keys(), a.values(), first, row + 1 - first, a.keys().width());
                return Optional.of(attend(
                        a.queries(), keys, first, a.heads(), a.heads(), a.keyValueHeads(), a.headSize(), a.out()));
            }
            case Op.PatchCrossAttention a -> {
                int first = of(RowInput.PATCH_BEGIN);
                Keys keys = keys(
                        a.keys(),
                        a.values(),
                        first,
                        of(RowInput.PATCH_END) - first,
                        a.keys().width());
                return Optional.of(attend(
                        a.queries(),
                        keys,
                        first,
                        a.k() * a.heads(),
                        a.heads(),
                        a.keyValueHeads(),
                        a.headSize(),
                        a.out()));
            }
            case Op.ByteCrossAttention a -> {
                Keys keys = keys(
                        a.keys(), a.values(), of(RowInput.PATCH), 1, a.keys().width() / a.k());
                return Optional.of(
                        attend(a.queries(), keys, 0, a.heads(), a.heads(), a.keyValueHeads(), a.headSize(), a.out()));
            }
        }
        return Optional.empty();
    }

    private int of(RowInput input) {
        return inputs.of(input)[0];
    }

    /** What a buffer holds for the row: what was computed here, otherwise what the session keeps. */
    private float[] array(Buffer buffer) {
        return values.computeIfAbsent(
                buffer.name(), _ -> buffer.cached() ? tracer.rows(program, buffer, row, 1) : new float[buffer.width()]);
    }

    private float[] fresh(Buffer buffer) {
        float[] fresh = new float[buffer.width()];
        values.put(buffer.name(), fresh);
        return fresh;
    }

    private void addTables(Op.HashEmbedding hash, int step, ActivationObserver observer) {
        float[] out = array(hash.out());
        float[] entry = new float[out.length];
        int[] ids = tracer.ids(row, hash.earlierIds() + 1);
        for (int table = 0; table < hash.tables().size(); table++) {
            tracer.weights().get(hash.tables().get(table).name()).readRow(NgramHit.bucket(hash, table, ids), entry, 0);
            for (int i = 0; i < out.length; i++) {
                out[i] += entry[i];
            }
            observer.computed(Activation.of(program, row, step, table, out.clone(), Optional.empty()));
        }
    }

    private void multiply(Op.MatMul m) {
        float[] before = m.accumulates() ? array(m.out()) : new float[0];
        float[] in = array(m.in());
        float[] out = fresh(m.out());
        for (int slice = 0; slice < m.slices(); slice++) {
            RowMath.multiply(
                    tracer.weights().get(m.weight().name()),
                    in,
                    slice * m.weight().columns(),
                    out,
                    slice * m.weight().rows());
        }
        for (int i = 0; i < before.length; i++) {
            out[i] += m.beta() * before[i];
        }
    }

    private void rotate(Op.Rope rope) {
        float[] x = array(rope.out());
        RotaryEmbedding rotation = rope.rotation();
        float[] frequencies = rotation.frequencies(rope.headSize(), inputs.length());
        for (int i = 0; i < x.length; i += 2) {
            float angle = row * frequencies[i % rope.headSize() / 2];
            double cos = Math.cos(angle) * rotation.scale();
            double sin = Math.sin(angle) * rotation.scale();
            float even = x[i];
            float odd = x[i + 1];
            x[i] = (float) (even * cos - odd * sin);
            x[i + 1] = (float) (even * sin + odd * cos);
        }
    }

    private void gate(Op.SwiGlu g) {
        float[] gate = array(g.gate());
        float[] up = array(g.up());
        float[] out = fresh(g.out());
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (gate[i] / (1 + Math.exp(-gate[i])) * up[i]);
        }
    }

    private void pool(Op.PatchPooling p) {
        int begin = of(RowInput.PATCH_BEGIN);
        int count = of(RowInput.PATCH_END) - begin;
        float[] in = tracer.rows(program, p.in(), begin, count);
        float[] out = fresh(p.out());
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < in.length; i++) {
            out[i % out.length] = Math.max(out[i % out.length], in[i]);
        }
    }

    private void sample(Op.Softmax s) {
        float temperature = Float.intBitsToFloat(of(RowInput.TEMPERATURE));
        float[] out = fresh(s.out());
        if (temperature > 0) {
            double[] probabilities = RowMath.softmax(array(s.logits()), temperature);
            Arrays.setAll(probabilities, i -> out[i] = (float) probabilities[i]);
        }
    }

    /**
     * Keys and values, one after the other.
     *
     * @param count how many
     * @param width numbers of each
     */
    @SuppressWarnings("ArrayRecordComponent") // vectors, handed over
    private record Keys(float[] keys, float[] values, int count, int width) {}

    private Keys keys(Buffer keys, Buffer values, int first, int rows, int width) {
        float[] k = tracer.rows(program, keys, first, rows);
        return new Keys(k, tracer.rows(program, values, first, rows), k.length / width, width);
    }

    /**
     * @param heads of all queries together
     * @param headsOfQuery of one query
     */
    private AttentionWeights attend(
            Buffer queries,
            Keys keys,
            int first,
            int heads,
            int headsOfQuery,
            int keyValueHeads,
            int size,
            Buffer result) {
        float[] query = array(queries);
        float[] out = fresh(result);
        float[] weights = new float[heads * keys.count];
        for (int head = 0; head < heads; head++) {
            int kv = head % headsOfQuery * keyValueHeads / headsOfQuery * size;
            double[] scores = new double[keys.count];
            for (int key = 0; key < keys.count; key++) {
                scores[key] = RowMath.dot(query, head * size, keys.keys, key * keys.width + kv, size) / Math.sqrt(size);
            }
            RowMath.softmax(scores);
            double[] sum = new double[size];
            for (int key = 0; key < keys.count; key++) {
                weights[head * keys.count + key] = (float) scores[key];
                for (int i = 0; i < size; i++) {
                    sum[i] += scores[key] * keys.values[key * keys.width + kv + i];
                }
            }
            for (int i = 0; i < size; i++) {
                out[head * size + i] = (float) sum[i];
            }
        }
        return new AttentionWeights(heads, first, keys.count, weights);
    }
}
