package blt4j.visualizer.export;

import blt4j.BltException;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** An MP4 by ffmpeg, which gets the pictures through its standard input. */
final class Mp4Writer implements Movies.Writer {
    private final Process ffmpeg;
    private final OutputStream frames;

    Mp4Writer(Path file, int width, int height, int millis) {
        List<String> command = List.of(
                "ffmpeg",
                "-loglevel",
                "error",
                "-y",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "bgr24",
                "-s",
                width + "x" + height,
                "-framerate",
                String.format(Locale.ROOT, "%.3f", 1000.0 / millis),
                "-i",
                "-",
                "-vf",
                "pad=ceil(iw/2)*2:ceil(ih/2)*2",
                "-pix_fmt",
                "yuv420p",
                "-movflags",
                "+faststart",
                file.toString());
        try {
            ffmpeg = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new BltException(
                    "An MP4 takes ffmpeg, which is not to be found here; a .png or a .gif does without.", e);
        }
        frames = new BufferedOutputStream(ffmpeg.getOutputStream());
    }

    @Override
    public void add(BufferedImage frame) throws IOException {
        byte[] row = new byte[3 * frame.getWidth()];
        for (int y = 0; y < frame.getHeight(); y++) {
            for (int x = 0; x < frame.getWidth(); x++) {
                int rgb = frame.getRGB(x, y);
                row[3 * x] = (byte) rgb;
                row[3 * x + 1] = (byte) (rgb >> 8);
                row[3 * x + 2] = (byte) (rgb >> 16);
            }
            frames.write(row);
        }
    }

    @Override
    public void close() throws IOException {
        frames.close();
        String said = new String(ffmpeg.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (ffmpeg.waitFor() != 0) {
                throw new IOException("ffmpeg says: " + said);
            }
        } catch (InterruptedException e) {
            ffmpeg.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
