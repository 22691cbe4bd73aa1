package blt4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A safetensors file, memory-mapped: its header is read and checked, its tensors lie where they are until touched.
 *
 * <p>Names are those in the file. A tensor of type I8 is had together with its scales, if they are there. Tensors of other
 * types than this, f32, f16 and bf16 may be present; asking for one as a {@link Tensor} is an error that says so, and
 * integers are had through {@link #ints}.
 */
public final class Safetensors implements Weights {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MappedFile file;
    private final SafetensorsHeader header;

    private Safetensors(MappedFile file, SafetensorsHeader header) {
        this.file = file;
        this.header = header;
    }

    /**
     * Maps a file and reads its header.
     *
     * @throws CheckpointException if there is no such file, or its header does not describe it
     */
    public static Safetensors open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return new Safetensors(file, SafetensorsHeader.read(file));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public Set<String> names() {
        return header.tensors().keySet();
    }

    @Override
    public Optional<Tensor> find(String name) {
        return Optional.ofNullable(header.tensors().get(name)).map(this::tensor);
    }

    private Tensor tensor(StoredTensor stored) {
        StoredTensor scales = header.tensors().get(stored.name() + StoredTensor.SCALES);
        return stored.isQuantized() && scales != null ? stored.withScales(scales) : stored.toTensor();
    }

    /** What the file says about itself. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /**
     * The numbers of a tensor of type I32 or I64.
     *
     * @throws CheckpointException if there is none of that name, it is of another type, or a number is no {@code int}
     */
    public int[] ints(String name) {
        StoredTensor stored = header.tensors().get(name);
        if (stored == null) {
            throw new CheckpointException("The file " + file.path() + " has no tensor '" + name + "'.");
        }
        return switch (stored.dtype()) {
            case "I32" -> stored.data().toArray(INT);
            case "I64" -> narrowed(stored);
            default ->
                throw new CheckpointException("The tensor '" + name + "' at byte " + stored.fileOffset() + " of "
                        + file.path() + " is of type " + stored.dtype() + "; integers are read as I32 or I64.");
        };
    }

    private static int[] narrowed(StoredTensor stored) {
        MemorySegment data = stored.data();
        int[] ints = new int[Math.toIntExact(data.byteSize() / Long.BYTES)];
        for (int i = 0; i < ints.length; i++) {
            long number = data.get(LONG, (long) i * Long.BYTES);
            if (number != (int) number) {
                throw new CheckpointException("The number " + number + " at index " + i + " of the tensor '"
                        + stored.name() + "' in " + stored.file() + " does not fit 32 bits.");
            }
            ints[i] = (int) number;
        }
        return ints;
    }

    @Override
    public String describe() {
        return file.path().toString();
    }

    @Override
    public void close() {
        file.close();
    }
}
