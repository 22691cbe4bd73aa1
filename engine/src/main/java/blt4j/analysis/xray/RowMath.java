package blt4j.analysis.xray;

import blt4j.weights.Tensor;
import java.util.stream.IntStream;

/** Arithmetic on single rows, plainly, summed in double precision. */
final class RowMath {
    /** Outputs that one thread takes at once; smaller matrices are not worth a second one. */
    private static final int ROWS_AT_ONCE = 512;

    private RowMath() {}

    static double dot(float[] a, int a0, float[] b, int b0, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (double) a[a0 + i] * b[b0 + i];
        }
        return sum;
    }

    /** {@code out = matrix · in}. */
    static void multiply(Tensor matrix, float[] in, int in0, float[] out, int out0) {
        int chunks = Math.ceilDiv(matrix.rows(), ROWS_AT_ONCE);
        IntStream.range(0, chunks).parallel().forEach(chunk -> {
            float[] weights = new float[matrix.columns()];
            int end = Math.min(matrix.rows(), (chunk + 1) * ROWS_AT_ONCE);
            for (int r = chunk * ROWS_AT_ONCE; r < end; r++) {
                matrix.readRow(r, weights, 0);
                out[out0 + r] = (float) dot(weights, 0, in, in0, weights.length);
            }
        });
    }

    /** RMSNorm of each slice of the gain's length. */
    static void rmsNorm(float[] in, float[] gain, float epsilon, float[] out) {
        for (int slice = 0; slice < in.length; slice += gain.length) {
            double scale = 1 / Math.sqrt(dot(in, slice, in, slice, gain.length) / gain.length + epsilon);
            for (int i = 0; i < gain.length; i++) {
                out[slice + i] = (float) (in[slice + i] * scale) * gain[i];
            }
        }
    }

    /** In place. */
    static void softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - max);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    static double[] softmax(float[] logits, float temperature) {
        double[] scores = new double[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = logits[i] / temperature;
        }
        softmax(scores);
        return scores;
    }

    /** In nats. */
    static double entropy(float[] logits) {
        double entropy = 0;
        for (double p : softmax(logits, 1)) {
            entropy -= p == 0 ? 0 : p * Math.log(p);
        }
        return entropy;
    }

    /** The first of the largest; −1 if that is not finite. */
    static int argMax(float[] logits) {
        int best = -1;
        for (int i = 0; i < logits.length; i++) {
            if (!Float.isNaN(logits[i]) && (best < 0 || logits[i] > logits[best])) {
                best = i;
            }
        }
        return best >= 0 && Float.isFinite(logits[best]) ? best : -1;
    }

    /** The Euclidean length. */
    static double norm(float[] x) {
        return Math.sqrt(dot(x, 0, x, 0, x.length));
    }
}
