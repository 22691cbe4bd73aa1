package blt4j.frontend.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A column's bytes, little-endian, growing as they are added. */
public final class ArrowBuffer {
    private static final int FIRST = 1 << 10;
    private static final int MOST_KEPT = 1 << 20;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST).order(ByteOrder.LITTLE_ENDIAN);

    /** The buffer, with room for so many bytes more; to be written to at once. */
    public ByteBuffer more(int count) {
        if (bytes.remaining() < count) {
            int wanted = Math.addExact(bytes.position(), count);
            int grown = Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.capacity()));
            int used = bytes.position();
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), grown))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(used);
        }
        return bytes;
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.position();
    }

    /** The bytes, of which {@link #size} count. */
    public byte[] array() {
        return bytes.array();
    }

    /** Empties it. What one large piece took is given back. */
    public void clear() {
        bytes = bytes.capacity() > MOST_KEPT
                ? ByteBuffer.allocate(FIRST).order(ByteOrder.LITTLE_ENDIAN)
                : bytes.clear();
    }
}
