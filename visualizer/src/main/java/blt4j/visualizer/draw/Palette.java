package blt4j.visualizer.draw;

import blt4j.program.Stage;
import java.util.List;
import javafx.scene.paint.Color;

/**
 * The colours of everything that is drawn. Meaning is never in the hue alone, and the hues that stand side by side are
 * taken from Okabe and Ito's set, which people with any colour vision can tell apart.
 *
 * @param ink text and the strongest lines
 * @param secondary labels
 * @param faint axes, hints, what is not yet read
 * @param line hairlines
 * @param surface what is drawn upon
 * @param raised tiles and headers
 * @param accent what is selected
 * @param bandA patches, every other one
 * @param bandB the patches between
 * @param edgeA the ink of patches in {@code bandA}
 * @param edgeB the ink of patches in {@code bandB}
 * @param low an entropy bar below the threshold
 * @param high an entropy bar above it
 * @param threshold the threshold's line
 * @param stages one colour per stage, in their order
 * @param series colours for things that are compared
 * @param heat a ramp for amounts, least first
 */
public record Palette(
        Color ink,
        Color secondary,
        Color faint,
        Color line,
        Color surface,
        Color raised,
        Color accent,
        Color bandA,
        Color bandB,
        Color edgeA,
        Color edgeB,
        Color low,
        Color high,
        Color threshold,
        List<Color> stages,
        List<Color> series,
        List<Color> heat) {
    /** On white. */
    public static final Palette LIGHT = new Palette(
            Color.web("#1b2129"),
            Color.web("#57606a"),
            Color.web("#68717c"),
            Color.web("#d8dee4"),
            Color.web("#ffffff"),
            Color.web("#f6f8fa"),
            Color.web("#0969da"),
            Color.web("#d9ebfa"),
            Color.web("#fbe9c9"),
            Color.web("#0b62a8"),
            Color.web("#9a6100"),
            Color.web("#9fb3c8"),
            Color.web("#d55e00"),
            Color.web("#b3400a"),
            List.of(Color.web("#56a9dc"), Color.web("#0b8f68"), Color.web("#d55e00"), Color.web("#b5679a")),
            series("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b7785"),
            series("#f1edf7", "#d9cceb", "#b79ddb", "#8d66c2", "#643a9e", "#3d1a6e"));

    /** On near-black. */
    public static final Palette DARK = new Palette(
            Color.web("#e6edf3"),
            Color.web("#9aa6b2"),
            Color.web("#808b97"),
            Color.web("#2d343d"),
            Color.web("#0d1117"),
            Color.web("#161b22"),
            Color.web("#4c9df3"),
            Color.web("#14324d"),
            Color.web("#46330e"),
            Color.web("#7cc0f5"),
            Color.web("#efbb5a"),
            Color.web("#506274"),
            Color.web("#f07b2e"),
            Color.web("#ff9a55"),
            List.of(Color.web("#62b5e8"), Color.web("#25b487"), Color.web("#f07b2e"), Color.web("#d68bbb")),
            series("#3d9bdc", "#f07b2e", "#25b487", "#d68bbb", "#e9b23b", "#7cc9f2", "#8b97a4"),
            series("#1b1826", "#33264f", "#54397f", "#7f59b3", "#ad87dd", "#dcc4ff"));

    private static List<Color> series(String... colours) {
        return java.util.Arrays.stream(colours).map(Color::web).toList();
    }

    /** The palette of a theme. */
    public static Palette of(Theme theme) {
        return theme == Theme.LIGHT ? LIGHT : DARK;
    }

    /** The colour of a stage. */
    public Color stage(Stage stage) {
        return switch (stage) {
            case ENTROPY_MODEL -> stages.get(0);
            case LOCAL_ENCODER -> stages.get(1);
            case LATENT_TRANSFORMER -> stages.get(2);
            case LOCAL_DECODER -> stages.get(3);
        };
    }

    /** The colour of an amount between 0 and 1. */
    public Color heat(double amount) {
        double at = Math.clamp(amount, 0, 1) * (heat.size() - 1);
        int below = Math.min((int) at, heat.size() - 2);
        return heat.get(below).interpolate(heat.get(below + 1), at - below);
    }
}
