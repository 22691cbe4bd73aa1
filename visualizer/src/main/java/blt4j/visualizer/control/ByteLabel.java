package blt4j.visualizer.control;

import blt4j.vocabulary.Utf8;
import blt4j.vocabulary.Vocabulary;
import java.util.List;
import java.util.Locale;

/** How bytes and characters are written so that each can be seen. */
public final class ByteLabel {
    /** Unseen characters that say which way a text runs; those that the toolkit's fonts know to be unseen. */
    private static final String RIGHT_TO_LEFT_MARK = "\u200F";

    private static final String RIGHTWARDS = "\u202A";
    private static final String END = "\u202C";

    private ByteLabel() {}

    /** Hexadecimal, two digits. */
    public static String hex(int value) {
        return String.format(Locale.ROOT, "%02X", value);
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
        return visible(bytes, false);
    }

    /**
     * The same for the screen: in a text that runs from right to left, signs and the hexadecimal of bytes that are no UTF-8
     * stand where its readers come to them, behind the letters before. Left alone, "D7" would be Latin and cut a word in two
     * halves that are read in the wrong order, and "90" a number that does not.
     */
    public static String line(byte[] bytes) {
        return visible(bytes, true);
    }

    private static String visible(byte[] bytes, boolean directed) {
        List<Utf8.Glyph> glyphs = Utf8.glyphs(bytes);
        boolean leftwards = directed
                && glyphs.stream()
                                .mapToInt(ByteLabel::direction)
                                .filter(d -> d != 0)
                                .findFirst()
                                .orElse(1)
                        < 0;
        StringBuilder text = new StringBuilder();
        boolean apart = false;
        for (Utf8.Glyph g : glyphs) {
            String shown = glyph(g, bytes[g.begin()] & 0xFF);
            boolean coded = shown.codePointCount(0, shown.length()) > 1;
            if (!text.isEmpty() && (coded || apart)) {
                text.append(' ');
            }
            leftwards = directed && (direction(g) == 0 ? leftwards : direction(g) < 0);
            text.append(leftwards ? amongLeftwards(shown, coded) : shown);
            apart = coded;
        }
        return text.toString();
    }

    /** Which way a character alone makes a text run: -1 for Hebrew and Arabic letters, 1 for other letters, 0 for the rest. */
    private static int direction(Utf8.Glyph glyph) {
        if (!glyph.valid()) {
            return 0;
        }
        return switch (Character.getDirectionality(glyph.codePoint())) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> -1;
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> 1;
            default -> 0;
        };
    }

    /** A sign as one of the letters around it, which run leftwards; several signs by themselves run rightwards. */
    private static String amongLeftwards(String shown, boolean coded) {
        if (coded) {
            return RIGHT_TO_LEFT_MARK + RIGHTWARDS + shown + END + RIGHT_TO_LEFT_MARK;
        }
        return switch (Character.getDirectionality(shown.codePointAt(0))) {
            case Character.DIRECTIONALITY_OTHER_NEUTRALS, Character.DIRECTIONALITY_WHITESPACE ->
                shown + RIGHT_TO_LEFT_MARK;
            default -> shown;
        };
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
