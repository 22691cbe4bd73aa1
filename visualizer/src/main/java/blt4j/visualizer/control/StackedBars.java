package blt4j.visualizer.control;

import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import java.util.List;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * Horizontal bars on one scale, each made of parts.
 *
 * @param rows the bars
 * @param palette colours of words and lines
 * @param scale how much larger than by default
 */
public record StackedBars(List<Row> rows, Palette palette, double scale) {
    /**
     * A bar.
     *
     * @param name what stands at its left
     * @param parts its parts in order
     * @param figure what stands at its right
     * @param strong whether it is the one that matters
     */
    public record Row(String name, List<Part> parts, String figure, boolean strong) {
        /** Copies the list. */
        public Row {
            parts = List.copyOf(parts);
        }

        private double total() {
            return parts.stream().mapToDouble(Part::amount).sum();
        }
    }

    /** A part of a bar. */
    public record Part(double amount, Color color) {}

    private static final double ROW = 24;
    private static final double BAR = 14;

    /** Copies the list. */
    public StackedBars {
        rows = List.copyOf(rows);
    }

    /** How high all bars are together. */
    public static double height(int rows, double scale) {
        return rows * ROW * scale;
    }

    /** Where bars begin, and how much of the width the longest of them takes. */
    private record Room(double left, double length, double most) {}

    private Room room(double x, double width) {
        Font strong = Typeface.STRONG.at(13 * scale);
        double names = 0;
        double figures = 0;
        double most = 0;
        for (Row row : rows) {
            names = Math.max(names, Typeface.width(row.name(), strong));
            figures = Math.max(figures, Typeface.width(row.figure(), strong));
            most = Math.max(most, row.total());
        }
        return new Room(x + names + 12 * scale, Math.max(1, width - names - figures - 24 * scale), most);
    }

    /** Where the parts of a bar have their middles, from left to right; -1 for a part that there is nothing of. */
    public double[] middles(int index, double x, double width) {
        Room room = room(x, width);
        List<Part> parts = rows.get(index).parts();
        double[] middles = new double[parts.size()];
        double at = room.left();
        for (int i = 0; i < middles.length; i++) {
            double w = room.most() == 0 ? 0 : parts.get(i).amount() / room.most() * room.length();
            middles[i] = w > 0 ? at + w / 2 : -1;
            at += w;
        }
        return middles;
    }

    /** Draws the bars from y on. */
    public void draw(Pen pen, double x, double y, double width) {
        Font font = Typeface.TEXT.at(13 * scale);
        Font strong = Typeface.STRONG.at(13 * scale);
        Room room = room(x, width);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double middle = y + (i + 0.5) * ROW * scale;
            double baseline = middle + 4.5 * scale;
            pen.text(row.name(), x, baseline, row.strong() ? strong : font, Align.LEFT, palette.ink());
            double at = room.left();
            for (Part part : row.parts()) {
                double w = room.most() == 0 ? 0 : part.amount() / room.most() * room.length();
                pen.fill(at, middle - BAR * scale / 2, Math.max(0, w - 0.5), BAR * scale, part.color());
                at += w;
            }
            pen.text(
                    row.figure(),
                    at + 8 * scale,
                    baseline,
                    row.strong() ? strong : font,
                    Align.LEFT,
                    row.strong() ? palette.ink() : palette.secondary());
        }
    }
}
