package blt4j.tornado;

import blt4j.program.Op;
import blt4j.vocabulary.NgramHash;
import blt4j.weights.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Sums the rows of hash tables that stayed in their file, on the host, for the device to add. */
final class HashGather {
    private final List<Tensor> tables;
    private final List<Integer> groupSizes;
    private final FloatArray sums;
    private final float[] sum;
    private final float[] row;

    /**
     * Prepares to gather.
     *
     * @param tables function-major, one per function and group size
     * @param capacity the most rows of a run
     */
    HashGather(Op.HashEmbedding op, List<Tensor> tables, int capacity) {
        this.tables = tables;
        this.groupSizes = op.groupSizes();
        this.sum = new float[op.out().width()];
        this.row = new float[op.out().width()];
        this.sums = new FloatArray(capacity * sum.length);
    }

    /** Where the sums are: one row of the embedding's width per row of the run. */
    FloatArray sums() {
        return sums;
    }

    /**
     * Gathers for the bytes from {@code start} on.
     *
     * @param first the run's row that the first of them is
     */
    void fill(int[] ids, int start, int first, int count) {
        for (int r = 0; r < count; r++) {
            Arrays.fill(sum, 0f);
            for (int t = 0; t < tables.size(); t++) {
                Tensor table = tables.get(t);
                int length = groupSizes.get(t % groupSizes.size());
                int function = t / groupSizes.size();
                table.readRow(NgramHash.row(ids, start + r, length, function, table.rows()), row, 0);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += row[i];
                }
            }
            long to = 4L * (first + r) * sum.length;
            MemorySegment.copy(sum, 0, sums.getSegment(), ValueLayout.JAVA_FLOAT, to, sum.length);
        }
    }
}
