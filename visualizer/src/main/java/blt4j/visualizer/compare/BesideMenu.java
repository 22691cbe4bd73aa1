package blt4j.visualizer.compare;

import blt4j.model.BundledModels;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.state.ModelInfo;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.Region;
import javafx.stage.DirectoryChooser;
import org.kordamp.ikonli.feather.Feather;

/**
 * Sets another model beside the open one: one that comes along, one that was open lately, one of a folder; or the same, cut
 * otherwise.
 */
final class BesideMenu {
    private final ViewContext context;
    private final MenuButton menu;

    BesideMenu(ViewContext context) {
        this.context = context;
        menu = new MenuButton(text("pair.menu"), Icons.small(Feather.COLUMNS, model().scale()));
        menu.setId("pair-menu");
        menu.setMinWidth(Region.USE_PREF_SIZE);
        menu.setOnShowing(e -> fill());
        menu.getItems().add(new MenuItem(text("model.open"))); // a menu without items does not open
    }

    private AppModel model() {
        return context.model();
    }

    private String text(String key, Object... arguments) {
        return context.messages().get(key, arguments);
    }

    private void fill() {
        menu.getItems().clear();
        Optional<Path> open = model().model().get().info().map(ModelInfo::folder);
        open.ifPresent(folder -> menu.getItems()
                .add(item(
                        text(
                                "pair.same",
                                model().model()
                                        .get()
                                        .info()
                                        .map(ModelInfo::name)
                                        .orElse("")),
                        () -> choose(folder))));
        Set<Path> others = new LinkedHashSet<>(BundledModels.all());
        context.workbench().settings().recentModels().forEach(folder -> others.add(Path.of(folder)));
        for (Path other : others) {
            if (!open.equals(Optional.of(other))) {
                menu.getItems().add(item(String.valueOf(other.getFileName()), () -> choose(other)));
            }
        }
        menu.getItems().add(item(text("model.open"), this::chooseFolder));
    }

    private static MenuItem item(String title, Runnable action) {
        MenuItem item = new MenuItem(title);
        item.setMnemonicParsing(false);
        item.setOnAction(e -> Platform.runLater(action)); // once the menu has gone
        return item;
    }

    private void choose(Path folder) {
        model().beside().set(Optional.of(folder));
    }

    private void chooseFolder() {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(text("model.open"));
        Optional.<File>ofNullable(chooser.showDialog(menu.getScene().getWindow()))
                .map(File::toPath)
                .ifPresent(this::choose);
    }

    Node content() {
        return menu;
    }
}
