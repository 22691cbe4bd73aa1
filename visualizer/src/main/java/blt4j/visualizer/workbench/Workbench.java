package blt4j.visualizer.workbench;

import blt4j.BltException;
import blt4j.analysis.page.WebPage;
import blt4j.device.BackendOptions;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.visualizer.draw.Theme;
import blt4j.visualizer.engine.PatchingWorker;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.Activity;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.Settings;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Vocabularies;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.util.Duration;
import javafx.util.Subscription;

/**
 * Does what the window is asked to do: opens texts and models, has the text read and cut, keeps the settings. Its
 * methods are called on the JavaFX thread and return at once.
 */
public final class Workbench implements AutoCloseable {
    /** What has been read is drawn in the next frame or the one after. */
    private static final Duration DRAWN_AFTER = Duration.millis(50);

    private final AppModel model;
    private final SettingsStore store;
    private final Vocabularies vocabularies;
    private final TextReader reader;
    private final PatchingWorker patcher;
    private final Deliveries deliveries;
    private final Activities activities;
    private final Documents documents;
    private final ModelOpening models;
    private final AtomicReference<Optional<TextReading>> newest = new AtomicReference<>(Optional.empty());
    private final Subscription subscriptions;
    private Settings settings;
    private boolean patchingChosen;
    private boolean bpeAsked;

    /** Brings a model to life, with the settings that a store holds. */
    public Workbench(AppModel model, SettingsStore store, Vocabularies vocabularies) {
        this(model, store, vocabularies, new TextReader());
    }

    /** The same with a reader that may have begun already, and ends with the workbench. */
    public Workbench(AppModel model, SettingsStore store, Vocabularies vocabularies, TextReader reader) {
        this.model = model;
        this.store = store;
        this.vocabularies = vocabularies;
        this.settings = store.load();
        this.deliveries = new Deliveries(model.notices());
        this.activities = new Activities(model, deliveries);
        this.documents = new Documents(model, deliveries, store.drafts(), this::keepRecent);
        this.models = new ModelOpening(model, reader.thread(), deliveries, activities, this::opened);
        this.patcher = new PatchingWorker(this::publish, deliveries::report);
        this.reader = reader;
        reader.tell(patcher::entropies, deliveries::report, this::runsOn);
        apply(settings);
        this.subscriptions = Subscription.combine(
                model.document().subscribe(d -> readText()),
                model.patching().subscribe(choice -> {
                    patcher.choice(choice);
                    readText();
                }),
                model.costs().subscribe(patcher::costs),
                model.reading().subscribe(this::showProgress));
    }

    private void apply(Settings s) {
        model.theme().set(s.theme());
        model.zoom().set(s.zoom());
        model.view().set(s.view());
        model.language()
                .set(Messages.language(
                        s.language().isEmpty() ? Locale.getDefault().toLanguageTag() : s.language()));
    }

    /** What all views share. */
    public AppModel model() {
        return model;
    }

    /** The settings as they were last kept or opened. */
    public Settings settings() {
        return settings;
    }

    private void readText() {
        reader.read(model.document().get().text(), model.patching().get().resetAtNewline());
    }

    /** A backend may hand over to another while it runs. */
    private void runsOn(String backend) {
        Platform.runLater(() -> model.device().set(backend));
    }

    /** Passes the newest reading to the JavaFX thread; one that has not been fetched there yet is overtaken. */
    private void publish(TextReading reading) {
        if (newest.getAndSet(Optional.of(reading)).isEmpty()) {
            Platform.runLater(() -> newest.getAndSet(Optional.empty()).ifPresent(this::show));
        }
    }

    private void show(TextReading reading) {
        if (reading.text().equals(model.document().get().text())) {
            model.reading().set(reading);
            documents.lookAtFirst(reading);
            pictured(reading);
        }
    }

    /** Tokens and faster kernels can wait until the text stands in the window: they would hold up the first picture. */
    private void pictured(TextReading reading) {
        if (!bpeAsked && reading.read() > 0) {
            bpeAsked = true;
            PauseTransition drawn = new PauseTransition(DRAWN_AFTER);
            drawn.setOnFinished(e -> {
                reader.thread().pictured();
                deliveries.deliver(vocabularies.o200k(), patcher::bpe);
            });
            drawn.play();
        }
    }

    private void showProgress(TextReading reading) {
        Messages messages = new Messages(model.language().get());
        boolean longText = reading.text().length() > 20_000;
        if (longText && !reading.entropies().complete()) {
            double done =
                    (double) reading.entropies().settled() / reading.text().length();
            model.activity().set(new Activity(messages.get("activity.reading"), done, Optional.of(this::stopReading)));
        } else if (model.activity().get().running() && reading.entropies().complete()) {
            model.activity().set(Activity.NONE);
        }
    }

    /** Keeps of the text what has been read. */
    private void stopReading() {
        documents.cutAfter(model.reading().get().entropies().settled());
        model.activity().set(Activity.NONE);
    }

    /** Replaces the text. */
    public void setText(String text) {
        setDocument(Document.of(text));
    }

    /** Replaces the text and what it is called. */
    public void setDocument(Document document) {
        documents.set(document);
    }

    /** Brings back the text that another one took the place of; the editor undoes edits by itself. */
    public void undo() {
        documents.undo();
    }

    /** Takes the last {@link #undo} back. */
    public void redo() {
        documents.redo();
    }

    /** Takes over an edit: the same document with another text; the selection stays where it can. */
    public void edit(ByteText text) {
        documents.edit(text);
    }

    /**
     * Brings back what was typed in a window that did not end as it should.
     *
     * @param shown whether it takes the text's place; otherwise {@link #undo} brings it
     */
    public void restoreDraft(boolean shown) {
        documents.restoreDraft(shown);
    }

    /** Opens a text file. */
    public void openText(Path file) {
        documents.open(file);
    }

    private void keepRecent(Path file) {
        settings = settings.withRecentFile(file.toAbsolutePath().toString());
    }

    /** Whether a file is still on its way into the window. */
    public boolean openingText() {
        return documents.opening();
    }

    /**
     * Does something in the background. Where it takes long enough for a person to wonder, the window says what.
     *
     * @param label what it is called
     * @param done called on the JavaFX thread when it went well; a failure becomes a sentence in the window
     */
    public void work(String label, Runnable task, Runnable done) {
        activities.work(label, task, done);
    }

    /**
     * Computes something in the background that takes only a moment, though too long for the JavaFX thread.
     *
     * @param done gets it, on the JavaFX thread; a failure becomes a sentence in the window
     */
    public <T> void compute(Supplier<T> task, Consumer<T> done) {
        deliveries.deliver(CompletableFuture.supplyAsync(task), done);
    }

    /** Says in the window that something goes on, if it takes long; it can be cancelled if it minds that. */
    public void follow(String label, CompletableFuture<?> task) {
        activities.follow(label, task);
    }

    /** The folder of the model that was open last, or of the bundled one. */
    public static Path defaultModel(Settings settings) {
        return ModelOpening.lastOrBundled(settings);
    }

    /** Opens the bundled model, or the one that was open last. */
    public void openDefaultModel(BackendOptions backend) {
        models.openLast(settings, backend);
    }

    /** Opens a model in place of the one before. */
    public void openModel(Path folder, BackendOptions backend) {
        models.open(folder, backend);
    }

    private void opened(ModelInfo info, BackendOptions backend) {
        if (!patchingChosen) {
            model.patching().set(PatchingChoice.of(info.config().patching()));
        }
        patcher.model(info);
        settings = settings.withModel(info.folder().toAbsolutePath().toString(), backend.selector());
    }

    /** Sets the patching as somebody wants it, whatever model is opened later. */
    public void choosePatching(PatchingChoice choice) {
        patchingChosen = true;
        model.patching().set(choice);
    }

    /** How the model that is open was trained to cut. */
    public Optional<PatchingChoice> trainedPatching() {
        return model.model().get().info().map(i -> PatchingChoice.of(i.config().patching()));
    }

    /** Cuts as the model was trained to, and as whatever model is opened later was. */
    public void chooseTrainedPatching() {
        trainedPatching().ifPresent(choice -> {
            patchingChosen = false;
            model.patching().set(choice);
        });
    }

    /**
     * Something to run on.
     *
     * @param selector what selects it
     * @param name what a person sees
     */
    public record BackendChoice(String selector, String name) {}

    /** Looks for what there is to run on. */
    public void backends(Consumer<List<BackendChoice>> found) {
        models.backends(found);
    }

    /** Real vocabularies of tokens. */
    public Vocabularies vocabularies() {
        return vocabularies;
    }

    /** The reader, for questions about the text. */
    public TextReader reader() {
        return reader;
    }

    /** Answers a question about the text on the reader's thread, and hands the answer to the JavaFX thread. */
    public <T> void ask(Function<Session, T> question, Consumer<Optional<T>> answered) {
        deliveries.deliver(reader.ask(model.document().get().text(), question), answered);
    }

    /** Asks what the entropy model thought before a byte of the text in the window came. */
    public void inspect(int index, Consumer<Optional<Inspection>> answered) {
        deliveries.deliver(reader.inspect(model.document().get().text(), index), answered);
    }

    /**
     * The text in the window and what the model found of it as a web page that stands alone. May be called on any thread but
     * those of JavaFX and of the model, and takes as long as reading the text.
     *
     * @throws BltException if the text is too long for one, or no model is open
     */
    public String webPage() {
        TextReading now = model.reading().get();
        byte[] text = now.text().bytes(0, now.read());
        String title = model.document().get().title();
        double tokens = now.work().map(w -> w.bytesPerToken().orElse(0)).orElse(0.0);
        WebPage.About about =
                new WebPage.About(title.isEmpty() ? WebPage.About.of(text).title() : title, tokens);
        return reader.thread()
                .withModel(blt -> WebPage.of(blt, text, now.patching(), about, ReadProgress.NONE))
                .join()
                .orElseThrow(() -> new BltException("No model is open."));
    }

    /** The recent texts. */
    public List<String> recentFiles() {
        return settings.recentFiles();
    }

    /** Keeps the settings. */
    public void save(double width, double height) {
        settings = settings.withLook(
                        model.theme().get(),
                        model.language().get().toLanguageTag(),
                        model.zoom().get())
                .withWindow(width, height, model.view().get());
        store.save(settings);
        documents.forgetDraft();
    }

    /** Switches between light and dark. */
    public void switchTheme() {
        Theme now = model.theme().get();
        model.theme().set(now.other());
    }

    @Override
    public void close() {
        deliveries.close();
        subscriptions.unsubscribe();
        patcher.close();
        reader.close();
    }
}
