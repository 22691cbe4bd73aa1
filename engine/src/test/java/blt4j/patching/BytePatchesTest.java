package blt4j.patching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BytePatchesTest {
    @Test
    void aBosAloneIsNoPatchOfBytes() {
        BytePatches bytes = new Patches(new int[] {0, 1, 3}, 6, true).inBytes();
        assertEquals(1, bytes.first());
        assertEquals(2, bytes.count());
        assertEquals(5, bytes.length());
        assertEquals(2.5, bytes.mean());
        assertArrayEquals(new int[] {2, 3}, bytes.lengths());
        assertEquals(0, bytes.begin(1));
        assertEquals(2, bytes.end(1));
        assertEquals(1, bytes.of(1));
        assertEquals(2, bytes.of(2));
        assertEquals(1, bytes.number(1));
        assertTrue(bytes.beginsAt(0));
        assertFalse(bytes.beginsAt(1));
        assertTrue(bytes.beginsAt(5));
    }

    @Test
    void aBosAmongBytesIsNotCounted() {
        BytePatches bytes = new Patches(new int[] {0, 4}, 6, false).inBytes();
        assertEquals(0, bytes.first());
        assertEquals(2, bytes.count());
        assertEquals(2.5, bytes.mean());
        assertArrayEquals(new int[] {3, 2}, bytes.lengths());
        assertEquals(0, bytes.begin(0));
        assertEquals(3, bytes.end(0));
        assertEquals(1, bytes.number(0));
        assertFalse(bytes.beginsAt(0));
    }

    @Test
    void anEmptyTextHasNone() {
        BytePatches bytes = new Patches(new int[] {0}, 1, true).inBytes();
        assertEquals(0, bytes.count());
        assertEquals(0, bytes.mean());
        assertArrayEquals(new int[0], bytes.lengths());
        assertEquals(0, new Patches(new int[0], 0, false).inBytes().count());
    }
}
