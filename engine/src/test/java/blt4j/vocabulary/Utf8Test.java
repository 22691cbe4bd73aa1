package blt4j.vocabulary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.vocabulary.Utf8.Glyph;
import blt4j.vocabulary.Utf8.State;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void everyCodePointIsOneCharacterAndItsBeginningsAreIncomplete() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] bytes = Character.toString(codePoint).getBytes(UTF_8);
            State state = State.START;
            for (int i = 0; i < bytes.length; i++) {
                if (!state.admits(bytes[i]) || state.remaining() != (i == 0 ? 0 : bytes.length - i)) {
                    throw new AssertionError("U+" + Integer.toHexString(codePoint) + " at " + i + ": " + state);
                }
                state = state.next(bytes[i]);
            }
            if (state != State.START || !Utf8.glyphs(bytes).equals(List.of(new Glyph(0, bytes.length, codePoint)))) {
                throw new AssertionError("U+" + Integer.toHexString(codePoint));
            }
        }
    }

    /** Counts all valid characters by walking what the states admit: neither more nor fewer than Unicode has. */
    @Test
    void theStatesAdmitNothingElse() {
        assertEquals(0x110000 - 0x800, count(State.START, 0));
    }

    private static int count(State state, int depth) {
        int count = 0;
        for (int b = 0; b < 256; b++) {
            if (state.admits((byte) b)) {
                State next = state.next((byte) b);
                count += next.complete() ? 1 : count(next, depth + 1);
            }
        }
        assertTrue(depth < Utf8.MAX_LENGTH);
        return count;
    }

    @Test
    void validityIsThatOfTheJdk() {
        Random random = new Random(5);
        int valid = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            byte[] bytes = randomBytes(random);
            boolean expected = jdkAccepts(bytes);
            valid += expected ? 1 : 0;
            assertEquals(expected, Utf8.isValid(bytes), () -> Arrays.toString(bytes));
            assertEquals(expected, Utf8.glyphs(bytes).stream().allMatch(Glyph::valid));
        }
        assertTrue(valid > 1000, "valid texts among the trials: " + valid);
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Half of them whole characters, half of them spoilt. */
    private static byte[] randomBytes(Random random) {
        String[] characters = {"a", "é", "€", "中", "😀", "\uFFFD", "\uD7FF", "\uE000", "\n"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(characters[random.nextInt(characters.length)]);
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        if (random.nextBoolean()) {
            int[] telling = {0x80, 0xC0, 0xC1, 0xE0, 0xED, 0xA0, 0xF0, 0x8F, 0xF4, 0x90, 0xF5, 0xFF, 0x41};
            bytes[random.nextInt(bytes.length)] = (byte) telling[random.nextInt(telling.length)];
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    @Test
    void glyphsCoverTheTextAndShowInvalidBytesSingly() {
        byte[] bytes = {
            'a', (byte) 0xE2, (byte) 0x82, (byte) 0xAC, (byte) 0xE2, (byte) 0x82, 'b', (byte) 0xFF, (byte) 0xC3
        };
        List<Glyph> expected = List.of(
                new Glyph(0, 1, 'a'),
                new Glyph(1, 3, '€'),
                new Glyph(4, 1, Glyph.NO_CHARACTER),
                new Glyph(5, 1, Glyph.NO_CHARACTER),
                new Glyph(6, 1, 'b'),
                new Glyph(7, 1, Glyph.NO_CHARACTER),
                new Glyph(8, 1, Glyph.NO_CHARACTER));
        assertEquals(expected, Utf8.glyphs(bytes));
        assertEquals(List.of(new Glyph(1, 1, -1), new Glyph(2, 1, -1)), Utf8.glyphs(bytes, 1, 3));
    }

    @Test
    void theTailOfAnUnfinishedTextIsKnown() {
        byte[] bytes = "x😀".getBytes(UTF_8);
        int[] tails = {0, 0, 1, 2, 3, 0};
        int[] ids = Vocabulary.ids(bytes);
        for (int length = 0; length <= bytes.length; length++) {
            assertEquals(tails[length], Utf8.incompleteTail(bytes, length));
            State state = Utf8.stateAfter(ids, length);
            assertEquals(tails[length] == 0 ? 0 : 4 - tails[length], state.remaining());
        }
        byte[] broken = {(byte) 0xF0, (byte) 0x9F, 'x', (byte) 0xE2, (byte) 0xC3};
        assertEquals(1, Utf8.incompleteTail(broken, 5), "the newest beginning alone may still be completed");
        assertEquals(0, Utf8.incompleteTail(new byte[] {(byte) 0xE0, (byte) 0x80}, 2));
        assertEquals(State.START, Utf8.stateAfter(new int[] {4 + 0xF0, Vocabulary.EOS}, 2));
    }

    @Test
    void statesRecoverFromAnyPrefix() {
        Random random = new Random(6);
        for (int trial = 0; trial < 5_000; trial++) {
            byte[] bytes = randomBytes(random);
            int[] ids = Vocabulary.ids(bytes);
            State state = State.START;
            for (int i = 0; i < bytes.length; i++) {
                state = state.next(bytes[i]);
                // What lies more than three bytes back has no say.
                assertEquals(state, Utf8.stateAfter(ids, i + 1));
            }
        }
        assertFalse(State.START.admits((byte) 0xC1));
    }
}
