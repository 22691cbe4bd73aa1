package blt4j.visualizer.engine;

import blt4j.BltException;
import blt4j.device.BackendOptions;
import blt4j.device.Device;
import blt4j.model.Blt;
import blt4j.model.BltOptions;
import blt4j.model.TokenModel;
import blt4j.model.pipeline.Programs;
import blt4j.visualizer.state.ModelInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The thread that the model belongs to: opens and closes it, and runs what others compute with it. They do so in short
 * tasks one after the other, so that no two run the model at once and none waits long.
 */
public final class ModelThread implements AutoCloseable {
    private static final long WARM_UP_AFTER_MILLIS = 500;

    /** A model that is opened before anybody asked for it. */
    private record Ahead(Path folder, BackendOptions backend, CompletableFuture<Optional<ModelInfo>> opened) {}

    private final ScheduledExecutorService thread;
    private final List<Runnable> opening = new CopyOnWriteArrayList<>();
    private final List<Runnable> closing = new CopyOnWriteArrayList<>();
    private Optional<Ahead> ahead = Optional.empty();

    // Belongs to the thread.
    private Optional<Blt> blt = Optional.empty();

    private final boolean warmFirst;
    private boolean pictured;
    private Optional<Device> cold = Optional.empty();

    /** Starts the thread; vector code is compiled once the first picture is there. */
    public ModelThread() {
        this(false);
    }

    /**
     * Starts the thread.
     *
     * @param warmFirst whether nothing is read before vector code is compiled: somebody who watches sees a first picture
     *     later, but the same text always gives the same numbers to the last bit
     */
    public ModelThread(boolean warmFirst) {
        this.warmFirst = warmFirst;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("blt4j-reader").daemon().factory());
    }

    /** Opens a model that somebody will {@link #open} soon. */
    public void openAhead(Path folder, BackendOptions backend) {
        ahead = Optional.of(new Ahead(folder, backend, opening(folder, backend, () -> true)));
    }

    /**
     * Opens a model in place of the one before; of one that is opened {@link #openAhead ahead}, waits until it is.
     *
     * @param wanted asked when it is open: if it is not wanted any more, the one before stays, and the answer is empty
     */
    public CompletableFuture<Optional<ModelInfo>> open(Path folder, BackendOptions backend, BooleanSupplier wanted) {
        Optional<Ahead> begun =
                ahead.filter(a -> a.folder().equals(folder) && a.backend().equals(backend));
        ahead = Optional.empty();
        return begun.map(Ahead::opened).orElseGet(() -> opening(folder, backend, wanted));
    }

    private CompletableFuture<Optional<ModelInfo>> opening(
            Path folder, BackendOptions backend, BooleanSupplier wanted) {
        return submit(() -> {
            if (TokenModel.isTokenModel(folder)) {
                throw new BltException("The model " + folder
                        + " reads tokens, and has no patches to show; Compare sets it" + " beside a model of bytes.");
            }
            Blt opened = Blt.open(folder, BltOptions.DEFAULT.withBackend(backend));
            if (!wanted.getAsBoolean()) {
                opened.close();
                return Optional.empty();
            }
            closeModel();
            blt = Optional.of(opened);
            opening.forEach(Runnable::run);
            if (warmFirst) {
                opened.backend().warmUp();
            } else {
                warmUpLater(opened.backend());
            }
            String runsOn = opened.backend().describe();
            return Optional.of(new ModelInfo(folder, opened.config(), Programs.of(opened.programs()), runsOn));
        });
    }

    /** Once the first picture is there, which needs all cores: who looks at it has not begun to type. */
    private synchronized void warmUpLater(Device backend) {
        if (pictured) {
            CompletableFuture.delayedExecutor(
                            WARM_UP_AFTER_MILLIS,
                            TimeUnit.MILLISECONDS,
                            task -> Thread.ofPlatform()
                                    .daemon()
                                    .name("blt4j-warm-up")
                                    .start(task))
                    .execute(backend::warmUp);
        } else {
            cold = Optional.of(backend);
        }
    }

    /** Tells that a picture of the text is there. */
    public synchronized void pictured() {
        if (!pictured) {
            pictured = true;
            cold.ifPresent(this::warmUpLater);
            cold = Optional.empty();
        }
    }

    /** Runs a task after those that wait. */
    public void run(Runnable task) {
        thread.execute(task);
    }

    /** Runs a task after a while. */
    public void run(Runnable task, long delayMillis) {
        var _ = thread.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    }

    /** Runs a task after those that wait, and answers what it returns. */
    public <T> CompletableFuture<T> submit(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, thread);
    }

    /** Runs something with the model; the answer is empty if none is open. */
    public <T> CompletableFuture<Optional<T>> withModel(Function<Blt, T> use) {
        return submit(() -> blt.map(use));
    }

    /** The model, for tasks on this thread; empty if none is open. */
    public Optional<Blt> model() {
        return blt;
    }

    /** Tells somebody, on this thread, that a model was opened. */
    public void onOpened(Runnable listener) {
        opening.add(listener);
    }

    /** Tells somebody, on this thread, that the model will be closed: sessions of it must be closed before. */
    public void onClosing(Runnable listener) {
        closing.add(listener);
    }

    /** No longer tells somebody that the model will be closed. */
    public void ignoreClosing(Runnable listener) {
        closing.remove(listener);
    }

    private void closeModel() {
        closing.forEach(Runnable::run);
        blt.ifPresent(Blt::close);
        blt = Optional.empty();
    }

    /** Ends the thread when it has done what waits and closed the model. */
    @Override
    public void close() {
        thread.execute(this::closeModel);
        thread.shutdown();
    }
}
