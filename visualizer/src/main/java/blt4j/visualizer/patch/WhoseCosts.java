package blt4j.visualizer.patch;

import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.state.Priced;
import blt4j.visualizer.state.Work;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.Region;

/** Chooses the model whose costs are shown: the one that is open, or one of those published. */
final class WhoseCosts {
    private final ViewContext context;
    private final MenuButton button = new MenuButton();
    private final ToggleGroup group = new ToggleGroup();
    private Map<Priced.Of, Priced> models = Map.of();

    WhoseCosts(ViewContext context) {
        this.context = context;
        button.getStyleClass().add("whose");
        button.setMnemonicParsing(false);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setVisible(false);
    }

    void show(Optional<Work> work) {
        work.ifPresent(this::show);
    }

    private void show(Work work) {
        Map<Priced.Of, Priced> now = work.models();
        if (!now.equals(models)) {
            models = now;
            button.getItems().clear();
            for (Priced.Of of : Priced.Of.values()) {
                RadioMenuItem item =
                        new RadioMenuItem(Objects.requireNonNull(now.get(of)).name());
                item.setMnemonicParsing(false);
                item.setToggleGroup(group);
                item.setUserData(of);
                item.setOnAction(e -> context.model().costs().set(of));
                button.getItems().add(item);
            }
        }
        group.getToggles().forEach(toggle -> toggle.setSelected(work.of() == toggle.getUserData()));
        button.setText(work.model().name());
        button.setAccessibleText(
                context.messages().get("tile.whose", work.model().name()));
        button.setVisible(true);
    }

    Node content() {
        return button;
    }
}
