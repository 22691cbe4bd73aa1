package blt4j.visualizer.pair;

import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.control.BytePieces;
import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.i18n.Messages;
import java.util.List;
import java.util.OptionalInt;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * The bytes over whose cost two models disagree most, each within what stands before it.
 *
 * @param picture whose pair and colours they are
 */
record Disagreements(PairPicture picture) implements Drawing {
    private static final double ROW = 25;
    private static final double HEAD = 30;
    private static final double GUTTER = 58;
    private static final double CONTEXT = 300;
    private static final int BEFORE = 22;

    static double height(double scale) {
        return (HEAD + PairPicture.MARKED * ROW + 10) * scale;
    }

    private double s(double pixels) {
        return pixels * picture.scale();
    }

    /** The byte of the row at a height. */
    OptionalInt byteAt(double y) {
        List<Integer> bytes = picture.pair().disagreements(PairPicture.MARKED);
        int row = (int) Math.floor((y - s(HEAD)) / s(ROW));
        return row >= 0 && row < bytes.size() ? OptionalInt.of(bytes.get(row)) : OptionalInt.empty();
    }

    @Override
    public void draw(Pen pen, double width, double height) {
        Pair pair = picture.pair();
        Palette palette = picture.palette();
        Messages messages = picture.messages();
        double left = s(GUTTER + CONTEXT + 30);
        double each = Math.max(s(120), (width - left - s(24)) / 2);
        Font head = Typeface.MEDIUM.at(s(13));
        pen.text(messages.get("pair.disagree"), s(GUTTER), s(20), head, Align.LEFT, palette.ink());
        pen.text(pair.first().name(), left, s(20), head, Align.LEFT, palette.ink());
        pen.text(pair.second().name(), left + each, s(20), head, Align.LEFT, palette.ink());
        List<Integer> bytes = pair.disagreements(PairPicture.MARKED);
        double most = bytes.stream()
                .mapToDouble(i -> Math.max(pair.first().bits(i), pair.second().bits(i)))
                .reduce(1, Math::max);
        for (int row = 0; row < bytes.size(); row++) {
            int index = bytes.get(row);
            double y = s(HEAD) + row * s(ROW);
            drawContext(pen, index, y);
            drawBits(pen, pair.first().bits(index), most, left, y, each, picture.color(true));
            drawBits(pen, pair.second().bits(index), most, left + each, y, each, picture.color(false));
        }
    }

    /** What the models had read last, and the byte. */
    private void drawContext(Pen pen, int index, double y) {
        Palette palette = picture.palette();
        byte[] text = picture.pair().text().bytes();
        int from = Math.max(0, index - BEFORE);
        while (from < index && (text[from] & 0xC0) == 0x80) {
            from++;
        }
        BytePieces before = BytePieces.of(java.util.Arrays.copyOfRange(text, from, index));
        int end = Math.min(text.length, index + 1);
        String actual = ByteLabel.visible(java.util.Arrays.copyOfRange(text, index, end));
        Font font = Typeface.MONO.at(s(14));
        Font strong = Typeface.MONO_STRONG.at(s(14));
        double right = s(GUTTER + CONTEXT);
        double wide = Math.max(s(15), Typeface.width(actual, strong) + s(6));
        pen.outline(right - wide, y + s(2), wide, s(ROW - 4), s(3), s(1.5), palette.accent());
        pen.text(actual, right - wide / 2, y + s(18), strong, Align.CENTER, palette.ink());
        before.draw(pen, right - wide - s(4), y + s(18), font, Align.RIGHT, palette.secondary());
    }

    private void drawBits(Pen pen, double bits, double most, double left, double y, double each, Color color) {
        double room = each - s(90);
        double wide = Math.max(s(1.5), bits / most * room);
        pen.fill(left, y + s(6), wide, s(ROW - 12), color);
        String figure = picture.messages().get("guess.bits", picture.messages().number(bits, 2));
        pen.text(
                figure,
                left + wide + s(8),
                y + s(17),
                Typeface.TEXT.at(s(13)),
                Align.LEFT,
                picture.palette().secondary());
    }
}
