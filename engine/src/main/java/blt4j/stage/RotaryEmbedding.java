package blt4j.stage;

import org.apiguardian.api.API;

/**
 * How rotary position embedding turns (Su et al., arXiv 2104.09864), and how it is stretched to texts longer than those
 * of the training: the rope types of transformers' {@code modeling_rope_utils}, computed in float32 as there.
 *
 * <p>Pair j of a head at a position turns by {@code position · frequencies[j]}; cosines and sines are then multiplied by
 * {@link #scale}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface RotaryEmbedding {
    /** {@return the base of the frequencies} */
    double theta();

    /**
     * The frequencies of a head's pairs.
     *
     * @param headSize the width of a head
     * @param length how many positions the text has as a whole, in bytes or in patches; {@link Dynamic} alone asks
     * @return {@code headSize / 2} numbers in radians a position
     */
    float[] frequencies(int headSize, int length);

    /** {@return what cosines and sines are multiplied by; 1 but for {@link Yarn}} */
    default float scale() {
        return 1;
    }

    /** {@return the positions up to which frequencies do not depend on the text's length} */
    default int settledLength() {
        return Integer.MAX_VALUE;
    }

    /**
     * Frequencies {@code theta^(−2j/headSize)}.
     *
     * @param theta the base, above 1
     */
    record Plain(double theta) implements RotaryEmbedding {
        @Override
        public float[] frequencies(int headSize, int length) {
            return plain(theta, headSize);
        }
    }

    /**
     * All frequencies divided by a factor, which is as if positions stood closer.
     *
     * @param theta the base, above 1
     * @param factor at least 1
     */
    record Linear(double theta, double factor) implements RotaryEmbedding {
        @Override
        public float[] frequencies(int headSize, int length) {
            float[] frequencies = plain(theta, headSize);
            for (int j = 0; j < frequencies.length; j++) {
                frequencies[j] /= (float) factor;
            }
            return frequencies;
        }
    }

    /**
     * Plain up to a length; beyond it the base grows with the text ("dynamic NTK"), so that all positions turn
     * otherwise with each position that is added.
     *
     * @param theta the base of texts up to that length
     * @param factor by which texts may be longer
     * @param originalLength positions up to which nothing changes
     */
    record Dynamic(double theta, double factor, int originalLength) implements RotaryEmbedding {
        @Override
        public float[] frequencies(int headSize, int length) {
            if (length <= originalLength || headSize <= 2) {
                return plain(theta, headSize);
            }
            double stretch = factor * length / originalLength - (factor - 1);
            return plain(theta * Math.pow(stretch, headSize / (headSize - 2.0)), headSize);
        }

        @Override
        public int settledLength() {
            return originalLength;
        }
    }

    /**
     * High frequencies stay, low ones are divided by a factor, and those between are blended (Peng et al., arXiv
     * 2309.00071).
     *
     * @param theta the base, above 1
     * @param factor by which texts are longer
     * @param scale what cosines and sines are multiplied by
     * @param originalLength of the training
     * @param betaFast turns within the original length from which a frequency stays
     * @param betaSlow turns within the original length up to which it is divided
     * @param truncate whether the pairs where blending begins and ends are rounded to whole ones
     */
    record Yarn(
            double theta,
            double factor,
            float scale,
            int originalLength,
            double betaFast,
            double betaSlow,
            boolean truncate)
            implements RotaryEmbedding {
        @Override
        public float[] frequencies(int headSize, int length) {
            double begin = pairOf(betaFast, headSize);
            double end = pairOf(betaSlow, headSize);
            double low = Math.max(truncate ? Math.floor(begin) : begin, 0);
            double high = Math.min(truncate ? Math.ceil(end) : end, headSize - 1);
            if (low == high) {
                high += 0.001;
            }
            float[] frequencies = new float[headSize / 2];
            for (int j = 0; j < frequencies.length; j++) {
                float wavelength = power(theta, j, headSize);
                float kept = 1 - Math.clamp((j - (float) low) / (float) (high - low), 0f, 1f);
                frequencies[j] = 1 / ((float) factor * wavelength) * (1 - kept) + 1 / wavelength * kept;
            }
            return frequencies;
        }

        /** The pair, as a fraction, that turns so often within the original length. */
        private double pairOf(double turns, int headSize) {
            return headSize * Math.log(originalLength / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
        }

        /**
         * {@return the scale that the paper recommends}
         *
         * @param factor by which texts are longer
         * @param weight of the logarithm of the factor, 1 in the paper
         */
        public static double scaleOf(double factor, double weight) {
            return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
        }
    }

    /**
     * Wavelengths under {@code originalLength / highFactor} stay, those over {@code originalLength / lowFactor} are
     * multiplied by a factor, and those between are blended (Llama 3.1, arXiv 2407.21783).
     *
     * @param theta the base, above 1
     * @param factor by which texts are longer
     * @param lowFactor at least 1
     * @param highFactor above the low one
     * @param originalLength of texts in training, in positions
     */
    record Llama3(double theta, double factor, double lowFactor, double highFactor, int originalLength)
            implements RotaryEmbedding {
        @Override
        public float[] frequencies(int headSize, int length) {
            float[] frequencies = plain(theta, headSize);
            for (int j = 0; j < frequencies.length; j++) {
                frequencies[j] = stretched(frequencies[j]);
            }
            return frequencies;
        }

        private float stretched(float frequency) {
            float wavelength = (float) (2 * Math.PI) / frequency;
            if (wavelength < (float) (originalLength / highFactor)) {
                return frequency;
            }
            float divided = frequency / (float) factor;
            if (wavelength > (float) (originalLength / lowFactor)) {
                return divided;
            }
            float kept = (originalLength / wavelength - (float) lowFactor) / (float) (highFactor - lowFactor);
            return (1 - kept) * divided + kept * frequency;
        }
    }

    private static float[] plain(double theta, int headSize) {
        float[] frequencies = new float[headSize / 2];
        for (int j = 0; j < frequencies.length; j++) {
            frequencies[j] = 1f / power(theta, j, headSize);
        }
        return frequencies;
    }

    private static float power(double theta, int pair, int headSize) {
        return (float) Math.pow(theta, (float) (2 * pair) / headSize);
    }
}
