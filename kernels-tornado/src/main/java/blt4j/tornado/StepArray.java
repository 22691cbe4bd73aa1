package blt4j.tornado;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The integers that an execution of a graph brings to the device, and how kernels find their way by them.
 *
 * <p>A graph is made once, while what it computes with changes from run to run: the number of rows, their positions, and
 * where a text's caches are. All of that travels in one small array, the step, in which each of the graph's programs has
 * a part. A program's part begins where each of its ops says ({@link OpTable#STEP}):
 *
 * <ul>
 *   <li>{@value #ROWS}: how many rows are live; a graph has room for more and its kernels pass over the rest;
 *   <li>{@value #START}: the position (byte or patch) of the first row;
 *   <li>two integers for each cache: where it begins in the state array, and after how many rows it wraps around;
 *   <li>columns of one integer per row, such as ids.
 * </ul>
 *
 * <p>Where each row is another text's, all but the columns comes once for each row, so many integers apart
 * ({@link OpTable#APART}), and what a row's part has for the first row's position is what makes the row's own when the row's
 * number is added. Each row has ids before its own then ({@link OpTable#IDS_APART}).
 *
 * <p>All activations and caches lie in one array, the state. A buffer in it is named by a <em>place</em>: where it begins
 * if it is an activation, or minus the index of its two integers in the step if it is a cache.
 */
final class StepArray {
    /** Index of the number of live rows, within a program's part. */
    static final int ROWS = 0;

    /** Index of the first row's position, within a program's part. */
    static final int START = 1;

    /** Where a program's caches begin, within its part. */
    static final int HEADER = 2;

    /** Integers of a cache. */
    static final int CACHE = 2;

    private StepArray() {}

    /** How many rows are live. */
    static int rows(IntArray step, IntArray op) {
        return step.get(op.get(OpTable.STEP) + ROWS);
    }

    /** The first row's position. */
    static int start(IntArray step, IntArray op) {
        return step.get(op.get(OpTable.STEP) + START);
    }

    /** A row's position. */
    static int position(IntArray step, IntArray op, int row) {
        return step.get(op.get(OpTable.STEP) + START + row * op.get(OpTable.APART)) + row;
    }

    /** The place of a cache of the text that a row is of. */
    static int cache(IntArray op, int place, int row) {
        return place - row * op.get(OpTable.APART);
    }

    /** Where row {@code row} of the run begins in the state. */
    static int row(IntArray step, IntArray op, int place, int width, int row) {
        int at = place + row * width;
        if (place < 0) {
            at = at(step, cache(op, place, row), width, position(step, op, row));
        }
        return at;
    }

    /** Where the row of the text's byte or patch {@code position} begins in the state; for caches alone. */
    static int at(IntArray step, int place, int width, int position) {
        return step.get(-place) + position % step.get(1 - place) * width;
    }
}
