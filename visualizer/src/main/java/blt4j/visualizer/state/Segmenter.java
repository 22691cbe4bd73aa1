package blt4j.visualizer.state;

import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.patching.ThresholdFinder;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Has texts cut into patches, on a thread of its own: apart from the reader's, so that a moving threshold does not wait
 * for a text that is still being read. Only the newest wish counts.
 */
final class Segmenter implements AutoCloseable {
    private record Wish(Optional<Entropies> entropies, PatchingChoice choice) {}

    private final ExecutorService thread;
    private final Consumer<TextReading> published;
    private final Consumer<RuntimeException> failed;
    private final AtomicReference<Wish> wish = new AtomicReference<>(new Wish(Optional.empty(), PatchingChoice.DEFAULT));
    private final AtomicBoolean pending = new AtomicBoolean();

    Segmenter(Consumer<TextReading> published, Consumer<RuntimeException> failed) {
        this.published = published;
        this.failed = failed;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("blt4j-segmenter").daemon().factory());
    }

    void entropies(Entropies entropies) {
        change(w -> new Wish(Optional.of(entropies), w.choice()));
    }

    void choice(PatchingChoice choice) {
        change(w -> new Wish(w.entropies(), choice));
    }

    private void change(UnaryOperator<Wish> change) {
        wish.updateAndGet(change);
        if (pending.compareAndSet(false, true)) {
            thread.execute(this::cut);
        }
    }

    private void cut() {
        pending.set(false);
        Wish now = wish.get();
        try {
            now.entropies().ifPresent(e -> published.accept(reading(e, now.choice())));
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    private static TextReading reading(Entropies e, PatchingChoice choice) {
        PatcherConfig config = choice.config();
        if (!e.present() && config.mode().needsEntropies()) {
            config = choice.withRule(PatchingChoice.Rule.STATIC).config();
        }
        if (choice.wantedMean().isPresent() && config.mode().needsEntropies() && e.read() > 0) {
            config = ThresholdFinder.find(
                    config, e.ids(), e.values(), choice.wantedMean().getAsDouble());
        }
        Patches patches = Patching.segment(config, e.ids(), e.values());
        return new TextReading(e, config, patches);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
