package blt4j.tornado;

import blt4j.program.Op;
import blt4j.vocabulary.NgramHash;
import blt4j.weights.Tensor;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Sums the rows of hash tables that stayed in their file, on the host, for the device to add. */
final class HashGather {
    private final List<Tensor> tables;
    private final List<Integer> groupSizes;
    private final int width;
    private final FloatArray sums;

    /**
     * Prepares to gather.
     *
     * @param tables function-major, one per function and group size
     * @param capacity the most rows of a run
     */
    HashGather(Op.HashEmbedding op, List<Tensor> tables, int capacity) {
        this.tables = tables;
        this.groupSizes = op.groupSizes();
        this.width = op.out().width();
        this.sums = new FloatArray(capacity * width);
    }

    /** Where the sums are: one row of the embedding's width per row of the run. */
    FloatArray sums() {
        return sums;
    }

    /** Gathers for the bytes from {@code start} on. */
    void fill(TornadoMemory memory, int start, int count) {
        int[] ids = memory.ids();
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < width; i++) {
                sums.set(r * width + i, 0f);
            }
            for (int t = 0; t < tables.size(); t++) {
                Tensor table = tables.get(t);
                int length = groupSizes.get(t % groupSizes.size());
                int function = t / groupSizes.size();
                long entry = NgramHash.row(ids, start + r, length, function, table.rows());
                for (int i = 0; i < width; i++) {
                    float sum = sums.get(r * width + i);
                    sums.set(r * width + i, sum + WeightStore.number(table, entry * width + i));
                }
            }
        }
    }
}
