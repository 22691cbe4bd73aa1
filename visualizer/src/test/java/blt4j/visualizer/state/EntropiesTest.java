package blt4j.visualizer.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EntropiesTest {
    private static final Entropies BEFORE = Entropies.read(ByteText.of("abcdef"), new float[] {0, 1, 2, 3, 4, 5, 6});

    @Test
    void whatStandsBehindAnInsertionMovesWithItsBytes() {
        Entropies carried = Entropies.carried(ByteText.of("abXcdef"), new float[] {0, 1, 2, 9}, BEFORE);
        assertEquals(7, carried.read());
        assertEquals(3, carried.settled());
        assertFalse(carried.complete());
        assertArrayEqualsTo(carried, 0, 1, 2, 9, 3, 4, 5, 6);
        assertEquals(9, carried.highest());
        assertEquals(8, carried.ids().length);
    }

    @Test
    void whatStandsBehindARemovalMovesWithItsBytes() {
        Entropies carried = Entropies.carried(ByteText.of("abef"), new float[] {0, 1, 2}, BEFORE);
        assertArrayEqualsTo(carried, 0, 1, 2, 5, 6);
    }

    /** Bytes that the text before the edit did not have are told when they have been read. */
    @Test
    void nothingIsCarriedBeforeTheEditHasBeenRead() {
        Entropies carried = Entropies.carried(ByteText.of("abXYZcdef"), new float[] {0, 1, 2, 9}, BEFORE);
        assertEquals(3, carried.read());
        assertEquals(3, carried.settled());
        assertTrue(Entropies.carried(ByteText.of("xyz"), new float[] {0, 1, 2, 9}, BEFORE)
                .complete());
    }

    private static void assertArrayEqualsTo(Entropies entropies, float... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], entropies.of(i), "at " + i);
        }
        assertEquals(expected.length, entropies.values().length);
    }
}
