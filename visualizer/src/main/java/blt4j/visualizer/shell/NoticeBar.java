package blt4j.visualizer.shell;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.Notice;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Sentences across the window, one below the other, each of which can be dismissed. */
final class NoticeBar implements AutoCloseable {
    private static final PseudoClass ERROR = PseudoClass.getPseudoClass("error");

    private final VBox content = new VBox();
    private final AppModel model;
    private final Messages messages;
    private final ListChangeListener<Notice> changed = change -> show();

    NoticeBar(AppModel model, Messages messages) {
        this.model = model;
        this.messages = messages;
        model.notices().all().addListener(changed);
        show();
    }

    private void show() {
        content.getChildren()
                .setAll(model.notices().all().stream().map(this::line).toList());
    }

    private HBox line(Notice notice) {
        boolean error = notice.kind() == Notice.Kind.ERROR;
        FontIcon icon = Icons.small(error ? Feather.ALERT_CIRCLE : Feather.INFO, model.scale());
        Label sentence = new Label(notice.sentence());
        sentence.setWrapText(true);
        sentence.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        Button dismiss = new Button("", Icons.small(Feather.X, model.scale()));
        dismiss.getStyleClass().setAll("rail-tool");
        dismiss.setAccessibleText(messages.get("notice.dismiss"));
        dismiss.setOnAction(e -> model.notices().dismiss(notice));
        HBox line = new HBox(icon, sentence, dismiss);
        line.getStyleClass().add("notice");
        line.pseudoClassStateChanged(ERROR, error);
        return line;
    }

    VBox content() {
        return content;
    }

    @Override
    public void close() {
        model.notices().all().removeListener(changed);
    }
}
