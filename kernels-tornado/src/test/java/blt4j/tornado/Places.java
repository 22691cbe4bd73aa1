package blt4j.tornado;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Lays out a step, an op's parameters and a state for a test, with gaps between the buffers so that a stray write shows,
 * and other ops before the one that is meant.
 */
final class Places {
    /** Which of the graph's ops is meant. */
    static final int SLOT = 1;

    private static final int CURSOR = 2 * OpTable.STRIDE;
    private static final int GAP = 7;
    private final List<Integer> step = new ArrayList<>();
    private final List<Matrix> buffers = new ArrayList<>();
    private final List<Integer> bases = new ArrayList<>();
    private final int[] parameters = new int[OpTable.STRIDE];
    private final RandomGenerator random;
    private int size = GAP;

    Places(RandomGenerator random, int rows, int start) {
        this.random = random;
        step.addAll(List.of(CURSOR, rows, start));
    }

    /** A column of integers; returns its index. */
    int column(int... values) {
        int at = step.size();
        for (int value : values) {
            step.add(value);
        }
        return at;
    }

    /** An activation of random rows; returns its number. */
    int buffer(int rows, int width) {
        buffers.add(Matrix.random(random, rows, width));
        bases.add(size);
        size += rows * width + GAP;
        return buffers.size() - 1;
    }

    /** A cache of random rows that wraps after all, set as a parameter; returns its number. */
    int cache(int parameter, int rows, int width) {
        int number = buffer(rows, width);
        set(parameter, -column(bases.get(number), rows));
        return number;
    }

    /** An activation that is set as a parameter; returns its number. */
    int activation(int parameter, int rows, int width) {
        int number = buffer(rows, width);
        set(parameter, bases.get(number));
        return number;
    }

    /** Sets a parameter of the op. */
    Places set(int parameter, int value) {
        parameters[parameter] = value;
        return this;
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

    IntArray table() {
        OpTable table = new OpTable();
        int[] other = new int[OpTable.STRIDE];
        Arrays.fill(other, 1 << 20);
        for (int op = 0; op < CURSOR / OpTable.STRIDE + SLOT; op++) {
            table.add(other);
        }
        table.add(parameters);
        return table.toArray();
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
