package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.console.Output;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Where annotations are written, in order; and what an earlier run has written there already. */
final class AnnotationFile implements AutoCloseable {
    private final String name;
    private final AnnotationWriter writer;
    private final Closeable place;
    private final long held;
    private final Optional<PieceKey> last;
    private long met;

    private AnnotationFile(String name, AnnotationWriter writer, Closeable place, long held, Optional<PieceKey> last) {
        this.name = name;
        this.writer = writer;
        this.place = place;
        this.held = held;
        this.last = last;
    }

    /**
     * Opens the place to write to.
     *
     * @param path a file; standard output where absent
     * @param resume whether to go on where the file ends; what was not finished there is written anew
     */
    static AnnotationFile open(Optional<Path> path, boolean resume, AnnotationCodec form, OutputStream standard)
            throws IOException {
        if (path.isEmpty()) {
            return new AnnotationFile("-", form.begin(new Output(standard)), () -> {}, 0, Optional.empty());
        }
        Path file = path.get();
        try {
            return resume && Files.exists(file) ? resumed(form, file) : begun(form, file);
        } catch (IOException e) {
            throw new BltException("The file " + file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static AnnotationFile begun(AnnotationCodec form, Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        Output out = new Output(Channels.newOutputStream(channel));
        return new AnnotationFile(path.toString(), form.begin(out), channel, 0, Optional.empty());
    }

    private static AnnotationFile resumed(AnnotationCodec form, Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            AnnotationCodec.Continued continued = form.resume(channel);
            return new AnnotationFile(
                    path.toString(), continued.writer(), channel, continued.records(), continued.last());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
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
        if (met == held && !last.equals(Optional.of(PieceKey.of(piece)))) {
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
        return new BltException("The file " + name
                + " was written from other files or with other options, so it cannot be resumed; name another"
                + " --output.");
    }

    /** Writes about a piece. */
    void write(Piece piece, Annotation annotation) throws IOException {
        writer.write(piece, annotation);
    }

    /** Finishes the file, also after an interruption: what it holds can be read, and continued. */
    @Override
    public void close() throws IOException {
        try (place) {
            writer.finish();
        }
    }
}
