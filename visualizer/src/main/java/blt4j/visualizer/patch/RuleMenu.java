package blt4j.visualizer.patch;

import blt4j.patching.PatchingRule;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.PatchingChoice;
import java.util.function.Consumer;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.Region;

/**
 * The rules by which patches begin, to choose one. A menu, as a combo box has a list in it, which would take a tenth of
 * the time until the window stands.
 */
final class RuleMenu {
    private final MenuButton button = new MenuButton();
    private final Messages messages;

    /**
     * A menu of all rules.
     *
     * @param onChoose hears what somebody chose
     */
    RuleMenu(Messages messages, Consumer<PatchingRule> onChoose) {
        this.messages = messages;
        button.getStyleClass().add("rule");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setMnemonicParsing(false);
        ToggleGroup group = new ToggleGroup();
        for (PatchingRule rule : PatchingChoice.RULES) {
            RadioMenuItem item = new RadioMenuItem(name(rule));
            item.setMnemonicParsing(false);
            item.setToggleGroup(group);
            item.setUserData(rule);
            item.setOnAction(e -> onChoose.accept(rule));
            button.getItems().add(item);
        }
    }

    private String name(PatchingRule rule) {
        return messages.get("patching.rule." + rule.text());
    }

    /** Shows the rule in force. */
    void show(PatchingRule rule) {
        button.setText(name(rule));
        button.setAccessibleText(messages.get("patching.rule") + ": " + name(rule));
        for (MenuItem item : button.getItems()) {
            ((RadioMenuItem) item).setSelected(rule.equals(item.getUserData()));
        }
    }

    MenuButton content() {
        return button;
    }
}
