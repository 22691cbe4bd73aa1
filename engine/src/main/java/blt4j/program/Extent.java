package blt4j.program;

/**
 * How much a run of a program covers, as far as costs depend on it.
 *
 * @param rows the rows (bytes or patches) of the run
 * @param visible for each query row its position minus its first visible row, plus one, summed: attention's keys
 *     without a window
 * @param visibleInWindow the same under the program's window (equal to {@code visible} where it has none)
 * @param patchBytes for a program over patches: the bytes that the run's patches hold
 */
public record Extent(long rows, long visible, long visibleInWindow, long patchBytes) {
    /** One row that sees {@code visible} rows, itself included, of which {@code window} at most (0: all). */
    public static Extent row(int visible, int window, int patchBytes) {
        return new Extent(1, visible, window == 0 ? visible : Math.min(visible, window), patchBytes);
    }

    /** The sum of two extents. */
    public Extent plus(Extent other) {
        return new Extent(
                rows + other.rows,
                visible + other.visible,
                visibleInWindow + other.visibleInWindow,
                patchBytes + other.patchBytes);
    }
}
