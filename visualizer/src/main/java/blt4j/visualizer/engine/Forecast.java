package blt4j.visualizer.engine;

import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.patching.Patches;
import blt4j.visualizer.state.ByteText;
import blt4j.vocabulary.Vocabulary;
import java.util.List;
import java.util.Optional;

/**
 * What the open model expected before each byte of a text. Immutable.
 *
 * @param text that was read
 * @param entropyModel the entropy model's distribution before each byte; empty if there is none
 * @param model the distribution of the model as a whole before each byte; empty where it is an entropy model alone
 * @param patches as the text was cut for it
 */
public record Forecast(ByteText text, List<TopPredictions> entropyModel, List<TopPredictions> model, Patches patches) {
    /** Of no text. */
    public static final Forecast NONE =
            new Forecast(ByteText.EMPTY, List.of(), List.of(), new Patches(new int[] {0}, 1, true));

    /** Copies the lists. */
    public Forecast {
        entropyModel = List.copyOf(entropyModel);
        model = List.copyOf(model);
    }

    /** The probability of a byte at a place. */
    public static double probability(TopPredictions before, int value) {
        int id = value + Vocabulary.BYTE_OFFSET;
        return before.likeliest().stream()
                .filter(p -> p.id() == id)
                .findFirst()
                .map(Prediction::probability)
                .orElse(0.0);
    }

    /** Whichever of the two is there before a byte, the model as a whole first. */
    public Optional<TopPredictions> best(int index) {
        List<TopPredictions> there = model.isEmpty() ? entropyModel : model;
        return index < there.size() ? Optional.of(there.get(index)) : Optional.empty();
    }
}
