package blt4j.visualizer.generate;

import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.visualizer.control.Captioned;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.engine.Writing;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.ByteText;
import blt4j.visualizer.state.Entropies;
import blt4j.visualizer.state.TextReading;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A text as it was written, byte by byte, patches closing.
 *
 * @param writing what was written
 * @param strip draws a part of it in the sizes of the whole
 * @param messages words
 * @param palette colours
 */
record Growth(
        Writing writing, BiFunction<TextReading, TextReading, Drawing> strip, Messages messages, Palette palette) {
    private static final int MOST_FRAMES = 240;
    private static final int HELD = 16;
    private static final int MILLIS = 90;

    Animation animation() {
        int bytes = Math.min(writing.written(), MOST_FRAMES);
        return new Animation(bytes + 1 + HELD, MILLIS, i -> frame(Math.min(i, bytes), bytes));
    }

    private Drawing frame(int drawn, int all) {
        TextReading shown = beginning(writing.given() + drawn);
        TextReading whole = beginning(writing.given() + all);
        String words =
                messages.get("growth.words", drawn, shown.patchCount(), messages.number(shown.bytesPerPatch(), 2));
        return new Captioned(strip.apply(shown, whole), words, palette);
    }

    /** The text when it had so many bytes. */
    private TextReading beginning(int bytes) {
        TextReading reading = writing.reading();
        ByteText text = ByteText.of(reading.text().bytes(0, bytes));
        float[] values = Arrays.copyOf(reading.entropies().values(), bytes + 1);
        Entropies entropies = new Entropies(text, values, bytes);
        Patches patches = Patching.segment(reading.patching(), entropies.ids(), values);
        return new TextReading(entropies, reading.patching(), patches, Optional.empty());
    }
}
