package blt4j.weights;

import blt4j.BltException;
import blt4j.WholeFile;
import java.io.IOException;
import java.io.Serial;
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
        return new CheckpointException("The file " + path + " cannot be " + verb + ": " + WholeFile.reason(e) + ".", e);
    }
}
