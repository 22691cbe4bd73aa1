package blt4j.tornado;

import blt4j.BltException;
import blt4j.compute.Capacity;
import blt4j.compute.Condition;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TextRows;
import blt4j.compute.TuningListener;
import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** A model's programs on a TornadoVM device. One run at a time. */
final class TornadoExecutor implements Executor {
    /** Rows of a prefill graph. */
    static final int MAX_ROWS = 512;

    /** Texts that run together at most. */
    private static final int TEXTS_TOGETHER = 64;

    /** The first arena holds this many texts of the size first asked for, if they are small. */
    private static final int SMALL_TEXTS = 8;

    private static final long SMALL_FLOATS = 16L << 20;

    /** What an arena has positions for at least, if that is small: one for each longer text would compile anew each time. */
    private static final int POSITIONS = 4096;

    /**
     * The system property that says how many kernels a patch may take at most for the device to decide whether its rows count.
     * Where it decides, their kernels are launched for nothing with each byte that ends no patch, and the host waits once a
     * byte. Of more kernels, the decoder alone is run before it is known whether a patch ends.
     */
    static final String DECIDED_KERNELS = "blt4j.decided.kernels";

    private static final int MOST_DECIDED_KERNELS = 32;

    private final TornadoDevice device;
    private final List<Program> programs;
    private final WeightStore weights;
    private final Optional<Recording> recording;
    private final Optional<EventRing> events;
    private final Function<Program, Tuning> tunings;
    private final Optional<KernelFiles> files;
    private final Optional<Sketches> sketches;
    private final Set<Buffer> outputs = new HashSet<>();
    private final Map<String, Integer> settledLengths = new HashMap<>();
    private final Set<String> bringIds = new HashSet<>();
    private final List<StateArena> arenas = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<List<Program>> sequences;
    private final Ahead ahead;
    private final List<ArenaGraphs.Run> waiting = new ArrayList<>();
    private final WaitingTexts waitingTexts;
    private final List<Rows> singles = new ArrayList<>();
    private Optional<TornadoTextCaches> waitingText = Optional.empty();
    private Optional<Latest> last = Optional.empty();
    private boolean profiling;
    private boolean compiles;
    private boolean lost;

    /** What was run last, of a row each. */
    private record Latest(List<ArenaGraphs.Run> runs, TornadoTextCaches text) {}

    TornadoExecutor(TornadoDevice device, List<Program> programs, WeightStore weights) {
        this(device, programs, weights, Recording.of(device), always(TuningFile.of(device)));
    }

    /**
     * Loads programs.
     *
     * @param recording how launches are recorded, if they are
     * @param tunings which ways of computing a program's ops were measured to be the fastest
     */
    TornadoExecutor(
            TornadoDevice device,
            List<Program> programs,
            WeightStore weights,
            Optional<Recording> recording,
            Function<Program, Tuning> tunings) {
        this.tunings = tunings;
        this.device = device;
        this.recording = recording;
        this.events = EventRing.of(device);
        this.files = KernelFiles.of(device);
        this.sketches = Sketches.of(device);
        this.programs = List.copyOf(programs);
        this.weights = weights;
        programs.forEach(p -> outputs.addAll(p.outputs()));
        programs.forEach(p -> settledLengths.put(p.name(), p.settledLength()));
        programs.stream().filter(StepLayout::bringsIds).forEach(p -> bringIds.add(p.name()));
        this.sequences = sequences();
        this.waitingTexts = new WaitingTexts(sequencesOfTexts());
        this.ahead = sequences.stream().anyMatch(this::decides)
                ? Ahead.BOTH
                : isWhole(programs) ? Ahead.THE_LIKELIER : Ahead.NOTHING;
    }

    private static Function<Program, Tuning> always(Optional<TuningFile> file) {
        Tuning tuning = file.map(TuningFile::read).orElse(Tuning.NONE);
        return _ -> tuning;
    }

    /** Which ways of computing a program's ops were measured to be the fastest. */
    Tuning tuning(Program program) {
        return tunings.apply(program);
    }

    @Override
    public boolean tune(TuningListener listener) {
        return new Tuner(device, programs, weights).tune(listener);
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
        List<Program> reading = reading();
        List<Program> patches = ofPatches(programs);
        List<Program> predicting = new ArrayList<>(patches);
        predicting.addAll(of(Program.Unit.BYTE, Stage.LOCAL_DECODER));
        List<Program> whole = new ArrayList<>(reading);
        whole.addAll(predicting);
        List<Program> likelier = new ArrayList<>(reading);
        likelier.addAll(of(Program.Unit.BYTE, Stage.LOCAL_DECODER));
        for (List<Program> sequence : List.of(reading, patches, predicting, decides(whole) ? whole : likelier)) {
            if (sequence.size() > 1 && !sequences.contains(sequence)) {
                sequences.add(List.copyOf(sequence));
            }
        }
        return sequences;
    }

    /** The entropy model and the encoder. */
    private List<Program> reading() {
        List<Program> reading = new ArrayList<>(of(Program.Unit.BYTE, Stage.ENTROPY_MODEL));
        reading.addAll(of(Program.Unit.BYTE, Stage.LOCAL_ENCODER));
        return reading;
    }

    private static List<Program> ofPatches(List<Program> programs) {
        return programs.stream().filter(p -> p.unit() == Program.Unit.PATCH).toList();
    }

    /** Programs of which each runs for the same texts as the one before it when bytes of several are written. */
    List<List<Program>> sequencesOfTexts() {
        return Stream.of(reading(), ofPatches(programs))
                .filter(sequence -> sequence.size() > 1)
                .toList();
    }

    /** Whether programs are all that a byte takes, and so few kernels for a patch that it costs little to pass over them. */
    private boolean decides(List<Program> programs) {
        List<Program> patches = ofPatches(programs);
        int kernels =
                patches.stream().mapToInt(p -> Fusion.of(p, weights).size()).sum();
        return isWhole(programs)
                && patches.size() <= TransferKernels.MAX_DECIDED
                && kernels <= Integer.getInteger(DECIDED_KERNELS, MOST_DECIDED_KERNELS);
    }

    private static boolean isWhole(List<Program> programs) {
        return Stream.of(Stage.ENTROPY_MODEL, Stage.LOCAL_ENCODER, Stage.LOCAL_DECODER)
                .allMatch(s -> programs.stream().anyMatch(p -> p.stage() == s && p.unit() == Program.Unit.BYTE));
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
     * @param recording has the driver record each graph's launches and repeat them as one, if present
     */
    TornadoExecutionPlan plan(ImmutableTaskGraph[] graphs, Grids grids, Optional<Recording> recording) {
        TornadoExecutionPlan plan =
                new TornadoExecutionPlan(graphs).withDevice(device).withGridScheduler(grids);
        return recording.map(r -> r.record(plan)).orElse(plan);
    }

    /** How the device records launches, if it does. */
    Optional<Recording> recording() {
        return recording;
    }

    /** Where calls that the device's driver refuses can be told from others, if it shows that. */
    Optional<EventRing> events() {
        return events;
    }

    /** What was kept of kernels, if anything is to be. */
    Optional<KernelFiles> files() {
        return files;
    }

    /** What TornadoVM knows of kernels' methods, where it shows that. */
    Optional<Sketches> sketches() {
        return sketches;
    }

    /** Says that TornadoVM's compiler will be at work, which takes the JVM a tenth of a second to prepare for. */
    void compiles() {
        if (!compiles) {
            compiles = true;
            HostCompiler.spareTornado();
        }
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
    public Ahead ahead() {
        return ahead;
    }

    @Override
    public TornadoTextCaches allocate(Capacity capacity) {
        return exclusively(() -> {
            requireDevice();
            for (StateArena arena : arenas) {
                Optional<TornadoTextCaches> caches = arena.allocate(capacity);
                if (caches.isPresent()) {
                    return caches.get();
                }
            }
            StateArena arena = new StateArena(this, arenaFloats(capacity), positions(capacity), 1);
            arenas.add(arena);
            if (profiling) {
                arena.startProfile();
            }
            return arena.allocate(capacity).orElseThrow();
        });
    }

    @Override
    public int textsTogether() {
        return TEXTS_TOGETHER;
    }

    /** An arena for texts that run together, which stands first; those that are done with are taken down before. */
    @Override
    public int reserve(Capacity capacity, int texts) {
        int wanted = Math.min(texts, TEXTS_TOGETHER);
        if (wanted < 2) {
            return 1;
        }
        return exclusively(() -> {
            requireDevice();
            if (arenas.stream().anyMatch(arena -> arena.takes(capacity, wanted))) {
                return wanted;
            }
            flush();
            List<StateArena> done = arenas.stream()
                    .filter(arena -> arena.together() > 1 && arena.texts() == 0)
                    .toList();
            arenas.removeAll(done);
            done.forEach(StateArena::close);
            long text = StateArena.floats(programs, capacity, MAX_ROWS);
            int room = (int) Math.min(wanted, Math.min(mostFloats(), floatsLeft() / 2) / text);
            if (room < 2) {
                return 1;
            }
            StateArena arena = new StateArena(this, room * text, capacity.bytes(), room);
            arenas.addFirst(arena);
            if (profiling) {
                arena.startProfile();
            }
            return room;
        });
    }

    /** The numbers that a further arena finds room for on the device beside its weights. */
    private long floatsLeft() {
        return Math.max(0, (device.getMaxGlobalMemory() - heldBytes() - weights.bytes()) / Float.BYTES);
    }

    private long heldBytes() {
        return arenas.stream().mapToLong(a -> a.stateBytes() + weights.bytes()).sum();
    }

    /** The numbers of the largest array that the device takes. */
    private long mostFloats() {
        return Math.min(Integer.MAX_VALUE - (1L << 24), device.getMaxAllocMemory() / Float.BYTES);
    }

    private int positions(Capacity capacity) {
        boolean small = StateArena.floats(programs, longer(capacity), MAX_ROWS) <= SMALL_FLOATS;
        return small ? longer(capacity).bytes() : capacity.bytes();
    }

    /** A capacity like another for a text that is not short. */
    private static Capacity longer(Capacity capacity) {
        int bytes = Math.max(POSITIONS, capacity.bytes());
        return new Capacity(bytes, capacity.patches() == 0 ? 0 : bytes, capacity.rewind());
    }

    /** Small texts share an arena, so that opening another compiles nothing. */
    private static long arenaFloats(long text) {
        return Math.max(text, Math.min(SMALL_TEXTS * text, SMALL_FLOATS));
    }

    private long arenaFloats(Capacity capacity) {
        long text = StateArena.floats(programs, capacity, MAX_ROWS);
        long most = mostFloats();
        if (text > most) {
            throw new BltException("A text of " + capacity.bytes() + " bytes takes caches of " + text / (1 << 18)
                    + " MiB, and the device takes arrays of " + most / (1 << 18)
                    + " MiB at most; ask for a shorter text or run on the CPU.");
        }
        long longer = StateArena.floats(programs, longer(capacity), MAX_ROWS);
        return Math.min(most, arenaFloats(longer <= SMALL_FLOATS ? longer : text));
    }

    /**
     * Makes sure that an arena and the weights, which each arena brings to the device, find room there: drivers were seen to
     * go on without.
     *
     * @param stateBytes that the arena takes
     */
    void requireMemory(long stateBytes) {
        long needed = heldBytes() + weights.bytes() + stateBytes;
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
    private void requireSettledRotations(Program program, int length) {
        int settled = settledLengths.getOrDefault(program.name(), Integer.MAX_VALUE);
        if (length > settled) {
            throw new BltException("The text has " + length + " positions, and the model's rope type 'dynamic' turns"
                    + " all of them anew with each position from " + settled
                    + " on; run texts as long as that with --backend cpu.");
        }
    }

    @Override
    public void run(Program program, TextCaches caches, Rows rows) {
        TornadoTextCaches text = (TornadoTextCaches) caches;
        requireSettledRotations(program, rows.length());
        exclusively(() -> {
            if (bringIds.contains(program.name())) {
                text.remember(rows);
            }
            if (rows.count() > 0) {
                add(program, text, rows);
            }
        });
    }

    /** Texts of an arena that have a row each run together, others by themselves. */
    @Override
    public void runTogether(Program program, List<TextRows> parts) {
        parts.forEach(part -> requireSettledRotations(program, part.rows().length()));
        exclusively(() -> {
            Map<StateArena, List<ArenaGraphs.Part>> together = new LinkedHashMap<>();
            for (TextRows part : parts) {
                TornadoTextCaches text = (TornadoTextCaches) part.caches();
                Rows rows = part.rows();
                if (rows.count() == 1 && rows.dependence().isEmpty()) {
                    together.computeIfAbsent(text.arena(), _ -> new ArrayList<>())
                            .add(new ArenaGraphs.Part(text, rows));
                } else {
                    run(program, text, rows);
                }
            }
            together.forEach((arena, texts) -> runTogether(program, arena, texts));
        });
    }

    private void runTogether(Program program, StateArena arena, List<ArenaGraphs.Part> parts) {
        for (int from = 0; from < parts.size(); from += arena.together()) {
            List<ArenaGraphs.Part> some = parts.subList(from, Math.min(parts.size(), from + arena.together()));
            if (some.size() == 1) {
                run(program, some.getFirst().text(), some.getFirst().rows());
                continue;
            }
            if (bringIds.contains(program.name())) {
                some.forEach(part -> part.text().remember(part.rows()));
            }
            if (!waiting.isEmpty() || !waitingTexts.takes(program, some)) {
                flush();
            }
            waitingTexts.add(program, some);
        }
    }

    /** Runs what waits of several texts, as one execution if there is a graph for it. */
    private void flushTexts() {
        List<ArenaGraphs.Joint> runs = waitingTexts.take();
        if (runs.isEmpty()) {
            return;
        }
        requireDevice();
        last = Optional.empty();
        StateArena arena = runs.getFirst().parts().getFirst().text().arena();
        if (arena.joinsTexts(runs)) {
            arena.runTogether(runs);
        } else {
            runs.forEach(run -> arena.runTogether(List.of(run)));
        }
    }

    /** Runs rows, or puts a single row off to see whether what follows can be run with it. */
    private void add(Program program, TornadoTextCaches text, Rows rows) {
        if (rows.count() > 1) {
            flush();
            execute(List.of(new ArenaGraphs.Run(program, rows)), text);
            return;
        }
        boolean follows = waitingTexts.isEmpty()
                && (waiting.isEmpty() || (text.equals(waitingText.orElseThrow()) && begins(program)));
        if (!follows) {
            flush();
        }
        waiting.add(new ArenaGraphs.Run(program, single(waiting.size(), rows)));
        waitingText = Optional.of(text);
    }

    /** Whether what waits, with a program after it, is what some sequence begins with. */
    private boolean begins(Program next) {
        for (List<Program> sequence : sequences) {
            if (begins(sequence, next)) {
                return true;
            }
        }
        return false;
    }

    private boolean begins(List<Program> sequence, Program next) {
        int count = waiting.size();
        if (sequence.size() <= count || !sequence.get(count).equals(next)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!sequence.get(i).equals(waiting.get(i).program())) {
                return false;
            }
        }
        return true;
    }

    /** A row's copy, as whoever runs it fills its rows anew. */
    private Rows single(int index, Rows rows) {
        while (singles.size() <= index) {
            singles.add(new Rows(1));
        }
        return copy(rows, singles.get(index));
    }

    /** Makes rows a copy of a run's first row. */
    static Rows copy(Rows rows, Rows into) {
        into.cover(rows.start(), 1);
        for (RowInput input : RowInput.values()) {
            into.of(input)[0] = rows.of(input)[0];
        }
        return into.within(rows.length()).depending(rows.dependence());
    }

    /** Runs what waits: of one text or of several. */
    private void flush() {
        flushTexts();
        if (waiting.isEmpty()) {
            return;
        }
        List<ArenaGraphs.Run> runs = List.copyOf(waiting);
        TornadoTextCaches text = waitingText.orElseThrow();
        waiting.clear();
        waitingText = Optional.empty();
        if (text.arena().joins(runs) && decided(runs, text)) {
            execute(runs, text);
            return;
        }
        for (ArenaGraphs.Run run : runs) {
            if (run.rows().settle(condition -> holds(condition, text))) {
                execute(List.of(run), text);
            }
        }
    }

    /** Whether the device looks itself at whatever the runs depend on. */
    private static boolean decided(List<ArenaGraphs.Run> runs, TornadoTextCaches text) {
        return runs.stream()
                .flatMap(run -> run.rows().dependence().stream())
                .allMatch(hanging -> text.arena().decides(runs, hanging.condition()));
    }

    /** Looks on the host whether a condition holds. */
    private static boolean holds(Condition condition, TornadoTextCaches text) {
        float[] number = new float[1];
        text.arena().read(text.region(condition.output()), text.start(condition.program()), 1, number, 0);
        return condition.holds(number[0]);
    }

    /** Makes runs what they were, now that the device has decided. */
    private static void settle(List<ArenaGraphs.Run> runs, TornadoTextCaches text) {
        for (ArenaGraphs.Run run : runs) {
            if (!run.rows().settle(condition -> held(condition, runs, text))) {
                run.rows().cover(run.rows().start(), 0);
            }
        }
    }

    /** Whether a condition held, by the number that the device decided by. */
    private static boolean held(Condition condition, List<ArenaGraphs.Run> runs, TornadoTextCaches text) {
        float[] number = new float[1];
        if (!text.arena().fetched(runs, condition.program(), condition.output(), number, 0)) {
            throw new IllegalStateException("what the device decided by did not come back");
        }
        return condition.holds(number[0]);
    }

    private void execute(List<ArenaGraphs.Run> runs, TornadoTextCaches text) {
        requireDevice();
        last = Optional.empty();
        text.arena().run(runs, text);
        boolean single = runs.stream().allMatch(r -> r.rows().count() == 1);
        settle(runs, text);
        text.arena().measure(runs);
        for (ArenaGraphs.Run run : runs) {
            if (run.rows().count() > 0) {
                text.begin(run.program(), run.rows().start());
            }
        }
        last = single ? Optional.of(new Latest(runs, text)) : Optional.empty();
    }

    @Override
    public void read(Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset) {
        TornadoTextCaches text = (TornadoTextCaches) caches;
        exclusively(() -> {
            requireDevice();
            flush();
            boolean newest = count == 1 && row == 0 && !output.cached();
            if (newest && text.brought(program, output, into, offset)) {
                return;
            }
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

    /**
     * What to say where the device does nothing any more, and from now on. Its driver is not asked again, not even to take
     * memory back: TornadoVM would give it events that never were, which drivers answer by ending the process.
     */
    BltException lost() {
        lost = true;
        return Failures.lost(device);
    }

    private void requireDevice() {
        if (lost) {
            throw lost();
        }
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
            waitingTexts.take();
            if (!lost) {
                arenas.forEach(StateArena::close);
            }
            arenas.clear();
        });
    }
}
