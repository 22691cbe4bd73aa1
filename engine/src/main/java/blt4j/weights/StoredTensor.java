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
                        + " is of type " + dtype + "; weights are read as F32, F16 or BF16.");
        };
        return new Tensor(name, known, shape, data);
    }
}
