package blt4j.patching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import blt4j.vocabulary.Vocabulary;
import org.junit.jupiter.api.Test;

class ContextResetTest {
    private final int newline = Vocabulary.id((byte) '\n');
    private final int[] ids = {1, 70, newline, newline, 71, Vocabulary.EOS, 1, 72, newline};

    @Test
    void contextsBeginAfterWhatEndsThem() {
        assertArrayEquals(new int[9], ContextReset.NEVER.firstVisible(ids));
        assertArrayEquals(new int[] {0, 0, 0, 3, 4, 4, 4, 4, 4}, new ContextReset(true, false).firstVisible(ids));
        assertArrayEquals(new int[] {0, 0, 0, 0, 0, 0, 6, 6, 6}, new ContextReset(false, true).firstVisible(ids));
        assertArrayEquals(new int[] {0, 0, 0, 3, 4, 4, 6, 6, 6}, new ContextReset(true, true).firstVisible(ids));
    }

    @Test
    void theFirstPatchAfterOneWithAnEosBeginsAnew() {
        int[] ids = {Vocabulary.BOS, 4, 5, Vocabulary.EOS, 6, 7, 8};
        Patches patches = new Patches(new int[] {0, 1, 3, 5}, 7, false);
        assertArrayEquals(new int[] {0, 0, 0, 3}, ContextReset.ofDocuments(true).firstVisiblePatches(ids, patches, 4));
        assertArrayEquals(new int[4], ContextReset.ofDocuments(false).firstVisiblePatches(ids, patches, 4));
    }
}
