package blt4j.cli.annotate;

import blt4j.BltException;
import blt4j.WholeFile;
import blt4j.analysis.Annotator.Annotation;
import blt4j.cli.console.Output;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where annotations are written, in order; and what an earlier run has written there already. Until all is written, the
 * file has {@value WholeFile#UNFINISHED} behind its name, so that none passes for whole that is not.
 */
final class AnnotationFile implements AutoCloseable {
    private final String name;
    private final AnnotationWriter writer;
    private final Closeable place;
    private final long held;
    private final Optional<PieceKey> last;
    private final Optional<Move> move;
    private long met;
    private boolean touched;
    private boolean complete;

    /** From where a file is written to where it is to be, and whether it was there when this run began. */
    private record Move(Path written, Path wanted, boolean wasWhole) {
        void finish() throws IOException {
            WholeFile.moveInto(written, wanted);
        }
    }

    private AnnotationFile(
            String name,
            AnnotationWriter writer,
            Closeable place,
            long held,
            Optional<PieceKey> last,
            Optional<Move> move) {
        this.name = name;
        this.writer = writer;
        this.place = place;
        this.held = held;
        this.last = last;
        this.move = move;
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
            return new AnnotationFile(
                    "-", form.begin(new Output(standard)), () -> {}, 0, Optional.empty(), Optional.empty());
        }
        Path file = path.get();
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            requireFolder(file, target);
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                return begun(form, file, target, Optional.empty());
            }
            Path beside = unfinished(target);
            boolean wasWhole = resume && !Files.exists(beside) && Files.exists(target);
            if (wasWhole) {
                Files.move(target, beside);
            }
            Move move = new Move(beside, target, wasWhole);
            return resume && Files.exists(beside)
                    ? resumed(form, file, move)
                    : begun(form, file, beside, Optional.of(move));
        } catch (IOException e) {
            throw cannotBeWritten(file, e);
        }
    }

    /** Where a file is written until it is whole. */
    static Path unfinished(Path file) {
        return WholeFile.beside(file);
    }

    private static void requireFolder(Path file, Path target) {
        Path folder = target.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new BltException(
                    "The file " + file + " cannot be written: there is no folder " + folder + "; make it first.");
        }
    }

    private static BltException cannotBeWritten(Path file, IOException e) {
        String reason = switch (e) {
            case AccessDeniedException _ -> "permission is denied";
            case NoSuchFileException _ -> "there is no such folder";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
        return new BltException("The file " + file + " cannot be written: " + reason + ".", e);
    }

    private static AnnotationFile begun(AnnotationCodec form, Path named, Path path, Optional<Move> move)
            throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        Output out = new Output(Channels.newOutputStream(channel));
        return new AnnotationFile(named.toString(), form.begin(out), channel, 0, Optional.empty(), move);
    }

    private static AnnotationFile resumed(AnnotationCodec form, Path named, Move move) throws IOException {
        FileChannel channel = FileChannel.open(move.written(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            AnnotationCodec.Continued continued = form.resume(channel);
            return new AnnotationFile(
                    named.toString(),
                    continued.writer(),
                    channel,
                    continued.records(),
                    continued.last(),
                    Optional.of(move));
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (move.wasWhole()) {
                move.finish();
            }
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

    /**
     * Says that there are no more pieces; only then is the file to pass for whole.
     *
     * @throws BltException if the file holds more than there were
     */
    void complete() {
        if (met < held) {
            throw differs();
        }
        complete = true;
    }

    private BltException differs() {
        return new BltException("The file " + name
                + " was written from other files or with other options, so it cannot be resumed; name another"
                + " --output.");
    }

    /** Writes about a piece. */
    void write(Piece piece, Annotation annotation) throws IOException {
        touched = true;
        writer.write(piece, annotation);
    }

    /** Finishes the file, also after an interruption: what it holds can be read, and continued. */
    @Override
    public void close() throws IOException {
        try (place) {
            writer.finish();
        }
        if (move.isPresent() && (complete || (move.get().wasWhole() && !touched))) {
            move.get().finish();
        }
    }
}
