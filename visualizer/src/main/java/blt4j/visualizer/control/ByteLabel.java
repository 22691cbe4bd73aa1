package blt4j.visualizer.control;

import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.HexFormat;
import java.util.Locale;

/** How bytes and characters are written so that each can be seen. */
public final class ByteLabel {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private ByteLabel() {}

    /** Hexadecimal, two digits. */
    public static String hex(int value) {
        return value <= 0xFF
                ? HEX.toHexDigits((byte) value)
                : Integer.toHexString(value).toUpperCase(Locale.ROOT);
    }

    /** A character as one visible glyph; spaces and controls by their signs, a byte without a character in hex. */
    public static String glyph(Utf8.Glyph glyph, int firstByte) {
        if (!glyph.valid()) {
            return hex(firstByte);
        }
        int c = glyph.codePoint();
        return switch (c) {
            case ' ' -> "␣";
            case '\n' -> "↵";
            case '\t' -> "⇥";
            default -> c < 0x20 || c == 0x7F ? hex(c) : invisible(c) ? "U+" + hex(c) : Character.toString(c);
        };
    }

    /** Bytes as visible glyphs, one after another; what is no character of one letter stands apart from its neighbours. */
    public static String visible(byte[] bytes) {
        return BytePieces.of(bytes).text();
    }

    private static boolean invisible(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.FORMAT
                || type == Character.CONTROL
                || type == Character.SPACE_SEPARATOR
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.PRIVATE_USE
                || type == Character.UNASSIGNED;
    }

    /** Whether a glyph stands for something that leaves no ink. */
    public static boolean blank(Utf8.Glyph glyph) {
        return glyph.valid() && (glyph.codePoint() <= ' ' || glyph.codePoint() == 0x7F || invisible(glyph.codePoint()));
    }

    /** An id of the vocabulary by itself: the character where a byte is one, hex where it is not, specials by name. */
    public static String id(int id) {
        if (!Vocabulary.isByte(id)) {
            return switch (id) {
                case Vocabulary.BOE -> "BOE";
                case Vocabulary.BOS -> "BOS";
                case Vocabulary.EOS -> "EOS";
                default -> "BPE";
            };
        }
        int value = id - Vocabulary.BYTE_OFFSET;
        return value < 0x80 ? glyph(new Utf8.Glyph(0, 1, value), value) : hex(value);
    }
}
