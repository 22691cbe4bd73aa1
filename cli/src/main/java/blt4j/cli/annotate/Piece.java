package blt4j.cli.annotate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a document.
 *
 * @param source the file's name, or {@code -}
 * @param document its number in the source, from 0
 * @param offset of the piece's first byte in the document
 * @param context the bytes before it that it is read after
 * @param bytes what is annotated
 * @param kept what goes along from the input, a value for each {@link KeptColumn}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Piece(String source, long document, long offset, byte[] context, byte[] bytes, List<@Nullable Object> kept) {
    /** A piece beside which nothing is kept. */
    Piece(String source, long document, long offset, byte[] context, byte[] bytes) {
        this(source, document, offset, context, bytes, List.of());
    }
}
