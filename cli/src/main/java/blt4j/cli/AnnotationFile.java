package blt4j.cli;

import blt4j.BltException;
import blt4j.analysis.Annotator.Annotation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where annotations are written, in order; and what an earlier run has written there already. */
final class AnnotationFile implements AutoCloseable {
    private static final int NEWLINE = '\n';

    private final AnnotationFormat format;
    private final Output out;
    private final Optional<Path> path;
    private final long held;
    private final List<String> lastKey;
    private long met;

    private AnnotationFile(
            AnnotationFormat format, OutputStream out, Optional<Path> path, long held, List<String> lastKey) {
        this.format = format;
        this.out = new Output(out);
        this.path = path;
        this.held = held;
        this.lastKey = lastKey;
    }

    /**
     * Opens the place to write to.
     *
     * @param path a file; standard output where absent
     * @param resume whether to go on where the file ends; a line that was not finished is written anew
     */
    static AnnotationFile open(Optional<Path> path, boolean resume, AnnotationFormat format, OutputStream standard)
            throws IOException {
        if (path.isEmpty()) {
            return begun(format, standard, path);
        }
        Path file = path.get();
        try {
            if (resume && Files.exists(file)) {
                return resumed(format, file);
            }
            return begun(format, Files.newOutputStream(file), path);
        } catch (IOException e) {
            throw new BltException("The file " + file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static AnnotationFile begun(AnnotationFormat format, OutputStream out, Optional<Path> path)
            throws IOException {
        AnnotationFile file = new AnnotationFile(format, out, path, 0, List.of());
        file.out.print(format.header());
        return file;
    }

    private static AnnotationFile resumed(AnnotationFormat format, Path path) throws IOException {
        long lines = 0;
        long lastLine = 0;
        long end = 0;
        try (var in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            long position = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                position++;
                if (b == NEWLINE) {
                    lines++;
                    lastLine = end;
                    end = position;
                }
            }
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(end);
        byte[] last = new byte[Math.toIntExact(end - lastLine)];
        file.seek(lastLine);
        file.readFully(last);
        long records = lines - (format.header().isEmpty() ? 0 : 1);
        List<String> key = records > 0 ? format.key(new String(last, StandardCharsets.UTF_8)) : List.of();
        AnnotationFile resumed = new AnnotationFile(
                format, Channels.newOutputStream(file.getChannel()), Optional.of(path), Math.max(0, records), key);
        if (lines == 0) {
            resumed.out.print(format.header());
        }
        return resumed;
    }

    /**
     * Whether an earlier run has written about the piece. Pieces come in order.
     *
     * @throws BltException if that run was about other files, or had other options
     */
    boolean holds(Piece piece) {
        if (met >= held) {
            return false;
        }
        met++;
        if (met == held && !lastKey.equals(AnnotationFormat.key(piece))) {
            throw differs();
        }
        return true;
    }

    /** Checks, when there are no more pieces, that the file holds no more than there were. */
    void requireAllHeldWereMet() {
        if (met < held) {
            throw differs();
        }
    }

    private BltException differs() {
        return new BltException("The file " + path.map(Path::toString).orElse("-")
                + " was written from other files or with other options, so it cannot be resumed; name another"
                + " --output.");
    }

    /** Writes about a piece. A line is handed over whole, so an interrupted run leaves one unfinished line at most. */
    void write(Piece piece, Annotation annotation) throws IOException {
        out.println(format.record(piece, annotation));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (path.isPresent()) {
            out.close();
        } else {
            out.flush();
        }
    }
}
