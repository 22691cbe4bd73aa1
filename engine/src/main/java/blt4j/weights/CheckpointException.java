package blt4j.weights;

import blt4j.BltException;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A checkpoint's file or configuration is missing, damaged, or of a kind that this library does not read. */
public class CheckpointException extends BltException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a sentence that names the file and the place in it. */
    public CheckpointException(String message) {
        super(message);
    }

    /** Creates an exception with a sentence that names the file and the place in it, and what led to it. */
    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A file that the system does not let us read or write. */
    public static CheckpointException inaccessible(Path path, String verb, IOException e) {
        String reason = switch (e) {
            case AccessDeniedException _ -> "permission is denied";
            case NoSuchFileException _ -> "there is no such file or folder";
            case FileAlreadyExistsException _ -> "a file of that name is there";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
        return new CheckpointException("The file " + path + " cannot be " + verb + ": " + reason + ".", e);
    }
}
