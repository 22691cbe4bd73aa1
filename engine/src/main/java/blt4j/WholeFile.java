package blt4j;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import org.apiguardian.api.API;

/**
 * Writes files that are there whole or not at all: what is written has {@value #UNFINISHED} behind its name until it is
 * complete, and only then takes the place of what was there. A disk that fills, or a process that ends, harms nothing.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class WholeFile {
    /** What a file has behind its name until it is whole. */
    public static final String UNFINISHED = ".part";

    private WholeFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes it to a buffered stream, which need not be closed.
         *
         * @param out buffered; need not be closed
         * @throws IOException if it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file beside its place and moves it there. A symbolic link stays one; what is no regular file, as a
     * pipe or a terminal, is written to directly.
     *
     * @param file whose folder is there
     * @param content writes the file
     * @param attributes what the file is to have from the beginning, such as that only its owner may read it
     * @throws IOException if it cannot be written; nothing is left of it then, and what was there is as it was
     */
    public static void write(Path file, Content content, FileAttribute<?>... attributes) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            fill(Files.newOutputStream(target), content);
            return;
        }
        Path beside = beside(target);
        try {
            Files.deleteIfExists(beside);
            fill(Files.newOutputStream(Files.createFile(beside, attributes)), content);
            moveInto(beside, target);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }

    /**
     * {@return where a file is written until it is whole}
     *
     * @param file that is to be whole
     */
    public static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private static void fill(OutputStream file, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(file)) {
            content.writeTo(out);
        }
    }

    /**
     * Gives a whole file, or a folder whose place is free, its name; a file that bore it before is gone at the same
     * moment.
     *
     * @param whole is gone afterwards
     * @param target in the same file system, or the move is not atomic
     * @throws IOException if it cannot be moved; both are as they were
     */
    public static void moveInto(Path whole, Path target) throws IOException {
        try {
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(whole, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * {@return why the system did not let a file be read or written, as the end of a sentence}
     *
     * @param e what the file system threw
     */
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission is denied";
            case NoSuchFileException _ -> "there is no such file or folder";
            case FileAlreadyExistsException _ -> "a file of that name is there";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
