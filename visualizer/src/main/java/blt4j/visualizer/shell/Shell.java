package blt4j.visualizer.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Theme;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.View;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.Document;
import blt4j.visualizer.workbench.Workbench;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.application.Application;
import javafx.css.PseudoClass;
import javafx.scene.Scene;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import javafx.util.Subscription;

/** The window: the navigation rail, the bar above, the current view, the bar below. */
public final class Shell implements AutoCloseable {
    private static final double BASE_FONT = 13;
    private static final double USUAL_WIDTH = 1280;
    private static final double USUAL_HEIGHT = 800;

    /** What is presented can be read from the last row: on a screen of this size words have this size in pixels. */
    private static final double PRESENTED_FONT = 28;

    private static final double PRESENTED_WIDTH = 1920;
    private static final double PRESENTED_HEIGHT = 1080;
    private static final double LEAST_PRESENTED = 0.62;
    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");
    private static final PseudoClass NARROW = PseudoClass.getPseudoClass("narrow");
    private static final double NARROW_WIDTH = 1100;
    private static final PseudoClass LOW = PseudoClass.getPseudoClass("low");
    private static final double LOW_HEIGHT = 660;
    private static final PseudoClass PRESENTATION = PseudoClass.getPseudoClass("presentation");

    private final Workbench workbench;
    private final AppModel model;
    private final List<ViewKind> kinds;
    private final Stage stage;
    private final BorderPane root = new BorderPane();
    private final Region dropFrame = new Region();
    private final Map<String, View> views = new HashMap<>();
    private Subscription subscriptions;
    private Subscription parts = Subscription.EMPTY;
    private Messages messages;
    private StackPane page = new StackPane();
    private String shown = "";
    private Preparation preparation = new Preparation(List.of(), this::view, root);
    private boolean preparing;

    private static URL styles() {
        return Objects.requireNonNull(Shell.class.getResource("/blt4j/visualizer/visualizer.css"));
    }

    /** Builds the window's content. */
    public Shell(Workbench workbench, List<ViewKind> kinds, Stage stage) {
        this.workbench = workbench;
        this.model = workbench.model();
        this.kinds = kinds;
        this.stage = stage;
        this.messages = new Messages(model.language().get());
        root.getStyleClass().add("shell");
        root.getStylesheets().add(styles().toExternalForm());
        root.setOnDragOver(this::dragOver);
        root.setOnDragDropped(this::dropped);
        root.setOnDragEntered(event -> dropFrame.setVisible(droppable(event)));
        root.setOnDragExited(event -> dropFrame.setVisible(false));
        dropFrame.getStyleClass().add("drop-frame");
        dropFrame.setMouseTransparent(true);
        dropFrame.setVisible(false);
        subscriptions = Subscription.combine(
                model.theme().subscribe(this::applyTheme),
                model.scale()
                        .subscribe(scale -> root.setStyle("-fx-font-size: " + BASE_FONT * scale.doubleValue() + "px;")),
                model.language().subscribe(language -> rebuild()),
                model.presentation().subscribe(on -> root.pseudoClassStateChanged(PRESENTATION, on)),
                model.view().subscribe(this::show));
    }

    /** What goes into the scene. */
    public BorderPane root() {
        return root;
    }

    /** The window. */
    Stage stage() {
        return stage;
    }

    /** The view that is shown. */
    public View current() {
        return view(shown);
    }

    /** Gives the scene the window's keys. */
    public void attach(Scene scene) {
        Shortcuts.install(scene, workbench, kinds, this);
        Subscription sizes = Subscription.combine(
                scene.widthProperty().subscribe(w -> fit(scene)),
                scene.heightProperty().subscribe(h -> fit(scene)),
                model.presentation().subscribe(p -> fit(scene)),
                model.scale().subscribe(s -> fit(scene)));
        subscriptions = subscriptions.and(sizes);
    }

    /** In a large window everything is larger, though not by as much, and in steps, so that resizing stays calm. */
    private void fit(Scene scene) {
        double room = Math.min(scene.getWidth() / USUAL_WIDTH, scene.getHeight() / USUAL_HEIGHT);
        double usual = Math.round(10 * (1 + 0.62 * Math.clamp(room - 1, 0, 1.5))) / 10.0;
        double screen = Math.min(scene.getWidth() / PRESENTED_WIDTH, scene.getHeight() / PRESENTED_HEIGHT);
        double presented = PRESENTED_FONT / BASE_FONT * Math.clamp(screen, LEAST_PRESENTED, 2);
        model.fit().set(model.presentation().get() ? Math.max(usual, presented) : usual);
        root.pseudoClassStateChanged(
                LOW, scene.getHeight() < LOW_HEIGHT * model.scale().get());
        root.pseudoClassStateChanged(
                NARROW, scene.getWidth() < NARROW_WIDTH * model.scale().get());
    }

    private void applyTheme(Theme theme) {
        Application.setUserAgentStylesheet(
                theme == Theme.DARK
                        ? new PrimerDark().getUserAgentStylesheetBSS()
                        : new PrimerLight().getUserAgentStylesheetBSS());
        root.pseudoClassStateChanged(DARK, theme == Theme.DARK);
    }

    /** Makes, in time that nobody needs, the views that were not shown yet; also after another change of language. */
    public void prepareViews() {
        preparing = true;
        preparation.stop();
        preparation = new Preparation(kinds, this::view, root);
        preparation.start();
    }

    /** Whether all views that somebody may go to are made. */
    public boolean prepared() {
        return preparation.done();
    }

    /** Builds everything anew in the language of the model. */
    private void rebuild() {
        messages = new Messages(model.language().get());
        if (!shown.isEmpty()) {
            current().hidden();
        }
        views.values().forEach(View::close);
        views.clear();
        parts.unsubscribe();
        NavigationRail rail = new NavigationRail(workbench, messages, kinds);
        TopBar top = new TopBar(workbench, messages, this);
        NoticeBar notice = new NoticeBar(model, messages);
        StatusBar status = new StatusBar(workbench, messages);
        parts = Subscription.combine(rail::close, top::close, notice::close, status::close);
        page = new StackPane();
        page.getStyleClass().add("page");
        root.setLeft(rail.content());
        VBox head = new VBox(top.content(), notice.content());
        BorderPane main = new BorderPane(page, head, null, status.content(), null);
        main.getStyleClass().add("main");
        root.setCenter(new StackPane(main, notice.toast(), dropFrame));
        String now = shown;
        shown = "";
        if (!now.isEmpty()) {
            show(now);
        }
        if (preparing) {
            prepareViews();
        }
    }

    private void show(String id) {
        String known = kinds.stream().anyMatch(k -> k.id().equals(id))
                ? id
                : kinds.getFirst().id();
        if (known.equals(shown)) {
            return;
        }
        if (!shown.isEmpty()) {
            current().hidden();
        }
        shown = known;
        page.getChildren().setAll(view(known).content());
        view(known).shown();
    }

    private View view(String id) {
        return views.computeIfAbsent(
                id,
                i -> kinds.stream()
                        .filter(k -> k.id().equals(i))
                        .findFirst()
                        .orElseThrow()
                        .open()
                        .apply(new ViewContext(workbench, messages)));
    }

    /** The colours of the moment. */
    Palette palette() {
        return model.palette().getValue();
    }

    /** What everything is drawn upon. */
    public javafx.scene.paint.Color background() {
        return palette().surface();
    }

    /** What is written with. */
    public javafx.scene.paint.Color ink() {
        return palette().ink();
    }

    /** The words of the moment. */
    Messages messages() {
        return messages;
    }

    private void dragOver(DragEvent event) {
        if (droppable(event)) {
            event.acceptTransferModes(TransferMode.COPY);
        }
        event.consume();
    }

    private static boolean droppable(DragEvent event) {
        return event.getDragboard().hasFiles() || event.getDragboard().hasString();
    }

    /** A folder is a model, a file is a text, and so is what was dragged from another window. */
    private void dropped(DragEvent event) {
        List<File> files =
                event.getDragboard().hasFiles() ? event.getDragboard().getFiles() : List.of();
        if (!files.isEmpty()) {
            open(files.getFirst().toPath());
        } else if (event.getDragboard().hasString()) {
            open(Document.of(event.getDragboard().getString()));
        }
        event.setDropCompleted(true);
        event.consume();
    }

    /** Asks for a text file and opens it. */
    void openText() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(messages.get("text.open"));
        Optional.<File>ofNullable(chooser.showOpenDialog(stage))
                .map(File::toPath)
                .ifPresent(this::open);
    }

    /** Asks for a model's folder and opens it. */
    void openModel() {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(messages.get("model.open"));
        Optional.<File>ofNullable(chooser.showDialog(stage)).map(File::toPath).ifPresent(this::open);
    }

    void open(Path path) {
        if (Files.isDirectory(path)) {
            workbench.openModel(
                    path, new blt4j.device.BackendOptions(workbench.settings().backend(), 0));
        } else {
            showText();
            workbench.openText(path);
        }
    }

    /** Shows a text that somebody chose. */
    void open(Document document) {
        showText();
        workbench.setDocument(document);
    }

    /** Goes to where the text in the window is to be seen. */
    private void showText() {
        if (!current().showsText()) {
            model.view().set(kinds.getFirst().id());
        }
    }

    @Override
    public void close() {
        preparation.stop();
        subscriptions.unsubscribe();
        subscriptions = Subscription.EMPTY;
        parts.unsubscribe();
        parts = Subscription.EMPTY;
        views.values().forEach(View::close);
        views.clear();
    }
}
