package blt4j.visualizer.patch;

import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.RichTextArea;
import jfx.incubator.scene.control.richtext.TextPos;

/**
 * Where the text is typed. It shows texts of any length, as it draws only what is in view. A text that is no UTF-8 can be
 * looked at but not edited, as an editor of characters would change bytes that nobody touched.
 */
final class TextEditor {
    private static final int LONG_TEXT = 1 << 16;

    private final CodeArea area = new CodeArea();
    private final ViewContext context;
    private ByteText shown = ByteText.EMPTY;
    private boolean showing;

    TextEditor(ViewContext context) {
        this.context = context;
        area.setWrapText(true);
        area.setSyntaxDecorator(new ReadableText());
        area.setAccessibleText(context.messages().get("editor.name"));
        area.getStyleClass().add("editor");
        area.getInputMap().registerFunction(RichTextArea.Tag.PASTE, this::paste);
        area.getModel().addListener(change -> {
            if (!showing && change.isEdit()) {
                edited();
            }
        });
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
        TextPos end = area.replaceText(forwards ? anchor : caret, forwards ? caret : anchor, text);
        Scene scene = area.getScene();
        if (end != null && scene != null) {
            afterLayout(scene, () -> area.select(end));
        }
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
        shown = ByteText.of(area.getText());
        context.workbench().edit(shown);
    }

    /** Shows a document that was opened elsewhere. */
    void show(Document document) {
        if (document.text().equals(shown)) {
            return;
        }
        shown = document.text();
        if (shown.length() < LONG_TEXT) {
            fill(shown);
        } else {
            Platform.runLater(() -> fillIfShown(document.text()));
        }
    }

    /** A long text comes after all else has been told of it; by then another one may be wanted. */
    private void fillIfShown(ByteText text) {
        if (shown.equals(text)) {
            fill(text);
        }
    }

    private void fill(ByteText text) {
        showing = true;
        try {
            area.clearSelection(); // a selection in the old text has no place in the new one
            area.setText(text.string());
            area.setEditable(text.isUtf8());
            area.select(TextPos.ZERO);
        } finally {
            showing = false;
        }
    }

    void setScale(double scale) {
        area.setContentPadding(new Insets(0, 20 * scale, 0, 20 * scale));
    }

    CodeArea area() {
        return area;
    }

    Node content() {
        return area;
    }
}
