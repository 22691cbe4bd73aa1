package blt4j.tornado;

import blt4j.BltException;
import blt4j.compute.Capacity;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.program.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** A model's programs on a TornadoVM device. One run at a time. */
final class TornadoExecutor implements Executor {
    /** Rows of a prefill graph. */
    static final int MAX_ROWS = 512;

    /** The first arena holds this many texts of the size first asked for, if they are small. */
    private static final int SMALL_TEXTS = 8;

    private static final long SMALL_FLOATS = 16L << 20;

    private final TornadoDevice device;
    private final List<Program> programs;
    private final WeightStore weights;
    private final Set<Buffer> outputs = new HashSet<>();
    private final List<StateArena> arenas = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<List<Program>> sequences;
    private final List<ArenaGraphs.Run> waiting = new ArrayList<>();
    private final List<Rows> singles = new ArrayList<>();
    private Optional<TornadoTextCaches> waitingText = Optional.empty();
    private Optional<Latest> last = Optional.empty();
    private boolean profiling;

    /** What was run last, of a row each. */
    private record Latest(List<ArenaGraphs.Run> runs, TornadoTextCaches text) {}

    TornadoExecutor(TornadoDevice device, List<Program> programs, WeightStore weights) {
        this.device = device;
        this.programs = List.copyOf(programs);
        this.weights = weights;
        programs.forEach(p -> outputs.addAll(p.outputs()));
        this.sequences = sequences();
    }

    /** Whether each text has a buffer of its own: a cache, or what is read after runs, while other texts run. */
    boolean perText(Buffer buffer) {
        return buffer.cached() || outputs.contains(buffer);
    }

    List<Program> programs() {
        return programs;
    }

    WeightStore weights() {
        return weights;
    }

    /**
     * Programs that run one after the other for a row each, as one graph: each by itself, and those that follow each other
     * when a byte is written: the entropy model and the encoder; and where a patch ended, its programs and the decoder.
     */
    List<List<Program>> sequences() {
        List<List<Program>> sequences = new ArrayList<>();
        programs.forEach(p -> sequences.add(List.of(p)));
        List<Program> reading = new ArrayList<>(of(Program.Unit.BYTE, Stage.ENTROPY_MODEL));
        reading.addAll(of(Program.Unit.BYTE, Stage.LOCAL_ENCODER));
        List<Program> patches =
                programs.stream().filter(p -> p.unit() == Program.Unit.PATCH).toList();
        List<Program> predicting = new ArrayList<>(patches);
        predicting.addAll(of(Program.Unit.BYTE, Stage.LOCAL_DECODER));
        for (List<Program> sequence : List.of(reading, patches, predicting)) {
            if (sequence.size() > 1 && !sequences.contains(sequence)) {
                sequences.add(List.copyOf(sequence));
            }
        }
        return sequences;
    }

    private List<Program> of(Program.Unit unit, Stage stage) {
        return programs.stream()
                .filter(p -> p.unit() == unit && p.stage() == stage)
                .limit(1)
                .toList();
    }

    /**
     * A plan of graphs.
     *
     * @param recorded whether the driver is to record each graph's launches and repeat them as one
     */
    TornadoExecutionPlan plan(ImmutableTaskGraph[] graphs, Grids grids, boolean recorded) {
        TornadoExecutionPlan plan =
                new TornadoExecutionPlan(graphs).withDevice(device).withGridScheduler(grids);
        return recorded ? plan.withCUDAGraph() : plan;
    }

    /** How the device records launches, if it does. */
    Optional<Recording> recording() {
        return Recording.of(device);
    }

    /** What is compiled for a plan, where TornadoVM shows it. */
    Optional<KernelCode> code(TornadoExecutionPlan plan) {
        return KernelCode.of(device, plan.getId());
    }

    @Override
    public int maxRows() {
        return MAX_ROWS;
    }

    @Override
    public TornadoTextCaches allocate(Capacity capacity) {
        return exclusively(() -> {
            for (StateArena arena : arenas) {
                Optional<TornadoTextCaches> memory = arena.allocate(capacity);
                if (memory.isPresent()) {
                    return memory.get();
                }
            }
            StateArena arena = new StateArena(this, arenaFloats(capacity), capacity.bytes());
            arenas.add(arena);
            if (profiling) {
                arena.startProfile();
            }
            return arena.allocate(capacity).orElseThrow();
        });
    }

    /** Small texts share an arena, so that opening another compiles nothing. */
    private static long arenaFloats(long text) {
        return Math.max(text, Math.min(SMALL_TEXTS * text, SMALL_FLOATS));
    }

    private long arenaFloats(Capacity capacity) {
        long text = StateArena.floats(programs, capacity, MAX_ROWS);
        long most = Math.min(Integer.MAX_VALUE - (1L << 24), device.getMaxAllocMemory() / 4);
        if (text > most) {
            throw new BltException("A text of " + capacity.bytes() + " bytes takes caches of " + text / (1 << 18)
                    + " MiB, and the device takes arrays of " + most / (1 << 18)
                    + " MiB at most; ask for a shorter text or run on the CPU.");
        }
        return Math.min(most, arenaFloats(text));
    }

    /**
     * Makes sure that an arena and the weights, which each arena brings to the device, find room there: drivers were seen to
     * go on without.
     *
     * @param stateBytes that the arena takes
     */
    void requireMemory(long stateBytes) {
        long held =
                arenas.stream().mapToLong(a -> a.stateBytes() + weights.bytes()).sum();
        long needed = held + weights.bytes() + stateBytes;
        if (needed > device.getMaxGlobalMemory()) {
            throw new BltException(
                    "The model and its texts need " + (needed >> 20) + " MiB of the device's memory, which has "
                            + (device.getMaxGlobalMemory() >> 20)
                            + " MiB; ask for a shorter text, or run on the CPU with --backend cpu.");
        }
    }

    @Override
    public long memoryBytes(Capacity capacity) {
        return 4 * (StateArena.floats(programs, capacity, MAX_ROWS) + Angles.floats(programs, capacity.bytes()))
                + 4L * capacity.bytes();
    }

    @Override
    public long weightBytes() {
        return weights.bytes();
    }

    /** The tables of angles are made when an arena is, so they cannot follow the length of a text. */
    private static void requireSettledRotations(Program program, int length) {
        int settled = program.settledLength();
        if (length > settled) {
            throw new BltException("The text has " + length + " positions, and the model's rope type 'dynamic' turns"
                    + " all of them anew with each position from " + settled
                    + " on; run texts as long as that with --backend cpu.");
        }
    }

    @Override
    public void run(Program program, TextCaches memory, Rows rows) {
        TornadoTextCaches text = (TornadoTextCaches) memory;
        requireSettledRotations(program, rows.length());
        exclusively(() -> {
            if (StepLayout.bringsIds(program)) {
                text.remember(rows);
            }
            if (rows.count() > 0) {
                text.begin(program, rows.start());
                add(program, text, rows);
            }
        });
    }

    /** Runs rows, or puts a single row off to see whether what follows can be run with it. */
    private void add(Program program, TornadoTextCaches text, Rows rows) {
        if (rows.count() > 1) {
            flush();
            execute(List.of(new ArenaGraphs.Run(program, rows)), text);
            return;
        }
        if (!waiting.isEmpty() && !(text.equals(waitingText.orElseThrow()) && begins(program))) {
            flush();
        }
        waiting.add(new ArenaGraphs.Run(program, single(waiting.size(), rows)));
        waitingText = Optional.of(text);
    }

    /** Whether what waits, with a program after it, is what some sequence begins with. */
    private boolean begins(Program next) {
        List<Program> all = new ArrayList<>();
        waiting.forEach(run -> all.add(run.program()));
        all.add(next);
        return sequences.stream()
                .anyMatch(
                        s -> s.size() >= all.size() && s.subList(0, all.size()).equals(all));
    }

    /** A row's copy, as whoever runs it fills its rows anew. */
    private Rows single(int index, Rows rows) {
        while (singles.size() <= index) {
            singles.add(new Rows(1));
        }
        Rows copy = singles.get(index).cover(rows.start(), 1);
        for (RowInput input : RowInput.values()) {
            copy.of(input)[0] = rows.of(input)[0];
        }
        return copy;
    }

    /** Runs what waits. */
    private void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        List<ArenaGraphs.Run> runs = List.copyOf(waiting);
        TornadoTextCaches text = waitingText.orElseThrow();
        waiting.clear();
        waitingText = Optional.empty();
        if (text.arena().joins(runs)) {
            execute(runs, text);
        } else {
            runs.forEach(run -> execute(List.of(run), text));
        }
    }

    private void execute(List<ArenaGraphs.Run> runs, TornadoTextCaches text) {
        last = Optional.empty();
        text.arena().run(runs, text);
        boolean single = runs.stream().allMatch(r -> r.rows().count() == 1);
        last = single ? Optional.of(new Latest(runs, text)) : Optional.empty();
    }

    @Override
    public void read(Program program, TextCaches memory, Buffer output, int row, int count, float[] into, int offset) {
        TornadoTextCaches text = (TornadoTextCaches) memory;
        exclusively(() -> {
            flush();
            boolean newest = count == 1 && row == 0 && !output.cached();
            if (newest
                    && last.filter(l -> l.text().equals(text)
                                    && text.arena().fetched(l.runs(), program, output, into, offset))
                            .isPresent()) {
                return;
            }
            int first = output.cached() ? row : text.start(program) + row;
            text.arena().read(text.region(output), first, count, into, offset);
        });
    }

    /** Does something with the device after all that waits. */
    <T> T afterAll(Supplier<T> work) {
        return exclusively(() -> {
            flush();
            return work.get();
        });
    }

    @Override
    public long deviceBytes() {
        return afterAll(() -> arenas.stream().mapToLong(StateArena::deviceBytes).sum());
    }

    @Override
    public void startProfile() {
        exclusively(() -> {
            flush();
            profiling = true;
            arenas.forEach(StateArena::startProfile);
        });
    }

    @Override
    public Optional<DeviceProfile> stopProfile() {
        return afterAll(() -> {
            profiling = false;
            return Optional.of(
                    arenas.stream().map(StateArena::stopProfile).reduce(DeviceProfile.NONE, DeviceProfile::plus));
        });
    }

    /** Does something while nobody else runs, reads or allocates; says in one sentence what the device refused. */
    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } catch (BltException | IllegalArgumentException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            throw Failures.explain(device, e);
        } finally {
            lock.unlock();
        }
    }

    void exclusively(Runnable work) {
        exclusively(() -> {
            work.run();
            return true;
        });
    }

    @Override
    public void close() {
        exclusively(() -> {
            waiting.clear();
            arenas.forEach(StateArena::close);
            arenas.clear();
        });
    }
}
