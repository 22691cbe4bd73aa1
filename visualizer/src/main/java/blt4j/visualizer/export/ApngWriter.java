package blt4j.visualizer.export;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/**
 * An animated PNG (W3C PNG, third edition): the chunks that the platform writes for each picture, put together. Whoever does
 * not know animations shows the first picture.
 */
final class ApngWriter implements Movies.Writer {
    private static final int SIGNATURE = 8;

    /** A chunk's length, name and checksum. */
    private static final int AROUND = 12;

    private final DataOutputStream out;
    private final int frames;
    private final int millis;
    private int sequence;
    private int added;

    ApngWriter(Path file, int frames, int millis) throws IOException {
        this.out = new DataOutputStream(new java.io.BufferedOutputStream(Files.newOutputStream(file)));
        this.frames = frames;
        this.millis = millis;
    }

    @Override
    public void add(BufferedImage frame) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ImageIO.write(frame, "png", whole);
        byte[] png = whole.toByteArray();
        if (added == 0) {
            out.write(png, 0, SIGNATURE);
        }
        for (int at = SIGNATURE; at < png.length; ) {
            int length = ByteBuffer.wrap(png).getInt(at);
            String name = new String(png, at + 4, 4, StandardCharsets.US_ASCII);
            byte[] data = Arrays.copyOfRange(png, at + 8, at + 8 + length);
            if (name.equals("IHDR") && added == 0) {
                chunk("IHDR", data);
                chunk("acTL", ByteBuffer.allocate(8).putInt(frames).putInt(0).array());
            }
            if (name.equals("IHDR")) {
                control(frame);
            } else if (name.equals("IDAT") && added == 0) {
                chunk("IDAT", data);
            } else if (name.equals("IDAT")) {
                chunk(
                        "fdAT",
                        ByteBuffer.allocate(4 + length)
                                .putInt(sequence++)
                                .put(data)
                                .array());
            }
            at += AROUND + length;
        }
        added++;
    }

    /** How long a picture is shown, and where: everywhere. */
    private void control(BufferedImage frame) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(26)
                .putInt(sequence++)
                .putInt(frame.getWidth())
                .putInt(frame.getHeight())
                .putInt(0)
                .putInt(0)
                .putShort((short) millis)
                .putShort((short) 1000)
                .put((byte) 0)
                .put((byte) 0);
        chunk("fcTL", data.array());
    }

    private void chunk(String name, byte[] data) throws IOException {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(type);
        sum.update(data);
        out.writeInt(data.length);
        out.write(type);
        out.write(data);
        out.writeInt((int) sum.getValue());
    }

    @Override
    public void close() throws IOException {
        chunk("IEND", new byte[0]);
        out.close();
    }
}
