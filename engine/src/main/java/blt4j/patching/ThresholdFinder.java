package blt4j.patching;

import blt4j.BltException;
import blt4j.patching.PatcherConfig.Monotonic;
import java.util.Arrays;
import org.apiguardian.api.API;

/**
 * Finds the threshold at which a text falls into patches of a wanted mean size. The number of patches falls in steps as
 * the threshold rises, one step at each entropy (or rise of entropy) that occurs, so the nearest there is can be found
 * exactly.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ThresholdFinder {
    private ThresholdFinder() {}

    /**
     * {@return the same patching with the threshold whose {@link Patches#bytesPerPatch mean size} comes nearest to
     * the wanted one; of two equally near, that with the smaller patches} The threshold lies midway between the
     * values that it parts, so small differences in entropies do not matter.
     *
     * @param config patching by threshold, monotonicity or both (whose rise stays as it is); its limit is
     *     honoured
     * @param ids the text, the BOS first
     * @param entropies as many as ids, in nats
     * @param bytesPerPatch the wanted mean size, at least 1
     * @throws BltException if the rule has no threshold or the size is less than 1
     */
    public static PatcherConfig find(PatcherConfig config, int[] ids, float[] entropies, double bytesPerPatch) {
        if (!(bytesPerPatch >= 1)) {
            throw new BltException("The wanted mean patch size is " + bytesPerPatch + "; it must be at least 1.");
        }
        double[] steps = steps(scores(config.mode(), entropies));
        int low = 0;
        int high = steps.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (mean(config, steps[middle], ids, entropies) >= bytesPerPatch) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        // At `low` the mean reaches what is wanted, or is the largest there is; one step below it falls short.
        double above = Math.abs(mean(config, steps[low], ids, entropies) - bytesPerPatch);
        double below = low == 0
                ? Double.POSITIVE_INFINITY
                : Math.abs(mean(config, steps[low - 1], ids, entropies) - bytesPerPatch);
        return config.withMode(config.mode().withDecisiveThreshold(steps[below <= above ? low - 1 : low]));
    }

    private static double mean(PatcherConfig config, double threshold, int[] ids, float[] entropies) {
        return Patching.segment(config.withMode(config.mode().withDecisiveThreshold(threshold)), ids, entropies)
                .bytesPerPatch();
    }

    /** What the rule holds against its threshold, one per position that can decide. */
    private static float[] scores(PatcherConfig.Mode mode, float[] entropies) {
        float[] scores = entropies.clone();
        if (mode instanceof Monotonic) {
            for (int i = 1; i < scores.length; i++) {
                scores[i] = entropies[i] - entropies[i - 1];
            }
        }
        return scores;
    }

    /** Ascending thresholds, one below all scores, one between each two that differ, one above all. */
    private static double[] steps(float[] scores) {
        Arrays.sort(scores);
        double[] steps = new double[scores.length + 1];
        int count = 0;
        if (scores.length == 0) {
            return steps;
        }
        steps[count++] = scores[0] - 0.01;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[i - 1]) {
                steps[count++] = between(scores[i - 1], scores[i]);
            }
        }
        steps[count++] = scores[scores.length - 1];
        return Arrays.copyOf(steps, count);
    }

    /** A float32 in [low, high), midway if there is room. */
    private static double between(float low, float high) {
        float middle = (float) ((low + (double) high) / 2);
        return middle < high ? middle : low;
    }
}
