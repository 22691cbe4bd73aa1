package blt4j.tornado;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The integers that a run of a graph brings to the device, and how kernels find their way by them.
 *
 * <p>A graph is compiled once, while what it computes with changes from run to run: which of a program's equal layers it
 * is, the number of rows, their positions, and where a text's caches are. All of that travels in one small array, the
 * step:
 *
 * <ul>
 *   <li>{@code step[CURSOR]}: where in the {@link OpTable} the parameters of the graph's first op are;
 *   <li>{@code step[ROWS]}: how many rows are live; a graph has room for more and its kernels pass over the rest;
 *   <li>{@code step[START]}: the position (byte or patch) of the first row;
 *   <li>two integers for each cache: where it begins in the state array, and after how many rows it wraps around;
 *   <li>columns of one integer per row, such as ids.
 * </ul>
 *
 * <p>All activations and caches lie in one array, the state. A buffer in it is named by a <em>place</em>: where it begins
 * if it is an activation, or minus the index of its two integers in the step if it is a cache.
 */
final class StepArray {
    /** Index of the place of the first op's parameters. */
    static final int CURSOR = 0;

    /** Index of the number of live rows. */
    static final int ROWS = 1;

    /** Index of the first row's position. */
    static final int START = 2;

    /** Where caches begin. */
    static final int HEADER = 3;

    /** Integers of a cache. */
    static final int CACHE = 2;

    private StepArray() {}

    /** Where the parameters of the graph's op number {@code slot} are in the table. */
    static int op(IntArray step, int slot) {
        return step.get(CURSOR) + slot * OpTable.STRIDE;
    }

    /** Where row {@code row} of the run begins in the state. */
    static int row(IntArray step, int place, int width, int row) {
        int at = place + row * width;
        if (place < 0) {
            at = step.get(-place) + (step.get(START) + row) % step.get(1 - place) * width;
        }
        return at;
    }

    /** Where the row of the text's byte or patch {@code position} begins in the state; for caches alone. */
    static int at(IntArray step, int place, int width, int position) {
        return step.get(-place) + position % step.get(1 - place) * width;
    }
}
