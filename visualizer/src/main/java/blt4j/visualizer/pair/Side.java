package blt4j.visualizer.pair;

import blt4j.analysis.cost.CostAtContext;
import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.patching.Patches;
import blt4j.stage.StageProgram;
import blt4j.visualizer.engine.Forecast;
import blt4j.visualizer.engine.TokenReader;
import blt4j.visualizer.state.ByteText;
import java.util.List;

/**
 * One of two models, and what it expected in a text.
 *
 * @param name what it is called
 * @param text that it read
 * @param bits what each byte cost the model as a whole, in bits; an entropy model alone counts as one
 * @param entropies how unsure whatever cuts the text was before each byte, in nats; of a model over tokens, how unsure it was
 * @param pieces the patches or tokens
 * @param tokens whether they are tokens
 * @param flopsPerByte what a byte costs at the usual context with pieces of this mean size
 */
record Side(
        String name,
        ByteText text,
        List<Double> bits,
        List<Double> entropies,
        Patches pieces,
        boolean tokens,
        double flopsPerByte) {
    Side {
        bits = List.copyOf(bits);
        entropies = List.copyOf(entropies);
    }

    /** A model of bytes. */
    static Side of(String name, Forecast forecast, List<? extends StageProgram> programs) {
        boolean alone = forecast.model().isEmpty();
        List<TopPredictions> whole = alone ? forecast.entropyModel() : forecast.model();
        List<TopPredictions> cutting = forecast.entropyModel().isEmpty() ? forecast.model() : forecast.entropyModel();
        return new Side(
                name,
                forecast.text(),
                whole.stream()
                        .map(p -> p.actual().map(Prediction::surprisal).orElse(0.0))
                        .toList(),
                cutting.stream().map(p -> p.entropy()).toList(),
                forecast.patches(),
                false,
                CostAtContext.flopsPerByte(programs, forecast.patches().bytesPerPatch()));
    }

    /** A model over tokens. */
    static Side of(TokenReader.Read read) {
        return new Side(
                read.name(), read.text(), read.bits(), read.entropies(), read.tokens(), true, read.flopsPerByte());
    }

    double bits(int index) {
        return bits.get(index);
    }

    double entropy(int index) {
        return entropies.get(index);
    }

    /** The mean over the text. */
    double bitsPerByte() {
        return bits.stream().mapToDouble(b -> b).average().orElse(0);
    }

    boolean beginsAt(int index) {
        return pieces.inBytes().beginsAt(index);
    }

    /** How many patches or tokens the text makes. */
    int count() {
        return pieces.inBytes().count();
    }

    double bytesPerPiece() {
        return pieces.bytesPerPatch();
    }
}
