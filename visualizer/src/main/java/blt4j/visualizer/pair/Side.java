package blt4j.visualizer.pair;

import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.visualizer.engine.Forecast;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of two models, and what it expected in a text.
 *
 * @param name what it is called
 * @param forecast of the text
 */
record Side(String name, Forecast forecast) {
    private List<TopPredictions> whole() {
        return forecast.model().isEmpty() ? forecast.entropyModel() : forecast.model();
    }

    /** What a byte cost the model as a whole, in bits; an entropy model alone counts as one. */
    double bits(int index) {
        return whole().get(index).actual().map(Prediction::surprisal).orElse(0.0);
    }

    /** How unsure whatever cuts the text was before a byte, in nats. */
    double entropy(int index) {
        return (forecast.entropyModel().isEmpty() ? forecast.model() : forecast.entropyModel())
                .get(index)
                .entropy();
    }

    /** The mean over the text. */
    double bitsPerByte() {
        return IntStream.range(0, forecast.text().length())
                .mapToDouble(this::bits)
                .average()
                .orElse(0);
    }

    boolean beginsAt(int index) {
        return forecast.patches().inBytes().beginsAt(index);
    }

    double bytesPerPatch() {
        return forecast.patches().bytesPerPatch();
    }
}
