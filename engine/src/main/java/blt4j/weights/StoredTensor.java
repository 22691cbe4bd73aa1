package blt4j.weights;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * A tensor as a file declares it, its type not yet known to be one we compute with.
 *
 * @param file where it lies
 * @param name its name in the file
 * @param dtype the file's word for the type
 * @param shape the extents, outermost first
 * @param fileOffset where in the file it begins, for messages
 * @param data its bytes
 */
record StoredTensor(Path file, String name, String dtype, List<Integer> shape, long fileOffset, MemorySegment data) {
    /** What the name of a tensor's scales ends with, behind the tensor's own. */
    static final String SCALES = "_scale";

    /** Whether its numbers need scales. */
    boolean isQuantized() {
        return dtype.equals("I8");
    }

    /**
     * The tensor with its scales.
     *
     * @param scales one for each row, as F32
     * @throws CheckpointException if they are something else
     */
    Tensor withScales(StoredTensor scales) {
        int rows = shape.size() < 2 ? 1 : shape.getFirst();
        if (!scales.dtype().equals("F32") || scales.data().byteSize() != (long) rows * Float.BYTES) {
            throw new CheckpointException("The scales '" + scales.name() + "' at byte " + scales.fileOffset() + " of "
                    + file + " are of type " + scales.dtype() + " and shape " + scales.shape() + "; the tensor '" + name
                    + "' needs one F32 for each of its " + rows + " rows.");
        }
        return new Tensor(name, DType.Q8, shape, data, scales.data());
    }

    /**
     * The tensor, if we compute with its type.
     *
     * @throws CheckpointException if we do not
     */
    Tensor toTensor() {
        DType known = switch (dtype) {
            case "F32" -> DType.F32;
            case "F16" -> DType.F16;
            case "BF16" -> DType.BF16;
            default ->
                throw new CheckpointException("The tensor '" + name + "' at byte " + fileOffset + " of " + file
                        + " is of type " + dtype
                        + "; weights are read as F32, F16, BF16, or I8 with scales in F32 beside"
                        + " it, under the same name with '" + SCALES + "' behind.");
        };
        return new Tensor(name, known, shape, data);
    }
}
