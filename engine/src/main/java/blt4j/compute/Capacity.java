package blt4j.compute;

/**
 * How much text a {@link TextCaches} holds.
 *
 * @param bytes positions, the BOS counted
 * @param patches patches; never more than bytes
 * @param rewind how many bytes back from the newest a text can be truncated and still find its windows whole; caches
 *     under a window keep this many rows more
 */
public record Capacity(int bytes, int patches, int rewind) {
    /** A text of up to {@code bytes} positions that can be truncated to any length. */
    public static Capacity of(int bytes) {
        return new Capacity(bytes, bytes, bytes);
    }

    /** How many rows a windowed byte cache needs, given the most rows that one run adds. */
    public int windowRows(int window, int maxRows) {
        return window == 0 ? bytes : (int) Math.min(bytes, (long) window + rewind + maxRows);
    }
}
