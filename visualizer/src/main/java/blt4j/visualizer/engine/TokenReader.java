package blt4j.visualizer.engine;

import blt4j.analysis.cost.CostAtContext;
import blt4j.device.BackendOptions;
import blt4j.generation.TokenSession;
import blt4j.model.BltOptions;
import blt4j.model.TokenModel;
import blt4j.patching.Patches;
import blt4j.visualizer.state.ByteText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Has a model over tokens read short texts, on a thread of its own. It stays open until another is read with. */
public final class TokenReader implements AutoCloseable {
    private static final double LN_2 = Math.log(2);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("blt4j-token-reader").daemon().factory());

    // Belong to the thread.
    private Optional<Path> folder = Optional.empty();
    private Optional<TokenModel> model = Optional.empty();

    /**
     * What a model over tokens made of a text.
     *
     * @param name what the model is called
     * @param text as its tokenizer wants it, which may be in a normal form of Unicode
     * @param bits how surprising each byte was, as {@link TokenSession#byteSurprisals} has it
     * @param entropies how hard it was to predict, in nats
     * @param tokens where they lie
     * @param flopsPerByte what tokens of this mean size cost
     */
    public record Read(
            String name,
            ByteText text,
            List<Double> bits,
            List<Double> entropies,
            Patches tokens,
            double flopsPerByte) {
        /** Copies the lists. */
        public Read {
            bits = List.copyOf(bits);
            entropies = List.copyOf(entropies);
        }
    }

    /** Reads a text; where it is cancelled, the reading stops. */
    public CompletableFuture<Read> read(Path from, ByteText text) {
        CompletableFuture<Read> answer = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                answer.complete(read(open(from), text, answer));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private TokenModel open(Path from) {
        if (!folder.equals(Optional.of(from))) {
            closeModel();
            model = Optional.of(TokenModel.open(from, BltOptions.DEFAULT.withBackend(BackendOptions.CPU)));
            folder = Optional.of(from);
        }
        return model.orElseThrow();
    }

    private static Read read(TokenModel model, ByteText text, CompletableFuture<Read> answer) {
        if (answer.isDone()) {
            throw new CancellationException("nobody wants the reading any more");
        }
        byte[] bytes = model.tokenizer().normalised(text.bytes());
        List<Double> bits = new ArrayList<>();
        List<Double> entropies = new ArrayList<>();
        try (TokenSession session = TokenSession.open(model, Math.max(1, bytes.length))) {
            session.read(bytes, (stage, done, total) -> !answer.isDone());
            for (int token = 0; token < session.count(); token++) {
                float[] surprisals = session.byteSurprisals(token);
                float[] uncertain = session.byteEntropies(token);
                for (int i = 0; i < surprisals.length; i++) {
                    bits.add(surprisals[i] / LN_2);
                    entropies.add((double) uncertain[i]);
                }
            }
            Patches tokens = session.patches();
            double flops = CostAtContext.flopsPerByte(model.allPrograms(), tokens.bytesPerPatch());
            return new Read(model.name(), ByteText.of(bytes), bits, entropies, tokens, flops);
        }
    }

    private void closeModel() {
        model.ifPresent(TokenModel::close);
        model = Optional.empty();
        folder = Optional.empty();
    }

    /** Ends the thread when it has done what waits and closed the model. */
    @Override
    public void close() {
        thread.execute(this::closeModel);
        thread.shutdown();
    }
}
