package blt4j.cli.annotate;

/**
 * Which piece a record is about.
 *
 * @param source the file's name, or {@code -}
 * @param document its number in the source, from 0
 * @param offset of the piece's first byte in the document
 * @param bytes the piece's length
 */
record PieceKey(String source, long document, long offset, int bytes) {
    static PieceKey of(Piece piece) {
        return new PieceKey(piece.source(), piece.document(), piece.offset(), piece.bytes().length);
    }
}
