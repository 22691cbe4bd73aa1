package blt4j.visualizer.patch;

import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.util.Duration;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.RichTextArea;
import jfx.incubator.scene.control.richtext.SelectionSegment;
import jfx.incubator.scene.control.richtext.TextPos;
import jfx.incubator.scene.control.richtext.model.CodeTextModel;

/**
 * Where the text is typed. It shows texts of any length, as it draws only what is in view. A text that is no UTF-8 can be
 * looked at but not edited, as an editor of characters would change bytes that nobody touched.
 */
final class TextEditor {
    private static final int LONG_TEXT = 1 << 13;

    private final CodeArea area = new CodeArea();
    private final ViewContext context;
    private ByteText shown = ByteText.EMPTY;
    private boolean filling;

    /** Whether control characters have no place of their own, as the text uses it for something else. */
    private boolean plain;

    TextEditor(ViewContext context) {
        this.context = context;
        area.setWrapText(true);
        area.setAccessibleText(context.messages().get("editor.name"));
        area.getStyleClass().add("editor");
        area.getInputMap().registerFunction(RichTextArea.Tag.PASTE, this::paste);
        area.getInputMap().registerFunction(RichTextArea.Tag.COPY, this::copy);
        area.getInputMap().registerFunction(RichTextArea.Tag.CUT, this::cut);
        take(Kept.of(ByteText.EMPTY));
    }

    /**
     * A text as the control keeps it. Making it takes long for a long one, and needs no window.
     *
     * @param plain whether control characters have no place of their own
     * @param content the text's paragraphs
     * @param model holds them, with nothing to undo
     */
    private record Kept(ByteText text, boolean plain, boolean editable, Unfolding content, CodeTextModel model) {
        static Kept of(ByteText text) {
            String string = text.string();
            boolean plain = !Controls.free(string);
            Unfolding content = new Unfolding();
            CodeTextModel model = new CodeTextModel(content);
            model.setDecorator(new ReadableText());
            model.setUndoRedoEnabled(false);
            model.replace(null, TextPos.ZERO, TextPos.ZERO, plain ? string : Controls.place(string));
            model.setUndoRedoEnabled(true);
            return new Kept(text, plain, text.isUtf8(), content, model);
        }
    }

    /**
     * Pastes text as the control would, but moves the caret behind it only once the text was laid out: for that the control
     * lays everything in view out twice more, in one go with what was pasted too long for the JavaFX thread.
     */
    private void paste() {
        String text = Clipboard.getSystemClipboard().getString();
        TextPos caret = area.getCaretPosition();
        TextPos anchor = area.getAnchorPosition();
        if (text == null || caret == null || anchor == null || !area.isEditable()) {
            return;
        }
        boolean forwards = anchor.compareTo(caret) <= 0;
        String kept = plain ? text : Controls.place(text);
        TextPos end = area.replaceText(forwards ? anchor : caret, forwards ? caret : anchor, kept);
        Scene scene = area.getScene();
        if (end != null && scene != null) {
            afterLayout(scene, () -> area.select(end));
        }
    }

    /** Copies what is selected, control characters as what they are. */
    private void copy() {
        SelectionSegment selection = area.getSelection();
        if (selection == null || selection.isCollapsed()) {
            return;
        }
        ClipboardContent content = new ClipboardContent();
        String kept = text(selection.getMin(), selection.getMax());
        content.putString(plain ? kept : Controls.back(kept));
        Clipboard.getSystemClipboard().setContent(content);
    }

    private void cut() {
        SelectionSegment selection = area.getSelection();
        if (selection != null && area.isEditable()) {
            copy();
            area.replaceText(selection.getMin(), selection.getMax(), "");
        }
    }

    private String text(TextPos from, TextPos to) {
        StringBuilder text = new StringBuilder();
        for (int line = from.index(); line <= to.index(); line++) {
            String whole = area.getPlainText(line);
            int begin = line == from.index() ? from.offset() : 0;
            int end = line == to.index() ? to.offset() : whole.length();
            text.append(line == from.index() ? "" : "\n").append(whole, begin, end);
        }
        return text.toString();
    }

    private static void afterLayout(Scene scene, Runnable work) {
        Runnable[] listener = new Runnable[1];
        listener[0] = () -> {
            scene.removePostLayoutPulseListener(listener[0]);
            Platform.runLater(work);
        };
        scene.addPostLayoutPulseListener(listener[0]);
        Platform.requestNextPulse();
    }

    private void edited() {
        String kept = text(TextPos.ZERO, area.getDocumentEnd());
        shown = ByteText.of(plain ? kept : Controls.back(kept));
        context.workbench().edit(shown);
    }

    /** Shows a document that was opened elsewhere; a long one a moment later. */
    void show(Document document) {
        if (document.text().equals(shown)) {
            return;
        }
        shown = document.text();
        if (shown.length() < LONG_TEXT) {
            take(Kept.of(shown));
            return;
        }
        filling = true;
        area.setEditable(false); // what is typed meanwhile would go into the text before
        context.workbench().compute(() -> Kept.of(document.text()), this::takeIfShown);
    }

    /**
     * By the time that a long text can be shown, another one may be wanted. The caret comes when the text was laid out, for
     * which the control would else lay all in view out twice more at once; and with it, frame by frame, the rest of the text.
     */
    private void takeIfShown(Kept kept) {
        if (!shown.equals(kept.text())) {
            return;
        }
        Scene scene = area.getScene();
        if (scene == null) {
            take(kept);
            return;
        }
        kept.content().fold();
        set(kept);
        filling = true;
        area.setEditable(false); // who edits may go anywhere
        afterLayout(scene, () -> {
            placeCaret();
            unfold(kept);
        });
    }

    /** Goes on until all is there, unless another text is wanted meanwhile. */
    private void unfold(Kept kept) {
        if (!kept.model().equals(area.getModel()) || !shown.equals(kept.text())) {
            return;
        }
        Scene scene = area.getScene();
        if (scene == null) {
            kept.content().tellAll();
        }
        filling = !kept.content().whole();
        area.setEditable(!filling && kept.editable());
        if (filling && scene != null) {
            kept.content().unfold(area);
            afterLayout(scene, () -> unfold(kept));
        }
    }

    /** At the beginning, unless somebody has put it elsewhere meanwhile. */
    private void placeCaret() {
        if (area.getCaretPosition() == null) {
            area.select(TextPos.ZERO);
        }
    }

    private void take(Kept kept) {
        kept.content().tellAll();
        set(kept);
        area.select(TextPos.ZERO);
    }

    private void set(Kept kept) {
        filling = false;
        plain = kept.plain();
        kept.model().addListener(change -> {
            if (change.isEdit()) {
                edited();
            }
        });
        area.setModel(kept.model());
        area.setEditable(kept.editable());
    }

    /** Whether the text that was asked for is in it. */
    boolean settled() {
        return !filling;
    }

    void setScale(double scale) {
        area.setContentPadding(new Insets(0, 20 * scale, 0, 20 * scale));
    }

    /**
     * Lets the control go: JavaFX goes on with the caret's blinking for ever, and keeps the paragraph that was laid out last,
     * and with either all that the control knows.
     */
    void close() {
        area.setCaretBlinkPeriod(Duration.ZERO);
        area.setModel(null);
    }

    CodeArea area() {
        return area;
    }

    Node content() {
        return area;
    }
}
