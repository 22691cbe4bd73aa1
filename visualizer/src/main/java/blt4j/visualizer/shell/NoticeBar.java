package blt4j.visualizer.shell;

import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.Notice;
import java.util.List;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * What the window has to say. Failures stand in one line across it, the newest with a count of the others, until they are
 * dismissed; what went well is told at the window's foot for a moment.
 */
final class NoticeBar implements AutoCloseable {
    private static final PseudoClass ERROR = PseudoClass.getPseudoClass("error");
    private static final Duration READ_AFTER = Duration.seconds(6);

    private final VBox content = new VBox();
    private final VBox toast = new VBox();
    private final PauseTransition moment = new PauseTransition(READ_AFTER);
    private final AppModel model;
    private final Messages messages;
    private final ListChangeListener<Notice> changed = change -> show();

    NoticeBar(AppModel model, Messages messages) {
        this.model = model;
        this.messages = messages;
        toast.setPickOnBounds(false);
        toast.getStyleClass().add("toast-place");
        toast.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        StackPane.setAlignment(toast, Pos.BOTTOM_CENTER);
        model.notices().all().addListener(changed);
        show();
    }

    private void show() {
        List<Notice> failures = of(Notice.Kind.ERROR);
        content.getChildren().clear();
        if (!failures.isEmpty()) {
            content.getChildren().add(line(failures.getFirst(), failures.size() - 1));
        }
        toast.getChildren().clear();
        Optional<Notice> done = of(Notice.Kind.INFO).stream().findFirst();
        moment.stop();
        done.ifPresent(notice -> {
            HBox line = line(notice, 0);
            line.getStyleClass().add("toast");
            toast.getChildren().add(line);
            moment.setOnFinished(e -> model.notices().dismiss(notice));
            moment.play();
        });
    }

    private List<Notice> of(Notice.Kind kind) {
        return model.notices().all().stream().filter(n -> n.kind() == kind).toList();
    }

    /** A sentence in a line; what does not fit is told to those who point at it. */
    private HBox line(Notice notice, int others) {
        boolean error = notice.kind() == Notice.Kind.ERROR;
        FontIcon icon = Icons.small(error ? Feather.ALERT_CIRCLE : Feather.INFO, model.scale());
        String oneLine = notice.sentence().replaceAll("\\s*\\R\\s*", " ");
        Label sentence = new Label(oneLine);
        sentence.setTooltip(new Tooltip(notice.sentence()));
        sentence.setMinWidth(0);
        sentence.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(sentence, Priority.ALWAYS);
        HBox line = new HBox(icon, sentence);
        if (others > 0) {
            Label more = new Label(messages.get("notice.more", others));
            more.getStyleClass().add("secondary");
            more.setMinWidth(Region.USE_PREF_SIZE);
            line.getChildren().add(more);
        }
        Button dismiss = new Button("", Icons.small(Feather.X, model.scale()));
        dismiss.getStyleClass().setAll("rail-tool");
        dismiss.setAccessibleText(messages.get("notice.dismiss"));
        dismiss.setOnAction(e -> model.notices().dismiss(notice));
        line.getChildren().add(dismiss);
        line.getStyleClass().add("notice");
        line.pseudoClassStateChanged(ERROR, error);
        return line;
    }

    VBox content() {
        return content;
    }

    /** Where the window tells what went well. */
    VBox toast() {
        return toast;
    }

    @Override
    public void close() {
        moment.stop();
        model.notices().all().removeListener(changed);
    }
}
