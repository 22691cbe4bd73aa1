package blt4j.weights;

import blt4j.BltException;
import blt4j.MemoryShortage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory outside Java's heap, which the system may refuse. */
public final class NativeMemory {
    private static final long ALIGNMENT = 64;

    private NativeMemory() {}

    /**
     * Allocates memory that begins at a line of the processor's cache.
     *
     * @param arena owns it
     * @param bytes how much
     * @param what it is for, as a sentence names it
     * @return zeros
     * @throws BltException if the system refuses it
     */
    public static MemorySegment allocate(Arena arena, long bytes, String what) {
        try {
            return arena.allocate(bytes, ALIGNMENT);
        } catch (OutOfMemoryError e) {
            throw MemoryShortage.outsideHeap(what, bytes, e);
        }
    }
}
