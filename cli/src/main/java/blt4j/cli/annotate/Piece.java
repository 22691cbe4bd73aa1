package blt4j.cli.annotate;

/**
 * A piece of a document.
 *
 * @param source the file's name, or {@code -}
 * @param document its number in the source, from 0
 * @param offset of the piece's first byte in the document
 * @param context the bytes before it that it is read after
 * @param bytes what is annotated
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Piece(String source, long document, long offset, byte[] context, byte[] bytes) {}
