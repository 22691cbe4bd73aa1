package blt4j.visualizer.engine;

import blt4j.analysis.compare.Comparison;
import blt4j.analysis.compare.Noise;
import blt4j.frontend.tokens.Bpe;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.stage.StageProgram;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Vocabularies;
import blt4j.vocabulary.Utf8;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Cuts a text in all ways, off the JavaFX thread: the model's thread reads, a thread of its own cuts. */
public final class Comparer implements AutoCloseable {
    /** How much of a text is compared. */
    public static final int MOST_BYTES = 1 << 14;

    private final ModelThread model;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("blt4j-comparer").daemon().factory());
    private final Vocabularies vocabularies;
    private volatile int bytesRead;

    /** A text as an entropy model reads it. */
    private record Read(ByteText text, Optional<float[]> entropies, List<? extends StageProgram> programs) {}

    public Comparer(ModelThread model, Vocabularies vocabularies) {
        this.model = model;
        this.vocabularies = vocabularies;
    }

    /**
     * Compares.
     *
     * @param whole the text; only its beginning is compared if it is long
     * @param noise what spoils it first
     * @param seed of the noise
     * @return empty if no model is open; where it is cancelled, the reading stops
     */
    public CompletableFuture<Optional<Compared>> compare(ByteText whole, Optional<Noise> noise, long seed) {
        CompletableFuture<Optional<Compared>> answer = new CompletableFuture<>();
        var _ = compare(whole, noise, seed, answer::isDone).whenComplete((compared, error) -> {
            if (error == null) {
                answer.complete(compared);
            } else {
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }

    private CompletableFuture<Optional<Compared>> compare(
            ByteText whole, Optional<Noise> noise, long seed, BooleanSupplier unwanted) {
        ByteText text = beginning(whole);
        CompletableFuture<Optional<Compared>> clean = read(text, unwanted)
                .thenApplyAsync(
                        read -> read.map(
                                r -> Compared.clean(r.text(), whole.length(), comparison(r), tokens(r.text()))),
                        thread);
        if (noise.isEmpty()) {
            return clean;
        }
        return clean.thenCompose(before -> {
            ByteText spoilt = beginning(ByteText.of(noise.get().apply(text.bytes(), seed)));
            return read(spoilt, unwanted)
                    .thenApplyAsync(
                            read -> before.flatMap(
                                    b -> read.map(r -> b.spoilt(r.text(), comparison(r), tokens(r.text())))),
                            thread);
        });
    }

    /** The first bytes, a character at the end left out if it would be cut through. */
    private static ByteText beginning(ByteText text) {
        if (text.length() <= MOST_BYTES) {
            return text;
        }
        byte[] bytes = text.bytes(0, MOST_BYTES);
        return ByteText.of(java.util.Arrays.copyOf(bytes, MOST_BYTES - Utf8.incompleteTail(bytes, MOST_BYTES)));
    }

    private CompletableFuture<Optional<Read>> read(ByteText text, BooleanSupplier unwanted) {
        return model.withModel(blt -> new Read(
                text,
                blt.programs().entropyModel().map(p -> entropies(blt, text, unwanted)),
                blt.programs().all()));
    }

    private float[] entropies(Blt blt, ByteText text, BooleanSupplier unwanted) {
        if (unwanted.getAsBoolean()) {
            throw new CancellationException("nobody wants the comparison any more");
        }
        SessionOptions options = SessionOptions.ofCapacity(text.length() + 2)
                .withPatching(new PatcherConfig(new EveryByte()))
                .withEntropyModelAlone()
                .withoutDistributions();
        try (Session session = Session.open(blt, options)) {
            session.append(text.bytes(), (stage, done, total) -> {
                bytesRead = done;
                return !unwanted.getAsBoolean();
            });
            return session.entropies();
        }
    }

    /** How much of the newest text has been read. */
    int bytesRead() {
        return bytesRead;
    }

    private Comparison comparison(Read read) {
        List<Bpe> known = vocabularies.all();
        byte[] bytes = read.text().bytes();
        return Comparison.of(bytes, Ways.of(read.entropies().map(e -> text -> e), known), read.programs());
    }

    /** The numbers of the text's tokens in each vocabulary. */
    private Map<String, int[]> tokens(ByteText text) {
        Map<String, int[]> tokens = new HashMap<>();
        for (Bpe vocabulary : vocabularies.all()) {
            vocabulary.ids(text.bytes()).ifPresent(ids -> tokens.put(vocabulary.name(), ids));
        }
        return tokens;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
