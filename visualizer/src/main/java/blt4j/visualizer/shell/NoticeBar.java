package blt4j.visualizer.shell;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.Notice;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A sentence across the window that can be dismissed. */
final class NoticeBar implements AutoCloseable {
    private static final PseudoClass ERROR = PseudoClass.getPseudoClass("error");

    private final HBox content = new HBox();
    private final Label sentence = new Label();
    private final FontIcon icon;
    private final Subscription subscription;

    NoticeBar(AppModel model, Messages messages) {
        icon = Icons.small(Feather.INFO, model.scale());
        Button dismiss = new Button("", Icons.small(Feather.X, model.scale()));
        dismiss.getStyleClass().setAll("rail-tool");
        dismiss.setAccessibleText(messages.get("notice.dismiss"));
        dismiss.setOnAction(e -> model.notice().set(Notice.NONE));
        sentence.setWrapText(true);
        sentence.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        content.getStyleClass().add("notice");
        content.getChildren().addAll(icon, sentence, dismiss);
        subscription = model.notice().subscribe(this::show);
    }

    private void show(Notice notice) {
        boolean visible = !notice.sentence().isEmpty();
        content.setVisible(visible);
        content.setManaged(visible);
        sentence.setText(notice.sentence());
        boolean error = notice.kind() == Notice.Kind.ERROR;
        icon.setIconCode(error ? Feather.ALERT_CIRCLE : Feather.INFO);
        content.pseudoClassStateChanged(ERROR, error);
    }

    HBox content() {
        return content;
    }

    @Override
    public void close() {
        subscription.unsubscribe();
    }
}
