package blt4j.generation;

import blt4j.BltException;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;

/**
 * The logits of a text's positions: all of them, in blocks that come as they are needed, or the newest alone, which is
 * fetched when it is first asked for.
 */
final class LogitsStore {
    private static final int BLOCK_ROWS = 64;

    private final boolean keepAll;
    private final int capacity;
    private final Source source;
    private float[][] blocks;
    private int rows;
    /** Up to which row there is room. */
    private int reserved;

    /** Which row of its run the newest was, or −1 once it is fetched. */
    private int unread = -1;

    /** Where the logits of a program's latest run are. */
    interface Source {
        /** For a model without such a program. */
        Source NONE = (row, count, into, offset) -> {
            throw new IllegalStateException("nothing has run");
        };

        /** Reads rows, counted within the run. */
        void read(int row, int count, float[] into, int offset);
    }

    LogitsStore(SessionOptions options, Source source) {
        this(options.keepDistributions(), options.capacity() + 1, source, new float[0][], 0);
    }

    private LogitsStore(boolean keepAll, int capacity, Source source, float[][] blocks, int rows) {
        this.keepAll = keepAll;
        this.capacity = capacity;
        this.source = source;
        this.blocks = blocks;
        this.rows = rows;
    }

    static long byteSize(SessionOptions options) {
        long kept = options.keepDistributions() ? options.capacity() + 1L : 1;
        return Math.ceilDiv(kept, BLOCK_ROWS) * BLOCK_ROWS * Vocabulary.SIZE * Float.BYTES;
    }

    /** Makes room for rows up to a position (exclusive), so that nothing is wanting once they are computed. */
    void reserve(int upTo) {
        if (keepAll) {
            while (reserved < upTo) {
                block(reserved / BLOCK_ROWS);
                reserved = (reserved / BLOCK_ROWS + 1) * BLOCK_ROWS;
            }
        }
    }

    /** Takes over the rows of a run that began at position {@code start}. */
    void take(int start, int count) {
        if (keepAll) {
            int taken = 0;
            while (taken < count) {
                int row = start + taken;
                int n = Math.min(count - taken, BLOCK_ROWS - row % BLOCK_ROWS);
                float[] block = block(row / BLOCK_ROWS);
                source.read(taken, n, block, row % BLOCK_ROWS * Vocabulary.SIZE);
                taken += n;
            }
        } else {
            unread = count - 1;
        }
        rows = start + count;
    }

    private float[] block(int index) {
        if (index >= blocks.length) {
            int most = Math.ceilDiv(capacity, BLOCK_ROWS);
            int old = blocks.length;
            blocks = Arrays.copyOf(blocks, keepAll ? Math.min(most, Math.max(index + 1, 2 * old)) : 1);
            Arrays.fill(blocks, old, blocks.length, new float[0]);
        }
        if (blocks[index].length == 0) {
            blocks[index] = new float[BLOCK_ROWS * Vocabulary.SIZE];
        }
        return blocks[index];
    }

    void truncate(int newRows) {
        if (newRows < rows) {
            rows = keepAll ? newRows : 0;
        }
    }

    void get(int row, float[] into) {
        boolean held = keepAll ? row < rows : row == rows - 1;
        if (!held) {
            throw new BltException("The distribution of byte " + row
                    + " was not kept; open the session so that it keeps" + " distributions, or ask for the newest.");
        }
        fetch();
        float[] block = keepAll ? blocks[row / BLOCK_ROWS] : blocks[0];
        int offset = keepAll ? row % BLOCK_ROWS * Vocabulary.SIZE : 0;
        System.arraycopy(block, offset, into, 0, Vocabulary.SIZE);
    }

    private void fetch() {
        if (unread >= 0) {
            source.read(unread, 1, block(0), 0);
            unread = -1;
        }
    }

    /** The same logits, and those of another session's runs from now on. */
    LogitsStore copy(Source other) {
        if (rows > 0) {
            fetch();
        }
        float[][] copy = new float[blocks.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = blocks[i].clone();
        }
        return new LogitsStore(keepAll, capacity, other, copy, rows);
    }
}
