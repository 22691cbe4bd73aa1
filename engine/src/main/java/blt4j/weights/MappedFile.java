package blt4j.weights;

import blt4j.MemoryShortage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A whole file in memory, mapped: pages are read when touched. Closing ends the mapping, and with it every slice.
 *
 * @param path which file
 * @param bytes all of it, read-only
 */
record MappedFile(Path path, Arena arena, MemorySegment bytes) implements AutoCloseable {
    private static final long SNIFFED = 64;

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
            requireNoStandIn(path, bytes);
            return new MappedFile(path, arena, bytes);
        } catch (IOException e) {
            arena.close();
            if (e.getCause() instanceof OutOfMemoryError refused) {
                throw MemoryShortage.outsideHeap(
                        "the file " + path, path.toFile().length(), refused);
            }
            throw CheckpointException.inaccessible(path, "read", e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** What downloads leave where weights should be. */
    private static void requireNoStandIn(Path path, MemorySegment bytes) {
        byte[] start = bytes.asSlice(0, Math.min(SNIFFED, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(start, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs.github.com/spec/")) {
            throw new CheckpointException("The file " + path
                    + " is a Git LFS pointer, which stands where the weights should be; fetch them with 'git lfs pull' in"
                    + " the folder they were cloned to.");
        }
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            throw new CheckpointException("The file " + path
                    + " is a web page, not weights: what was downloaded is the page about the file, or one that asks for"
                    + " a login; download the file itself.");
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
