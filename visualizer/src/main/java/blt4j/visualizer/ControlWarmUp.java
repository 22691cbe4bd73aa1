package blt4j.visualizer;

import atlantafx.base.controls.ToggleSwitch;
import atlantafx.base.controls.ToggleSwitchSkin;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.scene.control.Control;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Skin;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.skin.ProgressBarSkin;
import javafx.scene.control.skin.ScrollPaneSkin;
import javafx.scene.control.skin.SpinnerSkin;
import javafx.scene.control.skin.TextAreaSkin;
import javafx.scene.control.skin.TextFieldSkin;
import javafx.scene.control.skin.ToggleButtonSkin;

/**
 * Makes one control of each kind that views have which are not shown yet, for nothing but the first time of it. Nearly all
 * of what that takes is the JVM linking what the control is made of; done here, it keeps nobody waiting who goes to such a
 * view. JavaFX lets controls that are in no window be made on any thread.
 */
final class ControlWarmUp {
    /** When the first picture has been there for a moment. */
    private static final long AFTER_MILLIS = 400;

    private ControlWarmUp() {}

    static void makeLater() {
        CompletableFuture.delayedExecutor(
                        AFTER_MILLIS,
                        TimeUnit.MILLISECONDS,
                        task -> Thread.ofPlatform()
                                .daemon()
                                .name("blt4j-first-times")
                                .start(task))
                .execute(ControlWarmUp::makeAll);
    }

    private static void makeAll() {
        try {
            make();
        } catch (RuntimeException e) { // the window may be closed meanwhile, and JavaFX with it
            Logger.getLogger(ControlWarmUp.class.getName()).log(Level.FINE, "The views will do without.", e);
        }
    }

    private static void make() {
        make(new TextField("f"), TextFieldSkin::new);
        make(new TextArea("a"), TextAreaSkin::new);
        make(new Spinner<Integer>(0, 9, 1), SpinnerSkin::new);
        make(new ToggleSwitch("s"), ToggleSwitchSkin::new);
        make(new ToggleButton("t"), ToggleButtonSkin::new);
        make(new ProgressBar(), ProgressBarSkin::new);
        make(new ScrollPane(), ScrollPaneSkin::new);
    }

    private static <C extends Control> void make(C control, Function<C, Skin<?>> skin) {
        control.setSkin(skin.apply(control));
    }
}
