package blt4j.visualizer.export;

import blt4j.visualizer.draw.Drawing;
import blt4j.visualizer.draw.Pen;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

/**
 * A view's main picture for a slide: 16 by 9, in large, without the window around it.
 *
 * @param content what is drawn, within margins
 * @param background the colour behind it
 */
public record Slide(Drawing content, Color background) {
    /** The width that drawings are made for; their pictures may have more pixels. */
    public static final int WIDTH = 1920;

    /** The height. */
    public static final int HEIGHT = 1080;

    private static final double MARGIN = 72;

    /** The slide with a line above, if there is one. */
    public Slide under(Optional<String> headline, Color ink) {
        return headline.map(line -> new Slide(new Headlined(line, content, ink), background))
                .orElse(this);
    }

    /** The slide in pixels; on the JavaFX thread. */
    public Image picture(int width, int height) {
        double scale = (double) width / WIDTH;
        return Exporter.picture(this::draw, WIDTH, height / scale, background, scale);
    }

    /**
     * Takes the slide now, on the JavaFX thread.
     *
     * @param file for an SVG if it is called so, else for a PNG
     * @param width in pixels, of a PNG
     * @param height in pixels, of a PNG
     * @return writes the file, on any thread
     */
    public Runnable writing(Path file, int width, int height) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
            String svg = Exporter.svg(this::draw, WIDTH, HEIGHT, background);
            return () -> Exporter.write(file, svg);
        }
        Image picture = picture(width, height);
        return () -> Exporter.png(picture, file);
    }

    private void draw(Pen pen, double width, double height) {
        pen.shift(MARGIN, MARGIN, () -> content.draw(pen, width - 2 * MARGIN, height - 2 * MARGIN));
    }
}
