package blt4j.vocabulary;

import java.nio.charset.StandardCharsets;
import org.apiguardian.api.API;

/**
 * The vocabulary of the published models: four special ids, then the 256 bytes.
 *
 * <p>Byte {@code b} (0 to 255) has the id {@code b + 4}. A prompt is {@link #BOS} followed by its bytes.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Vocabulary {
    /** Beginning of example: pads what lies before a text. */
    public static final int BOE = 0;
    /** Beginning of sequence: stands before every text. */
    public static final int BOS = 1;
    /** End of sequence: closes a document. */
    public static final int EOS = 2;
    /** The delimiter that BPE patching inserts; no published model uses it. */
    public static final int BPE_DELIMITER = 3;
    /** The id of byte 0. */
    public static final int BYTE_OFFSET = 4;
    /** The number of ids. */
    public static final int SIZE = 260;

    private Vocabulary() {}

    /**
     * {@return the id of a byte; the byte's sign is ignored}
     *
     * @param b any
     */
    public static int id(byte b) {
        return (b & 0xFF) + BYTE_OFFSET;
    }

    /**
     * {@return whether an id stands for a byte, and not for a special symbol}
     *
     * @param id any number
     */
    public static boolean isByte(int id) {
        return id >= BYTE_OFFSET && id < SIZE;
    }

    /**
     * {@return the byte of an id}
     *
     * @param id from {@link #BYTE_OFFSET} on
     * @throws IllegalArgumentException if the id is not that of a byte
     */
    public static byte toByte(int id) {
        if (!isByte(id)) {
            throw new IllegalArgumentException("id " + id + " is not a byte; bytes have the ids 4 to 259");
        }
        return (byte) (id - BYTE_OFFSET);
    }

    /**
     * {@return the ids of bytes, without a {@link #BOS}}
     *
     * @param bytes any
     */
    public static int[] ids(byte[] bytes) {
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = id(bytes[i]);
        }
        return ids;
    }

    /**
     * {@return the ids of a text's UTF-8 bytes, without a {@link #BOS}}
     *
     * @param text any
     */
    public static int[] ids(String text) {
        return ids(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return the ids of a prompt: {@link #BOS}, then its bytes}
     *
     * @param bytes any
     */
    public static int[] prompt(byte[] bytes) {
        int[] ids = new int[bytes.length + 1];
        ids[0] = BOS;
        for (int i = 0; i < bytes.length; i++) {
            ids[i + 1] = id(bytes[i]);
        }
        return ids;
    }
}
