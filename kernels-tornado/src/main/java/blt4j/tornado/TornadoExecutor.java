package blt4j.tornado;

import blt4j.BltException;
import blt4j.compute.Capacity;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.program.Buffer;
import blt4j.program.Program;
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
    /** The system property that has CUDA's drivers record each graph's launches and repeat them as one. */
    static final String CUDA_GRAPHS = "blt4j.cuda.graphs";

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
    private boolean profiling;

    TornadoExecutor(TornadoDevice device, List<Program> programs, WeightStore weights) {
        this.device = device;
        this.programs = List.copyOf(programs);
        this.weights = weights;
        programs.forEach(p -> outputs.addAll(p.outputs()));
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

    TornadoExecutionPlan plan(ImmutableTaskGraph[] graphs, Grids grids) {
        TornadoExecutionPlan plan =
                new TornadoExecutionPlan(graphs).withDevice(device).withGridScheduler(grids);
        String driver = device.getTornadoVMBackend().name();
        boolean records = driver.equals("PTX") || driver.equals("CUDA");
        return freezesGrids() && records ? plan.withCUDAGraph() : plan;
    }

    /**
     * Whether grids stay as they are when a graph first runs, as they must where the driver records its launches and
     * repeats them (CUDA graphs). Only when {@value #CUDA_GRAPHS} asks for it, which elsewhere changes nothing but that.
     */
    boolean freezesGrids() {
        return Boolean.getBoolean(CUDA_GRAPHS);
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
            StateArena arena = new StateArena(this, arenaFloats(capacity));
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

    @Override
    public long memoryBytes(Capacity capacity) {
        return 4 * StateArena.floats(programs, capacity, MAX_ROWS) + 4L * capacity.bytes();
    }

    @Override
    public long weightBytes() {
        return weights.bytes();
    }

    /** Frequencies lie on the device from the start, so they cannot follow the length of a text. */
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
                text.arena().run(program, text, rows);
            }
        });
    }

    @Override
    public void read(Program program, TextCaches memory, Buffer output, int row, int count, float[] into, int offset) {
        TornadoTextCaches text = (TornadoTextCaches) memory;
        exclusively(() -> {
            int first = output.cached() ? row : text.start(program) + row;
            text.arena().read(text.region(output), first, count, into, offset);
        });
    }

    @Override
    public long deviceBytes() {
        return exclusively(
                () -> arenas.stream().mapToLong(StateArena::deviceBytes).sum());
    }

    @Override
    public void startProfile() {
        exclusively(() -> {
            profiling = true;
            arenas.forEach(StateArena::startProfile);
        });
    }

    @Override
    public Optional<DeviceProfile> stopProfile() {
        return exclusively(() -> {
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
            arenas.forEach(StateArena::close);
            arenas.clear();
        });
    }
}
