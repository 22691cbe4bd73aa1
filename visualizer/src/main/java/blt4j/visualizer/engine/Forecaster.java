package blt4j.visualizer.engine;

import blt4j.analysis.predict.TopPredictions;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.visualizer.state.ByteText;
import blt4j.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Has the model read a short text whole and keeps what it expected before each byte: on the model's thread. */
public final class Forecaster {
    private final ModelThread model;

    /** Asks the model of a thread. */
    public Forecaster(ModelThread model) {
        this.model = model;
    }

    /**
     * Reads a text.
     *
     * @param text some hundred bytes: other texts wait meanwhile
     * @return empty if no model is open; where it is cancelled, the reading stops
     */
    public CompletableFuture<Optional<Forecast>> read(ByteText text) {
        return read(text, Optional.empty());
    }

    /** Reads a text that is cut in another way than the model was trained to. */
    public CompletableFuture<Optional<Forecast>> read(ByteText text, PatcherConfig patching) {
        return read(text, Optional.of(patching));
    }

    private CompletableFuture<Optional<Forecast>> read(ByteText text, Optional<PatcherConfig> patching) {
        CompletableFuture<Optional<Forecast>> answer = new CompletableFuture<>();
        var _ = model.withModel(blt -> forecast(blt, text, patching, () -> !answer.isDone()))
                .whenComplete((forecast, error) -> {
                    if (error == null) {
                        answer.complete(forecast);
                    } else {
                        answer.completeExceptionally(error);
                    }
                });
        return answer;
    }

    private static Forecast forecast(Blt blt, ByteText text, Optional<PatcherConfig> patching, BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            throw new CancellationException("nobody wants the forecast any more");
        }
        boolean whole = blt.config().blt().isPresent();
        boolean entropies = blt.programs().entropyModel().isPresent();
        SessionOptions plain = SessionOptions.ofCapacity(text.length() + 1);
        SessionOptions options = patching.map(plain::withPatching).orElse(plain);
        try (Session session = Session.open(blt, whole ? options : options.withEntropyModelAlone())) {
            session.append(text.bytes(), (stage, done, total) -> wanted.getAsBoolean());
            return new Forecast(
                    text,
                    entropies ? all(text, session::entropyModelLogits) : List.of(),
                    whole ? all(text, session::nextByteLogits) : List.of(),
                    session.patches());
        }
    }

    private static List<TopPredictions> all(ByteText text, BiConsumer<Integer, float[]> logits) {
        List<TopPredictions> all = new ArrayList<>();
        float[] row = new float[Vocabulary.SIZE];
        for (int i = 0; i < text.length(); i++) {
            logits.accept(i, row);
            all.add(TopPredictions.of(row, Vocabulary.SIZE, text.at(i) + Vocabulary.BYTE_OFFSET));
        }
        return all;
    }
}
