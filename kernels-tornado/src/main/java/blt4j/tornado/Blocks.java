package blt4j.tornado;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Hands out blocks of a range of indices, first fit, and joins what comes back. */
final class Blocks {
    private final TreeMap<Long, Long> free = new TreeMap<>();

    /** A range that is free from {@code begin} to {@code end}. */
    Blocks(long begin, long end) {
        if (begin < end) {
            free.put(begin, end - begin);
        }
    }

    /** Takes a block; empty if no gap is large enough. */
    OptionalLong take(long size) {
        if (size == 0) {
            return OptionalLong.of(0);
        }
        Optional<Map.Entry<Long, Long>> gap =
                free.entrySet().stream().filter(g -> g.getValue() >= size).findFirst();
        if (gap.isEmpty()) {
            return OptionalLong.empty();
        }
        long begin = gap.get().getKey();
        long length = gap.get().getValue();
        free.remove(begin);
        if (length > size) {
            free.put(begin + size, length - size);
        }
        return OptionalLong.of(begin);
    }

    /** Gives a block back. */
    void give(long begin, long size) {
        long from = begin;
        long length = size;
        Map.Entry<Long, Long> before = free.floorEntry(begin);
        if (before != null && before.getKey() + before.getValue() == begin) {
            from = before.getKey();
            length += before.getValue();
            free.remove(from);
        }
        Long after = free.remove(begin + size);
        free.put(from, after == null ? length : length + after);
    }
}
