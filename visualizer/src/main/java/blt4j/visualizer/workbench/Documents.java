package blt4j.visualizer.workbench;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.state.Drafts;
import blt4j.visualizer.state.Notice;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.util.Duration;

/** The text in the window and those before it: replaces it, edits it, opens others from files, and brings old ones back. */
final class Documents {
    private static final Duration DRAFT_AFTER = Duration.seconds(1);

    private final AppModel model;
    private final Deliveries deliveries;
    private final Consumer<Path> opened;
    private final History history = new History();
    private final Drafts drafts;
    private final AtomicReference<ByteText> typed = new AtomicReference<>(ByteText.EMPTY);
    private final PauseTransition draftPause = new PauseTransition(DRAFT_AFTER);
    private int opening;
    private boolean lookAtFirst;

    /**
     * Documents of a model.
     *
     * @param drafts keep what is typed
     * @param opened told which file's text stands in the window
     */
    Documents(AppModel model, Deliveries deliveries, Drafts drafts, Consumer<Path> opened) {
        this.model = model;
        this.deliveries = deliveries;
        this.drafts = drafts;
        this.opened = opened;
        draftPause.setOnFinished(e -> {
            ByteText text = Objects.requireNonNull(typed.get());
            var _ = CompletableFuture.runAsync(() -> drafts.keep(text));
        });
    }

    /** Replaces the text and what it is called. */
    void set(Document document) {
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
    void undo() {
        history.back(model.document().get()).ifPresent(this::put);
    }

    /** Takes the last {@link #undo} back. */
    void redo() {
        history.forth(model.document().get()).ifPresent(this::put);
    }

    /** Takes over an edit: the same document with another text; the selection stays where it can. */
    void edit(ByteText text) {
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
    void restoreDraft(boolean shown) {
        drafts.takeOver().filter(text -> text.length() > 0).ifPresent(text -> {
            Document draft = new Document(text, "", Optional.empty());
            if (shown) {
                set(draft);
            } else {
                history.replaced(draft);
            }
            Messages messages = new Messages(model.language().get());
            model.notices().tell(Notice.info(messages.get(shown ? "draft.back" : "draft.kept")));
        });
    }

    /** Drops the draft: the window is closed as it should be. */
    void forgetDraft() {
        draftPause.stop();
        drafts.forget();
    }

    /** Until somebody chooses a byte, the first one over the threshold is looked at: so a picture begins with something. */
    void lookAtFirst(TextReading reading) {
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

    /** Keeps only the beginning of the text, a character at its end left out if it would be cut through. */
    void cutAfter(int bytes) {
        Document document = model.document().get();
        history.replaced(document);
        byte[] kept = document.text().bytes(0, bytes);
        int whole = kept.length - Utf8.incompleteTail(kept, kept.length);
        model.document().set(document.withText(ByteText.of(Arrays.copyOf(kept, whole))));
    }

    /** Opens a text file. */
    void open(Path file) {
        CompletableFuture<ByteText> reading = CompletableFuture.supplyAsync(() -> TextFile.read(file));
        opening++;
        var _ = reading.whenComplete((text, error) -> Platform.runLater(() -> opening--));
        deliveries.deliver(reading, text -> {
            Path name = Optional.ofNullable(file.getFileName()).orElse(file);
            set(new Document(text, name.toString(), Optional.of(file)));
            if (!text.isUtf8()) {
                Messages messages = new Messages(model.language().get());
                model.notices().tell(Notice.info(messages.get("text.noUtf8", name.toString())));
            }
            opened.accept(file);
        });
    }

    /** Whether a file is still on its way into the window. */
    boolean opening() {
        return opening > 0;
    }
}
