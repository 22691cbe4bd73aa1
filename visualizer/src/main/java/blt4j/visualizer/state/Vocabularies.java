package blt4j.visualizer.state;

import blt4j.frontend.tokens.Bpe;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The vocabularies that patches are held against. Each is loaded once, off the caller's thread, when it is asked for. */
public final class Vocabularies {
    private Optional<CompletableFuture<Bpe>> cl100k = Optional.empty();
    private Optional<CompletableFuture<Bpe>> o200k = Optional.empty();

    /** GPT-4's. */
    public synchronized CompletableFuture<Bpe> cl100k() {
        CompletableFuture<Bpe> loading = cl100k.orElseGet(() -> CompletableFuture.supplyAsync(Bpe::cl100k));
        cl100k = Optional.of(loading);
        return loading;
    }

    /** GPT-4o's. */
    public synchronized CompletableFuture<Bpe> o200k() {
        CompletableFuture<Bpe> loading = o200k.orElseGet(() -> CompletableFuture.supplyAsync(Bpe::o200k));
        o200k = Optional.of(loading);
        return loading;
    }

    /** All of them, the older first; waits until they are loaded. */
    public List<Bpe> all() {
        return List.of(cl100k().join(), o200k().join());
    }
}
