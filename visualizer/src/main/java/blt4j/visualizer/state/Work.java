package blt4j.visualizer.state;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.CostPerByte;
import blt4j.patching.BytePatches;
import blt4j.patching.Patches;
import blt4j.program.Stage;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a byte of a text costs at the stated context, and what it would cost cut otherwise. Nothing here grows with the
 * text: a byte at the end of a long one is looked at as soon as one at its beginning.
 *
 * @param costs of the model
 * @param patches the segmentation in force
 * @param entropic whether it needs the entropy model
 * @param tokens those of a vocabulary, once it is loaded
 */
public record Work(CostAtContext costs, Patches patches, boolean entropic, Optional<Patches> tokens) {
    private static final int FEW = 4;

    /**
     * Means over the beginning of a text.
     *
     * @param cost per byte, by stage
     * @param savingAgainstTokens the share that is saved against a step for every token, if a vocabulary is loaded
     */
    public record Means(CostPerByte cost, OptionalDouble savingAgainstTokens) {}

    private CostPerByte cost(double bytesPerPatch) {
        return entropic ? costs.perByte(bytesPerPatch) : costs.perByteOfTokens(bytesPerPatch);
    }

    private double mean() {
        return Math.max(1, patches.bytesPerPatch());
    }

    /** Of the segmentation in force. */
    public CostPerByte cost() {
        return cost(mean());
    }

    /** If every byte were a step of the latent transformer. */
    public CostPerByte everyByte() {
        return costs.perByteOfTokens(1);
    }

    /** If every four bytes were. */
    public CostPerByte everyFour() {
        return costs.perByteOfTokens(FEW);
    }

    /** If every token were, once the vocabulary is loaded. */
    public Optional<CostPerByte> costOfTokens() {
        return tokens.map(t -> costs.perByteOfTokens(Math.max(1, t.bytesPerPatch())));
    }

    /** The means over all bytes up to one, which counts. */
    public Means upTo(int index) {
        CostPerByte own = cost(meanUpTo(patches, index));
        Optional<CostPerByte> others = tokens.map(t -> costs.perByteOfTokens(meanUpTo(t, index)));
        return new Means(
                own, others.map(o -> OptionalDouble.of(own.savingAgainst(o))).orElse(OptionalDouble.empty()));
    }

    private static double meanUpTo(Patches patches, int index) {
        BytePatches cut = patches.inBytes();
        int count = cut.number(cut.of(Math.min(index, cut.length() - 1)));
        return Math.max(1, (index + 1.0) / Math.max(1, count));
    }

    /** The floating-point operations that a stage spends on each of some bytes, a patch's work spread over its bytes. */
    public double[] flops(Stage stage, int from, int to) {
        double[] flops = new double[to - from];
        if (stage == Stage.ENTROPY_MODEL && !entropic) {
            return flops;
        }
        double mean = mean();
        BytePatches cut = patches.inBytes();
        int patch = from < to ? cut.of(from) : 0;
        for (int i = from; i < to; patch++) {
            double share = costs.ofByte(stage, patches.size(patch), mean);
            int end = Math.min(to, cut.end(patch));
            while (i < end) {
                flops[i++ - from] = share;
            }
        }
        return flops;
    }

    /** All stages together. */
    public double[] flops(int from, int to) {
        double[] sum = new double[to - from];
        for (Stage stage : Stage.values()) {
            double[] part = flops(stage, from, to);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part[i];
            }
        }
        return sum;
    }
}
