package blt4j.cli.annotate;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of one file, one after another. */
interface DocumentReader extends Closeable {
    /**
     * Goes to the next document.
     *
     * @return whether there is one
     */
    boolean next() throws IOException;

    /** The next bytes of the document, at most so many; none at its end. */
    byte[] read(int most) throws IOException;

    /** What goes along with the document, a value for each column. */
    List<@Nullable Object> kept();
}
