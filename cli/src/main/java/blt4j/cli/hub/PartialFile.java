package blt4j.cli.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file on its way, in parts that come side by side, and beside it a note of how much of each part is there; so whoever
 * is cut off goes on where it was. The note names the content that was coming: another content begins anew.
 */
final class PartialFile implements AutoCloseable {
    /** The bytes of a part. */
    static final long PART = 32L << 20;

    private static final int HEADER = 128;

    private final Path file;
    private final Path note;
    private final FileChannel content;
    private final FileChannel progress;
    private final long size;
    private final long[] done;

    private PartialFile(Path file, Path note, FileChannel content, FileChannel progress, long size, long[] done) {
        this.file = file;
        this.note = note;
        this.content = content;
        this.progress = progress;
        this.size = size;
        this.done = done;
    }

    /** Opens what there is of a file, or begins it. */
    static PartialFile open(Path target, RemoteFile remote) throws IOException {
        Path file = target.resolveSibling(target.getFileName() + ".part");
        Path note = target.resolveSibling(target.getFileName() + ".note");
        byte[] header = Arrays.copyOf(
                (remote.fingerprint() + " " + remote.size() + " " + PART).getBytes(StandardCharsets.US_ASCII), HEADER);
        long[] done = noted(note, header, (int) Math.ceilDiv(remote.size(), PART));
        boolean goesOn = Files.exists(file) && Arrays.stream(done).anyMatch(n -> n > 0);
        if (!goesOn) {
            Files.deleteIfExists(file);
            Arrays.fill(done, 0);
        }
        FileChannel content = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel progress = FileChannel.open(note, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        PartialFile partial = new PartialFile(file, note, content, progress, remote.size(), done);
        progress.write(ByteBuffer.wrap(header), 0);
        for (int part = 0; part < done.length; part++) {
            partial.note(part);
        }
        return partial;
    }

    private static long[] noted(Path note, byte[] header, int parts) throws IOException {
        long[] done = new long[parts];
        if (Files.isRegularFile(note) && Files.size(note) == HEADER + 8L * parts) {
            ByteBuffer read = ByteBuffer.wrap(Files.readAllBytes(note));
            byte[] theirs = new byte[HEADER];
            read.get(theirs);
            if (Arrays.equals(theirs, header)) {
                for (int part = 0; part < parts; part++) {
                    done[part] = Math.clamp(read.getLong(), 0, PART);
                }
            }
        }
        return done;
    }

    /** How many parts there are. */
    int parts() {
        return done.length;
    }

    /** Where the next byte of a part belongs. */
    long next(int part) {
        return part * PART + done[part];
    }

    /** One past the last byte of a part. */
    long end(int part) {
        return Math.min(size, (part + 1) * PART);
    }

    /** How many bytes are there. */
    long bytes() {
        return Arrays.stream(done).sum();
    }

    /** Adds to a part, which belongs to the caller's thread. */
    void append(int part, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        for (long at = next(part); buffer.hasRemaining(); ) {
            at += content.write(buffer, at);
        }
        done[part] += length;
        note(part);
    }

    private void note(int part) throws IOException {
        progress.write(ByteBuffer.allocate(8).putLong(0, done[part]), HEADER + 8L * part);
    }

    /** The file with what has come. */
    Path file() {
        return file;
    }

    /** Deletes the partial file and the note of its ranges. */
    void discard() throws IOException {
        close();
        Files.deleteIfExists(file);
        Files.deleteIfExists(note);
    }

    /** It is whole: gives it its name. */
    void finish(Path target) throws IOException {
        close();
        Files.move(file, target);
        Files.deleteIfExists(note);
    }

    @Override
    public void close() throws IOException {
        content.close();
        progress.close();
    }
}
