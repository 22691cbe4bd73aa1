package blt4j.visualizer.generate;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.page.ViewContext;
import blt4j.visualizer.patch.Strip;
import blt4j.visualizer.state.TextReading;
import java.util.OptionalDouble;
import javafx.scene.Node;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** The newest patch in large, and beside it the entropy of the byte to come, which decides whether it goes on. */
final class GrowingPatch {
    private static final double HEIGHT = 118;
    private static final double BARS = 58;
    private static final double LEAST_FULL = 3.5;
    private static final int MOST_BYTES = 11;

    private final ViewContext context;
    private final DrawingCanvas canvas = new DrawingCanvas(this::draw);
    private TextReading reading = TextReading.EMPTY;

    GrowingPatch(ViewContext context) {
        this.context = context;
        setScale(1);
    }

    void setScale(double scale) {
        canvas.setMinHeight(HEIGHT * scale);
        canvas.setPrefHeight(HEIGHT * scale);
        canvas.redraw();
    }

    void redraw() {
        canvas.redraw();
    }

    void show(TextReading newReading) {
        reading = newReading;
        canvas.redraw();
    }

    Node content() {
        return canvas;
    }

    private void draw(Pen pen, double width, double height) {
        int length = reading.read();
        if (length == 0 || !reading.entropies().present()) {
            return;
        }
        double scale = context.model().scale().get();
        Palette palette = context.model().palette().getValue();
        boolean closes = reading.patches().nextBegins();
        int patch = reading.patches().count() - 1;
        int begin = Math.max(reading.patchBegin(patch), length - MOST_BYTES);
        double full = Math.max(LEAST_FULL, reading.entropies().highest());
        double unit = Math.min(24 * scale, width / (MOST_BYTES + 1.0));
        double ground = BARS * scale;
        for (int i = begin; i <= length; i++) {
            double x = (i - begin) * unit;
            double bar = Math.max(1, reading.entropies().of(i) / full * (ground - 4 * scale));
            boolean next = i == length;
            Color color =
                    next ? (closes ? palette.high() : palette.accent()) : i == begin ? palette.high() : palette.low();
            pen.fill(x + 2 * scale, ground - bar, unit - 4 * scale, bar, color);
            drawByte(pen, i, x, ground + 4 * scale, unit, patch % 2 == 1, scale);
        }
        OptionalDouble threshold = Strip.threshold(reading.patching());
        threshold.ifPresent(t -> {
            double y = ground - Math.min(1, t / full) * (ground - 4 * scale);
            pen.dashed(0, y, (length - begin + 1) * unit, y, 1.2, 4, palette.threshold());
        });
        String entropy = context.messages().number(reading.entropies().of(length), 2);
        String verdict = context.messages().get(closes ? "generate.closes" : "generate.grows", entropy);
        Font font = Typeface.TEXT.at(13 * scale);
        pen.text(verdict, 0, ground + 50 * scale, font, Align.LEFT, palette.secondary());
    }

    private void drawByte(Pen pen, int index, double x, double y, double unit, boolean odd, double scale) {
        Palette palette = context.model().palette().getValue();
        double high = 26 * scale;
        if (index == reading.read()) {
            pen.outline(x + 2 * scale, y, unit - 4 * scale, high, 3 * scale, 1.2, palette.faint());
            pen.text("?", x + unit / 2, y + 18 * scale, Typeface.MONO.at(14 * scale), Align.CENTER, palette.faint());
            return;
        }
        pen.fill(x, y, unit + 0.4, high, odd ? palette.bandA() : palette.bandB());
        int value = reading.text().at(index);
        String label = value < 0x80 ? ByteLabel.visible(new byte[] {(byte) value}) : ByteLabel.hex(value);
        Font font = Typeface.MONO.at((label.length() > 1 ? 13 : 14) * scale);
        pen.text(label, x + unit / 2, y + 18 * scale, font, Align.CENTER, palette.ink());
    }
}
