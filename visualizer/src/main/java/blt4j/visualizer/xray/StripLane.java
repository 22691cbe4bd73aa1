package blt4j.visualizer.xray;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.PatchEdges;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.TextReading;
import blt4j.vocabulary.Utf8;
import java.util.List;
import javafx.scene.paint.Color;

/** The text around the byte, as the patch view draws it: bars of entropy over bands of patches. */
record StripLane(TextReading reading) {
    static final double HEIGHT = 62;
    private static final double BAND = 30;

    void draw(Brush b, Axis axis, double top, double height) {
        double band = top + height - b.s(BAND);
        int first = axis.first();
        int end = axis.end(reading.read());
        List<Utf8.Glyph> glyphs = Utf8.glyphs(reading.text().bytes(first, Math.max(first, end)));
        PatchEdges edges = new PatchEdges(glyphs);
        double highest = Math.max(0.1, reading.entropies().highest());
        for (int i = first; i < end; i++) {
            double x = axis.x(i);
            boolean begins = reading.beginsAt(i);
            Color bands = reading.patchOf(i) % 2 == 1
                    ? b.palette().bandA()
                    : b.palette().bandB();
            b.pen().fill(x, band, axis.column() + 0.4, b.s(BAND), b.color(bands));
            if (reading.entropies().present()) {
                double bar =
                        (band - top - b.s(4)) * Math.clamp(reading.entropies().of(i) / highest, 0, 1);
                Color color = begins ? b.palette().high() : b.palette().low();
                b.pen().fill(x + axis.column() * 0.2, band - bar, axis.column() * 0.6, bar, b.color(color));
            }
            if (begins) {
                edges.draw(
                        b.pen(),
                        i - first,
                        x,
                        band,
                        b.s(1.5),
                        b.s(BAND),
                        b.color(b.palette().high()));
            }
            b.spots().add(x, top, axis.column(), height, tip(b, i));
        }
        for (Utf8.Glyph glyph : glyphs) {
            int index = first + glyph.begin();
            String label = ByteLabel.glyph(glyph, reading.text().at(index));
            double size = label.codePointCount(0, label.length()) > 1 ? 13 : 16;
            double middle = (axis.x(index) + axis.x(index + glyph.length())) / 2;
            Color ink =
                    ByteLabel.blank(glyph) ? b.palette().faint() : b.palette().ink();
            b.text(label, middle, band + b.s(20.5), Typeface.MONO, size, Align.CENTER, ink);
        }
        b.pen()
                .outline(
                        axis.x(axis.index()),
                        band - b.s(2),
                        axis.column(),
                        b.s(BAND + 4),
                        b.s(3),
                        b.s(2),
                        b.palette().accent());
    }

    private List<String> tip(Brush b, int index) {
        String which = b.messages()
                .get("xray.byte.tip", index, ByteLabel.hex(reading.text().at(index)));
        if (!reading.entropies().present()) {
            return List.of(which);
        }
        String nats = b.messages().number(reading.entropies().of(index), 2);
        String key = reading.beginsAt(index) ? "pipeline.begins" : "pipeline.goesOn";
        return List.of(which, b.messages().get(key, nats));
    }
}
