package blt4j;

import java.util.Locale;
import org.apiguardian.api.API;

/** What is said where memory does not suffice: what was asked for, how much it takes, and what helps. */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class MemoryShortage {
    private static final long MIB = 1L << 20;

    private MemoryShortage() {}

    /**
     * {@return what to throw where Java's heap has no room for a text}
     *
     * @param capacity the bytes that the text may have
     * @param needed the bytes of memory that it takes at its fullest
     * @param e how the heap said so
     */
    public static BltException ofText(int capacity, long needed, OutOfMemoryError e) {
        return new BltException(
                String.format(
                        Locale.ROOT,
                        "The memory does not suffice for a text of %,d bytes, which takes up to %,d MiB; Java's heap has"
                                + " %,d MiB in all. Give a shorter text, or Java more memory (-Xmx).",
                        capacity,
                        Math.ceilDiv(needed, MIB),
                        Runtime.getRuntime().maxMemory() / MIB),
                e);
    }

    /**
     * {@return what to throw where the system refused memory outside the heap}
     *
     * @param what it was for
     * @param bytes that were asked for
     * @param e how the system said so
     */
    public static BltException outsideHeap(String what, long bytes, Throwable e) {
        return new BltException(
                String.format(
                        Locale.ROOT,
                        "The system refused %,d MiB of memory for %s: the machine has no more, or a limit of the process"
                                + " (ulimit -v) forbids it.",
                        Math.ceilDiv(bytes, MIB),
                        what),
                e);
    }

    /**
     * {@return whether an error means memory outside the heap: room for a file, a thread, an array of the system's}
     *
     * @param e how the JVM said so
     */
    public static boolean isOutsideHeap(OutOfMemoryError e) {
        String message = String.valueOf(e.getMessage());
        return !message.contains("heap space") && !message.contains("array size") && !message.contains("GC overhead");
    }
}
