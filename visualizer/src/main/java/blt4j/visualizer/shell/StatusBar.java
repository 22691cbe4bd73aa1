package blt4j.visualizer.shell;

import blt4j.visualizer.i18n.DeviceWords;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.state.Activity;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ModelState;
import blt4j.visualizer.workbench.Workbench;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The line at the bottom: the model, what it runs on, what goes on, the zoom. */
final class StatusBar implements AutoCloseable {
    private final HBox content = new HBox();
    private final Messages messages;
    private final Label model = new Label();
    private static final PseudoClass READY = PseudoClass.getPseudoClass("ready");
    private static final PseudoClass WORKING = PseudoClass.getPseudoClass("working");
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");

    private final Label backend = new Label();
    private final Region lamp = new Region();
    private final Label doing = new Label();
    private final Label state = new Label();
    private final ProgressBar progress = new ProgressBar();
    private final Button cancel;
    private final Label zoom = new Label();
    private final Subscription subscriptions;

    StatusBar(Workbench workbench, Messages messages) {
        this.messages = messages;
        AppModel app = workbench.model();
        model.setGraphic(Icons.small(Feather.BOX, app.scale()));
        backend.setGraphic(Icons.small(Feather.CPU, app.scale()));
        cancel = new Button(messages.get("activity.cancel"));
        cancel.getStyleClass().add("small");
        cancel.setOnAction(e -> app.activity().get().cancel().ifPresent(Runnable::run));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        content.getStyleClass().add("status");
        model.setMinWidth(Region.USE_PREF_SIZE);
        zoom.setMinWidth(Region.USE_PREF_SIZE);
        state.setMinWidth(Region.USE_PREF_SIZE);
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        lamp.getStyleClass().add("lamp");
        doing.setMinWidth(Region.USE_PREF_SIZE);
        doing.getStyleClass().add("device-state");
        HBox device = new HBox(backend, lamp, doing);
        device.getStyleClass().add("backend");
        content.getChildren().addAll(model, device, space, state, progress, cancel, zoom);
        Runnable work = () -> showWork(app);
        subscriptions = Subscription.combine(
                app.model().subscribe(this::showModel),
                app.device().subscribe(name -> backend.setText(name.isEmpty() ? "–" : DeviceWords.of(name, messages))),
                app.activity().subscribe(this::showActivity),
                app.model().subscribe(work),
                app.document().subscribe(work),
                app.reading().subscribe(work),
                app.presentation().subscribe(on -> showOrHide(app)),
                app.activity().subscribe(a -> showOrHide(app)),
                app.zoom().subscribe(z -> zoom.setText(messages.percent(z.doubleValue()))));
        work.run();
    }

    /** Hides the bar in a presentation, except while something is under way. */
    private void showOrHide(AppModel app) {
        boolean wanted = !app.presentation().get() || app.activity().get().running();
        content.setVisible(wanted);
        content.setManaged(wanted);
    }

    private void showModel(ModelState now) {
        model.setText(
                switch (now) {
                    case ModelState.None n -> messages.get("status.none");
                    case ModelState.Opening o ->
                        messages.get("status.opening", String.valueOf(o.folder().getFileName()));
                    case ModelState.Open o ->
                        messages.get("status.model", o.opened().name(), messages.metric((double)
                                o.opened().parameters()));
                    case ModelState.Failed f -> messages.get("status.failed");
                });
    }

    /** Whether the backend waits or works. Readings follow each other faster than words can be read: a lamp shows it. */
    private void showWork(AppModel app) {
        boolean open = app.model().get().info().isPresent();
        boolean working = app.model().get() instanceof ModelState.Opening
                || (open
                        && !(app.reading().get().entropies().complete()
                                && app.reading()
                                        .get()
                                        .text()
                                        .equals(app.document().get().text())));
        boolean failed = app.model().get() instanceof ModelState.Failed;
        lamp.pseudoClassStateChanged(WORKING, working);
        lamp.pseudoClassStateChanged(READY, open && !working);
        lamp.pseudoClassStateChanged(FAILED, failed);
        String word = messages.get(
                failed ? "status.failed" : working ? "status.working" : open ? "status.ready" : "status.none");
        boolean lasting = app.activity().get().running() || !open;
        doing.setText(lasting || !working ? word : doing.getText());
        lamp.setAccessibleText(word);
    }

    private void showActivity(Activity activity) {
        boolean running = activity.running();
        state.setText(activity.label());
        progress.setProgress(activity.done() < 0 ? ProgressBar.INDETERMINATE_PROGRESS : activity.done());
        progress.setVisible(running);
        progress.setManaged(running);
        cancel.setVisible(activity.cancel().isPresent());
        cancel.setManaged(activity.cancel().isPresent());
    }

    HBox content() {
        return content;
    }

    @Override
    public void close() {
        subscriptions.unsubscribe();
    }
}
