package blt4j.compute.cpu.plan;

import blt4j.stage.RotaryEmbedding;
import java.util.Arrays;

/**
 * Cosines and sines of rotary position embedding, for positions from 0 on; grows with the longest text.
 *
 * <p>Frequencies and angles are rounded to float32 as in both reference implementations: at position 10,000 that
 * rounding is larger than any other error.
 */
public final class RopeTable {
    private final RotaryEmbedding rotation;
    private final int headSize;
    private float[] frequencies;
    private int length;
    private float[] cosines = new float[0];
    private float[] sines = new float[0];
    private int positions;

    /** A table without positions. */
    RopeTable(int headSize, RotaryEmbedding rotation) {
        this.rotation = rotation;
        this.headSize = headSize;
        this.frequencies = rotation.frequencies(headSize, 0);
    }

    /**
     * Fills the table up to a position (exclusive).
     *
     * @param newLength how many positions the text has as a whole
     */
    public void ensure(int upTo, int newLength) {
        int settled = rotation.settledLength();
        if (newLength != length && Math.max(newLength, length) > settled) {
            frequencies = rotation.frequencies(headSize, newLength);
            positions = 0;
        }
        length = newLength;
        if (upTo <= positions) {
            return;
        }
        int half = frequencies.length;
        float scale = rotation.scale();
        if (cosines.length < upTo * half) {
            int rows = Math.max(upTo, 2 * positions);
            float[] more = Arrays.copyOf(cosines, rows * half);
            sines = Arrays.copyOf(sines, rows * half);
            cosines = more; // last: by its length it is known how many rows there are
        }
        for (int position = positions; position < upTo; position++) {
            for (int j = 0; j < half; j++) {
                float angle = position * frequencies[j];
                cosines[position * half + j] = (float) Math.cos(angle) * scale;
                sines[position * half + j] = (float) Math.sin(angle) * scale;
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
