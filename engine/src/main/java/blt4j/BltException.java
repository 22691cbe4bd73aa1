package blt4j;

import java.io.Serial;
import org.apiguardian.api.API;

/**
 * What the library throws where a person can do something about it. The message is a full sentence for that person:
 * what was wrong, where (file, tensor, byte offset), and what would be right.
 */
@API(status = API.Status.STABLE, since = "0.1")
public class BltException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with a sentence for the person at the screen.
     *
     * @param message says what was wrong, where, and what would be right
     */
    public BltException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a sentence for the person at the screen, and what led to it.
     *
     * @param message says what was wrong, where, and what would be right
     * @param cause for whoever looks into it
     */
    public BltException(String message, Throwable cause) {
        super(message, cause);
    }
}
