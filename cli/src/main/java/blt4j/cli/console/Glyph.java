package blt4j.cli.console;

import blt4j.vocabulary.Utf8;
import org.jline.utils.WCWidth;

/**
 * What a terminal is shown for a character, or for a byte that is none. Nothing that a text holds reaches the terminal
 * as a command: control characters, invisible ones that reorder text, and bytes that are no UTF-8 have stand-ins.
 *
 * @param begin the offset of the character's first byte
 * @param length its bytes
 * @param text what is shown; one blank for a newline or tab
 * @param columns how wide that is
 * @param kind what it is
 */
public record Glyph(int begin, int length, String text, int columns, Kind kind) {
    /** What a glyph is. */
    public enum Kind {
        /** A character that is shown as itself. */
        CHARACTER,
        /** A character or byte that something harmless is shown for. */
        STAND_IN,
        /** A line feed. */
        NEWLINE,
        /** A tab. */
        TAB
    }

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int CONTROL_PICTURES = 0x2400;
    private static final String DELETE_PICTURE = "\u2421";

    /** The offset after its last byte. */
    public int end() {
        return begin + length;
    }

    /** The glyph that begins at a byte. */
    public static Glyph at(byte[] bytes, int begin) {
        return at(bytes, begin, bytes.length);
    }

    /** The glyph that begins at a byte of a text that ends before the byte {@code end}. */
    public static Glyph at(byte[] bytes, int begin, int end) {
        int length = Utf8.characterLength(bytes, begin);
        if (length == 0 || begin + length > end) {
            return standIn(begin, 1, "\\x%02X".formatted(bytes[begin] & 0xFF));
        }
        int character = Utf8.glyphs(bytes, begin, begin + length).getFirst().codePoint();
        if (character == '\n' || character == '\t') {
            return new Glyph(begin, length, " ", 1, character == '\n' ? Kind.NEWLINE : Kind.TAB);
        }
        if (character < ' ') {
            return standIn(begin, length, Character.toString(CONTROL_PICTURES + character));
        }
        if (character == 0x7F) {
            return standIn(begin, length, DELETE_PICTURE);
        }
        if (!isHarmless(character)) {
            return standIn(begin, length, "\\u{%X}".formatted(character));
        }
        int width = Math.max(0, WCWidth.wcwidth(character));
        return new Glyph(begin, length, Character.toString(character), width, Kind.CHARACTER);
    }

    private static Glyph standIn(int begin, int length, String text) {
        return new Glyph(begin, length, text, text.length(), Kind.STAND_IN);
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.FORMAT -> character == ZERO_WIDTH_JOINER || character == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }
}
