package blt4j.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Lays out a step and a state for a test, with gaps between the buffers so that a stray write shows. */
final class Places {
    private static final int GAP = 7;
    private final List<Integer> step = new ArrayList<>();
    private final List<Matrix> buffers = new ArrayList<>();
    private final List<Integer> bases = new ArrayList<>();
    private final RandomGenerator random;
    private int size = GAP;

    Places(RandomGenerator random, int rows, int start) {
        this.random = random;
        step.add(rows);
        step.add(start);
    }

    /** A column of integers; returns its index. */
    int column(int... values) {
        int at = step.size();
        for (int value : values) {
            step.add(value);
        }
        return at;
    }

    /** A buffer of random rows, of which the run's first is {@code first} and which wraps after all; returns its place. */
    int buffer(int rows, int width, int first) {
        int at = step.size();
        step.addAll(List.of(size, first, rows));
        buffers.add(Matrix.random(random, rows, width));
        bases.add(size);
        size += rows * width + GAP;
        return at;
    }

    /** An activation. */
    int buffer(int rows, int width) {
        return buffer(rows, width, 0);
    }

    /** The numbers that a buffer was given, by the order of creation. */
    Matrix initial(int index) {
        return buffers.get(index);
    }

    /** Where a buffer begins in the state. */
    int base(int index) {
        return bases.get(index);
    }

    IntArray step() {
        return IntArray.fromArray(step.stream().mapToInt(Integer::intValue).toArray());
    }

    FloatArray state() {
        FloatArray state = new FloatArray(size);
        state.init(12345f);
        for (int b = 0; b < buffers.size(); b++) {
            float[] values = buffers.get(b).values();
            for (int i = 0; i < values.length; i++) {
                state.set(bases.get(b) + i, values[i]);
            }
        }
        return state;
    }

    /** What a buffer holds now. */
    Matrix read(FloatArray state, int index) {
        Matrix shape = buffers.get(index);
        float[] values = new float[shape.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = state.get(bases.get(index) + i);
        }
        return new Matrix(shape.rows(), shape.columns(), values);
    }
}
