package blt4j.tornado;

import blt4j.compute.Rows;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The task graphs over one state array: a home graph that brings weights and state to the device, two that move numbers
 * about, and two for each kind of segment, one for a single row (decode) and one for a chunk of rows (prefill). They are
 * compiled when they are first executed.
 *
 * <p>A program is a sequence of segments, such as its layers; segments of a kind are one graph, which is told with each
 * execution where in the {@link OpTable} its parameters are. So what there is to compile does not grow with a model's
 * depth, nor with the number of its stages.
 *
 * <p>All run in one execution plan and find the arrays on the device through each other: TornadoVM hands a graph what the
 * graph before it had, for the arrays that it says it consumes from there. Every graph knows the state, so that this
 * chain never breaks.
 */
final class ArenaGraphs {
    /** The graph that brings everything to the device. */
    static final int HOME = 0;

    /** The graph that copies within the state. */
    static final int COPY = 1;

    /** The graph that writes numbers from the host. */
    static final int STAGE = 2;

    /** What a graph is called and which of the shared arrays its tasks use. */
    private record Plan(String name, Set<TornadoNativeArray> arrays) {}

    /** Segments that one graph serves: as many caches, and ops of the same kinds. */
    private record Kind(List<String> ops, int caches) {}

    /** A part of a program: what it computes, the caches that it names, and where its parameters are. */
    private record Segment(Kind kind, List<Fused> ops, List<Buffer> caches, int cursor) {}

    /**
     * A graph for segments of a kind and some number of rows.
     *
     * @param index its place in the execution plan
     * @param grids of its kernels
     */
    private record SegmentGraph(int index, StepLayout layout, List<WorkerGrid> grids, Optional<HashGather> gather) {}

    private final FloatArray state;
    private final WeightStore weights;
    private final boolean frozen;
    private final Predicate<Buffer> perText;
    private final IntArray table;
    private final IntArray copy = new IntArray(3);
    private final FloatArray stage = new FloatArray(StateArena.STAGE);
    private final Grids grids = new Grids();
    private final List<Plan> plans = new ArrayList<>();
    private final List<ImmutableTaskGraph> snapshots = new ArrayList<>();
    private final Map<String, List<Segment>> programs = new HashMap<>();
    private final Map<Kind, SegmentGraph> decode = new HashMap<>();
    private final Map<Kind, SegmentGraph> prefill = new HashMap<>();

    /**
     * Makes the graphs.
     *
     * @param activations where in the state an activation begins
     */
    ArenaGraphs(TornadoExecutor executor, FloatArray state, ToIntFunction<Buffer> activations) {
        this.state = state;
        this.weights = executor.weights();
        this.frozen = executor.freezesGrids();
        this.perText = executor::perText;
        OpTable parameters = new OpTable();
        Map<Kind, Segment> kinds = new LinkedHashMap<>();
        segments(executor.programs()).forEach((program, parts) -> {
            List<Segment> segments = parts.stream()
                    .map(ops -> segment(ops, parameters, activations))
                    .toList();
            programs.put(program.name(), segments);
            segments.forEach(s -> kinds.putIfAbsent(s.kind(), s));
        });
        this.table = parameters.toArray();
        plan(kinds.values());
        addTransfers();
        for (Segment segment : kinds.values()) {
            decode.put(segment.kind(), add(segment, 1));
            prefill.put(segment.kind(), add(segment, executor.maxRows()));
        }
    }

    private Map<Program, List<List<Fused>>> segments(List<Program> programs) {
        List<List<Fused>> fused =
                programs.stream().map(p -> Fusion.of(p, weights)).toList();
        List<List<List<Fused>>> cut = new Segmentation<Fused>(this::kind).cut(fused);
        Map<Program, List<List<Fused>>> segments = new LinkedHashMap<>();
        for (int i = 0; i < cut.size(); i++) {
            segments.put(programs.get(i), cut.get(i));
        }
        return segments;
    }

    /** What of an op is fixed in a graph: its kernel, and its grid where that is recorded with the launch. */
    private String kind(Fused op) {
        String kernel = Lowering.kind(op, weights);
        return frozen ? kernel + LaunchShape.of(op, true, weights) + LaunchShape.of(op, false, weights) : kernel;
    }

    private Segment segment(List<Fused> ops, OpTable parameters, ToIntFunction<Buffer> activations) {
        List<Buffer> caches = StepLayout.caches(ops, perText);
        Lowering.Places places = b -> perText.test(b) ? StepLayout.place(caches.indexOf(b)) : activations.applyAsInt(b);
        int cursor = -1;
        for (Fused op : ops) {
            int at = parameters.add(Lowering.parameters(op, weights, places));
            cursor = cursor < 0 ? at : cursor;
        }
        return new Segment(new Kind(ops.stream().map(this::kind).toList(), caches.size()), ops, caches, cursor);
    }

    /** Names all graphs and what they use, in the order in which they are made. */
    private void plan(Iterable<Segment> kinds) {
        Set<TornadoNativeArray> all = new LinkedHashSet<>(weights.arrays());
        all.add(table);
        all.add(state);
        plans.add(new Plan("home", all));
        plans.add(new Plan("copy", Set.of(state)));
        plans.add(new Plan("stage", Set.of(state)));
        for (Segment segment : kinds) {
            Set<TornadoNativeArray> arrays = arrays(segment.ops());
            int number = plans.size() / 2;
            plans.add(new Plan("decode" + number, arrays));
            plans.add(new Plan("prefill" + number, arrays));
        }
    }

    private Set<TornadoNativeArray> arrays(List<Fused> ops) {
        Set<TornadoNativeArray> arrays = new LinkedHashSet<>(List.of(state, table));
        for (Fused fused : ops) {
            switch (fused) {
                case Fused.Projection p ->
                    arrays.addAll(
                            weights.arrays(weights.of(p.matrices().getFirst().weight())));
                case Fused.Rotation _, Fused.Single(Op.RmsNorm _), Fused.Single(Op.Softmax _) ->
                    arrays.add(weights.numbers());
                case Fused.Single(Op.Embedding o) -> arrays.addAll(weights.arrays(weights.of(o.table())));
                case Fused.Single(Op.HashEmbedding o) -> {
                    if (weights.holds(o)) {
                        arrays.add(weights.primes(o));
                        arrays.addAll(weights.arrays(weights.of(o)));
                    }
                }
                case Fused.Single _ -> {}
            }
        }
        return arrays;
    }

    private void addTransfers() {
        snapshots.add(home().snapshot());
        snapshots.add(shared(COPY)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, copy)
                .task("copy", TransferKernels::copy, copy, state)
                .snapshot());
        snapshots.add(shared(STAGE)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, copy, stage)
                .task("write", TransferKernels::write, copy, stage, state)
                .snapshot());
    }

    private TaskGraph home() {
        Plan plan = plans.get(HOME);
        TaskGraph graph = new TaskGraph(plan.name());
        Object[] arrays = plan.arrays().toArray();
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays);
        int index = 0;
        for (TornadoNativeArray array : plan.arrays()) {
            String task = "touch" + index++;
            switch (array) {
                case FloatArray a when a == state -> {}
                case FloatArray a -> graph.task(task, TransferKernels::touch, a, state);
                case IntArray a -> graph.task(task, TransferKernels::touchIntegers, a, state);
                case LongArray a -> graph.task(task, TransferKernels::touchLongs, a, state);
                default -> throw new IllegalStateException("there are no such arrays");
            }
        }
        return graph.persistOnDevice(arrays).transferToHost(DataTransferMode.UNDER_DEMAND, state);
    }

    /** A graph that finds its arrays where any other graph left them. */
    private TaskGraph shared(int index) {
        Plan self = plans.get(index);
        TaskGraph graph = new TaskGraph(self.name());
        for (Plan other : plans) {
            if (!other.name().equals(self.name())) {
                Object[] common =
                        self.arrays().stream().filter(other.arrays()::contains).toArray();
                graph.consumeFromDevice(other.name(), common);
            }
        }
        graph.persistOnDevice(self.arrays().toArray());
        return graph.transferToHost(DataTransferMode.UNDER_DEMAND, state);
    }

    private SegmentGraph add(Segment segment, int capacity) {
        int index = snapshots.size();
        StepLayout layout = new StepLayout(segment.ops(), segment.caches().size(), capacity);
        TaskGraph graph = shared(index).transferToDevice(DataTransferMode.EVERY_EXECUTION, layout.step());
        Lowering lowering = new Lowering(graph, plans.get(index).name(), grids, layout, weights, table, state);
        segment.ops().forEach(lowering::add);
        snapshots.add(graph.snapshot());
        return new SegmentGraph(index, layout, lowering.grids(), lowering.gather());
    }

    /** Executes a graph of the plan. */
    interface Execution {
        /**
         * Executes a graph.
         *
         * @param tasks how many kernels it launches
         */
        void execute(int graph, int tasks);
    }

    /** Runs rows of a program, at most as many as there is room for: segment after segment. */
    void run(Program program, TornadoTextCaches memory, Rows rows, Execution execution) {
        List<Segment> segments = programs.get(program.name());
        if (segments == null) {
            throw new IllegalArgumentException("the program " + program.name() + " was not loaded");
        }
        boolean single = rows.count() == 1;
        for (Segment segment : segments) {
            SegmentGraph graph = (single ? decode : prefill).get(segment.kind());
            if (graph == null) {
                throw new IllegalStateException("a segment has no graph");
            }
            graph.layout().fill(segment.cursor(), segment.caches(), rows, memory);
            graph.gather().ifPresent(gather -> gather.fill(memory.ids(), rows.start(), rows.count()));
            for (int i = 0; i < segment.ops().size() && !frozen; i++) {
                LaunchShape.of(segment.ops().get(i), single, weights)
                        .set(graph.grids().get(i), rows.count());
            }
            execution.execute(graph.index(), segment.ops().size());
        }
    }

    int count() {
        return snapshots.size();
    }

    ImmutableTaskGraph[] snapshots() {
        return snapshots.toArray(ImmutableTaskGraph[]::new);
    }

    Grids grids() {
        return grids;
    }

    /** Says which graph is to run next. */
    void select(int graph) {
        grids.show(plans.get(graph).name());
    }

    /** Says what the copying graph is to copy. */
    void setCopy(int from, int to, int count) {
        copy.set(0, from);
        copy.set(1, to);
        copy.set(2, count);
    }

    /** Says what the writing graph is to write, and where. */
    void setStage(int to, float[] numbers, int count) {
        setCopy(0, to, count);
        for (int i = 0; i < count; i++) {
            stage.set(i, numbers[i]);
        }
    }
}
