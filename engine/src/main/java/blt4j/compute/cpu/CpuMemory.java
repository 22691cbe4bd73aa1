package blt4j.compute.cpu;

import blt4j.compute.Capacity;
import blt4j.compute.Memory;
import blt4j.program.Buffer;
import java.util.Arrays;
import java.util.List;

/**
 * The caches of one text on the heap. They grow with the text, by doubling, up to what the capacity asks for; a cache
 * under a window becomes a ring when it has reached that.
 */
final class CpuMemory implements Memory {
    private static final int FIRST_ROWS = 256;

    private final Capacity capacity;
    private final List<Buffer> caches;
    private final int[] limits;
    private final float[][] arrays;
    private final float[][] outputs;
    private final int[] outputRows;
    private int[] ids = new int[FIRST_ROWS];

    /**
     * Caches without a row.
     *
     * @param caches the buffers, in the executor's order
     * @param outputs how many activations are kept to be read
     */
    CpuMemory(Capacity capacity, List<Buffer> caches, int outputs, int maxRows) {
        this(capacity, caches, limits(caches, capacity, maxRows), new float[caches.size()][0], new float[outputs][0]);
    }

    private CpuMemory(Capacity capacity, List<Buffer> caches, int[] limits, float[][] arrays, float[][] outputs) {
        this.capacity = capacity;
        this.caches = caches;
        this.limits = limits;
        this.arrays = arrays;
        this.outputs = outputs;
        this.outputRows = new int[outputs.length];
    }

    private static int[] limits(List<Buffer> caches, Capacity capacity, int maxRows) {
        return caches.stream().mapToInt(b -> limit(b, capacity, maxRows)).toArray();
    }

    /** The most rows that a cache ever has. */
    static int limit(Buffer cache, Capacity capacity, int maxRows) {
        int rows = cache.role() == Buffer.Role.PATCH_CACHE
                ? capacity.patches()
                : capacity.windowRows(cache.window(), maxRows);
        if ((long) rows * cache.width() > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("the cache " + cache.name() + " of " + rows + " rows of " + cache.width()
                    + " numbers is larger than the CPU backend can hold");
        }
        return rows;
    }

    /** The bytes that all caches take at their fullest, and the ids. */
    static long limitBytes(List<Buffer> caches, Capacity capacity, int maxRows) {
        long sum = 4L * capacity.bytes();
        for (Buffer cache : caches) {
            sum += 4L * cache.width() * limit(cache, capacity, maxRows);
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
        for (float[] array : arrays) {
            sum += 4L * array.length;
        }
        return sum;
    }

    /** The numbers of a cache. */
    float[] array(int cache) {
        return arrays[cache];
    }

    /** Where in {@link #array} a row lies. */
    int offset(int cache, int row) {
        return row % limits[cache] * caches.get(cache).width();
    }

    /** How many rows from a row on lie one after the other before the ring starts over. */
    int contiguous(int cache, int row) {
        return limits[cache] - row % limits[cache];
    }

    /** The ids of the text so far; what a run was not told yet is undefined. */
    int[] ids() {
        return ids;
    }

    /** The numbers of an output. */
    float[] output(int index) {
        return outputs[index];
    }

    /** Makes room for rows up to {@code rows} (exclusive) in a cache. */
    void ensureCache(int cache, int rows) {
        int needed = Math.min(rows, limits[cache]);
        int width = caches.get(cache).width();
        if (arrays[cache].length < needed * width) {
            int held = arrays[cache].length / width;
            int grown = (int) Math.min(limits[cache], Math.max(Math.max(needed, FIRST_ROWS), 2L * held));
            arrays[cache] = Arrays.copyOf(arrays[cache], grown * width);
        }
    }

    /** Makes room for ids up to a position (exclusive). */
    void ensureIds(int positions) {
        if (ids.length < positions) {
            ids = Arrays.copyOf(ids, Math.max(positions, Math.min(capacity.bytes(), 2 * ids.length)));
        }
    }

    /** How many rows the run had that last wrote an output. */
    int outputRows(int index) {
        return outputRows[index];
    }

    /** Makes room for an output of a run of {@code rows} rows. */
    void ensureOutput(int index, int numbers, int rows) {
        outputRows[index] = rows;
        if (outputs[index].length < numbers) {
            outputs[index] = new float[numbers];
        }
    }

    @Override
    public CpuMemory copy(int bytes, int patches) {
        float[][] copies = new float[arrays.length][];
        for (int i = 0; i < arrays.length; i++) {
            Buffer cache = caches.get(i);
            int rows = cache.role() == Buffer.Role.PATCH_CACHE ? patches : bytes;
            long numbers = (long) Math.min(rows, limits[i]) * cache.width();
            copies[i] = Arrays.copyOf(arrays[i], (int) Math.min(arrays[i].length, numbers));
        }
        float[][] fresh = new float[outputs.length][0];
        CpuMemory copy = new CpuMemory(capacity, caches, limits, copies, fresh);
        copy.ids = Arrays.copyOf(ids, Math.max(FIRST_ROWS, Math.min(ids.length, bytes)));
        return copy;
    }

    @Override
    public void close() {
        Arrays.fill(arrays, new float[0]);
        Arrays.fill(outputs, new float[0]);
    }
}
