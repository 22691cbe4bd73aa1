package blt4j.visualizer.patch;

import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.i18n.Messages;
import blt4j.visualizer.state.StripForm;
import blt4j.visualizer.state.TextReading;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The strip as a picture of any size: set anew in its width, as large as lets all of the text in; where even the least size
 * does not, the whole lines that fit.
 *
 * @param reading what is drawn
 * @param whole what sizes are for: the same, or what the text grows to, so that it stays where it is
 * @param from a byte of the first line that is drawn where not all fit
 * @param selected the byte that is looked at
 * @param given how many bytes at the beginning are faded
 * @param words what the parts are called, above them; absent for nothing there
 * @param form bars or prose
 * @param large whether it is seen from afar
 * @param palette colours
 * @param least the least size
 * @param most the largest
 * @param wordScale how large the words are
 * @param rows as many lines at most, large enough to take the room; 0 for as many as there are
 */
record StripPicture(
        TextReading reading,
        TextReading whole,
        int from,
        OptionalInt selected,
        int given,
        Optional<Messages> words,
        StripForm form,
        boolean large,
        Palette palette,
        double least,
        double most,
        double wordScale,
        int rows)
        implements Drawing {
    private static final double STEP = 1.03;

    @Override
    public void draw(Pen pen, double width, double height) {
        StripMeasures.Style style = StripMeasures.Style.of(form, large, whole.text());
        double above = words.isPresent() ? StripLegend.height(wordScale) : 0;
        double room = height - above;
        double full = StripMeasures.fullScale(whole);
        double scale = scale(style, full, width, room);
        StripLayout layout = StripLayout.of(reading.text(), style.columns(scale, width));
        StripLayout last = StripLayout.of(whole.text(), style.columns(scale, width));
        int lines = rows > 0 ? Math.min(last.lines(), rows) : last.lines();
        StripMeasures measures =
                StripMeasures.of(style, scale, full, lines, room).stretched(last, width);
        words.ifPresent(w -> new StripLegend(w, reading, style.prose(), false, palette, wordScale)
                .draw(pen, measures.gutter(), width));
        int fitting = Math.max(1, (int) ((room - measures.top()) / measures.lineHeight()));
        fitting = rows > 0 ? Math.min(fitting, rows) : fitting;
        boolean all = fitting >= layout.lines();
        int first = all ? 0 : Math.min(layout.lineOf(from), layout.lines() - fitting);
        double end = measures.top() + fitting * measures.lineHeight() - 1;
        double spare = all || rows > 0 ? room - 2 * measures.top() - lines * measures.lineHeight() : 0;
        var drawing = new StripDrawing(
                reading, Optional.empty(), 1, layout, measures, palette, selected, OptionalInt.empty(), given);
        pen.shift(
                0,
                above + Math.round(Math.max(0, spare / 2)),
                () -> drawing.draw(pen, width, end, first * measures.lineHeight()));
    }

    /** As large as lets all of the text in; or, where it has more lines than are wanted, as lets these take the room. */
    private double scale(StripMeasures.Style style, double full, double width, double room) {
        double scale = StripMeasures.fitting(style, whole.text(), least, most, STEP, width, room);
        boolean more = rows > 0
                && StripLayout.of(whole.text(), style.columns(scale, width)).lines() > rows;
        while (more && scale * STEP <= most) {
            StripMeasures larger = StripMeasures.of(style, scale * STEP, full, rows, room);
            if (2 * larger.top() + rows * larger.lineHeight() > room) {
                break;
            }
            scale *= STEP;
        }
        return scale;
    }
}
