package blt4j.samples;

import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws a file's entropy as a picture: a pixel a byte, in rows, from dark blue (foreseen) to yellow (a surprise). */
public final class EntropyPicture {
    private static final int COLUMNS = 128;
    private static final double BRIGHTEST = 4; // nats

    private EntropyPicture() {}

    /** {@code FILE PICTURE.png}. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: EntropyPicture FILE PICTURE.png");
            return;
        }
        byte[] bytes = Files.readAllBytes(Path.of(args[0]));
        BufferedImage picture = draw(BundledModels.defaultModel(), bytes);
        ImageIO.write(picture, "png", Path.of(args[1]).toFile());
    }

    static BufferedImage draw(Path model, byte[] bytes) {
        float[] entropies = entropies(model, bytes);
        int rows = Math.max(1, Math.ceilDiv(bytes.length, COLUMNS));
        BufferedImage picture = new BufferedImage(COLUMNS, rows, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < bytes.length; i++) {
            picture.setRGB(i % COLUMNS, i / COLUMNS, colour(entropies[i]));
        }
        return picture;
    }

    private static float[] entropies(Path model, byte[] bytes) {
        SessionOptions options =
                SessionOptions.ofCapacity(bytes.length).withEntropyModelAlone().withoutDistributions();
        try (Blt blt = Blt.open(model);
                Session session = Session.open(blt, options)) {
            session.append(bytes);
            return session.entropies();
        }
    }

    private static int colour(float entropy) {
        float share = (float) Math.clamp(entropy / BRIGHTEST, 0, 1);
        return Color.HSBtoRGB(0.66f - 0.5f * share, 1 - 0.4f * share, 0.25f + 0.75f * share);
    }
}
