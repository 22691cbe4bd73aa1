package blt4j.compute.cpu.plan;

import java.util.Arrays;

/**
 * Cosines and sines of rotary position embedding, for positions from 0 on; grows with the longest text.
 *
 * <p>Frequencies and angles are rounded to float32 as in both reference implementations: at position 10,000 that
 * rounding is larger than any other error.
 */
public final class RopeTable {
    private final float[] frequencies;
    private float[] cosines = new float[0];
    private float[] sines = new float[0];
    private int positions;

    /** A table without positions. */
    RopeTable(int headSize, double theta) {
        frequencies = new float[headSize / 2];
        for (int j = 0; j < frequencies.length; j++) {
            float exponent = (float) (2 * j) / headSize;
            frequencies[j] = 1f / (float) Math.pow(theta, exponent);
        }
    }

    /** Fills the table up to a position (exclusive). */
    public void ensure(int upTo) {
        if (upTo <= positions) {
            return;
        }
        int half = frequencies.length;
        if (cosines.length < upTo * half) {
            int rows = Math.max(upTo, 2 * positions);
            cosines = Arrays.copyOf(cosines, rows * half);
            sines = Arrays.copyOf(sines, rows * half);
        }
        for (int position = positions; position < upTo; position++) {
            for (int j = 0; j < half; j++) {
                float angle = position * frequencies[j];
                cosines[position * half + j] = (float) Math.cos(angle);
                sines[position * half + j] = (float) Math.sin(angle);
            }
        }
        positions = upTo;
    }

    /** Half the size of a head: how many angles a position has. */
    int half() {
        return frequencies.length;
    }

    /** Row-major, one row of {@link #half} for each position. */
    float[] cosines() {
        return cosines;
    }

    /** As {@link #cosines}. */
    float[] sines() {
        return sines;
    }
}
