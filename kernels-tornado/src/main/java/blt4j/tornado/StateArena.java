package blt4j.tornado;

import blt4j.compute.Capacity;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Rows;
import blt4j.program.Buffer;
import blt4j.program.Program;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.TornadoProfilerResult;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * One array on the device that holds the activations of all programs and the caches of many texts, and the graphs that
 * were compiled over it. Where a text's caches are in it travels with every run, so that texts come and go without
 * compiling anything again.
 */
final class StateArena implements AutoCloseable {
    /** Numbers moved at a time when a text is copied to another arena. */
    static final int STAGE = 1 << 16;

    private final TornadoExecutor executor;
    private final FloatArray state;
    private final Map<Buffer, Region> activations;
    private final Blocks blocks;
    private final ArenaGraphs graphs;
    private final TornadoExecutionPlan plan;
    private final boolean[] ready;
    private Optional<TornadoExecutionResult> last = Optional.empty();
    private Optional<DeviceProfile> profile = Optional.empty();
    private int texts;

    /** Where a buffer's rows are in the state. */
    record Region(int offset, int rows, int width) {
        long floats() {
            return (long) rows * width;
        }
    }

    /** Makes an arena with room for caches of {@code cacheFloats} numbers. */
    StateArena(TornadoExecutor executor, long cacheFloats) {
        this.executor = executor;
        this.activations = layOut(executor);
        long used = activations.values().stream().mapToLong(Region::floats).sum() + 1;
        this.state = new FloatArray(Math.toIntExact(used + cacheFloats));
        this.blocks = new Blocks(used, used + cacheFloats);
        this.graphs = new ArenaGraphs(executor, state, b -> activation(b).offset());
        this.plan = executor.plan(graphs.snapshots(), graphs.grids());
        this.ready = new boolean[graphs.count()];
    }

    /** Activations follow the first number, which is the home graph's. */
    private static Map<Buffer, Region> layOut(TornadoExecutor executor) {
        Map<Buffer, Region> regions = new LinkedHashMap<>();
        int rows = executor.maxRows();
        long offset = 1;
        for (Program program : executor.programs()) {
            for (Buffer buffer : program.buffers()) {
                if (!executor.perText(buffer) && !regions.containsKey(buffer)) {
                    regions.put(buffer, new Region(Math.toIntExact(offset), rows, buffer.width()));
                    offset += (long) rows * buffer.width();
                }
            }
        }
        return regions;
    }

    /** The numbers that a text's caches and outputs take. */
    static long floats(List<Program> programs, Capacity capacity, int maxRows) {
        return ownRows(programs, capacity, maxRows).entrySet().stream()
                .mapToLong(e -> (long) e.getValue() * e.getKey().width())
                .sum();
    }

    /** How many rows each cache of a text keeps, and each output: those of its latest run, as a ring. */
    static Map<Buffer, Integer> ownRows(List<Program> programs, Capacity capacity, int maxRows) {
        Map<Buffer, Integer> rows = new LinkedHashMap<>();
        for (Program program : programs) {
            for (Buffer buffer : program.buffers()) {
                switch (buffer.role()) {
                    case BYTE_CACHE -> rows.put(buffer, Math.max(1, capacity.windowRows(buffer.window(), maxRows)));
                    case PATCH_CACHE -> rows.put(buffer, Math.max(1, capacity.patches()));
                    case ACTIVATION -> {
                        if (program.outputs().contains(buffer)) {
                            rows.put(buffer, maxRows);
                        }
                    }
                }
            }
        }
        return rows;
    }

    TornadoExecutor executor() {
        return executor;
    }

    /** How many texts it holds. */
    int texts() {
        return texts;
    }

    Region activation(Buffer buffer) {
        Region region = activations.get(buffer);
        if (region == null) {
            throw new IllegalArgumentException("the model has no buffer " + buffer.name());
        }
        return region;
    }

    /** Makes room for a text; empty if there is none. */
    Optional<TornadoTextCaches> allocate(Capacity capacity) {
        Map<Buffer, Integer> rows = ownRows(executor.programs(), capacity, executor.maxRows());
        OptionalLong block = blocks.take(floats(executor.programs(), capacity, executor.maxRows()));
        if (block.isEmpty()) {
            return Optional.empty();
        }
        int offset = Math.toIntExact(block.getAsLong());
        Map<Buffer, Region> regions = new HashMap<>();
        for (Map.Entry<Buffer, Integer> entry : rows.entrySet()) {
            Region region = new Region(offset, entry.getValue(), entry.getKey().width());
            regions.put(entry.getKey(), region);
            offset += Math.toIntExact(region.floats());
        }
        texts++;
        return Optional.of(new TornadoTextCaches(this, capacity, regions));
    }

    void free(TornadoTextCaches memory) {
        executor.exclusively(() -> {
            long floats = 0;
            long begin = Long.MAX_VALUE;
            for (Region region : memory.regions().values()) {
                floats += region.floats();
                begin = Math.min(begin, region.offset());
            }
            if (floats > 0) {
                blocks.give(begin, floats);
            }
            texts--;
        });
    }

    /** Runs rows of a program, at most as many as there is room for. */
    void run(Program program, TornadoTextCaches memory, Rows rows) {
        graphs.run(program, memory, rows, (graph, tasks) -> {
            execute(graph);
            profile = profile.map(p -> p.plus(measured(tasks)));
        });
    }

    /** The bytes of arrays on the device, by TornadoVM's count for each graph: what it brought there itself. */
    long deviceBytes() {
        long bytes = 0;
        for (int graph = 0; graph < ready.length; graph++) {
            bytes += plan.withGraph(graph).getCurrentDeviceMemoryUsage();
        }
        return bytes;
    }

    /** Begins to add up what runs cost. */
    void startProfile() {
        plan.withProfiler(ProfilerMode.SILENT);
        profile = Optional.of(DeviceProfile.NONE);
    }

    /** What runs cost since. */
    DeviceProfile stopProfile() {
        plan.withoutProfiler();
        DeviceProfile sum = profile.orElse(DeviceProfile.NONE);
        profile = Optional.empty();
        return sum;
    }

    private DeviceProfile measured(int tasks) {
        TornadoProfilerResult result = last.orElseThrow().getProfilerResult();
        return new DeviceProfile(
                1,
                tasks,
                result.getDeviceKernelTime(),
                result.getDataTransfersTime(),
                result.getTotalBytesCopyIn(),
                result.getTotalBytesCopyOut(),
                result.getCompileTime());
    }

    /**
     * Executes a graph. Its first time it finds what is on the device through the graph that ran before it; only the
     * home graph has everything.
     */
    private void execute(int graph) {
        if (!ready[graph]) {
            launch(ArenaGraphs.HOME);
            ready[graph] = true;
        }
        last = Optional.of(launch(graph));
    }

    private TornadoExecutionResult launch(int graph) {
        graphs.select(graph);
        return plan.withGraph(graph).execute();
    }

    /** Brings rows of a region, counted from the text's beginning, to the host; rows past its end are its first again. */
    void read(Region region, int row, int count, float[] into, int at) {
        int done = 0;
        while (done < count) {
            int from = (row + done) % region.rows();
            int n = Math.min(count - done, region.rows() - from);
            int width = region.width();
            read(region.offset() + from * width, n * width, into, at + done * width);
            done += n;
        }
    }

    private void read(int offset, int count, float[] into, int at) {
        MemorySegment.copy(fetch(offset, count), ValueLayout.JAVA_FLOAT, 4L * offset, into, at, count);
    }

    private MemorySegment fetch(int offset, int count) {
        last.orElseThrow(() -> new IllegalStateException("nothing has run yet"))
                .transferToHost(new DataRange(state).withOffset(offset).withSize(count));
        profile = profile.map(p -> p.plus(new DeviceProfile(0, 0, 0, 0, 0, 4L * count, 0)));
        return state.getSegment();
    }

    /** Copies numbers to a region, on the device or by way of the host if the region is another arena's. */
    void copy(int from, int count, StateArena target, Region to) {
        if (count == 0) {
            return;
        }
        if (target == this) {
            graphs.setCopy(from, to.offset(), count);
            execute(ArenaGraphs.COPY);
            return;
        }
        float[] numbers = new float[Math.min(count, STAGE)];
        for (int done = 0; done < count; done += numbers.length) {
            int n = Math.min(numbers.length, count - done);
            read(from + done, n, numbers, 0);
            target.write(to.offset() + done, numbers, n);
        }
    }

    private void write(int offset, float[] numbers, int count) {
        graphs.setStage(offset, numbers, count);
        execute(ArenaGraphs.STAGE);
    }

    @Override
    public void close() {
        try {
            plan.close(); // Frees the device's memory; done twice it could free what another plan was given since.
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException("the device's memory was not given back", e);
        }
    }
}
