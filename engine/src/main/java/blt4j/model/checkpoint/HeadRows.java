package blt4j.model.checkpoint;

import blt4j.weights.DType;
import blt4j.weights.NativeMemory;
import blt4j.weights.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The rows of a projection to heads, in the order in which a rotary embedding of adjacent pairs wants them. */
final class HeadRows {
    private HeadRows() {}

    /**
     * A copy whose rows 2j and 2j + 1 of every head are the rows j and j + d/2 before. It takes as much memory as the
     * tensor, until nobody uses it.
     *
     * @param tensor heads · headSize rows
     * @param headSize d
     */
    static Tensor adjacent(Tensor tensor, int headSize) {
        long rowBytes = (long) tensor.columns() * tensor.dtype().bytes();
        String what = "the tensor '" + tensor.name() + "' in another order of rows";
        MemorySegment data = NativeMemory.allocate(Arena.ofAuto(), tensor.data().byteSize(), what);
        MemorySegment scales = tensor.dtype() == DType.Q8
                ? NativeMemory.allocate(Arena.ofAuto(), tensor.scales().byteSize(), what)
                : tensor.scales();
        for (int row = 0; row < tensor.rows(); row++) {
            int within = row % headSize;
            int from = row - within + within / 2 + (within % 2) * (headSize / 2);
            MemorySegment.copy(tensor.data(), from * rowBytes, data, row * rowBytes, rowBytes);
            if (tensor.dtype() == DType.Q8) {
                long scale = Float.BYTES;
                MemorySegment.copy(tensor.scales(), from * scale, scales, row * scale, scale);
            }
        }
        return new Tensor(tensor.name(), tensor.dtype(), tensor.shape(), data, scales);
    }
}
