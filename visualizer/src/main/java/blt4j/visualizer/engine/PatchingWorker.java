package blt4j.visualizer.engine;

import blt4j.frontend.tokens.Bpe;
import blt4j.patching.PatcherConfig;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.patching.PatchingRule;
import blt4j.patching.ThresholdFinder;
import blt4j.visualizer.state.Entropies;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.Priced;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Work;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Has texts cut into patches and their work added up, on a thread of its own: apart from the reader's, so that a moving
 * threshold does not wait for a text that is still being read. Only the newest wish counts.
 */
public final class PatchingWorker implements AutoCloseable {
    /** While a text longer than this is being read, its work is not added up at every step. */
    private static final int LONG_TEXT = 50_000;

    private record Wish(
            Optional<Entropies> entropies,
            PatchingChoice choice,
            Optional<ModelInfo> model,
            Optional<Bpe> bpe,
            Priced.Of costs) {}

    /** What does not depend on the patches; kept for a text while its threshold moves. */
    private record TextFigures(
            Entropies entropies,
            ModelInfo model,
            Optional<Bpe> bpe,
            Map<Priced.Of, Priced> models,
            Optional<Patches> tokens) {}

    private final ExecutorService thread;
    private final Consumer<TextReading> published;
    private final Consumer<RuntimeException> failed;
    private volatile Wish wish =
            new Wish(Optional.empty(), PatchingChoice.DEFAULT, Optional.empty(), Optional.empty(), Priced.Of.OPEN);
    private final AtomicBoolean pending = new AtomicBoolean();
    private Optional<TextFigures> figures = Optional.empty();

    public PatchingWorker(Consumer<TextReading> published, Consumer<RuntimeException> failed) {
        this.published = published;
        this.failed = failed;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("blt4j-patching").daemon().factory());
    }

    public void entropies(Entropies entropies) {
        change(w -> new Wish(Optional.of(entropies), w.choice(), w.model(), w.bpe(), w.costs()));
    }

    public void choice(PatchingChoice choice) {
        change(w -> new Wish(w.entropies(), choice, w.model(), w.bpe(), w.costs()));
    }

    public void model(ModelInfo model) {
        change(w -> new Wish(w.entropies(), w.choice(), Optional.of(model), w.bpe(), w.costs()));
    }

    public void bpe(Bpe bpe) {
        change(w -> new Wish(w.entropies(), w.choice(), w.model(), Optional.of(bpe), w.costs()));
    }

    public void costs(Priced.Of costs) {
        change(w -> new Wish(w.entropies(), w.choice(), w.model(), w.bpe(), costs));
    }

    private synchronized void change(UnaryOperator<Wish> change) {
        wish = change.apply(wish);
        if (pending.compareAndSet(false, true)) {
            thread.execute(this::cut);
        }
    }

    private void cut() {
        pending.set(false);
        Wish now = wish;
        try {
            now.entropies().ifPresent(e -> published.accept(reading(e, now)));
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    private TextReading reading(Entropies e, Wish now) {
        PatcherConfig config = config(e, now.choice());
        Patches patches = Patching.segment(config, e.ids(), e.values());
        boolean countable = e.complete() || e.text().length() <= LONG_TEXT;
        Optional<Work> work = countable ? now.model().map(m -> work(e, patches, config, m, now)) : Optional.empty();
        return new TextReading(e, config, patches, work);
    }

    private static PatcherConfig config(Entropies e, PatchingChoice choice) {
        if (!e.present() && choice.rule().hasThreshold()) {
            return choice.withRule(PatchingRule.STATIC).config();
        }
        PatcherConfig config = choice.config();
        return choice.wantedMean().isPresent() && choice.rule().hasThreshold() && e.read() > 0
                ? ThresholdFinder.find(
                        config, e.ids(), e.values(), choice.wantedMean().getAsDouble())
                : config;
    }

    private Work work(Entropies e, Patches patches, PatcherConfig config, ModelInfo model, Wish now) {
        TextFigures f = figures.filter(g ->
                        g.entropies() == e && g.model().equals(model) && g.bpe().equals(now.bpe()))
                .orElseGet(() -> figures(e, model, now.bpe()));
        figures = Optional.of(f);
        return new Work(f.models(), now.costs(), patches, config.mode().needsEntropies(), f.tokens());
    }

    private TextFigures figures(Entropies e, ModelInfo model, Optional<Bpe> bpe) {
        return new TextFigures(
                e,
                model,
                bpe,
                models(model),
                bpe.map(b -> b.segmenter().segment(e.text().bytes(0, e.read()))));
    }

    /** Reckoned once for a model, and not for every letter that is typed. */
    private Map<Priced.Of, Priced> models(ModelInfo model) {
        return figures.filter(f -> f.model().equals(model))
                .map(TextFigures::models)
                .orElseGet(() -> Priced.of(model));
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
