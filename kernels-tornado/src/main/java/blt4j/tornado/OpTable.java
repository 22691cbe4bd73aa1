package blt4j.tornado;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The parameters of an op: shapes, places of buffers, places of weights. They are data that lies on the device, not
 * constants of the kernels, so that one compiled kernel serves every layer, every stage and every model of its kind.
 *
 * <p>Each op has an array of {@value #STRIDE} integers of its own. The constants below are indices into it.
 */
final class OpTable {
    /** Integers of an op. */
    static final int STRIDE = 26;

    /** The place of the buffer that is read. */
    static final int IN = 0;

    /** The place of the buffer that is written, where there is one. */
    static final int OUT = 1;

    /** Numbers in a row (of a slice of a row, for norms and projections). */
    static final int WIDTH = 2;

    /** Equal slices of a row, each of which is treated by itself. */
    static final int SLICES = 3;

    /** Where the gain of a norm is, its epsilon behind it. */
    static final int NUMBERS = 4;

    /** What the output held before is multiplied by (BLAS: beta): 0, 1 or 2. */
    static final int BETA = 5;

    /** Where the matrices of a projection are: {@value #MATRIX} integers each. */
    static final int MATRICES = 6;

    /** Integers of a matrix: where its weights begin, the place of its output, its outputs. */
    static final int MATRIX = 3;

    /** The most matrices of one projection. */
    static final int MAX_MATRICES = 3;

    /** Where in the state the cosines and sines of a rotation are ({@link Angles}). */
    static final int ANGLES = 15;

    /** Numbers in a head that is rotated. */
    static final int ROTATED_SIZE = 16;

    /** The place of the keys. */
    static final int KEYS = 6;

    /** The place of the values. */
    static final int VALUES = 7;

    /** Query heads. */
    static final int HEADS = 8;

    /** Key/value heads. */
    static final int KEY_VALUE_HEADS = 9;

    /** Numbers in a head. */
    static final int HEAD_SIZE = 10;

    /** How many rows back a query sees; 0 for all. */
    static final int WINDOW = 11;

    /** Queries of a patch, or vectors of one. */
    static final int PER_PATCH = 12;

    /** Where a table of embeddings begins. */
    static final int TABLE = 6;

    /** Hash functions. */
    static final int FUNCTIONS = 7;

    /** Group sizes that each is applied to. */
    static final int SIZES = 8;

    /** Entries of each table. */
    static final int ENTRIES = 9;

    /** A second buffer: a second one to rotate, or that which gates are applied to. */
    static final int SECOND = 6;

    /** The second buffer's width. */
    static final int SECOND_WIDTH = 7;

    /** Where in the step the program's part begins. */
    static final int STEP = 18;

    /** Where in the step the rows' integers are that the op looks at: ids, first visible rows, patches or their begins. */
    static final int COLUMN = 19;

    /** Where in the step further integers of the rows are: where patches end. */
    static final int SECOND_COLUMN = 20;

    /** Where the scales of a projection's matrices in 8 bits are, an integer each. */
    static final int SCALES = 21;

    /** How far apart in the step the parts of rows of different texts are; 0 where all rows are of one text. */
    static final int APART = 24;

    /** How far apart in the step the rows' ids are: 1 where all rows are of one text, as ids before a row's are then its own. */
    static final int IDS_APART = 25;

    private OpTable() {}

    /** An op's parameters, to be brought to the device. */
    static IntArray toArray(int[] parameters) {
        if (parameters.length != STRIDE) {
            throw new IllegalArgumentException("an op has " + STRIDE + " integers, not " + parameters.length);
        }
        return IntArray.fromArray(parameters);
    }
}
