package blt4j.vocabulary;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The structure of UTF-8 (RFC 3629): which bytes may follow, and where the characters of a text lie. Bytes that are no
 * UTF-8 are no error anywhere here.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Utf8 {
    /** The most bytes of a character. */
    public static final int MAX_LENGTH = 4;

    private Utf8() {}

    /**
     * Where a reader of UTF-8 stands: between characters, or in one with bytes yet to come. Overlong forms, surrogates
     * and code points over U+10FFFF are ruled out by the second byte, so some states admit only part of the
     * continuation bytes.
     */
    public enum State {
        /** Between characters. */
        START(0, 0, 0),
        /** One more byte, any continuation. */
        ONE(1, 0x80, 0xBF),
        /** Two more bytes, the next one any continuation. */
        TWO(2, 0x80, 0xBF),
        /** After E0: lower would be overlong. */
        TWO_NOT_OVERLONG(2, 0xA0, 0xBF),
        /** After ED: higher would be a surrogate. */
        TWO_NO_SURROGATE(2, 0x80, 0x9F),
        /** Three more bytes, the next one any continuation. */
        THREE(3, 0x80, 0xBF),
        /** After F0: lower would be overlong. */
        THREE_NOT_OVERLONG(3, 0x90, 0xBF),
        /** After F4: higher would be over U+10FFFF. */
        THREE_IN_RANGE(3, 0x80, 0x8F);

        private final int remaining;
        private final int lowest;
        private final int highest;

        State(int remaining, int lowest, int highest) {
            this.remaining = remaining;
            this.lowest = lowest;
            this.highest = highest;
        }

        /** {@return how many bytes the character in progress still needs; 0 between characters} */
        public int remaining() {
            return remaining;
        }

        /** {@return whether a text may end here} */
        public boolean complete() {
            return this == START;
        }

        /**
         * {@return whether a byte continues valid UTF-8}
         *
         * @param b the byte; its sign is ignored
         */
        public boolean admits(byte b) {
            int value = b & 0xFF;
            return this == START
                    ? value < 0x80 || (value >= 0xC2 && value <= 0xF4)
                    : value >= lowest && value <= highest;
        }

        /**
         * {@return the state after a byte} A byte that is not admitted breaks off the character in progress and is
         * looked at as if it were the first; if it can be none, the state is {@link #START}.
         *
         * @param b that follows
         */
        public State next(byte b) {
            if (this != START && admits(b)) {
                return switch (remaining) {
                    case 3 -> TWO;
                    case 2 -> ONE;
                    default -> START;
                };
            }
            int value = b & 0xFF;
            return switch (value) {
                case 0xE0 -> TWO_NOT_OVERLONG;
                case 0xED -> TWO_NO_SURROGATE;
                case 0xF0 -> THREE_NOT_OVERLONG;
                case 0xF4 -> THREE_IN_RANGE;
                default -> value < 0xC2 || value > 0xF4 ? START : value < 0xE0 ? ONE : value < 0xF0 ? TWO : THREE;
            };
        }
    }

    /**
     * {@return the state after the ids of a text} Looks at no more than the last three.
     *
     * @param ids the text; a special id stands between characters
     * @param length how many of them count
     */
    public static State stateAfter(int[] ids, int length) {
        State state = State.START;
        for (int i = Math.max(0, length - MAX_LENGTH + 1); i < length; i++) {
            state = Vocabulary.isByte(ids[i]) ? state.next(Vocabulary.toByte(ids[i])) : State.START;
        }
        return state;
    }

    /**
     * {@return how many bytes at the end of a text are the beginning of a character that further bytes may complete:
     * 0 to 3} What a console holds back while a text is being written.
     *
     * @param bytes whose beginning is the text
     * @param length of the text, in bytes
     */
    public static int incompleteTail(byte[] bytes, int length) {
        State state = State.START;
        int tail = 0;
        for (int i = Math.max(0, length - MAX_LENGTH + 1); i < length; i++) {
            boolean continues = state != State.START && state.admits(bytes[i]);
            state = state.next(bytes[i]);
            tail = state == State.START ? 0 : continues ? tail + 1 : 1;
        }
        return tail;
    }

    /**
     * The length of the valid character that begins at a place.
     *
     * @param bytes a text
     * @param at where, from 0 to {@code bytes.length − 1}
     * @return 1 to 4, or 0 if no valid, complete character begins there
     */
    public static int characterLength(byte[] bytes, int at) {
        State state = State.START;
        for (int i = at; i < bytes.length && state.admits(bytes[i]); i++) {
            state = state.next(bytes[i]);
            if (state.complete()) {
                return i + 1 - at;
            }
        }
        return 0;
    }

    /**
     * {@return whether bytes are valid UTF-8 from beginning to end}
     *
     * @param bytes any
     */
    public static boolean isValid(byte[] bytes) {
        for (int i = 0; i < bytes.length; ) {
            int length = characterLength(bytes, i);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /**
     * {@return the characters of a text in order, without gaps: each valid one whole, bytes that belong to none
     * singly}
     *
     * @param bytes any
     */
    public static List<Glyph> glyphs(byte[] bytes) {
        return glyphs(bytes, 0, bytes.length);
    }

    /**
     * {@return the glyphs of the bytes {@code from} to {@code to − 1}, where a character cut at {@code to} is taken
     * singly}
     *
     * @param bytes any
     * @param from the first index, at a character's beginning
     * @param to one past the last index
     */
    public static List<Glyph> glyphs(byte[] bytes, int from, int to) {
        List<Glyph> glyphs = new ArrayList<>();
        for (int i = from; i < to; ) {
            int length = characterLength(bytes, i);
            boolean valid = length > 0 && i + length <= to;
            glyphs.add(valid ? new Glyph(i, length, codePoint(bytes, i, length)) : new Glyph(i, 1, Glyph.NO_CHARACTER));
            i += valid ? length : 1;
        }
        return glyphs;
    }

    private static int codePoint(byte[] bytes, int at, int length) {
        int codePoint = length == 1 ? bytes[at] : bytes[at] & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            codePoint = (codePoint << 6) | (bytes[at + i] & 0x3F);
        }
        return codePoint;
    }

    /**
     * A valid character, or a byte that belongs to none.
     *
     * @param begin where its first byte lies
     * @param length how many bytes it has, 1 to 4
     * @param codePoint its Unicode code point, or {@link #NO_CHARACTER}
     */
    public record Glyph(int begin, int length, int codePoint) {
        /** What stands for the code point of a byte that belongs to no character. */
        public static final int NO_CHARACTER = -1;

        /** {@return whether it is a character} */
        public boolean valid() {
            return codePoint != NO_CHARACTER;
        }

        /** {@return one past its last byte} */
        public int end() {
            return begin + length;
        }
    }
}
