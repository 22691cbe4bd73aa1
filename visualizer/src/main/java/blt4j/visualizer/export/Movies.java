package blt4j.visualizer.export;

import blt4j.BltException;
import blt4j.visualizer.draw.Drawing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;
import javafx.scene.paint.Color;

/** Writes pictures that move: animated PNG and GIF, and MP4 where there is ffmpeg. */
public final class Movies {
    private Movies() {}

    /** Takes a file's pictures one after another. */
    interface Writer extends AutoCloseable {
        void add(BufferedImage frame) throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Writes an animation as slides; on the JavaFX thread, as its pictures are drawn there.
     *
     * @param file its name's end tells the format: {@code .png}, {@code .gif} or {@code .mp4}
     * @param background behind every picture
     * @param width of each, in pixels
     * @param height of each
     * @throws BltException if the format is another, there is no ffmpeg for it, or the file cannot be written
     */
    public static void write(Animation animation, Path file, Color background, int width, int height) {
        IntFunction<Drawing> frame = animation.frame();
        try (Writer out = writer(animation, file, width, height)) {
            for (int i = 0; i < animation.frames(); i++) {
                Slide slide = new Slide(frame.apply(i), background);
                out.add(Exporter.buffered(slide.picture(width, height)));
            }
        } catch (IOException e) {
            throw new BltException("The file " + file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static Writer writer(Animation animation, Path file, int width, int height) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png") || name.endsWith(".apng")) {
            return new ApngWriter(file, animation.frames(), animation.millis());
        }
        if (name.endsWith(".gif")) {
            return new GifWriter(file, animation.millis());
        }
        if (name.endsWith(".mp4")) {
            return new Mp4Writer(file, width, height, animation.millis());
        }
        throw new BltException("A picture that moves is a .png, a .gif or an .mp4, not " + file.getFileName() + ".");
    }
}
