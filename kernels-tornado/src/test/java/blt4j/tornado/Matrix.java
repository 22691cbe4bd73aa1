package blt4j.tornado;

import java.util.random.RandomGenerator;

/** A matrix of a test, row-major. */
final class Matrix {
    private final int rows;
    private final int columns;
    private final float[] values;

    Matrix(int rows, int columns, float[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /** Normally distributed numbers. */
    static Matrix random(RandomGenerator random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Matrix(rows, columns, values);
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    float at(int row, int column) {
        return values[row * columns + column];
    }

    float[] values() {
        return values;
    }
}
