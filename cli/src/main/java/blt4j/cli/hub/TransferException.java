package blt4j.cli.hub;

import java.io.IOException;
import java.io.Serial;

/** A transfer failed through nobody's fault here; it may succeed another time. The message is a sentence. */
final class TransferException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    TransferException(String sentence) {
        super(sentence);
    }

    TransferException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
