package blt4j.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Numbers in bfloat16, two in an integer, the lower half first. TornadoVM has no way to take an integer's bits for a
 * float's that all its backends know, so a number is looked up by its sign and exponent and multiplied by its mantissa:
 * {@code ±2^(e−134) · (128 + m)}, which is exact but for numbers below 2^−126, which are 0.
 */
final class Bfloat {
    /** Entries of the table of signs and exponents, with which {@code numbers} begins. */
    static final int TABLE = 512;

    private Bfloat() {}

    /** Writes the table to the beginning of an array. */
    static void writeTable(FloatArray numbers) {
        for (int i = 0; i < TABLE; i++) {
            int exponent = i & 255;
            float scale = exponent == 0 ? 0f : (float) Math.scalb(1.0, exponent - 134);
            numbers.set(i, i < 256 ? scale : -scale);
        }
    }

    /** The number in the lower half. */
    static float low(FloatArray numbers, int pair) {
        return numbers.get((pair >> 7) & 511) * (128 + (pair & 127));
    }

    /** The number in the upper half. */
    static float high(FloatArray numbers, int pair) {
        return numbers.get((pair >> 23) & 511) * (128 + ((pair >> 16) & 127));
    }

    /** The number of all 32 bits, which is none of those below 2^−126. */
    static float whole(FloatArray numbers, int bits) {
        return numbers.get((bits >> 23) & 511) * ((8388608 + (bits & 8388607)) * (1f / 65536));
    }

    /** The number at an index, counted in numbers. */
    static float get(FloatArray numbers, IntArray pairs, int index) {
        return low(numbers, pairs.get(index >> 1) >> ((index & 1) * 16));
    }
}
