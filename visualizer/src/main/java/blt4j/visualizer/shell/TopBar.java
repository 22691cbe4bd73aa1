package blt4j.visualizer.shell;

import blt4j.device.BackendOptions;
import blt4j.frontend.lesson.SampleTexts;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.workbench.Workbench;
import java.nio.file.Path;
import java.util.List;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The line at the top: the view's title, the text, the model, and what can be taken away. */
final class TopBar implements AutoCloseable {
    private final HBox content = new HBox();
    private final Workbench workbench;
    private final Messages messages;
    private final Shell shell;
    private final Label title = new Label();
    private final Label about = new Label();
    private final Subscription subscriptions;

    TopBar(Workbench workbench, Messages messages, Shell shell) {
        this.workbench = workbench;
        this.messages = messages;
        this.shell = shell;
        AppModel model = workbench.model();
        title.getStyleClass().add("view-title");
        title.setMinWidth(Region.USE_PREF_SIZE);
        about.getStyleClass().add("view-about");
        about.setMinWidth(0);
        // Half a sentence says less than none.
        about.widthProperty().subscribe(w -> about.setOpacity(w.doubleValue() + 1 < about.prefWidth(-1) ? 0 : 1));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        MenuButton text = menu("top.text", Feather.FILE_TEXT);
        MenuButton models = menu("top.model", Feather.BOX);
        MenuButton backends = menu("top.backend", Feather.CPU);
        backends.getItems().setAll(backend("auto", messages.get("backend.auto")));
        backends.setOnShowing(e -> fillBackends(backends));
        text.setOnShowing(e -> fillTexts(text));
        models.setOnShowing(e -> fillModels(models));
        fillTexts(text);
        fillModels(models);
        content.getStyleClass().add("top");
        MenuButton exports = exports();
        content.getChildren().addAll(title, about, space, text, models, backends, exports);
        Subscription titles = model.view().subscribe(id -> {
            String known = messages.has("view." + id) ? id : "patch";
            title.setText(messages.get("view." + known));
            about.setText(messages.get("view." + known + ".about"));
        });
        Subscription presenting = model.presentation().subscribe(on -> {
            for (Node node : List.of(about, models, backends, exports)) {
                node.setVisible(!on);
                node.setManaged(!on);
            }
        });
        subscriptions = titles.and(presenting);
    }

    private MenuButton menu(String key, Feather icon) {
        MenuButton menu = new MenuButton(
                messages.get(key), Icons.small(icon, workbench.model().scale()));
        menu.getStyleClass().addAll("flat", "top-menu");
        menu.setMinWidth(Region.USE_PREF_SIZE);
        return menu;
    }

    private MenuItem item(String title, Runnable action) {
        MenuItem item = new MenuItem(title);
        item.setMnemonicParsing(false);
        item.setOnAction(e -> Platform.runLater(action)); // once the menu has gone: a dialog would stand beside it
        return item;
    }

    private void fillTexts(MenuButton menu) {
        menu.getItems().setAll(item(messages.get("text.open"), shell::openText));
        if (!workbench.settings().recentFiles().isEmpty()) {
            Menu recent = new Menu(messages.get("text.recent"));
            for (String file : workbench.settings().recentFiles()) {
                recent.getItems().add(item(file, () -> shell.open(Path.of(file))));
            }
            menu.getItems().add(recent);
        }
        menu.getItems().add(new SeparatorMenuItem());
        for (String sample : SampleTexts.NAMES) {
            String name = messages.get("sample." + sample);
            menu.getItems().add(item(name, () -> shell.open(Samples.read(sample, name))));
        }
    }

    private void fillModels(MenuButton menu) {
        menu.getItems().setAll(item(messages.get("model.open"), shell::openModel));
        for (String folder : workbench.settings().recentModels()) {
            menu.getItems().add(item(folder, () -> workbench.openModel(Path.of(folder), backend())));
        }
    }

    /** The backends that are present and their devices; looking for devices may take a moment, so in the background. */
    private void fillBackends(MenuButton menu) {
        markBackend(menu);
        if (menu.getItems().size() > 1) {
            return;
        }
        workbench.backends(choices -> {
            menu.getItems().setAll(menu.getItems().getFirst());
            for (Workbench.BackendChoice choice : choices) {
                menu.getItems().add(backend(choice.selector(), choice.name()));
            }
            markBackend(menu);
        });
    }

    private MenuItem backend(String selector, String name) {
        RadioMenuItem item = new RadioMenuItem(name);
        item.setMnemonicParsing(false);
        item.setUserData(selector);
        item.setOnAction(e -> choose(selector));
        return item;
    }

    /** The settings hold what was chosen last; where that failed to open, what was chosen before. */
    private void markBackend(MenuButton menu) {
        String chosen = workbench.settings().backend();
        for (MenuItem item : menu.getItems()) {
            ((RadioMenuItem) item).setSelected(chosen.equals(item.getUserData()));
        }
    }

    private void choose(String selector) {
        workbench
                .model()
                .model()
                .get()
                .info()
                .ifPresent(info -> workbench.openModel(info.folder(), new BackendOptions(selector, 0)));
    }

    private BackendOptions backend() {
        return new BackendOptions(workbench.settings().backend(), 0);
    }

    private MenuButton exports() {
        MenuButton menu = menu("top.export", Feather.DOWNLOAD);
        for (Exports.Format format : Exports.Format.values()) {
            menu.getItems()
                    .add(item(messages.get("export." + format.key()), () -> Exports.save(shell, workbench, format)));
        }
        menu.getItems()
                .addAll(
                        new SeparatorMenuItem(),
                        item(messages.get("export.copy"), () -> Exports.copy(shell, workbench)),
                        item(messages.get("export.copySlide"), () -> Exports.copySlide(shell, workbench)));
        return menu;
    }

    HBox content() {
        return content;
    }

    @Override
    public void close() {
        subscriptions.unsubscribe();
    }
}
