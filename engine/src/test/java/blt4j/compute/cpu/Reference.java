package blt4j.compute.cpu;

import blt4j.compute.cpu.kernel.Conversion;
import blt4j.compute.cpu.kernel.Matrix;
import blt4j.compute.cpu.kernel.PlainKernels;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.vocabulary.NgramHash;
import blt4j.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The ops as they are defined, in double precision, over a whole text at once: what the backend is held to. */
final class Reference {
    private final Weights weights;
    private final Map<Buffer, double[][]> values = new LinkedHashMap<>();

    /** The rows of a run over the whole text. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Inputs(int[] ids, int[] firstVisible, int[] patchBegin, int[] patchEnd, int[] patch, int[] temperatures) {}

    Reference(Weights weights) {
        this.weights = weights;
    }

    double[][] of(Buffer buffer) {
        return Objects.requireNonNull(values.get(buffer));
    }

    void run(Program program, int rows, Inputs in) {
        for (Op op : program.ops()) {
            double[][] out = values.computeIfAbsent(op.out(), b -> new double[rows][b.width()]);
            if (out.length != rows) {
                throw new IllegalStateException("a buffer changed its rows");
            }
            for (int r = 0; r < rows; r++) {
                apply(op, r, in, out);
            }
        }
    }

    private double[] weightRow(Weight w, int row) {
        Matrix m = Conversion.view(weights.get(w.name()));
        double[] numbers = new double[w.columns()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = PlainKernels.number(m, row, i);
        }
        return numbers;
    }

    private void apply(Op op, int r, Inputs in, double[][] out) {
        switch (op) {
            case Op.Embedding e -> out[r] = weightRow(e.table(), in.ids()[r]);
            case Op.HashEmbedding e -> hash(e, r, in, out[r]);
            case Op.Copy c -> out[r] = of(c.in())[r].clone();
            case Op.RmsNorm n -> norm(n, of(n.in())[r], out[r]);
            case Op.MatMul m -> multiply(m, of(m.in())[r], out[r]);
            case Op.Rope p -> rotate(p, r, out[r]);
            case Op.Attention a -> {
                int first = Math.max(in.firstVisible()[r], a.window() == 0 ? 0 : r - a.window() + 1);
                for (int h = 0; h < a.heads(); h++) {
                    int kv = h * a.keyValueHeads() / a.heads();
                    double[][] k = part(of(a.keys()), first, r + 1, kv * a.headSize(), a.headSize());
                    double[][] v = part(of(a.values()), first, r + 1, kv * a.headSize(), a.headSize());
                    attend(of(a.queries())[r], h * a.headSize(), k, v, out[r]);
                }
            }
            case Op.PatchPooling p -> {
                Arrays.fill(out[r], Double.NEGATIVE_INFINITY);
                for (int b = in.patchBegin()[r]; b < in.patchEnd()[r]; b++) {
                    for (int j = 0; j < out[r].length; j++) {
                        out[r][j] = Math.max(out[r][j], of(p.in())[b][j]);
                    }
                }
            }
            case Op.PatchCrossAttention a -> {
                for (int q = 0; q < a.k() * a.heads(); q++) {
                    int kv = q % a.heads() * a.keyValueHeads() / a.heads() * a.headSize();
                    int begin = in.patchBegin()[r];
                    int end = in.patchEnd()[r];
                    double[][] k = part(of(a.keys()), begin, end, kv, a.headSize());
                    double[][] v = part(of(a.values()), begin, end, kv, a.headSize());
                    attend(of(a.queries())[r], q * a.headSize(), k, v, out[r]);
                }
            }
            case Op.ByteCrossAttention a -> {
                for (int h = 0; h < a.heads(); h++) {
                    int kv = h * a.keyValueHeads() / a.heads() * a.headSize();
                    double[][] k = vectors(of(a.keys())[in.patch()[r]], a.k(), kv, a.headSize());
                    double[][] v = vectors(of(a.values())[in.patch()[r]], a.k(), kv, a.headSize());
                    attend(of(a.queries())[r], h * a.headSize(), k, v, out[r]);
                }
            }
            case Op.SwiGlu s -> {
                for (int j = 0; j < out[r].length; j++) {
                    double g = of(s.gate())[r][j];
                    out[r][j] = g / (1 + Math.exp(-g)) * of(s.up())[r][j];
                }
            }
            case Op.Entropy e -> out[r][0] = entropy(of(e.logits())[r]);
            case Op.ArgMax a -> {
                double[] logits = of(a.logits())[r];
                double max = Arrays.stream(logits).max().orElseThrow();
                out[r][0] = Arrays.stream(logits).boxed().toList().indexOf(max);
            }
            case Op.Softmax s -> {
                double t = Float.intBitsToFloat(in.temperatures()[r]);
                double[] odds = Arrays.stream(of(s.logits())[r])
                        .map(x -> Math.exp(x / t))
                        .toArray();
                double sum = Arrays.stream(odds).sum();
                out[r] = Arrays.stream(odds).map(o -> o / sum).toArray();
            }
        }
    }

    private void hash(Op.HashEmbedding e, int r, Inputs in, double[] out) {
        int sizes = e.groupSizes().size();
        for (int t = 0; t < e.tables().size(); t++) {
            Weight table = e.tables().get(t);
            int row = NgramHash.row(in.ids(), r, e.groupSizes().get(t % sizes), t / sizes, table.rows());
            double[] entry = weightRow(table, row);
            for (int j = 0; j < out.length; j++) {
                out[j] += entry[j];
            }
        }
    }

    private void norm(Op.RmsNorm n, double[] in, double[] out) {
        int size = n.gain().columns();
        double[] gain = weightRow(n.gain(), 0);
        for (int s = 0; s < in.length; s += size) {
            double squares = 0;
            for (int j = 0; j < size; j++) {
                squares += in[s + j] * in[s + j];
            }
            for (int j = 0; j < size; j++) {
                out[s + j] = in[s + j] / Math.sqrt(squares / size + n.epsilon()) * gain[j];
            }
        }
    }

    private void multiply(Op.MatMul m, double[] in, double[] out) {
        int columns = m.weight().columns();
        int rows = m.weight().rows();
        for (int i = 0; i < rows; i++) {
            double[] w = weightRow(m.weight(), i);
            for (int s = 0; s < m.slices(); s++) {
                double sum = 0;
                for (int k = 0; k < columns; k++) {
                    sum += w[k] * in[s * columns + k];
                }
                out[s * rows + i] = m.beta() * out[s * rows + i] + sum;
            }
        }
    }

    private static void rotate(Op.Rope p, int position, double[] x) {
        for (int j = 0; j < x.length; j += 2) {
            double angle = position * Math.pow(p.rotation().theta(), -(double) (j % p.headSize()) / p.headSize());
            double a = x[j];
            double b = x[j + 1];
            x[j] = a * Math.cos(angle) - b * Math.sin(angle);
            x[j + 1] = a * Math.sin(angle) + b * Math.cos(angle);
        }
    }

    private static double[][] part(double[][] rows, int from, int to, int column, int size) {
        double[][] part = new double[to - from][];
        for (int i = from; i < to; i++) {
            part[i - from] = Arrays.copyOfRange(rows[i], column, column + size);
        }
        return part;
    }

    private static double[][] vectors(double[] row, int k, int column, int size) {
        double[][] part = new double[k][];
        for (int i = 0; i < k; i++) {
            int at = i * row.length / k + column;
            part[i] = Arrays.copyOfRange(row, at, at + size);
        }
        return part;
    }

    private static void attend(double[] query, int at, double[][] keys, double[][] values, double[] out) {
        int size = keys[0].length;
        double[] weight = new double[keys.length];
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < keys.length; i++) {
            for (int d = 0; d < size; d++) {
                weight[i] += query[at + d] * keys[i][d] / Math.sqrt(size);
            }
            max = Math.max(max, weight[i]);
        }
        double sum = 0;
        for (int i = 0; i < keys.length; i++) {
            weight[i] = Math.exp(weight[i] - max);
            sum += weight[i];
        }
        for (int d = 0; d < size; d++) {
            out[at + d] = 0;
            for (int i = 0; i < keys.length; i++) {
                out[at + d] += weight[i] / sum * values[i][d];
            }
        }
    }

    private static double entropy(double[] logits) {
        double max = Arrays.stream(logits).max().orElseThrow();
        double sum = Arrays.stream(logits).map(x -> Math.exp(x - max)).sum();
        double entropy = 0;
        for (double x : logits) {
            double p = Math.exp(x - max) / sum;
            entropy -= p * Math.log(p);
        }
        return entropy;
    }
}
