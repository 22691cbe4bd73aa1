package blt4j.compute.cpu.plan;

import blt4j.BltException;
import blt4j.MemoryShortage;
import blt4j.compute.Capacity;
import blt4j.compute.TextCaches;
import blt4j.program.Buffer;
import java.util.Arrays;
import java.util.List;

/**
 * The caches of one text on the heap. They grow with the text, by doubling, up to what the capacity asks for; a cache
 * under a window becomes a ring when it has reached that.
 *
 * <p>A cache lies in parts, a part holding its columns of all rows: attention reads one head's keys after the other, and
 * so reads memory in order.
 */
public final class CpuTextCaches implements TextCaches {
    private static final int FIRST_ROWS = 256;

    private final Capacity capacity;
    private final List<Cache> caches;
    private final int[] limits;
    private final float[][][] arrays;
    private final float[][] outputs;
    private final int[] outputRows;
    private int[] ids = new int[FIRST_ROWS];

    /**
     * How a cache lies in memory.
     *
     * @param buffer the cache
     * @param parts into how many equal parts its columns fall
     */
    public record Cache(Buffer buffer, int parts) {
        /** The columns of a part. */
        int width() {
            return buffer.width() / parts;
        }
    }

    /**
     * Caches without a row.
     *
     * @param caches in the executor's order
     * @param outputs how many activations are kept to be read
     */
    public CpuTextCaches(Capacity capacity, List<Cache> caches, int outputs, int maxRows) {
        this(capacity, caches, limits(caches, capacity, maxRows), empty(caches), new float[outputs][0]);
    }

    private CpuTextCaches(Capacity capacity, List<Cache> caches, int[] limits, float[][][] arrays, float[][] outputs) {
        this.capacity = capacity;
        this.caches = caches;
        this.limits = limits;
        this.arrays = arrays;
        this.outputs = outputs;
        this.outputRows = new int[outputs.length];
    }

    private static int[] limits(List<Cache> caches, Capacity capacity, int maxRows) {
        return caches.stream()
                .mapToInt(c -> limit(c.buffer(), capacity, maxRows))
                .toArray();
    }

    private static float[][][] empty(List<Cache> caches) {
        return caches.stream().map(c -> new float[c.parts()][0]).toArray(float[][][]::new);
    }

    /** The most rows that a cache ever has. */
    static int limit(Buffer cache, Capacity capacity, int maxRows) {
        int rows = cache.role() == Buffer.Role.PATCH_CACHE
                ? capacity.patches()
                : capacity.windowRows(cache.window(), maxRows);
        if ((long) rows * cache.width() > Integer.MAX_VALUE - 16) { // whatever its parts
            throw new IllegalArgumentException("the cache " + cache.name() + " of " + rows + " rows of " + cache.width()
                    + " numbers is larger than the CPU backend can hold");
        }
        return rows;
    }

    /** The bytes that all caches take at their fullest, and the ids. */
    public static long limitBytes(List<Cache> caches, Capacity capacity, int maxRows) {
        long sum = 4L * capacity.bytes();
        for (Cache cache : caches) {
            sum += 4L * cache.buffer().width() * limit(cache.buffer(), capacity, maxRows);
        }
        return sum;
    }

    @Override
    public Capacity capacity() {
        return capacity;
    }

    @Override
    public long byteSize() {
        long sum = 4L * ids.length;
        for (float[][] parts : arrays) {
            sum += 4L * parts.length * parts[0].length;
        }
        return sum;
    }

    /** The numbers of a part of a cache. */
    float[] array(int cache, int part) {
        return arrays[cache][part];
    }

    /** The columns of a part of a cache. */
    int width(int cache) {
        return caches.get(cache).width();
    }

    /** Where in {@link #array} a row lies. */
    int offset(int cache, int row) {
        return row % limits[cache] * caches.get(cache).width();
    }

    /** Copies columns of a row out of a cache. */
    public void read(int cache, int row, int column, int count, float[] into, int to) {
        int width = width(cache);
        int at = offset(cache, row);
        for (int done = 0; done < count; ) {
            int inPart = (column + done) % width;
            int n = Math.min(width - inPart, count - done);
            System.arraycopy(arrays[cache][(column + done) / width], at + inPart, into, to + done, n);
            done += n;
        }
    }

    /** Copies columns of a row into a cache. */
    void write(int cache, int row, int column, int count, float[] from, int begin) {
        int width = width(cache);
        int at = offset(cache, row);
        for (int done = 0; done < count; ) {
            int inPart = (column + done) % width;
            int n = Math.min(width - inPart, count - done);
            System.arraycopy(from, begin + done, arrays[cache][(column + done) / width], at + inPart, n);
            done += n;
        }
    }

    /** How many rows from a row on lie one after the other before the ring starts over. */
    int contiguous(int cache, int row) {
        return limits[cache] - row % limits[cache];
    }

    /** The ids of the text so far; what a run was not told yet is undefined. */
    public int[] ids() {
        return ids;
    }

    /** The numbers of an output. */
    public float[] output(int index) {
        return outputs[index];
    }

    /** Makes room for rows up to {@code rows} (exclusive) in a cache. */
    public void ensureCache(int cache, int rows) {
        int needed = Math.min(rows, limits[cache]);
        int width = width(cache);
        float[][] parts = arrays[cache];
        if (parts[0].length < needed * width) {
            int held = parts[0].length / width;
            int grown = (int) Math.min(limits[cache], Math.max(Math.max(needed, FIRST_ROWS), 2L * held));
            float[][] larger = new float[parts.length][];
            for (int part = 0; part < parts.length; part++) {
                larger[part] = Arrays.copyOf(parts[part], grown * width);
            }
            System.arraycopy(larger, 0, parts, 0, parts.length); // all or, where the heap ends, none
        }
    }

    /** Makes room for ids up to a position (exclusive). */
    public void ensureIds(int positions) {
        if (ids.length < positions) {
            ids = Arrays.copyOf(ids, Math.max(positions, Math.min(capacity.bytes(), 2 * ids.length)));
        }
    }

    /** How many rows the run had that last wrote an output. */
    public int outputRows(int index) {
        return outputRows[index];
    }

    /** Makes room for an output of a run of {@code rows} rows. */
    public void ensureOutput(int index, int numbers, int rows) {
        outputRows[index] = rows;
        if (outputs[index].length < numbers) {
            outputs[index] = new float[numbers];
        }
    }

    @Override
    public CpuTextCaches copy(int bytes, int patches) {
        try {
            return copied(bytes, patches);
        } catch (OutOfMemoryError e) {
            throw shortage(e);
        }
    }

    /** What to say where the heap has no room for the text. */
    public BltException shortage(OutOfMemoryError e) {
        long most = 4L * capacity.bytes();
        for (int i = 0; i < limits.length; i++) {
            most += 4L * caches.get(i).buffer().width() * limits[i];
        }
        return MemoryShortage.ofText(capacity.bytes(), most, e);
    }

    private CpuTextCaches copied(int bytes, int patches) {
        float[][][] copies = empty(caches);
        for (int i = 0; i < arrays.length; i++) {
            Cache cache = caches.get(i);
            int rows = cache.buffer().role() == Buffer.Role.PATCH_CACHE ? patches : bytes;
            long numbers = (long) Math.min(rows, limits[i]) * cache.width();
            for (int part = 0; part < cache.parts(); part++) {
                float[] mine = arrays[i][part];
                copies[i][part] = Arrays.copyOf(mine, (int) Math.min(mine.length, numbers));
            }
        }
        float[][] fresh = new float[outputs.length][0];
        CpuTextCaches copy = new CpuTextCaches(capacity, caches, limits, copies, fresh);
        copy.ids = Arrays.copyOf(ids, Math.max(FIRST_ROWS, Math.min(ids.length, bytes)));
        return copy;
    }

    @Override
    public void close() {
        for (float[][] parts : arrays) {
            Arrays.fill(parts, new float[0]);
        }
        Arrays.fill(outputs, new float[0]);
    }
}
