package blt4j.visualizer.page;

import javafx.beans.value.ObservableDoubleValue;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Makes icons that grow with everything else. Their colour comes from the style sheet. */
public final class Icons {
    private static final double SIZE = 15;

    private Icons() {}

    /** Begins to look for the icons' font on a thread of its own, while JavaFX starts. */
    public static void prepare() {
        Thread.ofPlatform().name("blt4j-icons").daemon().start(() -> FontIcon.of(Feather.LAYERS));
    }

    /** An icon beside a text. */
    public static FontIcon small(Ikon ikon, ObservableDoubleValue scale) {
        return of(ikon, SIZE, scale);
    }

    /**
     * An icon of a size in pixels at 100 %. It listens to the scale only while it is in a window. Themes have sizes of
     * their own for icons, which do not grow; what a theme sets is set back.
     */
    public static FontIcon of(Ikon ikon, double size, ObservableDoubleValue scale) {
        FontIcon icon = FontIcon.of(ikon, (int) Math.round(size * scale.get()));
        Runnable fit = () -> {
            int wanted = (int) Math.round(size * scale.get());
            if (icon.getIconSize() != wanted) {
                icon.setIconSize(wanted);
            }
        };
        scale.when(icon.sceneProperty().map(scene -> true).orElse(false)).subscribe(s -> fit.run());
        icon.iconSizeProperty().subscribe(fit);
        return icon;
    }
}
