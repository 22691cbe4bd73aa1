package blt4j.tornado;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The integers that a run brings to the device, and how kernels find their way by them.
 *
 * <p>A graph is compiled once, while the number of rows, their positions and the places of a text's caches change from
 * run to run. They all travel in one small array, the step:
 *
 * <ul>
 *   <li>{@code step[ROWS]}: how many rows are live; a graph has room for more and its kernels pass over the rest;
 *   <li>{@code step[START]}: the position (byte or patch) of the first row;
 *   <li>columns of one integer per row, such as ids;
 *   <li>one <em>place</em> of {@value #PLACE} integers per buffer: where it begins in the state array, which of its rows
 *       the run's first row is, and after how many rows it wraps around.
 * </ul>
 *
 * <p>All activations and caches lie in one array, the state. A buffer in it is named by its place's index in the step
 * and by its width.
 */
final class Step {
    /** Index of the number of live rows. */
    static final int ROWS = 0;

    /** Index of the first row's position. */
    static final int START = 1;

    /** Where columns and places begin. */
    static final int HEADER = 2;

    /** Integers in a place. */
    static final int PLACE = 3;

    private Step() {}

    /** Where row {@code row} of the run begins in the state. */
    static int row(IntArray step, int place, int width, int row) {
        return step.get(place) + (step.get(place + 1) + row) % step.get(place + 2) * width;
    }

    /** Where the row of the text's byte or patch {@code position} begins in the state; for caches. */
    static int at(IntArray step, int place, int width, int position) {
        return step.get(place) + position % step.get(place + 2) * width;
    }
}
