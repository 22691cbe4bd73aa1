package blt4j.tokenizer;

import java.util.Arrays;

/**
 * The characters that stand for bytes in a byte-level vocabulary (GPT-2's): a printable byte of Latin-1 for itself, the
 * others in order for U+0100 and the characters after it. So a vocabulary of byte strings can be written in JSON.
 */
final class ByteCharacters {
    private static final int NONE = -1;
    private static final char[] CHARACTER = characters();
    private static final int[] BYTE = bytes();

    private ByteCharacters() {}

    private static char[] characters() {
        char[] characters = new char[256];
        char next = 0x100;
        for (int b = 0; b < characters.length; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            characters[b] = printable ? (char) b : next++;
        }
        return characters;
    }

    private static int[] bytes() {
        int[] bytes = new int[0x200];
        Arrays.fill(bytes, NONE);
        for (int b = 0; b < CHARACTER.length; b++) {
            bytes[CHARACTER[b]] = b;
        }
        return bytes;
    }

    /** The character of a byte, 0 to 255. */
    static char of(int b) {
        return CHARACTER[b];
    }

    /** The bytes of a vocabulary's string; empty where a character stands for none. */
    static byte[] bytesOf(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            int b = c < BYTE.length ? BYTE[c] : NONE;
            if (b == NONE) {
                return new byte[0];
            }
            bytes[i] = (byte) b;
        }
        return bytes;
    }
}
