package blt4j.weights;

import blt4j.WholeFile;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Writes safetensors files. Wider numbers come first and the data begins at a multiple of 64, so all is aligned. */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 64;
    private static final long CHUNK_BYTES = 1L << 26;

    private SafetensorsWriter() {}

    /**
     * Writes tensors to a file. The file appears under its name only when it is whole; one of that name is replaced.
     *
     * @param path the file
     * @param tensors no two of the same name; those in 8 bits get their scales beside them
     * @param metadata what the file shall say about itself
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path path, Collection<Tensor> tensors, Map<String, String> metadata) {
        write(path, tensors, metadata, (done, total) -> {});
    }

    /** Hears how many bytes of how many are written. */
    @FunctionalInterface
    public interface Written {
        /**
         * Called after each piece.
         *
         * @param done bytes of tensors that are written
         * @param total bytes that will be in the end
         */
        void at(long done, long total);
    }

    /**
     * Writes tensors to a file, as {@link #write(Path, Collection, Map)} does, and tells how far it is.
     *
     * @param path the file
     * @param tensors no two of the same name; those in 8 bits get their scales beside them
     * @param metadata what the file shall say about itself
     * @param written hears of each piece
     * @throws CheckpointException if the file cannot be written
     */
    public static void write(Path path, Collection<Tensor> tensors, Map<String, String> metadata, Written written) {
        List<Tensor> inOrder = tensors.stream()
                .flatMap(SafetensorsWriter::parts)
                .sorted(Comparator.comparingInt((Tensor t) -> -t.dtype().bytes()))
                .toList();
        requireWritable(inOrder);
        Path unfinished = WholeFile.beside(path);
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writeFully(channel, header(inOrder, metadata));
                long total =
                        inOrder.stream().mapToLong(t -> t.data().byteSize()).sum();
                long done = 0;
                for (Tensor tensor : inOrder) {
                    long before = done;
                    writeData(channel, tensor.data(), n -> written.at(before + n, total));
                    done += tensor.data().byteSize();
                }
            }
            WholeFile.moveInto(unfinished, path);
        } catch (IOException e) {
            discard(unfinished);
            throw CheckpointException.inaccessible(path, "written", e);
        }
    }

    /** Half a file is of no use, and may be what has filled the disk. */
    private static void discard(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            // It stays, under a name that nobody opens.
        }
    }

    /** What is written of a tensor: itself, and its scales, as a column. */
    private static Stream<Tensor> parts(Tensor tensor) {
        if (tensor.dtype() != DType.Q8) {
            return Stream.of(tensor);
        }
        List<Integer> column = List.of(tensor.rows(), 1);
        return Stream.of(tensor, new Tensor(tensor.name() + StoredTensor.SCALES, DType.F32, column, tensor.scales()));
    }

    private static String type(DType dtype) {
        return dtype == DType.Q8 ? "I8" : dtype.name();
    }

    private static void requireWritable(List<Tensor> tensors) {
        Set<String> names = new HashSet<>();
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name()) || tensor.name().equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException("the name '" + tensor.name() + "' is taken");
            }
        }
    }

    private static ByteBuffer header(List<Tensor> tensors, Map<String, String> metadata) throws IOException {
        JsonMapper json = new JsonMapper();
        ObjectNode root = json.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode about = root.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(about::put);
        }
        long begin = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = root.putObject(tensor.name());
            entry.put("dtype", type(tensor.dtype()));
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            long end = begin + tensor.data().byteSize();
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        byte[] text = json.writeValueAsBytes(root);
        int whole = Math.ceilDiv(SafetensorsHeader.PREFIX_BYTES + text.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(whole).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(whole - SafetensorsHeader.PREFIX_BYTES).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static void writeData(FileChannel channel, MemorySegment data, LongConsumer written) throws IOException {
        // A byte buffer views at most 2 GiB, so large tensors go piece by piece.
        for (long done = 0; done < data.byteSize(); done += CHUNK_BYTES) {
            long count = Math.min(CHUNK_BYTES, data.byteSize() - done);
            writeFully(channel, data.asSlice(done, count).asByteBuffer());
            written.accept(done + count);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
