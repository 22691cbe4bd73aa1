package blt4j.tornado;

import blt4j.compute.Capacity;
import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.device.Precision;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.weights.Weights;
import java.lang.reflect.Method;
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

    /** Where a program's part of a step begins, as if others had theirs before it. */
    private static final int BASE = 5;

    private static final float NOTHING = 12345f;

    private final List<Program> programs;
    private final WeightStore weights;
    private final FloatArray widened;
    private final Set<String> launched = new LinkedHashSet<>();

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

    /** One text, with a state of its own. */
    private final class Text implements TextCaches, StepLayout.Text, Lowering.Places {
        private final Capacity capacity;
        private final Map<Buffer, StateArena.Region> regions = new LinkedHashMap<>();
        private final int[] ids;
        private final FloatArray state;
        private final Angles angles;
        private final Map<Program, Lowered> decode = new HashMap<>();
        private final Map<Program, Lowered> prefill = new HashMap<>();
        private final Map<Program, Integer> starts = new HashMap<>();

        Text(Capacity capacity) {
            this.capacity = capacity;
            this.ids = new int[capacity.bytes()];
            Map<Buffer, Integer> own = StateArena.ownRows(programs, capacity, MAX_ROWS);
            this.angles = new Angles(programs, capacity.bytes(), GAP);
            int offset = Math.toIntExact(2 * GAP + Angles.floats(programs, capacity.bytes()));
            for (Program program : programs) {
                for (Buffer buffer : program.buffers()) {
                    int rows = own.getOrDefault(buffer, MAX_ROWS);
                    if (regions.putIfAbsent(buffer, new StateArena.Region(offset, rows, buffer.width())) == null) {
                        offset += rows * buffer.width() + GAP;
                    }
                }
            }
            this.state = new FloatArray(offset);
            state.init(NOTHING);
            angles.write(state);
            programs.forEach(p -> decode.put(p, lower(p, 1, own::containsKey)));
            programs.forEach(p -> prefill.put(p, lower(p, MAX_ROWS, own::containsKey)));
        }

        private Lowered lower(Program program, int rows, Predicate<Buffer> perText) {
            List<Fused> ops = Fusion.of(program, weights);
            StepLayout layout = new StepLayout(ops, StepLayout.caches(ops, perText), rows, BASE);
            IntArray step = new IntArray(BASE + layout.size());
            Lowering lowering =
                    new Lowering(new KernelContext(), layout, weights, this, step, state, widened, Tuning.NONE);
            List<Kernel> kernels =
                    ops.stream().flatMap(o -> lowering.lower(o).stream()).toList();
            return new Lowered(layout, step, kernels, lowering.gather());
        }

        void run(Program program, Rows rows) {
            starts.put(program, rows.start());
            if (StepLayout.bringsIds(program)) {
                System.arraycopy(rows.of(RowInput.ID), 0, ids, rows.start(), rows.count());
            }
            boolean single = rows.count() == 1;
            Lowered lowered = Objects.requireNonNull((single ? decode : prefill).get(program));
            lowered.layout().fill(lowered.step(), rows, this);
            lowered.gather().ifPresent(gather -> gather.fill(ids, rows.start(), rows.count()));
            for (Kernel kernel : lowered.kernels()) {
                launched.add(kernel.method());
                new Launch(kernel.code(), kernel.arguments()).run(kernel.work().grid(rows.count()));
            }
            checkTheRest(program, rows.count());
        }

        /** Nothing is written between buffers, nor in an activation's rows past the live ones. */
        private void checkTheRest(Program program, int rows) {
            boolean[] mayChange = new boolean[state.getSize()];
            Arrays.fill(mayChange, GAP, Math.toIntExact(GAP + Angles.floats(programs, capacity.bytes())), true);
            regions.forEach((buffer, region) -> {
                boolean activation = program.buffers().contains(buffer)
                        && !buffer.cached()
                        && !program.outputs().contains(buffer);
                int live = activation ? rows * region.width() : (int) region.floats();
                Arrays.fill(mayChange, region.offset(), region.offset() + live, true);
            });
            for (int i = 0; i < mayChange.length; i++) {
                if (!mayChange[i] && state.get(i) != NOTHING) {
                    throw new AssertionError(program.name() + " wrote where it should not: at " + i);
                }
            }
            program.buffers().stream()
                    .filter(b -> !b.cached() && !program.outputs().contains(b))
                    .map(this::region)
                    .forEach(r -> {
                        for (int i = 0; i < r.floats(); i++) {
                            state.set(r.offset() + i, NOTHING);
                        }
                    });
        }

        @Override
        public StateArena.Region region(Buffer buffer) {
            return Objects.requireNonNull(regions.get(buffer), buffer.name());
        }

        @Override
        public int activation(Buffer buffer) {
            return region(buffer).offset();
        }

        @Override
        public int angles(Op.Rope rope) {
            return angles.of(rope);
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
            return state.getNumBytesOfSegment();
        }

        @Override
        public TextCaches copy(int bytes, int patches) {
            throw new UnsupportedOperationException("nobody copies here");
        }

        @Override
        public void close() {}
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
        return new Text(capacity);
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
        ((Text) caches).run(program, rows);
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
            into[offset + i] = text.state.get(region.offset() + at);
        }
    }

    @Override
    public void close() {}
}
