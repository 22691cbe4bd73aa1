package blt4j.frontend.arrow;

/**
 * Where a record batch lies in its file.
 *
 * @param offset where its message begins
 * @param metadataBytes of the message before its body
 * @param bodyBytes of its columns
 */
public record ArrowBatch(long offset, int metadataBytes, long bodyBytes) {
    /** One past its last byte. */
    public long end() {
        return offset + metadataBytes + bodyBytes;
    }
}
