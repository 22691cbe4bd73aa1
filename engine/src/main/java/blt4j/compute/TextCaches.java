package blt4j.compute;

/** The caches of one text, where they are computed with. Belongs to one thread at a time. */
public interface TextCaches extends AutoCloseable {
    /** How much text it holds. */
    Capacity capacity();

    /** The bytes that its caches take. */
    long byteSize();

    /** An independent copy of the caches' first {@code bytes} byte rows and {@code patches} patch rows. */
    TextCaches copy(int bytes, int patches);

    @Override
    void close();
}
