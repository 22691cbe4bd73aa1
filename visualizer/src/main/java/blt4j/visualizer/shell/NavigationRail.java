package blt4j.visualizer.shell;

import blt4j.visualizer.draw.Theme;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.page.Icons;
import blt4j.visualizer.page.Tips;
import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.workbench.Workbench;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** The views, one above the other at the left edge; below them language, theme and presentation. */
final class NavigationRail implements AutoCloseable {
    private final VBox content = new VBox();
    private final Subscription subscriptions;

    NavigationRail(Workbench workbench, Messages messages, List<ViewKind> kinds) {
        AppModel model = workbench.model();
        content.getStyleClass().add("rail");
        Label brand = new Label("blt");
        brand.getStyleClass().add("brand");
        content.getChildren().add(brand);
        ToggleGroup group = new ToggleGroup();
        for (ViewKind kind : kinds) {
            content.getChildren().add(item(kind, model, messages, group));
        }
        Region space = new Region();
        VBox.setVgrow(space, Priority.ALWAYS);
        Button theme = tool(Feather.MOON, model, messages.get("shell.theme"), workbench::switchTheme);
        Button present = tool(
                Feather.MAXIMIZE,
                model,
                messages.get("shell.presentation"),
                () -> model.presentation().set(!model.presentation().get()));
        Button language = tool(Feather.GLOBE, model, messages.get("shell.language"), () -> nextLanguage(model));
        content.getChildren().addAll(space, language, present, theme);
        subscriptions = Subscription.combine(
                model.view()
                        .subscribe(id -> group.getToggles().stream()
                                .filter(t -> id.equals(t.getUserData()))
                                .forEach(group::selectToggle)),
                model.theme()
                        .subscribe(t -> theme.setGraphic(
                                Icons.of(t == Theme.DARK ? Feather.SUN : Feather.MOON, 16, model.scale()))),
                model.presentation()
                        .subscribe(on -> present.setGraphic(
                                Icons.of(on ? Feather.MINIMIZE : Feather.MAXIMIZE, 16, model.scale()))));
    }

    private static ToggleButton item(ViewKind kind, AppModel model, Messages messages, ToggleGroup group) {
        String title = messages.get("view." + kind.id());
        ToggleButton item = new ToggleButton(title, Icons.of(kind.icon(), 19, model.scale()));
        item.setContentDisplay(ContentDisplay.TOP);
        item.getStyleClass().setAll("rail-item");
        item.setToggleGroup(group);
        item.setUserData(kind.id());
        item.setMaxWidth(Double.MAX_VALUE);
        item.setAccessibleText(title);
        Tips.give(item, messages.get("view." + kind.id() + ".about"));
        item.setOnAction(e -> {
            item.setSelected(true);
            model.view().set(kind.id());
        });
        return item;
    }

    private static Button tool(Ikon ikon, AppModel model, String name, Runnable action) {
        Button button = new Button("", Icons.of(ikon, 16, model.scale()));
        button.getStyleClass().setAll("rail-tool");
        button.setAccessibleText(name);
        Tips.give(button, name);
        button.setOnAction(e -> action.run());
        return button;
    }

    static void nextLanguage(AppModel model) {
        List<Locale> languages = Messages.LANGUAGES;
        int now = languages.indexOf(model.language().get());
        model.language().set(languages.get((now + 1) % languages.size()));
    }

    VBox content() {
        return content;
    }

    @Override
    public void close() {
        subscriptions.unsubscribe();
    }
}
