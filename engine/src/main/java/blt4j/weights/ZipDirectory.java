package blt4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The entries of a zip file where they lie in a mapping. The JDK's own zip reader copies; weights are to be used in
 * place. Only plainly stored entries have bytes to use; zip64 is understood.
 */
final class ZipDirectory {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LOCATOR = 0x07064b50;

    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int END_64_BYTES = 56;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final long MAX_32 = 0xFFFF_FFFFL;
    private static final int ZIP64_EXTRA = 1;
    private static final int ENCRYPTED = 1;

    /** An entry's bytes, and where in the file they begin. */
    record Entry(String name, long offset, MemorySegment data) {}

    private record Extent(long begin, long bytes) {}

    private final MappedFile file;
    private final MemorySegment bytes;

    private ZipDirectory(MappedFile file) {
        this.file = file;
        this.bytes = file.bytes();
    }

    /**
     * Reads the directory at a zip file's end.
     *
     * @throws CheckpointException if the file is no zip file, is damaged, or has compressed entries
     */
    static Map<String, Entry> read(MappedFile file) {
        return new ZipDirectory(file).entries();
    }

    private Map<String, Entry> entries() {
        Extent directory = directory();
        Map<String, Entry> entries = new LinkedHashMap<>();
        long at = directory.begin();
        long end = directory.begin() + directory.bytes();
        while (at < end) {
            if (end - at < CENTRAL_BYTES || u32(at) != CENTRAL_HEADER) {
                throw wrong("has no directory entry at byte " + at + ", where one should be");
            }
            int nameBytes = u16(at + 28);
            int extraBytes = u16(at + 30);
            long next = at + CENTRAL_BYTES + nameBytes + extraBytes + u16(at + 32);
            if (next > end) {
                throw wrong("has a directory entry at byte " + at + " that runs past the directory's end");
            }
            Entry entry = entry(at, nameBytes, extraBytes);
            if (entries.put(entry.name(), entry) != null) {
                throw wrong("has two entries named '" + entry.name() + "', the second at byte " + at);
            }
            at = next;
        }
        return Collections.unmodifiableMap(entries);
    }

    private Entry entry(long at, int nameBytes, int extraBytes) {
        String name = text(at + CENTRAL_BYTES, nameBytes);
        if ((u16(at + 8) & ENCRYPTED) != 0) {
            throw wrong("has the encrypted entry '" + name + "' at byte " + at);
        }
        if (u16(at + 10) != 0) {
            throw wrong("has the compressed entry '" + name + "' at byte " + at
                    + "; weights are used where they lie, so save them again with torch.save, which does not compress");
        }
        long compressed = u32(at + 20) & MAX_32;
        long size = u32(at + 24) & MAX_32;
        long local = u32(at + 42) & MAX_32;
        long extra = at + CENTRAL_BYTES + nameBytes;
        Zip64 wide = new Zip64(extra, extra + extraBytes);
        size = size == MAX_32 ? wide.next(name) : size;
        compressed = compressed == MAX_32 ? wide.next(name) : compressed;
        local = local == MAX_32 ? wide.next(name) : local;
        if (size != compressed) {
            throw wrong("has the stored entry '" + name + "' of " + compressed + " bytes that claims to hold " + size);
        }
        return located(name, local, size);
    }

    /** The directory does not say how long the local header is, which precedes the data. */
    private Entry located(String name, long local, long size) {
        requireInside(local, LOCAL_BYTES, "the header of '" + name + "'");
        if (u32(local) != LOCAL_HEADER) {
            throw wrong("has no entry header at byte " + local + ", where '" + name + "' should begin");
        }
        long begin = local + LOCAL_BYTES + u16(local + 26) + u16(local + 28);
        requireInside(begin, size, "the entry '" + name + "'");
        return new Entry(name, begin, bytes.asSlice(begin, size));
    }

    private Extent directory() {
        long end = findEnd();
        long begin = u32(end + 16) & MAX_32;
        long size = u32(end + 12) & MAX_32;
        int count = u16(end + 10);
        if (begin == MAX_32 || size == MAX_32 || count == 0xFFFF) {
            return directory64(end - LOCATOR_BYTES);
        }
        return inside(begin, size);
    }

    private Extent directory64(long locator) {
        requireInside(locator, LOCATOR_BYTES, "the zip64 locator");
        if (u32(locator) != END_64_LOCATOR) {
            throw wrong("has no zip64 locator at byte " + locator + ", where one should be");
        }
        long end = u64(locator + 8);
        requireInside(end, END_64_BYTES, "the zip64 directory's end");
        if (u32(end) != END_64) {
            throw wrong("has no zip64 directory's end at byte " + end + ", where one should be");
        }
        return inside(u64(end + 48), u64(end + 40));
    }

    private Extent inside(long begin, long size) {
        requireInside(begin, size, "the zip directory");
        return new Extent(begin, size);
    }

    private long findEnd() {
        long last = file.size() - END_BYTES;
        for (long at = last; at >= 0 && at >= last - MAX_COMMENT; at--) {
            if (u32(at) == END && at + END_BYTES + u16(at + 20) == file.size()) {
                return at;
            }
        }
        throw wrong("has no zip directory at its end: it was cut short, or is no file that torch.save wrote");
    }

    private void requireInside(long begin, long size, String what) {
        if (begin < 0 || size < 0 || begin > file.size() || size > file.size() - begin) {
            throw wrong("places " + what + " at byte " + begin + " with " + size + " bytes, but ends at byte "
                    + file.size());
        }
    }

    private int u16(long at) {
        return bytes.get(U16, at) & 0xFFFF;
    }

    private int u32(long at) {
        return bytes.get(U32, at);
    }

    private long u64(long at) {
        return bytes.get(U64, at);
    }

    private String text(long at, int length) {
        return new String(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private CheckpointException wrong(String what) {
        return new CheckpointException("The file " + file.path() + " " + what + ".");
    }

    /** The 64-bit numbers of an entry's extra field: those that do not fit the entry, in its order. */
    private final class Zip64 {
        private long at;
        private long end;

        Zip64(long extra, long extraEnd) {
            for (long field = extra; field + 4 <= extraEnd; field += 4 + u16(field + 2)) {
                if (u16(field) == ZIP64_EXTRA) {
                    at = field + 4;
                    end = Math.min(extraEnd, at + u16(field + 2));
                    return;
                }
            }
        }

        long next(String name) {
            if (end - at < Long.BYTES) {
                throw wrong("lacks the 64-bit sizes of the entry '" + name + "'");
            }
            long number = u64(at);
            at += Long.BYTES;
            return number;
        }
    }
}
