package blt4j.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A whole file in memory, mapped: pages are read when touched. Closing ends the mapping, and with it every slice.
 *
 * @param path which file
 * @param bytes all of it, read-only
 */
record MappedFile(Path path, Arena arena, MemorySegment bytes) implements AutoCloseable {
    /**
     * Maps a file.
     *
     * @throws CheckpointException if there is none, or it cannot be read
     */
    @SuppressWarnings("MustBeClosed") // the record owns the arena, its owner closes the record
    static MappedFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException("There is no file " + path + ".");
        }
        // Shared, because inference reads weights from all cores.
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new MappedFile(path, arena, bytes);
        } catch (IOException e) {
            arena.close();
            throw CheckpointException.inaccessible(path, "read", e);
        }
    }

    long size() {
        return bytes.byteSize();
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
