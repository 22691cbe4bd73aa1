package blt4j.analysis.compare;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.CostPerByte;
import blt4j.analysis.cost.WhatIf;
import blt4j.analysis.cost.WorkTotals;
import blt4j.patching.Patches;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import blt4j.vocabulary.Vocabulary;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One text cut in several ways.
 *
 * @param segmentations one per way, in the order asked for
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Comparison(List<Segmentation> segmentations) {
    /**
     * One way of cutting the text.
     *
     * @param name what it is called
     * @param patches over the text's positions, the BOS first
     * @param work what the model would do if each of these patches were a step of its latent transformer; without the
     *     entropy model where the way needs none
     * @param cost what a byte costs so at the comparison's context
     */
    public record Segmentation(String name, Patches patches, WorkTotals work, CostPerByte cost) {
        /**
         * {@return how many patches or tokens the text's bytes make; the BOS is not counted where it stands by
         * itself}
         */
        public int count() {
            return patches.inBytes().count();
        }

        /** {@return bytes per patch or token} */
        public double bytesPerPatch() {
            return patches.bytesPerPatch();
        }
    }

    /** Copies the list. */
    public Comparison {
        segmentations = List.copyOf(segmentations);
    }

    /**
     * Cuts a text in several ways.
     *
     * @param text its bytes
     * @param segmenters the ways
     * @param programs the model whose work is estimated, at a context of {@link CostAtContext#DEFAULT_CONTEXT}
     * @return the segmentations, in the order of the ways, with their figures
     */
    public static Comparison of(byte[] text, List<Segmenter> segmenters, List<? extends StageProgram> programs) {
        return of(text, segmenters, programs, CostAtContext.DEFAULT_CONTEXT);
    }

    /**
     * Cuts a text in several ways.
     *
     * @param text its bytes
     * @param segmenters the ways
     * @param programs the model whose work is estimated
     * @param context the context that costs per byte are stated for, in bytes
     * @return the segmentations, in the order of the ways, with their figures
     */
    public static Comparison of(
            byte[] text, List<Segmenter> segmenters, List<? extends StageProgram> programs, int context) {
        WhatIf whatIf = new WhatIf(programs, Vocabulary.prompt(text), false, false);
        CostAtContext cost = CostAtContext.of(programs, context);
        return new Comparison(segmenters.stream()
                .map(s -> segmentation(s, text, whatIf, cost))
                .toList());
    }

    private static Segmentation segmentation(Segmenter segmenter, byte[] text, WhatIf whatIf, CostAtContext costs) {
        Patches patches = segmenter.segment(text);
        WorkTotals work = whatIf.with(patches);
        double size = Math.max(1, patches.bytesPerPatch());
        boolean entropies = segmenter.needsEntropies();
        return new Segmentation(
                segmenter.name(),
                patches,
                entropies ? work : work.without(Stage.ENTROPY_MODEL),
                entropies ? costs.perByte(size) : costs.perByteOfTokens(size));
    }

    /**
     * {@return how much of a segmentation survives noise: the share of patch lengths, in order, that both texts'
     * segmentations have in common (twice their longest common subsequence over both counts), 1 for all and 0 for
     * none} Takes time in proportion to both counts' product: a blink for a page, not for a book.
     *
     * @param one of the text
     * @param other of the text with noise
     */
    public static double likeness(Patches one, Patches other) {
        int[] a = one.lengths();
        int[] b = other.lengths();
        if (a.length + b.length == 0) {
            return 1;
        }
        return 2.0 * longestCommon(a, b) / (a.length + b.length);
    }

    private static int longestCommon(int[] a, int[] b) {
        int[] best = new int[b.length + 1];
        for (int x : a) {
            int diagonal = 0;
            for (int j = 1; j <= b.length; j++) {
                int above = best[j];
                best[j] = x == b[j - 1] ? diagonal + 1 : Math.max(above, best[j - 1]);
                diagonal = above;
            }
        }
        return best[b.length];
    }
}
