package blt4j.tornado;

import blt4j.compute.DeviceProfile;
import blt4j.compute.Rows;
import blt4j.program.Buffer;
import blt4j.program.Cost;
import blt4j.program.Extent;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * The task graphs over one state array: a home graph that brings weights and state to the device, two that move numbers
 * about, for each program one of a single row (decode) and one of a chunk of rows (prefill), and for programs that follow
 * each other when a byte is written, one of them all. A graph is one execution, and on NVIDIA's drivers one launch.
 *
 * <p>Graphs are compiled when they are first executed, those that nobody needs not at all.
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

    /** Tickets are told apart as float32, too. */
    private static final int MOST_TICKETS = 1 << 20;

    /** Which programs a graph runs, and how. */
    private record Key(List<String> programs, boolean single, boolean draws) {}

    /** What a graph consists of before TornadoVM knows it. */
    private record Draft(
            String name,
            List<Kernel> kernels,
            List<TornadoNativeArray> brought,
            Optional<FloatArray> fetched,
            boolean alone) {
        Draft(String name, List<Kernel> kernels, List<TornadoNativeArray> brought, Optional<FloatArray> fetched) {
            this(name, kernels, brought, fetched, false);
        }

        /** A graph that compiles a kernel, which runs for no rows. */
        static Draft compiling(int number, Kernel kernel) {
            return new Draft("kernel" + number, List.of(kernel), List.of(), Optional.empty(), true);
        }

        /** The arrays that stay on the device. */
        Set<TornadoNativeArray> shared(Set<TornadoNativeArray> all) {
            Set<TornadoNativeArray> arrays = new LinkedHashSet<>();
            kernels.forEach(k -> k.arrays().stream().filter(all::contains).forEach(arrays::add));
            return arrays;
        }
    }

    /** A program's part of a graph. */
    private record Part(Program program, StepLayout layout, Optional<HashGather> gather, List<Fused> ops) {}

    /** Where in a graph's result a program's output is. */
    private record Output(String program, Buffer buffer) {}

    /** A graph that runs programs. */
    private record ProgramGraph(
            int index,
            boolean single,
            List<Part> parts,
            IntArray step,
            IntArray noRows,
            List<Kernel> kernels,
            List<WorkerGrid> grids,
            Map<Output, Integer> outputs,
            FloatArray result) {}

    private final TornadoExecutor executor;
    private final FloatArray state;
    private final WeightStore weights;
    private final KernelContext context = new KernelContext();
    private final boolean frozen;
    private final Lowering.Places places;
    private final Set<TornadoNativeArray> shared = new LinkedHashSet<>();
    private final IntArray move = new IntArray(3);
    private final FloatArray stage = new FloatArray(StateArena.STAGE);
    private final Grids grids = new Grids();
    private final List<Draft> drafts = new ArrayList<>();
    private final List<ImmutableTaskGraph> snapshots = new ArrayList<>();
    private final Map<Key, ProgramGraph> graphs = new LinkedHashMap<>();
    private final Map<String, Integer> compiling = new HashMap<>();
    private int ticket;

    /** A run of a program for a text. */
    record Run(Program program, Rows rows) {}

    /**
     * Makes the graphs.
     *
     * @param places in the state
     * @param frozen whether grids stay as they are when a graph first runs, as they must where launches are recorded
     */
    ArenaGraphs(TornadoExecutor executor, FloatArray state, Lowering.Places places, boolean frozen) {
        this.executor = executor;
        this.state = state;
        this.weights = executor.weights();
        this.frozen = frozen;
        this.places = places;
        shared.addAll(weights.arrays());
        shared.add(state);
        addTransfers();
        for (Program program : executor.programs()) {
            draft(List.of(program), false, true);
        }
        for (List<Program> programs : executor.sequences()) {
            draft(programs, true, false);
            if (programs.stream().anyMatch(ArenaGraphs::draws)) {
                draft(programs, true, true);
            }
        }
        for (ProgramGraph graph : List.copyOf(graphs.values())) {
            for (Kernel kernel : graph.kernels()) {
                if (!compiling.containsKey(kernel.text())) {
                    compiling.put(kernel.text(), drafts.size());
                    Draft draft = Draft.compiling(drafts.size(), kernel.with(graph.step(), graph.noRows()));
                    grids(draft, 1);
                    drafts.add(draft);
                }
            }
        }
        for (int i = 0; i < drafts.size(); i++) {
            snapshots.add(graph(i).snapshot());
        }
    }

    private static boolean draws(Program program) {
        return program.ops().stream().anyMatch(Op.Softmax.class::isInstance);
    }

    private void addTransfers() {
        List<Kernel> touches = new ArrayList<>();
        LaunchShape one = new LaunchShape(LaunchShape.Kind.THREADS, 1, 1);
        for (TornadoNativeArray array : shared) {
            switch (array) {
                case FloatArray a when a == state -> {}
                case FloatArray a ->
                    touches.add(Kernel.of("TransferKernels.touch", one, TransferKernels::touch, context, a, state));
                case IntArray a ->
                    touches.add(Kernel.of(
                            "TransferKernels.touchIntegers", one, TransferKernels::touchIntegers, context, a, state));
                case LongArray a ->
                    touches.add(Kernel.of(
                            "TransferKernels.touchLongs", one, TransferKernels::touchLongs, context, a, state));
                default -> throw new IllegalStateException("there are no such arrays");
            }
        }
        LaunchShape many = new LaunchShape(LaunchShape.Kind.THREADS, TransferKernels.THREADS, 1);
        drafts.add(new Draft("home", touches, List.of(), Optional.empty()));
        drafts.add(new Draft(
                "move",
                List.of(Kernel.of("TransferKernels.move", many, TransferKernels::move, context, move, state)),
                List.of(move),
                Optional.empty()));
        drafts.add(new Draft(
                "stage",
                List.of(Kernel.of("TransferKernels.write", many, TransferKernels::write, context, move, stage, state)),
                List.of(move, stage),
                Optional.empty()));
        drafts.forEach(d -> grids(d, 1));
    }

    /** Adds the grids of a graph's kernels. */
    private List<WorkerGrid> grids(Draft draft, int rows) {
        List<WorkerGrid> added = new ArrayList<>();
        for (int i = 0; i < draft.kernels().size(); i++) {
            WorkerGrid grid = draft.kernels().get(i).work().grid(rows);
            grids.add(draft.name(), task(draft.kernels().get(i), i), grid);
            added.add(grid);
        }
        return added;
    }

    private static String task(Kernel kernel, int index) {
        return kernel.name() + index;
    }

    /** Drafts a graph of programs, one after the other. */
    private void draft(List<Program> programs, boolean single, boolean draws) {
        int capacity = single ? 1 : executor.maxRows();
        List<List<Fused>> ops = programs.stream()
                .map(p -> Fusion.of(p, weights).stream()
                        .filter(o -> draws || !(o instanceof Fused.Single(Op.Softmax _)))
                        .toList())
                .toList();
        List<StepLayout> layouts = new ArrayList<>();
        int size = TransferKernels.TICKET + 1;
        for (List<Fused> part : ops) {
            StepLayout layout = new StepLayout(part, StepLayout.caches(part, executor::perText), capacity, size);
            layouts.add(layout);
            size += layout.size();
        }
        IntArray step = new IntArray(size);
        IntArray noRows = new IntArray(size);
        layouts.forEach(layout -> layout.clear(noRows));
        List<Kernel> kernels = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        List<TornadoNativeArray> brought = new ArrayList<>(List.of(step));
        for (int i = 0; i < programs.size(); i++) {
            Lowering lowering = new Lowering(context, layouts.get(i), weights, places, step, state);
            ops.get(i).forEach(o -> kernels.add(lowering.lower(o)));
            lowering.gather().ifPresent(gather -> brought.add(gather.sums()));
            parts.add(new Part(programs.get(i), layouts.get(i), lowering.gather(), ops.get(i)));
        }
        Map<Output, Integer> outputs = single ? outputs(programs, draws) : Map.of();
        FloatArray result = new FloatArray(end(outputs));
        for (int i = 0; i < programs.size(); i++) {
            boolean last = i == programs.size() - 1;
            collect(programs.get(i), layouts.get(i), outputs, step, result, last)
                    .ifPresent(kernels::add);
        }
        String name = (single ? draws ? "draw" : "decode" : "prefill") + drafts.size();
        Draft draft = new Draft(name, kernels, brought, Optional.of(result));
        List<String> names = programs.stream().map(Program::name).toList();
        graphs.put(
                new Key(names, single, draws),
                new ProgramGraph(
                        drafts.size(), single, parts, step, noRows, kernels, grids(draft, capacity), outputs, result));
        drafts.add(draft);
    }

    /** The outputs that are brought to the host with an execution: single numbers, and what bytes are drawn from. */
    private static Map<Output, Integer> outputs(List<Program> programs, boolean draws) {
        Map<Output, Integer> outputs = new HashMap<>();
        for (Program program : programs) {
            Set<Buffer> drawn = new LinkedHashSet<>();
            program.ops().stream().filter(o -> draws && o instanceof Op.Softmax).forEach(o -> drawn.add(o.out()));
            program.outputs().stream()
                    .filter(b -> !b.cached() && (b.width() == 1 || drawn.contains(b)))
                    .limit(TransferKernels.MAX_OUTPUTS)
                    .forEach(b -> outputs.put(new Output(program.name(), b), end(outputs)));
        }
        return outputs;
    }

    private static int end(Map<Output, Integer> outputs) {
        return outputs.entrySet().stream()
                .mapToInt(e -> e.getValue() + e.getKey().buffer().width())
                .max()
                .orElse(TransferKernels.TICKET + 1);
    }

    /** What collects a program's outputs, if it has any or is the last: that one brings the ticket, too. */
    private Optional<Kernel> collect(
            Program program,
            StepLayout layout,
            Map<Output, Integer> outputs,
            IntArray step,
            FloatArray result,
            boolean last) {
        int[] p = new int[OpTable.STRIDE];
        p[OpTable.STEP] = layout.base();
        int at = OpTable.MATRICES;
        int widest = last ? 1 : 0;
        for (Map.Entry<Output, Integer> output : outputs.entrySet()) {
            Buffer buffer = output.getKey().buffer();
            if (output.getKey().program().equals(program.name())) {
                p[at] = layout.place(buffer);
                p[at + 1] = buffer.width();
                p[at + 2] = output.getValue();
                at += OpTable.MATRIX;
                widest = Math.max(widest, buffer.width());
            }
        }
        if (widest == 0) {
            return Optional.empty();
        }
        LaunchShape work = new LaunchShape(LaunchShape.Kind.THREADS, widest, 1);
        return Optional.of(Kernel.of(
                "TransferKernels.collect",
                work,
                TransferKernels::collect,
                context,
                step,
                OpTable.toArray(p),
                state,
                result));
    }

    /** Makes a drafted graph; each but the first finds shared arrays where any other graph left them. */
    private TaskGraph graph(int index) {
        Draft self = drafts.get(index);
        TaskGraph graph = new TaskGraph(self.name());
        Set<TornadoNativeArray> arrays = index == HOME ? shared : self.shared(shared);
        if (index == HOME) {
            graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays.toArray());
        } else {
            for (int other = 0; other < drafts.size(); other++) {
                if (other != index
                        && (other == HOME || !(self.alone() || drafts.get(other).alone()))) {
                    Set<TornadoNativeArray> there =
                            other == HOME ? shared : drafts.get(other).shared(shared);
                    graph.consumeFromDevice(
                            drafts.get(other).name(),
                            arrays.stream().filter(there::contains).toArray());
                }
            }
            Set<TornadoNativeArray> own = new LinkedHashSet<>();
            self.kernels().forEach(k -> own.addAll(k.arrays()));
            own.removeAll(shared);
            self.brought().forEach(own::remove);
            self.fetched().ifPresent(own::remove);
            if (!own.isEmpty()) {
                graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, own.toArray());
            }
            if (!self.brought().isEmpty()) {
                graph.transferToDevice(
                        DataTransferMode.EVERY_EXECUTION, self.brought().toArray());
            }
        }
        for (int i = 0; i < self.kernels().size(); i++) {
            self.kernels().get(i).addTo(graph, task(self.kernels().get(i), i));
        }
        graph.persistOnDevice(arrays.toArray());
        self.fetched().ifPresent(result -> graph.transferToHost(DataTransferMode.EVERY_EXECUTION, result));
        return graph.transferToHost(DataTransferMode.UNDER_DEMAND, state);
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

    /** The kernels of the longest graph. */
    int longest() {
        return drafts.stream().mapToInt(d -> d.kernels().size()).max().orElse(0);
    }

    /** Whether there is a graph for runs one after the other of a row each. */
    boolean joins(List<Run> runs) {
        return graph(runs).isPresent();
    }

    private Optional<ProgramGraph> graph(List<Run> runs) {
        boolean single = runs.stream().allMatch(r -> r.rows().count() == 1);
        boolean draws = !single
                || runs.stream().anyMatch(r -> draws(r.program()) && r.rows().of(RowInput.TEMPERATURE)[0] != 0);
        List<String> names = runs.stream().map(r -> r.program().name()).toList();
        return Optional.ofNullable(graphs.get(new Key(names, single, draws)));
    }

    /**
     * Runs programs one after the other; at most as many rows as there is room for.
     *
     * @return whether the graph ran to its end: drivers were seen to go on without having run one
     */
    boolean run(List<Run> runs, TornadoTextCaches memory, Execution execution) {
        ProgramGraph graph = graph(runs)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the program " + runs.getFirst().program().name() + " was not loaded"));
        for (int i = 0; i < runs.size(); i++) {
            Part part = graph.parts().get(i);
            Rows rows = runs.get(i).rows();
            part.layout().fill(graph.step(), rows, memory);
            part.gather().ifPresent(gather -> gather.fill(memory.ids(), rows.start(), rows.count()));
        }
        if (!graph.single() && !frozen) {
            for (int i = 0; i < graph.kernels().size(); i++) {
                graph.kernels()
                        .get(i)
                        .work()
                        .set(graph.grids().get(i), runs.getFirst().rows().count());
            }
        }
        ticket = ticket % MOST_TICKETS + 1;
        graph.step().set(TransferKernels.TICKET, ticket);
        execution.execute(graph.index(), graph.kernels().size());
        return graph.result().get(TransferKernels.TICKET) == ticket;
    }

    /**
     * Reads an output of the latest execution that was brought along with it.
     *
     * @param runs what was run then
     * @return whether it was
     */
    boolean fetched(List<Run> runs, Program program, Buffer buffer, float[] into, int offset) {
        ProgramGraph graph = graph(runs).orElseThrow();
        Integer at = graph.outputs().get(new Output(program.name(), buffer));
        if (at == null) {
            return false;
        }
        for (int i = 0; i < buffer.width(); i++) {
            into[offset + i] = graph.result().get(at + i);
        }
        return true;
    }

    /** The graphs that compile what a graph consists of, each once; none for those that do so themselves. */
    Set<Integer> compiling(int graph) {
        Set<Integer> indices = new LinkedHashSet<>();
        for (Kernel kernel : drafts.get(graph).kernels()) {
            Integer index = compiling.get(kernel.text());
            if (index != null && index != graph) {
                indices.add(index);
            }
        }
        return indices;
    }

    /** Gives a graph's tasks what {@link #compiling} compiled. */
    void share(int graph, KernelCode code) {
        Draft draft = drafts.get(graph);
        for (int i = 0; i < draft.kernels().size(); i++) {
            Kernel kernel = draft.kernels().get(i);
            Integer from = compiling.get(kernel.text());
            if (from != null) {
                String name = kernel.name();
                code.share(drafts.get(from).name() + "." + task(kernel, 0), draft.name() + "." + task(kernel, i), name);
            }
        }
    }

    /**
     * What each kernel of the latest execution did.
     *
     * @param runs what was run
     * @param log TornadoVM's, of that execution
     */
    Map<String, DeviceProfile.Kernel> profiled(List<Run> runs, String log) {
        ProgramGraph graph = graph(runs).orElseThrow();
        String name = drafts.get(graph.index()).name();
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            Extent extent = extent(runs.get(i));
            for (Fused fused : graph.parts().get(i).ops()) {
                costs.add(fused.ops().stream().map(op -> op.cost(extent)).reduce(Cost.ZERO, Cost::plus));
            }
        }
        Map<String, Long> nanos = ProfileLog.kernelNanos(log);
        Map<String, DeviceProfile.Kernel> kernels = new LinkedHashMap<>();
        for (int i = 0; i < graph.kernels().size(); i++) {
            Kernel kernel = graph.kernels().get(i);
            Cost cost = i < costs.size() ? costs.get(i) : Cost.ZERO;
            long took = nanos.getOrDefault(name + "." + task(kernel, i), 0L);
            kernels.merge(
                    kernel.method(),
                    new DeviceProfile.Kernel(1, took, cost.flops(), cost.weightBytes() + cost.stateBytes()),
                    DeviceProfile.Kernel::plus);
        }
        return kernels;
    }

    private static Extent extent(Run run) {
        Rows rows = run.rows();
        int window = run.program().window();
        Extent extent = new Extent(0, 0, 0, 0);
        for (int r = 0; r < rows.count(); r++) {
            int visible = rows.start() + r + 1 - rows.of(RowInput.FIRST_VISIBLE)[r];
            boolean patch = run.program().unit() == Program.Unit.PATCH;
            int bytes = patch ? rows.of(RowInput.PATCH_END)[r] - rows.of(RowInput.PATCH_BEGIN)[r] : 0;
            extent = extent.plus(Extent.row(visible, window, bytes));
        }
        return extent;
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
        grids.show(drafts.get(graph).name());
    }

    /** Says what the copying graph is to copy. */
    void setMove(int from, int to, int count) {
        move.set(0, from);
        move.set(1, to);
        move.set(2, count);
    }

    /** Says what the writing graph is to write, and where. */
    void setStage(int to, float[] numbers, int count) {
        setMove(0, to, count);
        for (int i = 0; i < count; i++) {
            stage.set(i, numbers[i]);
        }
    }
}
