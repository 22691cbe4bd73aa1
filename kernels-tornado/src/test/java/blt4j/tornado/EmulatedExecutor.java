package blt4j.tornado;

import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TextRows;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.weights.Weights;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Programs lowered as for a device, by the same classes, whose kernels are then called as the plain Java that they are,
 * work-group by work-group. Buffers lie apart, and a kernel that writes between them, or rows that are not live, is caught.
 */
final class EmulatedExecutor implements Executor {
    private static final int MAX_ROWS = 72;
    private static final int GAP = 7;

    /** How many texts there are at most, which run together. */
    private static final int TEXTS = 3;

    /** Where a program's part of a step begins, as if others had theirs before it. */
    private static final int BASE = 5;

    private static final float NOTHING = 12345f;

    private final List<Program> programs;
    private final WeightStore weights;
    private final FloatArray widened;
    private final Set<String> launched = new LinkedHashSet<>();
    private Optional<Arena> arena = Optional.empty();

    /**
     * Lowers programs.
     *
     * @param tableBytes the most bytes of a hash embedding's tables that are held; others stay where they are
     */
    EmulatedExecutor(List<Program> programs, Weights weights, long tableBytes) {
        this(programs, weights, new WeightStore.Limits(1 << 20, tableBytes, new Target(132, true, false, 0)));
    }

    /** Lowers programs for a device. */
    EmulatedExecutor(List<Program> programs, Weights weights, WeightStore.Limits limits) {
        this.programs = programs;
        this.weights = new WeightStore(programs, weights, Precision.STORED, limits);
        this.widened = ArenaGraphs.widened(programs, this.weights, _ -> Tuning.NONE);
    }

    /** A kernel with its arguments. */
    private record Launch(Object kernel, List<Object> arguments) {
        void run(WorkerGrid grid) {
            Method apply = Arrays.stream(kernel.getClass().getInterfaces()[0].getMethods())
                    .filter(m -> m.getName().equals("apply"))
                    .findFirst()
                    .orElseThrow();
            long[] threads = grid.getGlobalWork();
            long[] group = grid.getLocalWork();
            EmulatedGroups.run(
                    (int) (threads[0] / group[0]),
                    threads.length > 1 ? (int) (threads[1] / group[1]) : 1,
                    (int) group[0],
                    group.length > 1 ? (int) group[1] : 1,
                    context -> call(apply, context));
        }

        private void call(Method apply, KernelContext context) {
            Object[] given = arguments.stream()
                    .map(a -> a instanceof KernelContext ? context : a)
                    .toArray();
            try {
                apply.invoke(kernel, given);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("the kernel failed", e);
            }
        }
    }

    /** A program's kernels for some number of rows. */
    private record Lowered(StepLayout layout, IntArray step, List<Kernel> kernels, Optional<HashGather> gather) {}

    /** A state with room for some texts. */
    private final class Arena implements Lowering.Places {
        private final Map<Buffer, StateArena.Region> activations = new LinkedHashMap<>();
        private final List<Text> free = new ArrayList<>();
        private final FloatArray state;
        private final Angles angles;
        private final Map<Program, Lowered> decode = new HashMap<>();
        private final Map<Program, Lowered> prefill = new HashMap<>();
        private final Map<Program, Lowered> together = new HashMap<>();

        Arena(Capacity capacity) {
            Map<Buffer, Integer> own = StateArena.ownRows(programs, capacity, MAX_ROWS);
            this.angles = new Angles(programs, capacity.bytes(), GAP);
            int offset = Math.toIntExact(2 * GAP + Angles.floats(programs, capacity.bytes()));
            for (int i = 0; i < TEXTS; i++) {
                Text text = new Text(this, capacity);
                for (Map.Entry<Buffer, Integer> buffer : own.entrySet()) {
                    offset = put(text.regions, buffer.getKey(), buffer.getValue(), offset);
                }
                free.add(text);
            }
            for (Program program : programs) {
                for (Buffer buffer : program.buffers()) {
                    if (!own.containsKey(buffer)) {
                        offset = put(activations, buffer, MAX_ROWS, offset);
                    }
                }
            }
            this.state = new FloatArray(offset);
            state.init(NOTHING);
            angles.write(state);
            for (Program program : programs) {
                decode.put(program, lower(program, StepLayout.Kind.TEXT, 1, own::containsKey));
                prefill.put(program, lower(program, StepLayout.Kind.TEXT, MAX_ROWS, own::containsKey));
                together.put(program, lower(program, StepLayout.Kind.TEXTS, TEXTS, own::containsKey));
            }
        }

        private static int put(Map<Buffer, StateArena.Region> regions, Buffer buffer, int rows, int offset) {
            return regions.putIfAbsent(buffer, new StateArena.Region(offset, rows, buffer.width())) == null
                    ? offset + rows * buffer.width() + GAP
                    : offset;
        }

        private Lowered lower(Program program, StepLayout.Kind kind, int rows, Predicate<Buffer> perText) {
            List<Fused> ops = Fusion.of(program, weights);
            StepLayout layout = new StepLayout(ops, StepLayout.caches(ops, perText), kind, rows, BASE);
            IntArray step = new IntArray(BASE + layout.size());
            layout.clear(step);
            Lowering lowering =
                    new Lowering(new KernelContext(), layout, weights, this, step, state, widened, Tuning.NONE);
            List<Kernel> kernels =
                    ops.stream().flatMap(o -> lowering.lower(o).stream()).toList();
            return new Lowered(layout, step, kernels, lowering.gather());
        }

        void run(Program program, Text text, Rows rows) {
            text.begin(program, rows);
            Lowered lowered = Objects.requireNonNull((rows.count() == 1 ? decode : prefill).get(program));
            lowered.layout().fill(lowered.step(), rows, text);
            lowered.gather().ifPresent(gather -> gather.fill(text.ids, rows.start(), 0, rows.count()));
            run(program, lowered, rows.count(), List.of(text));
        }

        void runTogether(Program program, List<TextRows> parts) {
            Lowered lowered = Objects.requireNonNull(together.get(program));
            List<Text> texts = new ArrayList<>();
            lowered.layout().fillRows(lowered.step(), parts.size());
            for (int i = 0; i < parts.size(); i++) {
                Text text = (Text) parts.get(i).caches();
                Rows rows = parts.get(i).rows();
                int row = i;
                text.begin(program, rows);
                lowered.layout().fill(lowered.step(), row, rows, text);
                lowered.gather().ifPresent(gather -> gather.fill(text.ids, rows.start(), row, 1));
                texts.add(text);
            }
            run(program, lowered, TEXTS, texts);
        }

        private void run(Program program, Lowered lowered, int rows, List<Text> texts) {
            float[] before = state.toHeapArray();
            for (Kernel kernel : lowered.kernels()) {
                launched.add(kernel.method());
                new Launch(kernel.code(), kernel.arguments()).run(kernel.work().grid(rows));
            }
            checkTheRest(program, lowered.step().get(BASE), texts, before);
        }

        /** Nothing is written between buffers, nor in an activation's rows past the live ones, nor in other texts. */
        private void checkTheRest(Program program, int rows, List<Text> texts, float[] before) {
            boolean[] mayChange = new boolean[state.getSize()];
            for (Buffer buffer : program.buffers()) {
                StateArena.Region shared = activations.get(buffer);
                if (shared != null) {
                    Arrays.fill(mayChange, shared.offset(), shared.offset() + rows * shared.width(), true);
                    continue;
                }
                for (Text text : texts) {
                    StateArena.Region own = text.region(buffer);
                    Arrays.fill(mayChange, own.offset(), own.offset() + (int) own.floats(), true);
                }
            }
            for (int i = 0; i < mayChange.length; i++) {
                if (!mayChange[i] && Float.compare(state.get(i), before[i]) != 0) {
                    throw new AssertionError(program.name() + " wrote where it should not: at " + i);
                }
            }
            program.buffers().stream()
                    .flatMap(buffer -> Optional.ofNullable(activations.get(buffer)).stream())
                    .forEach(this::forget);
        }

        private void forget(StateArena.Region region) {
            for (int i = 0; i < region.floats(); i++) {
                state.set(region.offset() + i, NOTHING);
            }
        }

        @Override
        public int activation(Buffer buffer) {
            return Objects.requireNonNull(activations.get(buffer), buffer.name())
                    .offset();
        }

        @Override
        public int angles(Op.Rope rope) {
            return angles.of(rope);
        }
    }

    /** One text's regions of a state. */
    private static final class Text implements TextCaches, StepLayout.Text {
        private final Arena arena;
        private final Capacity capacity;
        private final Map<Buffer, StateArena.Region> regions = new LinkedHashMap<>();
        private final Map<Program, Integer> starts = new HashMap<>();
        private final int[] ids;

        Text(Arena arena, Capacity capacity) {
            this.arena = arena;
            this.capacity = capacity;
            this.ids = new int[capacity.bytes()];
        }

        private void begin(Program program, Rows rows) {
            starts.put(program, rows.start());
            if (StepLayout.bringsIds(program)) {
                System.arraycopy(rows.of(RowInput.ID), 0, ids, rows.start(), rows.count());
            }
        }

        @Override
        public StateArena.Region region(Buffer buffer) {
            return Objects.requireNonNull(regions.get(buffer), buffer.name());
        }

        @Override
        public int id(int position) {
            return position < 0 ? 0 : ids[position];
        }

        @Override
        public Capacity capacity() {
            return capacity;
        }

        @Override
        public long byteSize() {
            return 4
                    * regions.values().stream()
                            .mapToLong(StateArena.Region::floats)
                            .sum();
        }

        @Override
        public TextCaches copy(int bytes, int patches) {
            throw new UnsupportedOperationException("nobody copies here");
        }

        @Override
        public void close() {
            regions.values().forEach(arena::forget);
            Arrays.fill(ids, 0);
            arena.free.add(this);
        }
    }

    /** The methods of all kernels that were launched. */
    Set<String> launched() {
        return launched;
    }

    @Override
    public int maxRows() {
        return MAX_ROWS;
    }

    @Override
    public TextCaches allocate(Capacity capacity) {
        if (arena.isEmpty()) {
            arena = Optional.of(new Arena(capacity));
        }
        return arena.get().free.removeFirst();
    }

    @Override
    public long memoryBytes(Capacity capacity) {
        return 0;
    }

    @Override
    public long weightBytes() {
        return weights.bytes();
    }

    @Override
    public void run(Program program, TextCaches caches, Rows rows) {
        Text text = (Text) caches;
        text.arena.run(program, text, rows);
    }

    @Override
    public void runTogether(Program program, List<TextRows> parts) {
        arena.orElseThrow().runTogether(program, parts);
    }

    @Override
    public void read(Program program, TextCaches caches, Buffer output, int row, int count, float[] into, int offset) {
        Text text = (Text) caches;
        StateArena.Region region = text.region(output);
        int first = output.cached()
                ? row
                : row + Optional.ofNullable(text.starts.get(program)).orElseThrow();
        for (int i = 0; i < count * region.width(); i++) {
            int at = (first + i / region.width()) % region.rows() * region.width() + i % region.width();
            into[offset + i] = text.arena.state.get(region.offset() + at);
        }
    }

    @Override
    public void close() {}
}
