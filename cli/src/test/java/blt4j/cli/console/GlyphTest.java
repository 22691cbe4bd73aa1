package blt4j.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.cli.console.Glyph.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlyphTest {
    @ParameterizedTest
    @CsvSource({
        "A, 1, A, 1",
        "é, 2, é, 1",
        "字, 3, 字, 2",
        "🦊, 4, 🦊, 2",
        "'\u0301', 2, '\u0301', 0",
        "'\u200D', 3, '\u200D', 0",
        "'\u001B', 1, ␛, 1",
        "'\u0000', 1, ␀, 1",
        "'\r', 1, ␍, 1",
        "'\u007F', 1, ␡, 1",
        "'\u0085', 2, \\u{85}, 6",
        "'\u202E', 3, \\u{202E}, 8",
        "'\u2028', 3, \\u{2028}, 8",
        "'\uE000', 3, \\u{E000}, 8",
    })
    void showsCharactersOrWhatStandsForThem(String character, int length, String shown, int columns) {
        Glyph glyph = Glyph.at(("x" + character + "y").getBytes(UTF_8), 1);
        assertEquals(1, glyph.begin());
        assertEquals(length, glyph.length());
        assertEquals(shown, glyph.text());
        assertEquals(columns, glyph.columns());
    }

    @Test
    void showsBytesThatAreNoCharacterOneByOne() {
        byte[] bytes = {(byte) 0xFF, (byte) 0xC0, (byte) 0xAF, (byte) 0xED, (byte) 0xA0, (byte) 0x80, (byte) 0xE5};
        for (int i = 0; i < bytes.length; i++) {
            Glyph glyph = Glyph.at(bytes, i);
            assertEquals(1, glyph.length());
            assertEquals("\\x%02X".formatted(bytes[i] & 0xFF), glyph.text());
            assertEquals(Kind.STAND_IN, glyph.kind());
        }
    }

    @Test
    void doesNotLookBeyondTheEndItIsGiven() {
        assertEquals(1, Glyph.at("字".getBytes(UTF_8), 0, 2).length());
    }

    @Test
    void nothingThatMovesTheCursorGetsThrough() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                continue;
            }
            Glyph glyph = Glyph.at(Character.toString(c).getBytes(UTF_8), 0);
            int character = c;
            assertTrue(
                    glyph.text().chars().noneMatch(Character::isISOControl),
                    () -> "U+" + Integer.toHexString(character) + " is shown as itself");
        }
    }
}
