package blt4j.analysis.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.vocabulary.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseTest {
    private final byte[] text =
            "The quick brown fox, älter als 中文 😀. ".repeat(80).getBytes(UTF_8);

    @Test
    void upperCaseAndAntSpeakLeaveNothingToChance() {
        assertEquals("A É SS", spoil(Noise.UPPER_CASE, "a é ß"));
        assertEquals("A   B C", spoil(Noise.ANT_SPEAK, "a bc"));
        assertEquals("E\u0301 X", spoil(Noise.ANT_SPEAK, "e\u0301x"));
        assertFalse(Noise.UPPER_CASE.hasRate());
    }

    private static String spoil(Noise noise, String text) {
        return new String(noise.apply(text.getBytes(UTF_8), 1), UTF_8);
    }

    @Test
    void ratesAreKept() {
        int characters = Utf8.glyphs(text).size();
        int dropped = characters - Utf8.glyphs(Noise.DROP.apply(text, 3)).size();
        assertEquals(0.1 * characters, dropped, 0.025 * characters);
        int repeated = Utf8.glyphs(Noise.REPEAT.apply(text, 3)).size() - characters;
        assertEquals(0.2 * 2 * characters, repeated, 0.06 * characters, "one to three more of each repeated one");
        String cased = new String(Noise.RANDOM_CASE.apply(text, 3), UTF_8);
        long letters = cased.codePoints()
                .filter(c -> Character.toLowerCase(c) != Character.toUpperCase(c))
                .count();
        long upper = cased.codePoints().filter(Character::isUpperCase).count();
        assertEquals(0.5 * letters, (double) upper, 0.05 * letters);
        assertEquals(0, Noise.DROP.apply(text, 1, 3).length);
        assertThrows(BltException.class, () -> Noise.DROP.apply(text, 1.5, 3));
    }

    @Test
    void typosTouchSomeLettersAndNothingElse() {
        String spoilt = new String(Noise.TYPOS.apply(text, 0.3, 3), UTF_8);
        assertFalse(spoilt.equals(new String(text, UTF_8)));
        assertEquals(count(text, ','), count(spoilt.getBytes(UTF_8), ','));
        assertEquals(count(text, ' '), count(spoilt.getBytes(UTF_8), ' '));
    }

    private static long count(byte[] bytes, char c) {
        return new String(bytes, UTF_8).chars().filter(x -> x == c).count();
    }

    @ParameterizedTest
    @EnumSource
    void isRepeatableAndKeepsTextText(Noise noise) {
        byte[] spoilt = noise.apply(text, 5);
        assertArrayEquals(spoilt, noise.apply(text, 5));
        assertTrue(Utf8.isValid(spoilt));
        assertFalse(java.util.Arrays.equals(spoilt, text));
        assertEquals(0, noise.apply(new byte[0], 5).length);
        byte[] broken = {(byte) 0xFF, (byte) 0xC3, 0, (byte) 0x80};
        byte[] kept = noise.apply(broken, 0, 5);
        assertArrayEquals(broken, kept, "bytes that are no UTF-8 stay");
    }
}
