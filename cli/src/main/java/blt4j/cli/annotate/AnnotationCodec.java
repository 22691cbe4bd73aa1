package blt4j.cli.annotate;

import blt4j.cli.console.Output;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** A form in which annotations are written, and in which those of an interrupted run can be continued. */
interface AnnotationCodec {
    /** Begins where nothing is written yet. */
    AnnotationWriter begin(Output out) throws IOException;

    /**
     * Goes on where a file ends. What was not finished is cut off, to be written anew.
     *
     * @param file may be read and written
     * @throws blt4j.BltException if the file is of another form
     */
    Continued resume(FileChannel file) throws IOException;

    /**
     * A file that is continued.
     *
     * @param records how many it holds
     * @param last which piece the last of them is about
     * @param writer writes what follows
     */
    record Continued(long records, Optional<PieceKey> last, AnnotationWriter writer) {}
}
