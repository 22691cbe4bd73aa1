package blt4j.compute.cpu.plan;

import blt4j.program.RowInput;

/**
 * Argmax and softmax over logits. Programs for the CPU have neither, since the sampler reads the logits themselves; these
 * steps run programs that were made for a remote device, after a fall back.
 */
final class DrawSteps {
    private DrawSteps() {}

    /** The likeliest id of a single row, by the last thread. */
    record ArgMax(Operand logits, Operand out) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            if (thread == f.threads - 1) {
                float[] from = logits.array(f, thread);
                out.array(f, thread)[out.offset(f)] = argmax(from, logits.offset(f), 1, logits.width());
            }
        }
    }

    /** The sampling probabilities of a single row, by the last thread. */
    record Softmax(Operand logits, Operand out) implements Step {
        @Override
        public void run(RunContext f, int thread) {
            if (thread == f.threads - 1) {
                float[] from = logits.array(f, thread);
                softmax(
                        from,
                        logits.offset(f),
                        1,
                        logits.width(),
                        temperature(f, 0),
                        out.array(f, thread),
                        out.offset(f));
            }
        }
    }

    /** The likeliest ids of several rows. */
    static final class ArgMaxes extends PanelSteps.PerRow {
        private final Operand logits;

        ArgMaxes(Operand logits, Operand out) {
            super(out);
            this.logits = logits;
        }

        @Override
        void row(RunContext f, int thread, int row, float[] into, int at) {
            int lanes = f.kernels.lanes();
            into[at] = argmax(logits.array(f, thread), start(row, lanes, logits.width()), lanes, logits.width());
        }
    }

    /** The sampling probabilities of several rows. */
    static final class Softmaxes extends PanelSteps.PerRow {
        private final Operand logits;

        Softmaxes(Operand logits, Operand out) {
            super(out);
            this.logits = logits;
        }

        @Override
        void row(RunContext f, int thread, int row, float[] into, int at) {
            int lanes = f.kernels.lanes();
            int from = start(row, lanes, logits.width());
            softmax(logits.array(f, thread), from, lanes, logits.width(), temperature(f, row), into, at);
        }
    }

    private static int start(int row, int lanes, int width) {
        return row / lanes * width * lanes + row % lanes;
    }

    private static float temperature(RunContext f, int row) {
        return Float.intBitsToFloat(f.rows.of(RowInput.TEMPERATURE)[row]);
    }

    /** The index of the largest of numbers that lie {@code stride} apart, of equals the lowest; −1 if it is not finite. */
    private static float argmax(float[] numbers, int from, int stride, int count) {
        int best = -1;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float number = numbers[from + i * stride];
            if (number > max) {
                max = number;
                best = i;
            }
        }
        return max < Float.POSITIVE_INFINITY ? best : -1;
    }

    private static void softmax(
            float[] logits, int from, int stride, int count, float temperature, float[] out, int to) {
        if (temperature <= 0) {
            return;
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, logits[from + i * stride]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double odds = Math.exp((logits[from + i * stride] - (double) max) / temperature);
            sum += odds;
            out[to + i * stride] = (float) odds;
        }
        for (int i = 0; i < count; i++) {
            out[to + i * stride] /= (float) sum;
        }
    }
}
