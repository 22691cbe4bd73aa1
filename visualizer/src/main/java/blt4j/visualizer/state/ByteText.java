package blt4j.visualizer.state;

import blt4j.vocabulary.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** A text as bytes. Immutable. */
public final class ByteText {
    /** No bytes. */
    public static final ByteText EMPTY = new ByteText(new byte[0]);

    private static final int UNKNOWN = 0;
    private static final int VALID = 1;
    private static final int MALFORMED = 2;

    private final byte[] bytes;
    private final int length;

    /** Found out once, by whoever asks first: a long text takes a while. */
    private int utf8 = UNKNOWN;

    private ByteText(byte[] bytes) {
        this(bytes, bytes.length);
    }

    private ByteText(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** A text of these bytes; they are copied. */
    public static ByteText of(byte[] bytes) {
        return new ByteText(bytes.clone());
    }

    /**
     * A text of the first bytes of an array, which are not copied.
     *
     * @param bytes whoever owns it may add bytes behind the first, but changes none of them
     */
    public static ByteText growing(byte[] bytes, int length) {
        return new ByteText(bytes, length);
    }

    /** The UTF-8 bytes of a string. */
    public static ByteText of(String text) {
        return new ByteText(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How many bytes. */
    public int length() {
        return length;
    }

    /** The byte at an index, 0 to 255. */
    public int at(int index) {
        return bytes[Objects.checkIndex(index, length)] & 0xFF;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** A copy of some of the bytes. */
    public byte[] bytes(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Whether all of it is UTF-8. */
    public boolean isUtf8() {
        if (utf8 == UNKNOWN) {
            utf8 = Utf8.isValid(bytes()) ? VALID : MALFORMED;
        }
        return utf8 == VALID;
    }

    /** The bytes read as UTF-8, what is malformed replaced. */
    public String string() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Some of the bytes read as UTF-8. */
    public String string(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** How many bytes at their beginning the two have in common. */
    public int commonPrefix(ByteText other) {
        int mismatch = Arrays.mismatch(bytes, 0, length, other.bytes, 0, other.length);
        return mismatch < 0 ? length : mismatch;
    }

    /** How many bytes at their end the two have in common, the first {@code prefix} bytes of both left out. */
    public int commonSuffix(ByteText other, int prefix) {
        int most = Math.min(length, other.length) - prefix;
        int same = 0;
        while (same < most && bytes[length - 1 - same] == other.bytes[other.length - 1 - same]) {
            same++;
        }
        return same;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof ByteText t && Arrays.equals(t.bytes, 0, t.length, bytes, 0, length));
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return string();
    }
}
