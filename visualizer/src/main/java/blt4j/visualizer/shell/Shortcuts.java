package blt4j.visualizer.shell;

import blt4j.visualizer.page.ViewKind;
import blt4j.visualizer.state.AppModel;
import blt4j.visualizer.workbench.Workbench;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyCombination.Modifier;
import javafx.scene.input.KeyEvent;
import jfx.incubator.scene.control.richtext.RichTextArea;

/** The keys that work everywhere in the window. */
final class Shortcuts {
    private static final double ZOOM_STEP = 1.1;
    private static final KeyCombination UNDO = new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination REDO =
            new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
    private static final KeyCombination REDO_TOO = new KeyCodeCombination(KeyCode.Y, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCode[] DIGITS = {
        KeyCode.DIGIT1, KeyCode.DIGIT2, KeyCode.DIGIT3, KeyCode.DIGIT4, KeyCode.DIGIT5, KeyCode.DIGIT6, KeyCode.DIGIT7
    };

    private static final Modifier SHORTCUT = KeyCombination.SHORTCUT_DOWN;
    private static final Modifier SHIFT_OR_NOT = KeyCombination.SHIFT_ANY;

    private Shortcuts() {}

    static void install(Scene scene, Workbench workbench, List<ViewKind> kinds, Shell shell) {
        AppModel model = workbench.model();
        for (int i = 0; i < Math.min(kinds.size(), DIGITS.length); i++) {
            String id = kinds.get(i).id();
            on(scene, () -> model.view().set(id), DIGITS[i], KeyCombination.SHORTCUT_DOWN);
        }
        on(scene, workbench::switchTheme, KeyCode.D, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
        on(scene, () -> NavigationRail.nextLanguage(model), KeyCode.L, KeyCombination.SHORTCUT_DOWN);
        on(scene, () -> model.presentation().set(!model.presentation().get()), KeyCode.F5);
        on(scene, () -> shell.stage().setFullScreen(!shell.stage().isFullScreen()), KeyCode.F11);
        // Where + is on a key of its own, beside 0 with shift, or on the numeric pad: so keyboards differ.
        for (KeyCode larger : List.of(KeyCode.EQUALS, KeyCode.PLUS, KeyCode.ADD)) {
            on(scene, () -> zoom(model, ZOOM_STEP), larger, SHORTCUT, SHIFT_OR_NOT);
        }
        for (KeyCode smaller : List.of(KeyCode.MINUS, KeyCode.SUBTRACT)) {
            on(scene, () -> zoom(model, 1 / ZOOM_STEP), smaller, SHORTCUT, SHIFT_OR_NOT);
        }
        for (KeyCode usual : List.of(KeyCode.DIGIT0, KeyCode.NUMPAD0)) {
            on(scene, () -> model.zoom().set(1), usual, SHORTCUT);
        }
        scene.addEventFilter(KeyEvent.KEY_PRESSED, e -> undo(e, workbench));
        on(scene, () -> shell.openText(), KeyCode.O, KeyCombination.SHORTCUT_DOWN);
        on(scene, () -> shell.openModel(), KeyCode.O, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);
        on(scene, () -> model.notices().dismissNewest(), KeyCode.ESCAPE);
        on(
                scene,
                () -> Exports.copy(shell, workbench),
                KeyCode.C,
                KeyCombination.SHORTCUT_DOWN,
                KeyCombination.SHIFT_DOWN);
        on(scene, () -> Exports.save(shell, workbench, Exports.Format.PNG), KeyCode.E, KeyCombination.SHORTCUT_DOWN);
    }

    /** Undoes in the editor what was edited there, and else brings back the text before. */
    private static void undo(KeyEvent event, Workbench workbench) {
        boolean back = UNDO.match(event);
        if (!back && !REDO.match(event) && !REDO_TOO.match(event)) {
            return;
        }
        Node focused = ((Scene) event.getSource()).getFocusOwner();
        boolean own = focused instanceof TextInputControl
                || (focused instanceof RichTextArea area && (back ? area.isUndoable() : area.isRedoable()));
        if (own) {
            return;
        }
        if (back) {
            workbench.undo();
        } else {
            workbench.redo();
        }
        event.consume();
    }

    private static void on(Scene scene, Runnable action, KeyCode key, Modifier... modifiers) {
        scene.getAccelerators().put(new KeyCodeCombination(key, modifiers), action);
    }

    private static void zoom(AppModel model, double factor) {
        model.zoom().set(Math.clamp(model.zoom().get() * factor, 0.5, 3));
    }
}
