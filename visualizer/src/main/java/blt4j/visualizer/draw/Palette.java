package blt4j.visualizer.draw;

import blt4j.stage.Stage;
import java.util.List;
import javafx.scene.paint.Color;

/**
 * The colours of everything that is drawn. Vermilion says that a patch begins, and nothing else does; indigo is the latent
 * transformer. Meaning is never in the hue alone: stages, and the two bands of patches, differ in lightness, so that a
 * photocopy and any colour vision tell them apart.
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
 * @param low an entropy bar where the patch goes on
 * @param high vermilion: where a patch begins
 * @param threshold the threshold's line
 * @param stages one colour per stage, in their order
 * @param series colours for things that are compared
 * @param shade a ramp of grounds that ink can be read on, least first
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
        Color low,
        Color high,
        Color threshold,
        List<Color> stages,
        List<Color> series,
        List<Color> shade) {
    /** On white. */
    public static final Palette LIGHT = new Palette(
            Color.web("#1b2129"),
            Color.web("#57606a"),
            Color.web("#68717c"),
            Color.web("#d8dee4"),
            Color.web("#ffffff"),
            Color.web("#f6f8fa"),
            Color.web("#0969da"),
            Color.web("#ebf0f7"),
            Color.web("#c9d6e6"),
            Color.web("#7e90a2"),
            Color.web("#d55e00"),
            Color.web("#1b2129"),
            colours("#0e9296", "#8fd0e3", "#4d3fa6", "#4b193b"),
            colours("#0072b2", "#332288", "#117733", "#aa4499", "#b8860b", "#56b4e9", "#6b7785"),
            colours("#f8f9fb", "#e4ecf5", "#d0deef", "#bcd1e9", "#a7c4e3", "#92b7dd"));

    /** On near-black. */
    public static final Palette DARK = new Palette(
            Color.web("#e6edf3"),
            Color.web("#9aa6b2"),
            Color.web("#808b97"),
            Color.web("#2d343d"),
            Color.web("#0d1117"),
            Color.web("#161b22"),
            Color.web("#4c9df3"),
            Color.web("#1d2630"),
            Color.web("#35475c"),
            Color.web("#6c7e90"),
            Color.web("#f07b2e"),
            Color.web("#e6edf3"),
            colours("#17a0a0", "#70c4da", "#6a5acb", "#fcddef"),
            colours("#3d9bdc", "#9a8cf0", "#25b487", "#d68bbb", "#e9c53b", "#7cc9f2", "#8b97a4"),
            colours("#0d141b", "#15222e", "#1c3042", "#223f57", "#294e6d", "#305e84"));

    private static List<Color> colours(String... colours) {
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

    /** The ground for an amount between 0 and 1. */
    public Color shade(double amount) {
        double at = Math.clamp(amount, 0, 1) * (shade.size() - 1);
        int below = Math.min((int) at, shade.size() - 2);
        return shade.get(below).interpolate(shade.get(below + 1), at - below);
    }

    /**
     * The lightness of a colour as it is seen, L* of CIE 1976: 0 for black, 100 for white.
     */
    public static double lightness(Color color) {
        double y = luminance(color);
        return y > 216.0 / 24389 ? 116 * Math.cbrt(y) - 16 : y * 24389.0 / 27;
    }

    /** How two colours contrast, as WCAG 2 defines it: from 1, alike, to 21, black on white. */
    public static double contrast(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
