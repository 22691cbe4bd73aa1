package blt4j.visualizer.state;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.cost.CostPerByte;
import blt4j.analysis.cost.ScaleModel;
import blt4j.patching.BytePatches;
import blt4j.patching.Patches;
import blt4j.stage.Stage;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a byte of a text costs at the stated context, and what it would cost cut otherwise. Nothing here grows with the
 * text: a byte at the end of a long one is looked at as soon as one at its beginning.
 *
 * @param models the model that is open, and the published ones
 * @param of whose costs are meant
 * @param patches the segmentation in force
 * @param entropic whether it needs the entropy model
 * @param tokens those of a vocabulary, once it is loaded
 */
public record Work(
        Map<Priced.Of, Priced> models, Priced.Of of, Patches patches, boolean entropic, Optional<Patches> tokens) {
    private static final int FEW = 4;

    /**
     * Means over the beginning of a text.
     *
     * @param cost per byte, by stage
     * @param savingAgainstTokens the share that is saved against a step for every token, if a vocabulary is loaded
     */
    public record Means(CostPerByte cost, OptionalDouble savingAgainstTokens) {}

    /** The model whose costs are meant. */
    public Priced model() {
        return Objects.requireNonNull(models.get(of));
    }

    private CostAtContext costs() {
        return model().costs();
    }

    private CostPerByte cost(double bytesPerPatch) {
        return entropic ? costs().perByte(bytesPerPatch) : costs().perByteOfTokens(bytesPerPatch);
    }

    /** The same text cut otherwise. */
    public Work cut(Patches other) {
        return new Work(models, of, other, entropic, tokens);
    }

    /** The same text cut the same way, as another model would be charged for it. */
    public Work as(Priced.Of other) {
        return new Work(models, other, patches, entropic, tokens);
    }

    /** The mean size of tokens in bytes, once the vocabulary is loaded. */
    public OptionalDouble bytesPerToken() {
        return tokens.map(t -> OptionalDouble.of(Math.max(1, t.bytesPerPatch())))
                .orElse(OptionalDouble.empty());
    }

    /**
     * How large a token model may be that costs per byte what these patches cost, with the tokens of this text: parameters
     * without embeddings, by the paper's study of scale.
     */
    public OptionalDouble tokenModelOfSamePrice() {
        OptionalDouble size = bytesPerToken();
        return size.isPresent()
                ? OptionalDouble.of(
                        ScaleModel.parameters(ScaleModel.Family.LLAMA_3, cost().total(), size.getAsDouble()))
                : size;
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
        return costs().perByteOfTokens(1);
    }

    /** If every four bytes were. */
    public CostPerByte everyFour() {
        return costs().perByteOfTokens(FEW);
    }

    /** If every token were, once the vocabulary is loaded. */
    public Optional<CostPerByte> costOfTokens() {
        return tokens.map(t -> costs().perByteOfTokens(Math.max(1, t.bytesPerPatch())));
    }

    /** The share that would be saved against a step for every token with patches of another mean size, in bytes. */
    public OptionalDouble savingAgainstTokensAt(double bytesPerPatch) {
        return costOfTokens()
                .map(t -> OptionalDouble.of(cost(bytesPerPatch).savingAgainst(t)))
                .orElse(OptionalDouble.empty());
    }

    /** The means over all bytes up to one, which counts. */
    public Means upTo(int index) {
        CostPerByte own = cost(meanUpTo(patches, index));
        Optional<CostPerByte> others = tokens.map(t -> costs().perByteOfTokens(meanUpTo(t, index)));
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
            double share = costs().ofByte(stage, patches.size(patch), mean);
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
