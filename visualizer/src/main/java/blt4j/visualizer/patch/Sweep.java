package blt4j.visualizer.patch;

import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.visualizer.control.Captioned;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.export.Animation;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.TextReading;
import java.util.function.Function;

/**
 * The threshold going from low to high and back, and the patches with it.
 *
 * @param reading the text, read whole
 * @param strip draws a reading
 * @param messages words
 * @param palette colours
 */
record Sweep(TextReading reading, Function<TextReading, Drawing> strip, Messages messages, Palette palette) {
    private static final int FRAMES = 72;
    private static final int MILLIS = 60;
    private static final double LEAST = 0.12;
    private static final double MOST = 0.92;

    Animation animation() {
        return new Animation(FRAMES, MILLIS, this::frame);
    }

    /** Slow at both ends, as a hand would move it. */
    private Drawing frame(int index) {
        double at = (1 - Math.cos(2 * Math.PI * index / FRAMES)) / 2;
        double highest = Math.max(0.5, reading.entropies().highest());
        double threshold = highest * (LEAST + (MOST - LEAST) * at);
        PatcherConfig config = reading.patching().withMode(new Threshold(threshold));
        Patches patches = Patching.segment(
                config, reading.entropies().ids(), reading.entropies().values());
        TextReading cut = new TextReading(
                reading.entropies(), config, patches, reading.work().map(w -> w.cut(patches)));
        String words =
                messages.get("sweep.words", messages.number(threshold, 2), messages.number(cut.bytesPerPatch(), 2));
        return new Captioned(strip.apply(cut), words, palette);
    }
}
