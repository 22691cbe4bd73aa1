package blt4j.visualizer.workbench;

import blt4j.BltException;
import blt4j.analysis.page.WebPage;
import blt4j.compute.BackendOptions;
import blt4j.compute.Backends;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.model.BundledModels;
import blt4j.visualizer.draw.Theme;
import blt4j.visualizer.engine.PatchingWorker;
import blt4j.visualizer.engine.TextReader;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.Activity;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.Drafts;
import blt4j.visualizer.state.Inspection;
import blt4j.visualizer.state.ModelInfo;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.PatchingChoice;
import blt4j.visualizer.state.Settings;
import blt4j.visualizer.state.SettingsStore;
import blt4j.visualizer.state.TextReading;
import blt4j.visualizer.state.Vocabularies;
import blt4j.vocabulary.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.util.Duration;
import javafx.util.Subscription;

/**
 * Does what the window is asked to do: opens texts and models, has the text read and cut, keeps the settings. Its
 * methods are called on the JavaFX thread and return at once.
 */
public final class Workbench implements AutoCloseable {
    private static final long LARGEST_FILE = 64L << 20;
    private static final double LONG_MILLIS = 700;
    private static final Duration DRAFT_AFTER = Duration.seconds(1);

    private final AppModel model;
    private final SettingsStore store;
    private final Vocabularies vocabularies;
    private final TextReader reader;
    private final PatchingWorker patcher;
    private final AtomicReference<Optional<TextReading>> newest = new AtomicReference<>(Optional.empty());
    private final Subscription subscriptions;
    private Settings settings;
    private final List<Activity> under = new ArrayList<>();
    private final History history = new History();
    private final Drafts drafts;
    private final AtomicReference<ByteText> typed = new AtomicReference<>(ByteText.EMPTY);
    private final PauseTransition draftPause = new PauseTransition(DRAFT_AFTER);
    private boolean patchingChosen;
    private int filesOpening;
    private boolean bpeAsked;
    private boolean lookAtFirst;
    private boolean closed;

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
        this.drafts = store.drafts();
        draftPause.setOnFinished(e -> {
            ByteText text = Objects.requireNonNull(typed.get());
            var _ = CompletableFuture.runAsync(() -> drafts.keep(text));
        });
        this.patcher = new PatchingWorker(this::publish, this::report);
        this.reader = reader;
        reader.tell(patcher::entropies, this::report, this::runsOn);
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
            lookAtFirst(reading);
            loadVocabulary(reading);
        }
    }

    /** Until somebody chooses a byte, the first one over the threshold is looked at: so a picture begins with something. */
    private void lookAtFirst(TextReading reading) {
        if (!lookAtFirst || reading.read() == 0) {
            return;
        }
        OptionalInt first =
                IntStream.range(1, reading.read()).filter(reading::beginsAt).findFirst();
        if (first.isPresent() || reading.entropies().complete()) {
            lookAtFirst = false;
            if (model.selected().get().isEmpty()) {
                model.selected().set(first.isPresent() ? first : OptionalInt.of(0));
            }
        }
    }

    /** Tokens can wait until the text stands in the window: loading them would hold up the first picture. */
    private void loadVocabulary(TextReading reading) {
        if (!bpeAsked && reading.read() > 0) {
            bpeAsked = true;
            deliver(vocabularies.o200k(), patcher::bpe);
        }
    }

    private void showProgress(TextReading reading) {
        Messages messages = new Messages(model.language().get());
        boolean longText = reading.text().length() > 20_000;
        if (longText && !reading.entropies().complete()) {
            double done = (double) reading.read() / reading.text().length();
            model.activity().set(new Activity(messages.get("activity.reading"), done, Optional.of(this::stopReading)));
        } else if (model.activity().get().running() && reading.entropies().complete()) {
            model.activity().set(Activity.NONE);
        }
    }

    /** Keeps of the text what has been read. */
    private void stopReading() {
        TextReading now = model.reading().get();
        Document document = model.document().get();
        history.replaced(document);
        byte[] read = document.text().bytes(0, now.read());
        int whole = read.length - Utf8.incompleteTail(read, read.length);
        model.document().set(document.withText(ByteText.of(Arrays.copyOf(read, whole))));
        model.activity().set(Activity.NONE);
    }

    private void report(RuntimeException e) {
        Platform.runLater(() -> model.notices().tell(Notice.error(sentence(e))));
    }

    private static String sentence(Throwable e) {
        return switch (e) {
            case CompletionException c when c.getCause() != null -> sentence(c.getCause());
            case BltException b -> String.valueOf(b.getMessage());
            default -> String.valueOf(e.getMessage() == null ? e : e.getMessage());
        };
    }

    /** Replaces the text. */
    public void setText(String text) {
        setDocument(Document.of(text));
    }

    /** Replaces the text and what it is called. */
    public void setDocument(Document document) {
        history.replaced(model.document().get());
        put(document);
    }

    private void put(Document document) {
        model.selected().set(OptionalInt.empty());
        model.hovered().set(OptionalInt.empty());
        lookAtFirst = true;
        model.document().set(document);
    }

    /** Brings back the text that another one took the place of; the editor undoes edits by itself. */
    public void undo() {
        history.back(model.document().get()).ifPresent(this::put);
    }

    /** Takes the last {@link #undo} back. */
    public void redo() {
        history.forth(model.document().get()).ifPresent(this::put);
    }

    /** Takes over an edit: the same document with another text; the selection stays where it can. */
    public void edit(ByteText text) {
        OptionalInt selected = model.selected().get();
        if (selected.isPresent() && selected.getAsInt() >= text.length()) {
            model.selected().set(OptionalInt.empty());
        }
        model.hovered().set(OptionalInt.empty());
        model.document().set(model.document().get().withText(text));
        typed.set(text);
        draftPause.play(); // as it was begun; who types on and on is kept too
    }

    /**
     * Brings back what was typed in a window that did not end as it should.
     *
     * @param shown whether it takes the text's place; otherwise {@link #undo} brings it
     */
    public void restoreDraft(boolean shown) {
        drafts.takeOver().filter(text -> text.length() > 0).ifPresent(text -> {
            Document draft = new Document(text, "", Optional.empty());
            if (shown) {
                setDocument(draft);
            } else {
                history.replaced(draft);
            }
            Messages messages = new Messages(model.language().get());
            model.notices().tell(Notice.info(messages.get(shown ? "draft.back" : "draft.kept")));
        });
    }

    /** Opens a text file. */
    public void openText(Path file) {
        CompletableFuture<ByteText> reading = CompletableFuture.supplyAsync(() -> readFile(file));
        filesOpening++;
        var _ = reading.whenComplete((text, error) -> Platform.runLater(() -> filesOpening--));
        deliver(reading, text -> {
            Path name = Optional.ofNullable(file.getFileName()).orElse(file);
            setDocument(new Document(text, name.toString(), Optional.of(file)));
            if (!text.isUtf8()) {
                Messages messages = new Messages(model.language().get());
                model.notices().tell(Notice.info(messages.get("text.noUtf8", name.toString())));
            }
            settings = settings.withRecentFile(file.toAbsolutePath().toString());
        });
    }

    /** Whether a file is still on its way into the window. */
    public boolean openingText() {
        return filesOpening > 0;
    }

    /**
     * Does something in the background. Where it takes long enough for a person to wonder, the window says what.
     *
     * @param label what it is called
     * @param done called on the JavaFX thread when it went well; a failure becomes a sentence in the window
     */
    public void work(String label, Runnable task, Runnable done) {
        Activity activity = new Activity(label, -1, Optional.empty());
        announceLater(activity);
        deliver(
                CompletableFuture.runAsync(task),
                nothing -> {
                    end(activity);
                    done.run();
                },
                error -> {
                    end(activity);
                    model.notices().tell(Notice.error(sentence(error)));
                });
    }

    /** Says in the window that something goes on, if it takes long; it can be cancelled if it minds that. */
    public void follow(String label, CompletableFuture<?> task) {
        Activity activity = new Activity(label, -1, Optional.of(() -> task.cancel(true)));
        announceLater(activity);
        var _ = task.whenComplete((value, error) -> Platform.runLater(() -> end(activity)));
    }

    /** Shows an activity unless it has ended by then. */
    private void announceLater(Activity activity) {
        under.add(activity);
        PauseTransition moment = new PauseTransition(Duration.millis(LONG_MILLIS));
        moment.setOnFinished(e -> {
            if (under.contains(activity)) {
                model.activity().set(activity);
            }
        });
        moment.play();
    }

    private void end(Activity activity) {
        under.remove(activity);
        if (model.activity().get().equals(activity)) {
            model.activity().set(Activity.NONE);
        }
    }

    /** Hands a result to the JavaFX thread, or shows why there is none. */
    private <T> void deliver(CompletableFuture<T> future, Consumer<T> consumer) {
        deliver(future, consumer, error -> model.notices().tell(Notice.error(sentence(error))));
    }

    private <T> void deliver(CompletableFuture<T> future, Consumer<T> consumer, Consumer<Throwable> failed) {
        var _ = future.whenComplete((value, error) -> Platform.runLater(() -> {
            if (closed) {
                return;
            }
            if (error == null) {
                consumer.accept(value);
            } else {
                failed.accept(error);
            }
        }));
    }

    private static ByteText readFile(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new BltException("The file " + file + " has " + Files.size(file)
                        + " bytes; the window takes up to " + LARGEST_FILE + ".");
            }
            ByteText text = ByteText.of(Files.readAllBytes(file));
            var _ = text.isUtf8(); // here, and not where the window waits for it
            return text;
        } catch (NoSuchFileException e) {
            throw new BltException("There is no file " + file + ".", e);
        } catch (IOException e) {
            throw new BltException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** The folder of the model that was open last, or of the bundled one. */
    public static Path defaultModel(Settings settings) {
        Path last = Path.of(settings.model());
        return !settings.model().isEmpty() && Files.isDirectory(last) ? last : BundledModels.defaultModel();
    }

    /** Opens the bundled model, or the one that was open last. */
    public void openDefaultModel(BackendOptions backend) {
        try {
            openModel(defaultModel(settings), backend);
        } catch (BltException e) {
            model.model().set(new ModelState.Failed(Path.of(""), sentence(e)));
            model.notices().tell(Notice.error(sentence(e)));
        }
    }

    /** Opens a model in place of the one before. */
    public void openModel(Path folder, BackendOptions backend) {
        ModelState before = model.model().get();
        model.model().set(new ModelState.Opening(folder));
        AtomicBoolean wanted = new AtomicBoolean(true);
        Messages messages = new Messages(model.language().get());
        Activity opening = new Activity(
                messages.get("status.opening", String.valueOf(folder.getFileName())),
                -1,
                Optional.of(() -> wanted.set(false)));
        announceLater(opening);
        deliver(
                reader.open(folder, backend, wanted::get),
                info -> {
                    end(opening);
                    info.ifPresentOrElse(
                            i -> opened(i, backend), () -> model.model().set(before));
                },
                error -> {
                    end(opening);
                    model.model()
                            .set(before.info().isPresent() ? before : new ModelState.Failed(folder, sentence(error)));
                    model.notices().tell(Notice.error(sentence(error)));
                });
    }

    private void opened(ModelInfo info, BackendOptions backend) {
        if (!patchingChosen) {
            model.patching().set(PatchingChoice.of(info.config().patching()));
        }
        model.device().set(info.backend());
        model.model().set(new ModelState.Open(info));
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
        deliver(CompletableFuture.supplyAsync(Workbench::findBackends), found);
    }

    private static List<BackendChoice> findBackends() {
        return Backends.providers().stream()
                .flatMap(provider -> provider.devices().stream().map(device -> {
                    String selector =
                            device.selector().isEmpty() ? provider.id() : provider.id() + ":" + device.selector();
                    return new BackendChoice(selector, device.description());
                }))
                .toList();
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
        deliver(reader.ask(model.document().get().text(), question), answered);
    }

    /** Asks what the entropy model thought before a byte of the text in the window came. */
    public void inspect(int index, Consumer<Optional<Inspection>> answered) {
        deliver(reader.inspect(model.document().get().text(), index), answered);
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
        return reader.withModel(blt -> WebPage.of(blt, text, now.patching(), about, ReadProgress.NONE))
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
        draftPause.stop();
        drafts.forget();
    }

    /** Switches between light and dark. */
    public void switchTheme() {
        Theme now = model.theme().get();
        model.theme().set(now.other());
    }

    @Override
    public void close() {
        closed = true;
        subscriptions.unsubscribe();
        patcher.close();
        reader.close();
    }
}
