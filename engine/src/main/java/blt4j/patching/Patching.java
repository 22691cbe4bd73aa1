package blt4j.patching;

import blt4j.patching.PatcherConfig.TopEntropies;
import java.util.Arrays;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/** Cuts whole texts into patches, by every rule, those that look ahead included. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Patching {
    private Patching() {}

    /**
     * Cuts a text. What a causal rule yields here is exactly what its {@link Patcher} yields position by position.
     *
     * @param config the rule and its limit
     * @param ids the text's ids, the BOS first
     * @param entropies the entropy at each position in nats, as many as ids; may be empty where the rule needs none
     * @return where patches begin, and whether one would begin at the position to come
     * @throws IllegalArgumentException if the rule needs entropies and there are not as many as ids
     */
    public static Patches segment(PatcherConfig config, int[] ids, float[] entropies) {
        if (config.mode().needsEntropies() && entropies.length != ids.length) {
            throw new IllegalArgumentException(
                    "patching by entropy needs one entropy per id; got " + entropies.length + " for " + ids.length);
        }
        if (config.mode() instanceof TopEntropies(double patchSize)) {
            return cut(top(patchSize, entropies), config.maxPatchLength());
        }
        Patcher patcher = Patchers.of(config);
        boolean[] begins = new boolean[ids.length + 1];
        begins[0] = true;
        for (int i = 0; i < ids.length; i++) {
            begins[i + 1] = patcher.beginsAfter(ids[i], i < entropies.length ? entropies[i] : 0);
        }
        return cut(begins, OptionalInt.empty());
    }

    /**
     * Positions 0 and 1 begin patches, and those after the ⌊n / patchSize⌋ − 2 highest entropies from position 1 on; of
     * equal entropies the earlier go first.
     */
    private static boolean[] top(double patchSize, float[] entropies) {
        int n = entropies.length;
        boolean[] begins = new boolean[n + 1];
        begins[0] = true;
        if (n == 0) {
            return begins;
        }
        begins[1] = true;
        int wanted = Math.clamp((long) Math.floor(n / patchSize) - 2, 0, n - 1);
        if (wanted == 0) {
            return begins;
        }
        float[] ascending = Arrays.copyOfRange(entropies, 1, n);
        Arrays.sort(ascending);
        float lowest = ascending[ascending.length - wanted];
        int ties = wanted;
        for (float entropy : ascending) {
            ties -= entropy > lowest ? 1 : 0;
        }
        for (int i = 1; i < n; i++) {
            begins[i + 1] = entropies[i] > lowest || (entropies[i] == lowest && ties-- > 0);
        }
        return begins;
    }

    /** The segmentation with these beginnings, pieces cut to at most a limit. The last flag is the position to come. */
    private static Patches cut(boolean[] begins, OptionalInt limit) {
        int n = begins.length - 1;
        int[] starts = new int[n];
        int count = 0;
        int start = 0;
        boolean beginning = true;
        for (int i = 0; i <= n; i++) {
            beginning = begins[i] || (limit.isPresent() && i - start == limit.getAsInt());
            if (beginning) {
                start = i;
            }
            if (beginning && i < n) {
                starts[count++] = i;
            }
        }
        return new Patches(Arrays.copyOf(starts, count), n, beginning);
    }
}
