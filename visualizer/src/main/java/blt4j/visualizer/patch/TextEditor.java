package blt4j.visualizer.patch;

import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Document;
import blt4j.vocabulary.Utf8;
import javafx.geometry.Insets;
import javafx.scene.Node;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.TextPos;

/**
 * Where the text is typed. It shows texts of any length, as it draws only what is in view. A text that is no UTF-8 can be
 * looked at but not edited, as an editor of characters would change bytes that nobody touched.
 */
final class TextEditor {
    private final CodeArea area = new CodeArea();
    private final ViewContext context;
    private ByteText shown = ByteText.EMPTY;
    private boolean showing;

    TextEditor(ViewContext context) {
        this.context = context;
        area.setWrapText(true);
        area.setAccessibleText(context.messages().get("editor.name"));
        area.getStyleClass().add("editor");
        area.getModel().addListener(change -> {
            if (!showing && change.isEdit()) {
                edited();
            }
        });
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
        showing = true;
        shown = document.text();
        area.setText(shown.string());
        area.setEditable(Utf8.isValid(shown.bytes()));
        area.select(TextPos.ZERO);
        showing = false;
    }

    void setScale(double scale) {
        area.setContentPadding(new Insets(10 * scale, 20 * scale, 10 * scale, 20 * scale));
    }

    CodeArea area() {
        return area;
    }

    Node content() {
        return area;
    }
}
