package blt4j.visualizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.stage.Stage;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Theme;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.paint.Color;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be said of colours in numbers: what is told apart by a photocopier is told apart by everybody. */
class PaletteTest {
    @ParameterizedTest
    @EnumSource(Theme.class)
    void stagesDifferInLightness(Theme theme) {
        Palette palette = Palette.of(theme);
        List<Double> lightness = Stream.of(Stage.values())
                .map(stage -> Palette.lightness(palette.stage(stage)))
                .sorted()
                .toList();
        for (int i = 1; i < lightness.size(); i++) {
            assertTrue(lightness.get(i) - lightness.get(i - 1) >= 12, lightness.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void bandsDifferAndAreReadable(Theme theme) {
        Palette palette = Palette.of(theme);
        double apart = Palette.lightness(palette.bandA()) - Palette.lightness(palette.bandB());
        assertTrue(Math.abs(apart) >= 8, "they are " + apart + " apart");
        for (Color band : List.of(palette.bandA(), palette.bandB(), palette.surface(), palette.raised())) {
            assertTrue(Palette.contrast(palette.ink(), band) >= 7, band.toString());
            assertTrue(Palette.contrast(palette.secondary(), band) >= 3.5, band.toString());
        }
        for (int i = 0; i <= 10; i++) {
            assertTrue(Palette.contrast(palette.ink(), palette.shade(i / 10.0)) >= 4.5, "shade " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void barsStandOutFromWhatTheyStandOn(Theme theme) {
        Palette palette = Palette.of(theme);
        for (Color bar : List.of(palette.low(), palette.high(), palette.threshold(), palette.accent())) {
            assertTrue(Palette.contrast(bar, palette.surface()) >= 3, bar.toString());
        }
        Color latent = palette.stage(Stage.LATENT_TRANSFORMER);
        assertTrue(Palette.contrast(latent, palette.surface()) >= 3, latent.toString());
    }

    /** Nothing else has its hue. */
    @ParameterizedTest
    @EnumSource(Theme.class)
    void vermilionIsWhereAPatchBegins(Theme theme) {
        Palette palette = Palette.of(theme);
        Stream.of(palette.stages(), palette.series(), List.of(palette.accent(), palette.threshold(), palette.low()))
                .flatMap(List::stream)
                .forEach(other -> assertTrue(
                        other.getSaturation() < 0.3
                                || Math.abs(other.getHue() - palette.high().getHue()) > 12,
                        other.toString()));
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void lightnessIsThatOfTheStandard(Theme theme) {
        assertEquals(0, Palette.lightness(Color.BLACK), 1e-9);
        assertEquals(100, Palette.lightness(Color.WHITE), 1e-6);
        assertEquals(53.585, Palette.lightness(Color.web("#808080")), 0.01);
        assertEquals(21, Palette.contrast(Color.BLACK, Color.WHITE), 1e-6);
        assertTrue(Palette.of(theme).shade(0).isOpaque());
    }
}
