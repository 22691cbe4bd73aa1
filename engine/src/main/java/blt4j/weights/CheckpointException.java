package blt4j.weights;

import blt4j.BltException;
import java.io.Serial;

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
}
