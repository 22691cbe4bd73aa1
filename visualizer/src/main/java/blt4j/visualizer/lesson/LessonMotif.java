package blt4j.visualizer.lesson;

import blt4j.stage.Stage;
import blt4j.visualizer.draw.DrawingCanvas;
import blt4j.visualizer.draw.Palette;
import blt4j.visualizer.draw.Pen;
import blt4j.visualizer.draw.Pen.Align;
import blt4j.visualizer.draw.Typeface;
import blt4j.visualizer.state.AppModel;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/** The little picture on a lesson's card: a sketch of what the lesson is about, not of any model's figures. */
final class LessonMotif {
    private static final double UNIT = 22;
    private static final double WIDTH = 380;
    private static final double HEIGHT = 112;

    /** Letters with the height of their bars, 0 to 1; a letter over the line begins a patch. */
    private record Column(String glyph, double height) {}

    private final Palette palette;
    private final double scale;
    private final Pen pen;
    private final double width;
    private final double height;

    private LessonMotif(Palette palette, double scale, Pen pen, double width, double height) {
        this.palette = palette;
        this.scale = scale;
        this.pen = pen;
        this.width = width;
        this.height = height;
    }

    /** The picture of a lesson that comes with the window. */
    static Node of(String lesson, AppModel model) {
        DrawingCanvas canvas = new DrawingCanvas((pen, width, height) ->
                new LessonMotif(model.palette().getValue(), size(width, height), pen, width, height).draw(lesson));
        canvas.getStyleClass().add("motif");
        var inWindow = canvas.sceneProperty().map(scene -> true).orElse(false);
        model.palette().when(inWindow).subscribe(p -> canvas.redraw());
        model.scale().when(inWindow).subscribe(s -> {
            canvas.setMinHeight(HEIGHT * s.doubleValue());
            canvas.setPrefHeight(HEIGHT * s.doubleValue());
        });
        canvas.setMouseTransparent(true);
        return canvas;
    }

    private static double size(double width, double height) {
        return Math.min(width / WIDTH, height / HEIGHT);
    }

    private void draw(String lesson) {
        switch (lesson) {
            case "why-bytes" -> drawBytes();
            case "entropy" -> drawColumns(columns("queen of", 0.8, 0.06, 0.5, 0.2, 0.3, 0.12, 0.75, 0.15), false);
            case "boundaries" -> drawColumns(columns("a patch b", 0.9, 0.3, 0.85, 0.5, 0.3, 0.2, 0.12, 0.1, 0.8), true);
            case "compute" -> drawBars();
            case "noise" -> drawNoise();
            case "scripts" -> drawScripts();
            case "class" -> drawColumns(columns("what ne?", 0.85, 0.3, 0.15, 0.1, 0.45, 0.8, 0.4, 0), false);
            default -> drawColumns(columns("bytes", 0.8, 0.3, 0.6, 0.2, 0.1), true);
        }
    }

    private static List<Column> columns(String text, double... heights) {
        return java.util.stream.IntStream.range(0, heights.length)
                .mapToObj(i -> new Column(text.substring(i, i + 1), heights[i]))
                .toList();
    }

    private double s(double pixels) {
        return pixels * scale;
    }

    private Font mono(double size) {
        return Typeface.MONO.at(size * scale);
    }

    /** A character above the bytes that it is made of. */
    private void drawBytes() {
        String[][] characters = {{"A", "41"}, {"ï", "C3", "AF"}, {"☕", "E2", "98", "95"}, {"z", "7A"}};
        double unit = s(UNIT * 1.5);
        double x = (width - unit * 7 - 3 * s(10)) / 2;
        double y = height / 2 - s(4);
        for (int c = 0; c < characters.length; c++) {
            int bytes = characters[c].length - 1;
            Color band = c % 2 == 0 ? palette.bandA() : palette.bandB();
            pen.text(
                    characters[c][0],
                    x + bytes * unit / 2,
                    y - s(13),
                    Typeface.TEXT.at(s(20)),
                    Align.CENTER,
                    palette.ink());
            pen.fillRound(x, y, bytes * unit, s(28), s(4), band);
            for (int b = 0; b < bytes; b++) {
                pen.text(characters[c][b + 1], x + (b + 0.5) * unit, y + s(19), mono(13), Align.CENTER, palette.ink());
            }
            x += bytes * unit + s(10);
        }
    }

    /** Bars over letters; with a line that decides where patches begin, if patches are the subject. */
    private void drawColumns(List<Column> columns, boolean patches) {
        double unit = s(UNIT * 1.25);
        double left = (width - unit * columns.size()) / 2;
        double most = s(60);
        double ground = height / 2 + s(16); // of bars and letters together the middle
        double line = 0.66;
        int patch = 0;
        for (int i = 0; i < columns.size(); i++) {
            boolean begins = columns.get(i).height() > line;
            patch += begins ? 1 : 0;
            double x = left + i * unit;
            double bar = columns.get(i).height() * most;
            Color color = patches && begins ? palette.high() : palette.low();
            pen.fill(x + s(3), ground - bar, unit - s(6), bar, color);
            Color band = patches ? (patch % 2 == 0 ? palette.bandB() : palette.bandA()) : palette.bandA();
            pen.fill(x, ground + s(4), unit + 0.4, s(24), band);
            if (patches && begins) {
                pen.fill(x, ground + s(4), s(2), s(24), palette.high());
            }
            String glyph =
                    columns.get(i).glyph().equals(" ") ? "␣" : columns.get(i).glyph();
            Color ink = glyph.equals("␣") ? palette.faint() : palette.ink();
            pen.text(glyph, x + unit / 2, ground + s(21), mono(14.5), Align.CENTER, ink);
        }
        if (patches) {
            double y = ground - line * most;
            pen.dashed(left - s(8), y, left + unit * columns.size() + s(8), y, 1.4, 4, palette.threshold());
            pen.dot(left - s(10), y, s(3.5), palette.threshold());
        }
    }

    /** Bars of work, the large transformer's part shrinking. */
    private void drawBars() {
        double[] latent = {150, 84, 42};
        double left = (width - s(198)) / 2;
        for (int i = 0; i < latent.length; i++) {
            double x = left;
            double y = (height - s(75)) / 2 + i * s(29);
            for (Stage stage : Stage.values()) {
                double part = s(
                        switch (stage) {
                            case ENTROPY_MODEL -> i == 0 ? 0 : 26;
                            case LATENT_TRANSFORMER -> latent[i];
                            case LOCAL_ENCODER, LOCAL_DECODER -> 24;
                        });
                pen.fill(x, y, Math.max(0, part - 1), s(17), palette.stage(stage));
                x += part;
            }
        }
    }

    /** A word and what a slip makes of it: tokens change, most bytes do not. */
    private void drawNoise() {
        String[] words = {"mistake", "mitsake"};
        double unit = s(UNIT * 1.3);
        double left = (width - unit * words[0].length()) / 2;
        for (int w = 0; w < words.length; w++) {
            double y = (height - s(70)) / 2 + w * s(40);
            for (int i = 0; i < words[w].length(); i++) {
                boolean changed = words[0].charAt(i) != words[w].charAt(i);
                double x = left + i * unit;
                pen.fill(x, y, unit + 0.4, s(30), changed ? palette.bandB() : palette.bandA());
                Color ink = changed ? palette.accent() : palette.ink();
                pen.text(words[w].substring(i, i + 1), x + unit / 2, y + s(20.5), mono(15), Align.CENTER, ink);
            }
        }
    }

    /** One idea in many scripts. */
    private void drawScripts() {
        String[] signs = {"灯", "دی", "द", "ñ", "{ }", "ACGT"};
        double gap = s(12);
        double[] widths = {44, 44, 44, 36, 48, 70};
        double total = java.util.Arrays.stream(widths).map(this::s).sum() + gap * (widths.length - 1);
        double x = (width - total) / 2;
        for (int i = 0; i < signs.length; i++) {
            double w = s(widths[i]);
            pen.fillRound(x, height / 2 - s(24), w, s(48), s(7), i % 2 == 0 ? palette.bandA() : palette.bandB());
            Font font = i < 4 ? Typeface.TEXT.at(s(22)) : mono(16);
            pen.text(signs[i], x + w / 2, height / 2 + s(8), font, Align.CENTER, palette.ink());
            x += w + gap;
        }
    }
}
