package blt4j.tornado;

import blt4j.compute.Capacity;
import blt4j.compute.Condition;
import blt4j.compute.DeviceProfile;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import uk.ac.manchester.tornado.api.DataRange;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.TornadoProfilerResult;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoBailoutRuntimeException;
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

    /** The bits of a NaN that no arithmetic yields. */
    private static final int NOTHING_CAME = 0x7FA5_5A5A;

    private static final System.Logger LOGGER = System.getLogger(StateArena.class.getName());

    private final TornadoExecutor executor;
    private final FloatArray state;
    private final Angles angles;
    private final int together;
    private final Map<Buffer, Region> activations;
    private final Blocks blocks;
    private final Optional<KernelFiles> files;
    private final Optional<EventRing> events;
    private Optional<Recording> recording;
    private ArenaGraphs graphs;
    private TornadoExecutionPlan plan;
    private Optional<KernelCode> code;
    private boolean[] ready;
    private boolean[] launched;
    private final Set<String> prepared = new HashSet<>();
    private final List<ArenaGraphs.Source> own = new ArrayList<>();
    private Optional<TornadoExecutionResult> last = Optional.empty();
    private Optional<DeviceProfile> profile = Optional.empty();
    private final StringBuilder executedLog = new StringBuilder();
    private DeviceProfile executed = DeviceProfile.NONE;
    private int texts;

    /** Where a buffer's rows are in the state. */
    record Region(int offset, int rows, int width) {
        long floats() {
            return (long) rows * width;
        }
    }

    /**
     * Makes an arena.
     *
     * @param cacheFloats the numbers that texts' caches have room for
     * @param positions of the longest text
     * @param together how many of the texts run together at most; 1 if none are to
     */
    StateArena(TornadoExecutor executor, long cacheFloats, int positions, int together) {
        this.executor = executor;
        this.together = together;
        this.angles = new Angles(executor.programs(), positions, 1);
        this.activations = layOut(executor, 1 + Angles.floats(executor.programs(), positions));
        long used = activations.values().stream()
                .mapToLong(r -> r.offset() + r.floats())
                .max()
                .orElse(1);
        executor.requireMemory(Float.BYTES * (used + cacheFloats));
        this.state = new FloatArray(Math.toIntExact(used + cacheFloats));
        angles.write(state);
        this.blocks = new Blocks(used, used + cacheFloats);
        this.events = executor.events();
        this.recording = executor.recording();
        this.files = executor.files();
        this.graphs = makeGraphs();
        if (recording.filter(r -> !r.holds(graphs.longest())).isPresent()) {
            this.recording = Optional.empty();
            this.graphs = makeGraphs();
        }
        this.plan = executor.plan(graphs.snapshots(), graphs.grids(), recording);
        this.code = executor.code(plan);
        this.ready = new boolean[graphs.count()];
        this.launched = new boolean[graphs.count()];
    }

    private ArenaGraphs makeGraphs() {
        Lowering.Places places = new Lowering.Places() {
            @Override
            public int activation(Buffer buffer) {
                return StateArena.this.activation(buffer).offset();
            }

            @Override
            public int angles(Op.Rope rope) {
                return angles.of(rope);
            }
        };
        return new ArenaGraphs(executor, state, places, recording.isPresent(), together);
    }

    /** Activations follow the first number, which is the home graph's, and the angles. */
    private static Map<Buffer, Region> layOut(TornadoExecutor executor, long begin) {
        Map<Buffer, Region> regions = new LinkedHashMap<>();
        int rows = executor.maxRows();
        long offset = begin;
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

    /** The bytes of the state. */
    long stateBytes() {
        return (long) Float.BYTES * state.getSize();
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

    /** How many texts run together at most; 1 if none do. */
    int together() {
        return together;
    }

    /** Whether so many texts find room and run together. */
    boolean takes(Capacity capacity, int wanted) {
        if (together < wanted || capacity.bytes() > angles.positions()) {
            return false;
        }
        long floats = wanted * floats(executor.programs(), capacity, executor.maxRows());
        OptionalLong block = blocks.take(floats);
        block.ifPresent(begin -> blocks.give(begin, floats));
        return block.isPresent();
    }

    /** Makes room for a text; empty if there is none. */
    Optional<TornadoTextCaches> allocate(Capacity capacity) {
        if (capacity.bytes() > angles.positions()) {
            return Optional.empty();
        }
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

    void free(TornadoTextCaches caches) {
        executor.afterAll(() -> {
            long floats = 0;
            long begin = Long.MAX_VALUE;
            for (Region region : caches.regions().values()) {
                floats += region.floats();
                begin = Math.min(begin, region.offset());
            }
            if (floats > 0) {
                blocks.give(begin, floats);
            }
            return texts--;
        });
    }

    /** Whether the device looks itself at what a condition is about, if such runs of a row each are one execution. */
    boolean decides(List<ArenaGraphs.Run> runs, Condition condition) {
        return graphs.decides(runs, condition);
    }

    /** Takes down what the latest executions, of these runs, cost. */
    void measure(List<ArenaGraphs.Run> runs) {
        profile = profile.map(
                p -> p.plus(executedKernels(graphs.kernels(runs), graphs.profiled(runs, executedLog.toString()))));
    }

    private DeviceProfile executedKernels(int kernels, Map<String, DeviceProfile.Kernel> profiled) {
        return executed.plus(new DeviceProfile(0, kernels, 0, 0, 0, 0, 0, profiled));
    }

    /** Whether runs of a row each can be one execution. */
    boolean joins(List<ArenaGraphs.Run> runs) {
        return graphs.joins(runs);
    }

    /** Runs programs one after the other in one execution; at most as many rows as there is room for. */
    void run(List<ArenaGraphs.Run> runs, TornadoTextCaches caches) {
        run(() -> graphs.run(runs, caches, this::executeAndMeasure));
    }

    /** Whether runs of a row of each of several texts can be one execution. */
    boolean joinsTexts(List<ArenaGraphs.Joint> runs) {
        return graphs.joinsTexts(runs);
    }

    /** Runs programs for a row of each of several texts in one execution, and gives each what came back of it. */
    void runTogether(List<ArenaGraphs.Joint> runs) {
        run(() -> graphs.runTogether(runs, this::executeAndMeasure));
        for (ArenaGraphs.Joint joint : runs) {
            joint.parts()
                    .forEach(part ->
                            part.text().begin(joint.program(), part.rows().start()));
        }
        graphs.handOut(runs);
        profile = profile.map(p -> p.plus(
                executedKernels(graphs.kernelsTogether(runs), graphs.profiledTogether(runs, executedLog.toString()))));
    }

    private void run(BooleanSupplier work) {
        if (attempt(work)) {
            return;
        }
        if (recording.isPresent()) {
            LOGGER.log(Level.WARNING, "The driver lost a recording of launches; it goes on without, and slower.");
            goOnUnrecorded();
            if (attempt(work)) {
                return;
            }
        }
        throw executor.lost();
    }

    /** Runs programs; tells whether they ran to their end. */
    private boolean attempt(BooleanSupplier work) {
        executed = DeviceProfile.NONE;
        executedLog.setLength(0);
        try {
            return work.getAsBoolean();
        } catch (TornadoBailoutRuntimeException e) {
            if (recording.isPresent() && !Failures.isMemory(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Makes the graphs anew, not to be recorded, over the state as the device has it. */
    private void goOnUnrecorded() {
        last.ifPresent(result -> result.transferToHost(new DataRange(state).withSize(state.getSize())));
        boolean profiling = profile.isPresent();
        close();
        recording = Optional.empty();
        graphs = makeGraphs();
        plan = executor.plan(graphs.snapshots(), graphs.grids(), recording);
        code = executor.code(plan);
        ready = new boolean[graphs.count()];
        launched = new boolean[graphs.count()];
        prepared.clear();
        last = Optional.empty();
        if (profiling) {
            plan.withProfiler(ProfilerMode.SILENT);
        }
    }

    /** Reads an output that the latest execution, of these runs, brought along; tells whether it did. */
    boolean fetched(List<ArenaGraphs.Run> runs, Program program, Buffer output, float[] into, int offset) {
        return graphs.fetched(runs, program, output, into, offset);
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

    /** Takes down what the latest execution cost, which is to be read before there is another. */
    private void measureExecution() {
        TornadoProfilerResult result = last.orElseThrow().getProfilerResult();
        executed = executed.plus(new DeviceProfile(
                1,
                0,
                result.getDeviceKernelTime(),
                result.getDataTransfersTime(),
                result.getTotalBytesCopyIn(),
                result.getTotalBytesCopyOut(),
                result.getCompileTime()));
        executedLog.append(newest(result.getProfileLog()));
    }

    /** What the latest execution added to the log. */
    private static String newest(String log) {
        return log.substring(Math.max(0, log.lastIndexOf("\n{\n")));
    }

    private void executeAndMeasure(int graph) {
        execute(graph);
        if (profile.isPresent()) {
            measureExecution();
        }
    }

    /**
     * Executes a graph. Its first time it finds what is on the device through the graph that ran before it; only the
     * home graph has everything.
     */
    private void execute(int graph) {
        if (ready[graph]) {
            last = Optional.of(launch(graph));
            return;
        }
        goHome();
        code.ifPresent(c -> prepare(graph, c));
        launch(ArenaGraphs.HOME);
        last = Optional.of(launch(graph));
        ready[graph] = true;
        code.ifPresent(this::keepOwn);
    }

    /** Has the home graph run. */
    private void goHome() {
        if (!ready[ArenaGraphs.HOME]) {
            code.ifPresent(c -> prepare(ArenaGraphs.HOME, c));
            launch(ArenaGraphs.HOME);
            ready[ArenaGraphs.HOME] = true;
            code.ifPresent(this::keepOwn);
        }
    }

    /** Loads or compiles what a graph consists of, each kernel once, but for what it compiles itself. */
    private void prepare(int graph, KernelCode compiled) {
        List<ArenaGraphs.Source> missing = graphs.sources(graph).stream()
                .filter(source -> !prepared.contains(source.task()))
                .filter(source -> !graphs.load(source, compiled))
                .toList();
        if (!missing.isEmpty()) {
            LOGGER.log(
                    Level.INFO,
                    "Compiling for the device" + (files.isPresent() ? ", for later starts too: " : ": ")
                            + missing.stream()
                                    .map(source -> source.kernel().method())
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
        for (ArenaGraphs.Source source : missing) {
            int compiling = source.graph().orElse(graph);
            if (compiling == graph) {
                own.add(source);
                continue;
            }
            launch(ArenaGraphs.HOME);
            launch(compiling);
            files.ifPresent(f -> graphs.keep(source, compiled, f));
        }
        graphs.sources(graph).forEach(source -> prepared.add(source.task()));
        graphs.share(graph, compiled);
    }

    /** Keeps what the graph that ran first compiled itself. */
    private void keepOwn(KernelCode compiled) {
        own.forEach(source -> files.ifPresent(f -> graphs.keep(source, compiled, f)));
        own.clear();
    }

    private TornadoExecutionResult launch(int graph) {
        graphs.select(graph);
        if (!launched[graph]) {
            recording.ifPresent(r -> r.prepare(plan.getId()));
            launched[graph] = true;
        }
        if (recording.isPresent()) {
            return recording.get().launch(plan, graph);
        }
        int first = events.map(ring -> ring.position(plan.getId())).orElse(0);
        TornadoExecutionResult result = plan.withGraph(graph).execute();
        if (events.filter(ring -> ring.refused(plan.getId(), first)).isPresent()) {
            throw executor.lost();
        }
        return result;
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

    /** Brings numbers to the host. Drivers were seen to go on without, so it is looked whether what lay there is gone. */
    private MemorySegment fetch(int offset, int count) {
        TornadoExecutionResult result = last.orElseThrow(() -> new IllegalStateException("nothing has run yet"));
        MemorySegment numbers = state.getSegment();
        long first = (long) Float.BYTES * offset;
        numbers.set(ValueLayout.JAVA_INT, first, NOTHING_CAME);
        result.transferToHost(new DataRange(state).withOffset(offset).withSize(count));
        if (numbers.get(ValueLayout.JAVA_INT, first) == NOTHING_CAME) {
            throw executor.lost();
        }
        profile = profile.map(p -> p.plus(new DeviceProfile(0, 0, 0, 0, 0, 4L * count, 0)));
        return numbers;
    }

    /** Copies numbers to a region, on the device or by way of the host if the region is another arena's. */
    void copy(int from, int count, StateArena target, Region to) {
        if (count == 0) {
            return;
        }
        if (target == this) {
            graphs.setMove(from, to.offset(), count);
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
