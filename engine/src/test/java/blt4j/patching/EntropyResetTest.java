package blt4j.patching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import blt4j.vocabulary.Vocabulary;
import org.junit.jupiter.api.Test;

class EntropyResetTest {
    private final int newline = Vocabulary.id((byte) '\n');
    private final int[] ids = {1, 70, newline, newline, 71, Vocabulary.EOS, 1, 72, newline};

    @Test
    void contextsBeginAfterWhatEndsThem() {
        assertArrayEquals(new int[9], EntropyReset.NEVER.firstVisible(ids));
        assertArrayEquals(new int[] {0, 0, 0, 3, 4, 4, 4, 4, 4}, new EntropyReset(true, false).firstVisible(ids));
        assertArrayEquals(new int[] {0, 0, 0, 0, 0, 0, 6, 6, 6}, new EntropyReset(false, true).firstVisible(ids));
        assertArrayEquals(new int[] {0, 0, 0, 3, 4, 4, 6, 6, 6}, new EntropyReset(true, true).firstVisible(ids));
    }
}
