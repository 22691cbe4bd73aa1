package blt4j.visualizer.workbench;

import blt4j.BltException;
import blt4j.compute.Backends;
import blt4j.device.BackendOptions;
import blt4j.model.BundledModels;
import blt4j.visualizer.engine.ModelThread;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.Activity;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Opens models in place of each other, and says in the window how that goes. */
final class ModelOpening {
    private final AppModel model;
    private final ModelThread thread;
    private final Deliveries deliveries;
    private final Activities activities;
    private final BiConsumer<ModelInfo, BackendOptions> opened;

    /**
     * An opening of models.
     *
     * @param opened told of each, on the JavaFX thread
     */
    ModelOpening(
            AppModel model,
            ModelThread thread,
            Deliveries deliveries,
            Activities activities,
            BiConsumer<ModelInfo, BackendOptions> opened) {
        this.model = model;
        this.thread = thread;
        this.deliveries = deliveries;
        this.activities = activities;
        this.opened = opened;
    }

    /** The folder of the model that was open last, or of the bundled one. */
    static Path lastOrBundled(Settings settings) {
        Path last = Path.of(settings.model());
        return !settings.model().isEmpty() && Files.isDirectory(last) ? last : BundledModels.defaultModel();
    }

    /** Opens the model that was open last, or the bundled one. */
    void openLast(Settings settings, BackendOptions backend) {
        try {
            open(lastOrBundled(settings), backend);
        } catch (BltException e) {
            model.model().set(new ModelState.Failed(Path.of(""), Deliveries.sentence(e)));
            deliveries.show(e);
        }
    }

    /** Opens a model; if that fails or is stopped, the one before stays. */
    void open(Path folder, BackendOptions backend) {
        ModelState before = model.model().get();
        model.model().set(new ModelState.Opening(folder));
        AtomicBoolean wanted = new AtomicBoolean(true);
        Messages messages = new Messages(model.language().get());
        Activity opening = activities.begin(
                messages.get("status.opening", String.valueOf(folder.getFileName())),
                Optional.of(() -> wanted.set(false)));
        deliveries.deliver(
                thread.open(folder, backend, wanted::get),
                info -> {
                    activities.end(opening);
                    info.ifPresentOrElse(
                            i -> show(i, backend), () -> model.model().set(before));
                },
                error -> {
                    activities.end(opening);
                    String why = Deliveries.sentence(error);
                    model.model().set(before.info().isPresent() ? before : new ModelState.Failed(folder, why));
                    deliveries.show(error);
                });
    }

    private void show(ModelInfo info, BackendOptions backend) {
        opened.accept(info, backend);
        model.device().set(info.backend());
        model.model().set(new ModelState.Open(info));
    }

    /** Looks for what there is to run on. */
    void backends(Consumer<List<Workbench.BackendChoice>> found) {
        deliveries.deliver(CompletableFuture.supplyAsync(ModelOpening::findBackends), found);
    }

    private static List<Workbench.BackendChoice> findBackends() {
        return Backends.providers().stream()
                .flatMap(provider -> provider.devices().stream().map(device -> {
                    String selector =
                            device.selector().isEmpty() ? provider.id() : provider.id() + ":" + device.selector();
                    return new Workbench.BackendChoice(selector, device.description());
                }))
                .toList();
    }
}
