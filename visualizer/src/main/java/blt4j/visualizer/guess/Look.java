package blt4j.visualizer.guess;

import blt4j.stage.Stage;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.i18n.Messages;
import blt4j.vocabulary.Utf8;
import java.util.List;
import java.util.Optional;
import javafx.scene.paint.Color;

/**
 * How the game is drawn.
 *
 * @param messages words
 * @param palette colours
 * @param model what the open model is called
 * @param scale how much larger than by default everything is
 */
record Look(Messages messages, Palette palette, String model, double scale) {
    /** The players differ in lightness, and stand in the same order everywhere. */
    Color color(Player player) {
        return switch (player) {
            case CLASS -> palette.ink();
            case ENTROPY_MODEL -> palette.stage(Stage.ENTROPY_MODEL);
            case MODEL -> palette.stage(Stage.LATENT_TRANSFORMER);
        };
    }

    String name(Player player) {
        return switch (player) {
            case CLASS -> messages.get("guess.class");
            case ENTROPY_MODEL -> messages.get("stage.entropy_model");
            case MODEL -> model;
        };
    }

    /** A byte of a text, as far as the first {@code known} bytes tell what it is: its character, or hexadecimal. */
    static Optional<Utf8.Glyph> character(byte[] known, int index) {
        List<Utf8.Glyph> glyphs = Utf8.glyphs(known);
        return glyphs.stream()
                .filter(g -> g.begin() <= index && index < g.end() && g.valid())
                .findFirst();
    }

    /** A byte value as it is written in a table. */
    static String label(int value) {
        return value < 0x80 ? ByteLabel.glyph(new Utf8.Glyph(0, 1, value), value) : ByteLabel.hex(value);
    }
}
