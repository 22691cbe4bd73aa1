package blt4j.tornado;

import blt4j.compute.Capacity;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** One text's caches and outputs: regions of an arena's state, and the ids so far, which hashes look back at. */
final class TornadoTextCaches implements TextCaches, StepLayout.Text {
    private final StateArena arena;
    private final Capacity capacity;
    private final Map<Buffer, StateArena.Region> regions;
    private final int[] ids;
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<String, Map<Buffer, float[]>> brought = new HashMap<>();
    private final Set<String> broughtLast = new HashSet<>();
    private boolean closed;

    TornadoTextCaches(StateArena arena, Capacity capacity, Map<Buffer, StateArena.Region> regions) {
        this.arena = arena;
        this.capacity = capacity;
        this.regions = regions;
        this.ids = new int[capacity.bytes()];
    }

    StateArena arena() {
        return arena;
    }

    /** This text's region for a cache or output, the arena's for another activation. */
    @Override
    public StateArena.Region region(Buffer buffer) {
        StateArena.Region region = regions.get(buffer);
        return region == null ? arena.activation(buffer) : region;
    }

    Map<Buffer, StateArena.Region> regions() {
        return regions;
    }

    /** Sets where a program's latest run began. */
    void begin(Program program, int start) {
        starts.put(program.name(), start);
        broughtLast.remove(program.name());
    }

    /** Takes a row of an output that a program's latest run brought along for several texts. */
    void bring(String program, Buffer output, FloatArray from, int at) {
        float[] numbers = brought.computeIfAbsent(program, _ -> new HashMap<>())
                .computeIfAbsent(output, buffer -> new float[buffer.width()]);
        MemorySegment.copy(from.getSegment(), ValueLayout.JAVA_FLOAT, 4L * at, numbers, 0, numbers.length);
        broughtLast.add(program);
    }

    /** Reads what the program's latest run brought along; tells whether it did. */
    boolean brought(Program program, Buffer output, float[] into, int offset) {
        if (!broughtLast.contains(program.name())) {
            return false;
        }
        float[] numbers = brought.getOrDefault(program.name(), Map.of()).get(output);
        if (numbers == null) {
            return false;
        }
        System.arraycopy(numbers, 0, into, offset, numbers.length);
        return true;
    }

    /** Where a program's latest run began. */
    int start(Program program) {
        return starts.getOrDefault(program.name(), 0);
    }

    /** The ids so far. */
    int[] ids() {
        return ids;
    }

    @Override
    public int id(int position) {
        return position < 0 ? 0 : ids[position];
    }

    /** Copies the ids of rows, which hashes of later rows look back at. */
    void remember(Rows rows) {
        System.arraycopy(rows.of(RowInput.ID), 0, ids, rows.start(), rows.count());
    }

    @Override
    public Capacity capacity() {
        return capacity;
    }

    @Override
    public long byteSize() {
        return 4L
                        * regions.values().stream()
                                .mapToLong(StateArena.Region::floats)
                                .sum()
                + 4L * ids.length;
    }

    @Override
    public TextCaches copy(int bytes, int patches) {
        TornadoTextCaches copy =
                arena.executor().afterAll(() -> arena.executor().allocate(capacity));
        System.arraycopy(ids, 0, copy.ids, 0, bytes);
        regions.forEach((buffer, region) -> {
            int rows = buffer.role() == Buffer.Role.PATCH_CACHE ? patches : bytes;
            if (buffer.cached()) {
                // A ring that has gone round is full.
                int count = Math.min(rows, region.rows()) * buffer.width();
                arena.copy(region.offset(), count, copy.arena, copy.region(buffer));
            }
        });
        return copy;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arena.free(this);
        }
    }
}
