package blt4j.tornado;

import blt4j.compute.Condition;
import blt4j.compute.DeviceProfile;
import blt4j.compute.Rows;
import blt4j.program.Buffer;
import blt4j.program.Extent;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.RowInput;
import blt4j.stage.Cost;
import blt4j.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
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
 * about, for each program one of a single row (decode) and one of a chunk of rows (prefill), for programs that follow
 * each other when a byte is written, one of them all, and in an arena of several texts for each program one of a row of each
 * (together). A graph is one execution, and on NVIDIA's drivers one launch.
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

    /** The texts that the smaller of two graphs for several has room for. */
    private static final int FEW_TEXTS = 8;

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

    /** A program in a graph. */
    private record Member(Program program, StepLayout layout, Optional<HashGather> gather) {}

    /** What a kernel computes, alone or as the last of several: something of one of the graph's programs. */
    private record Computed(int part, Fused fused) {}

    /** What a graph decides itself: by which number, and where in the step the condition is. */
    private record Decision(Program program, Buffer output, int condition) {
        void fill(IntArray step, Condition asked, int value) {
            step.set(condition, Float.floatToRawIntBits(asked.least()));
            step.set(condition + 1, Float.floatToRawIntBits(asked.base()));
            step.set(condition + 2, Float.floatToRawIntBits(asked.rise()));
            step.set(condition + 3, value);
        }

        boolean isAbout(Condition asked) {
            return asked.program().equals(program) && asked.output().equals(output);
        }
    }

    /** Where in a graph's result a program's output is. */
    private record Output(String program, Buffer buffer) {}

    /**
     * A stretch of a program's kernels that TornadoVM has room for in one graph.
     *
     * @param index of the graph
     * @param result where it leaves the ticket when it has run to its end
     */
    private record Stretch(int index, FloatArray result) {}

    /**
     * A graph that runs programs, or several graphs, one after the other, that run a long one.
     *
     * @param capacity the rows that there is room for
     * @param result the last stretch's, with the outputs, of each as many rows
     */
    private record ProgramGraph(
            List<Stretch> stretches,
            int capacity,
            List<Member> members,
            Optional<Decision> decision,
            IntArray step,
            IntArray noRows,
            List<Kernel> kernels,
            IdentityHashMap<Kernel, Computed> computed,
            List<WorkerGrid> grids,
            Map<Output, Integer> outputs,
            FloatArray result) {}

    /** What TornadoVM takes a graph's tasks down in, which no setting changes. */
    private static final int GRAPH_BYTES = 8192;

    /** And it makes at most 1,024 nodes of a graph: some six of a task, and one of each array. */
    private static final int GRAPH_TASKS = 150;

    private static final int TASK_BYTES = 15;
    private static final int ARGUMENT_BYTES = 5;
    private static final int TICKET_BYTES = TASK_BYTES + 5 * ARGUMENT_BYTES;

    private final TornadoExecutor executor;
    private final FloatArray state;
    private final WeightStore weights;
    private final FloatArray widened;
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
    private final Map<List<String>, List<ProgramGraph>> together = new LinkedHashMap<>();
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Optional<Sketches> sketches;
    private final Set<String> drawing = new HashSet<>();
    private List<Run> askedFor = List.of();
    private Optional<ProgramGraph> found = Optional.empty();
    private int ticket;

    /**
     * Where a kernel's code comes from.
     *
     * @param task the graph's and the task's name that the code is entered under first
     * @param kept what an earlier process kept of it
     * @param graph that compiles it, if none did
     */
    record Source(String task, Kernel kernel, Optional<KernelFiles.Text> kept, OptionalInt graph) {}

    /** A run of a program for a text. */
    record Run(Program program, Rows rows) {}

    /** A text's row of a run of several texts. */
    record Part(TornadoTextCaches text, Rows rows) {}

    /** A run of a program for a row of each of several texts. */
    record Joint(Program program, List<Part> parts) {
        Joint {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Makes the graphs.
     *
     * @param places in the state
     * @param frozen whether grids stay as they are when a graph first runs, as they must where launches are recorded
     * @param texts how many texts run together at most; 1 if none do
     */
    ArenaGraphs(TornadoExecutor executor, FloatArray state, Lowering.Places places, boolean frozen, int texts) {
        this.executor = executor;
        this.state = state;
        this.weights = executor.weights();
        this.frozen = frozen;
        this.places = places;
        this.widened = widened(executor.programs(), weights, executor::tuning);
        shared.addAll(weights.arrays());
        shared.add(widened);
        shared.add(state);
        executor.programs().stream().filter(ArenaGraphs::draws).forEach(p -> drawing.add(p.name()));
        addTransfers();
        for (Program program : executor.programs()) {
            draftAlone(List.of(program), executor.maxRows(), true);
        }
        for (List<Program> programs : executor.sequences()) {
            draftAlone(programs, 1, false);
            if (programs.stream().anyMatch(ArenaGraphs::draws)) {
                draftAlone(programs, 1, true);
            }
        }
        for (int capacity : capacities(texts, frozen)) {
            executor.programs().forEach(p -> draftTogether(List.of(p), capacity));
            executor.sequencesOfTexts().forEach(s -> draftTogether(s, capacity));
        }
        Optional<KernelFiles> files = executor.files();
        for (int transfer : List.of(HOME, COPY, STAGE)) {
            addSources(transfer, files);
        }
        List<ProgramGraph> all = new ArrayList<>(graphs.values());
        together.values().forEach(all::addAll);
        for (ProgramGraph graph : all) {
            graph.kernels().forEach(kernel -> addSource(kernel, graph, files));
        }
        this.sketches = executor.sketches()
                .filter(_ ->
                        drafts.stream().allMatch(d -> Sketches.holds(d.kernels().size())));
        sketches.ifPresent(this::enterSketches);
        if (sketches.isEmpty()
                || sources.values().stream().anyMatch(s -> s.kept().isEmpty())) {
            executor.compiles();
        }
        for (int i = 0; i < drafts.size(); i++) {
            snapshots.add(graph(i).snapshot());
        }
    }

    /** The rows that graphs for several texts have room for: few, too, where a graph's launches are as many as for all. */
    private static List<Integer> capacities(int texts, boolean frozen) {
        if (texts < 2) {
            return List.of();
        }
        return frozen && texts > FEW_TEXTS ? List.of(FEW_TEXTS, texts) : List.of(texts);
    }

    private void draftAlone(List<Program> programs, int capacity, boolean draws) {
        List<String> names = programs.stream().map(Program::name).toList();
        draft(programs, StepLayout.Kind.TEXT, capacity, draws)
                .ifPresent(graph -> graphs.put(new Key(names, capacity == 1, draws), graph));
    }

    private void draftTogether(List<Program> programs, int capacity) {
        List<String> names = programs.stream().map(Program::name).toList();
        draft(programs, StepLayout.Kind.TEXTS, capacity, true)
                .ifPresent(graph ->
                        together.computeIfAbsent(names, _ -> new ArrayList<>()).add(graph));
    }

    /** The kernels of a graph that compiles them itself. */
    private void addSources(int graph, Optional<KernelFiles> files) {
        Draft draft = drafts.get(graph);
        for (int i = 0; i < draft.kernels().size(); i++) {
            Kernel kernel = draft.kernels().get(i);
            String task = draft.name() + "." + task(kernel, i);
            sources.computeIfAbsent(
                    kernel.text(),
                    _ -> new Source(task, kernel, files.flatMap(f -> f.find(kernel)), OptionalInt.of(graph)));
        }
    }

    /** A kernel of a program's graph: kept, or compiled by a graph of its own. */
    private void addSource(Kernel kernel, ProgramGraph graph, Optional<KernelFiles> files) {
        if (sources.containsKey(kernel.text())) {
            return;
        }
        Optional<KernelFiles.Text> kept = files.flatMap(f -> f.find(kernel));
        Draft draft = Draft.compiling(sources.size(), kernel.with(graph.step(), graph.noRows()));
        String task = draft.name() + "." + task(kernel, 0);
        if (kept.isPresent()) {
            sources.put(kernel.text(), new Source(task, kernel, kept, OptionalInt.empty()));
        } else {
            sources.put(
                    kernel.text(), new Source(task, draft.kernels().getFirst(), kept, OptionalInt.of(drafts.size())));
            grids(draft, 1);
            drafts.add(draft);
        }
    }

    /** Tells TornadoVM of the methods of which every kernel was kept; the others it has to read. */
    private void enterSketches(Sketches known) {
        Set<String> compiled = new HashSet<>();
        sources.values().stream()
                .filter(s -> s.kept().filter(t -> !t.accesses().isEmpty()).isEmpty())
                .forEach(s -> compiled.add(s.kernel().method()));
        for (Source source : sources.values()) {
            if (compiled.contains(source.kernel().method())) {
                known.require(source.kernel());
            } else {
                known.enter(source.kernel(), source.kept().orElseThrow().accesses());
            }
        }
    }

    /** Room for the weights of a projection where they are brought to 32 bits first; a number where none are. */
    static FloatArray widened(List<Program> programs, WeightStore weights, Function<Program, Tuning> tunings) {
        int most = 1;
        for (Program program : programs) {
            for (Fused fused : Fusion.of(program, weights)) {
                if (fused instanceof Fused.Projection p
                        && ProjectionLowering.isWidened(p, weights, tunings.apply(program))) {
                    most = Math.max(most, ProjectionPanels.numbers(p));
                }
            }
        }
        return new FloatArray(most);
    }

    private static boolean draws(Program program) {
        return program.ops().stream().anyMatch(Op.Softmax.class::isInstance);
    }

    private void addTransfers() {
        List<Kernel> touches = new ArrayList<>();
        LaunchShape one = LaunchShape.threads(1);
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
        LaunchShape many = LaunchShape.threads(TransferKernels.THREADS);
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

    /**
     * Drafts a graph of programs, one after the other; of several only if a graph has room for all their kernels. Otherwise
     * each runs by itself.
     */
    private Optional<ProgramGraph> draft(List<Program> programs, StepLayout.Kind kind, int capacity, boolean draws) {
        boolean single = capacity == 1;
        boolean ofTexts = kind == StepLayout.Kind.TEXTS;
        List<List<Fused>> ops = programs.stream()
                .map(p -> Fusion.of(p, weights).stream()
                        .filter(o -> draws || !(o instanceof Fused.Single(Op.Softmax _)))
                        .toList())
                .toList();
        List<StepLayout> layouts = new ArrayList<>();
        int size = TransferKernels.TICKET + 1;
        for (List<Fused> part : ops) {
            List<Buffer> own = StepLayout.caches(part, executor::perText);
            StepLayout layout = new StepLayout(part, own, kind, capacity, size);
            layouts.add(layout);
            size += layout.size();
        }
        Optional<Decision> decision = decision(programs, single, size);
        size += decision.isPresent() ? TransferKernels.CONDITION : 0;
        IntArray step = new IntArray(size);
        IntArray noRows = new IntArray(size);
        layouts.forEach(layout -> layout.clear(noRows));
        layouts.forEach(layout -> layout.clear(step));
        decision.ifPresent(d -> d.fill(noRows, new Condition(d.program(), d.output(), Float.MAX_VALUE, 0, 0), 0));
        List<Kernel> kernels = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        IdentityHashMap<Kernel, Computed> computed = new IdentityHashMap<>();
        List<TornadoNativeArray> brought = new ArrayList<>(List.of(step));
        for (int i = 0; i < programs.size(); i++) {
            Tuning tuning = executor.tuning(programs.get(i));
            Lowering lowering = new Lowering(context, layouts.get(i), weights, places, step, state, widened, tuning);
            if (decision.isPresent() && i == firstOfPatches(programs)) {
                kernels.add(decide(decision.get(), programs, layouts, step));
            }
            for (Fused fused : ops.get(i)) {
                kernels.addAll(lowering.lower(fused));
                computed.put(kernels.getLast(), new Computed(i, fused));
            }
            lowering.gather().ifPresent(gather -> brought.add(gather.sums()));
            members.add(new Member(programs.get(i), layouts.get(i), lowering.gather()));
        }
        Map<Output, Integer> outputs = single || ofTexts ? outputs(programs, draws, capacity) : Map.of();
        FloatArray result = new FloatArray(end(outputs, capacity));
        for (int i = 0; i < programs.size(); i++) {
            boolean last = i == programs.size() - 1;
            collect(programs.get(i), layouts.get(i), outputs, step, result, last)
                    .ifPresent(kernels::add);
        }
        List<List<Kernel>> runs = stretches(kernels);
        if (programs.size() > 1 && runs.size() > 1) {
            return Optional.empty();
        }
        String name = (ofTexts ? "together" : single ? draws ? "draw" : "decode" : "prefill") + drafts.size();
        List<Kernel> launched = new ArrayList<>();
        List<WorkerGrid> launchedGrids = new ArrayList<>();
        List<Stretch> stretches = new ArrayList<>();
        for (List<Kernel> run : runs) {
            boolean last = stretches.size() == runs.size() - 1;
            FloatArray end = last ? result : new FloatArray(TransferKernels.TICKET + 1);
            List<Kernel> all = new ArrayList<>(run);
            if (!last) {
                collect(programs.getFirst(), layouts.getFirst(), Map.of(), step, end, true)
                        .ifPresent(all::add);
            }
            Draft draft = new Draft(
                    stretches.isEmpty() ? name : name + "p" + stretches.size(),
                    all,
                    brought.stream()
                            .filter(array ->
                                    all.stream().anyMatch(k -> k.arrays().contains(array)))
                            .toList(),
                    Optional.of(end));
            stretches.add(new Stretch(drafts.size(), end));
            launched.addAll(all);
            launchedGrids.addAll(grids(draft, capacity));
            drafts.add(draft);
        }
        return Optional.of(new ProgramGraph(
                stretches,
                capacity,
                members,
                decision,
                step,
                noRows,
                launched,
                computed,
                launchedGrids,
                outputs,
                result));
    }

    /** Kernels in stretches of which each has room in a graph, with a last one that brings the ticket. */
    private static List<List<Kernel>> stretches(List<Kernel> kernels) {
        List<List<Kernel>> stretches = new ArrayList<>();
        int bytes = 0;
        for (Kernel kernel : kernels) {
            int more = TASK_BYTES + ARGUMENT_BYTES * kernel.arguments().size();
            if (stretches.isEmpty()
                    || bytes + more > GRAPH_BYTES - TICKET_BYTES
                    || stretches.getLast().size() == GRAPH_TASKS) {
                stretches.add(new ArrayList<>());
                bytes = 0;
            }
            stretches.getLast().add(kernel);
            bytes += more;
        }
        return stretches;
    }

    /** What a graph of a row each decides: whether a patch ends, where what tells that runs before the patch's programs. */
    private static Optional<Decision> decision(List<Program> programs, boolean single, int condition) {
        int patches = firstOfPatches(programs);
        return programs.stream()
                .limit(single ? Math.max(0, patches) : 0)
                .filter(p -> p.stage() == Stage.ENTROPY_MODEL)
                .map(p -> new Decision(p, p.outputs().getFirst(), condition))
                .findFirst();
    }

    /** The first program over patches; −1 if there is none. */
    private static int firstOfPatches(List<Program> programs) {
        for (int i = 0; i < programs.size(); i++) {
            if (programs.get(i).unit() == Program.Unit.PATCH) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a program is the decoder over bytes. */
    private static boolean predicts(Program program) {
        return program.unit() == Program.Unit.BYTE && program.stage() == Stage.LOCAL_DECODER;
    }

    private Kernel decide(Decision decision, List<Program> programs, List<StepLayout> layouts, IntArray step) {
        int[] p = new int[OpTable.STRIDE];
        StepLayout deciding = layouts.get(programs.indexOf(decision.program()));
        p[OpTable.STEP] = deciding.base();
        p[OpTable.IN] = deciding.place(decision.output());
        p[OpTable.COLUMN] = decision.condition();
        int at = OpTable.MATRICES;
        for (int i = 0; i < programs.size(); i++) {
            if (programs.get(i).unit() == Program.Unit.PATCH) {
                p[at++] = layouts.get(i).rows();
            } else if (predicts(programs.get(i))) {
                p[OpTable.MATRICES + TransferKernels.MAX_DECIDED] =
                        layouts.get(i).column(RowInput.PATCH);
            }
        }
        LaunchShape one = LaunchShape.threads(1);
        return Kernel.of(
                "TransferKernels.decide",
                one,
                TransferKernels::decide,
                context,
                OpTable.toArray(p),
                weights.numbers(),
                state,
                step);
    }

    /** The outputs that are brought to the host with an execution: single numbers, and what bytes are drawn from. */
    private static Map<Output, Integer> outputs(List<Program> programs, boolean draws, int rows) {
        Map<Output, Integer> outputs = new HashMap<>();
        for (Program program : programs) {
            Set<Buffer> drawn = new LinkedHashSet<>();
            program.ops().stream().filter(o -> draws && o instanceof Op.Softmax).forEach(o -> drawn.add(o.out()));
            program.outputs().stream()
                    .filter(b -> !b.cached() && (b.width() == 1 || drawn.contains(b)))
                    .limit(TransferKernels.MAX_OUTPUTS)
                    .forEach(b -> outputs.put(new Output(program.name(), b), end(outputs, rows)));
        }
        return outputs;
    }

    private static int end(Map<Output, Integer> outputs, int rows) {
        return outputs.entrySet().stream()
                .mapToInt(e -> e.getValue() + rows * e.getKey().buffer().width())
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
        p[OpTable.WIDTH] = widest;
        p[OpTable.APART] = layout.apart();
        LaunchShape work = LaunchShape.threads(widest);
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
        sketches.ifPresent(known -> known.spareLast(graph));
        graph.persistOnDevice(arrays.toArray());
        self.fetched().ifPresent(result -> graph.transferToHost(DataTransferMode.EVERY_EXECUTION, result));
        return graph.transferToHost(DataTransferMode.UNDER_DEMAND, state);
    }

    /** Executes a graph of the plan. */
    interface Execution {
        /**
         * Executes a graph.
         */
        void execute(int graph);
    }

    /** Brings a condition to the device, and what is to change if it holds; without one, what is there stays. */
    private static void fill(Decision decision, ProgramGraph graph, List<Run> runs) {
        Condition always = new Condition(decision.program(), decision.output(), -Float.MAX_VALUE, 0, -Float.MAX_VALUE);
        Condition asked = always;
        int value = 0;
        for (int i = 0; i < runs.size(); i++) {
            Optional<Rows.Dependence> hanging = runs.get(i).rows().dependence();
            if (hanging.isPresent()) {
                asked = hanging.get().condition();
            }
            if (predicts(runs.get(i).program())) {
                int column = graph.members().get(i).layout().column(RowInput.PATCH);
                value = hanging.map(Rows.Dependence::value).orElse(graph.step().get(column));
            }
        }
        decision.fill(graph.step(), asked, value);
    }

    /** How many kernels the runs launch. */
    int kernels(List<Run> runs) {
        return graph(runs).map(g -> g.kernels().size()).orElse(0);
    }

    /** The kernels of the longest graph. */
    int longest() {
        return drafts.stream().mapToInt(d -> d.kernels().size()).max().orElse(0);
    }

    /** Whether there is a graph for runs one after the other of a row each. */
    boolean joins(List<Run> runs) {
        return graph(runs).isPresent();
    }

    /** Whether the graph of such runs looks itself at what a condition is about. */
    boolean decides(List<Run> runs, Condition condition) {
        return graph(runs)
                .flatMap(ProgramGraph::decision)
                .filter(d -> d.isAbout(condition))
                .isPresent();
    }

    /** The graph for runs; asked several times for the same list, which is looked up once. */
    @SuppressWarnings("ReferenceEquality") // an equal list may be of rows that say something else by now
    private Optional<ProgramGraph> graph(List<Run> runs) {
        if (runs != askedFor) {
            boolean single = true;
            boolean draws = false;
            List<String> names = new ArrayList<>(runs.size());
            for (Run run : runs) {
                single &= run.rows().count() <= 1;
                draws |= drawing.contains(run.program().name()) && run.rows().of(RowInput.TEMPERATURE)[0] != 0;
                names.add(run.program().name());
            }
            found = Optional.ofNullable(graphs.get(new Key(names, single, draws || !single)));
            askedFor = runs;
        }
        return found;
    }

    /**
     * Runs programs one after the other; at most as many rows as there is room for.
     *
     * @return whether the graph ran to its end: drivers were seen to go on without having run one
     */
    boolean run(List<Run> runs, TornadoTextCaches caches, Execution execution) {
        ProgramGraph graph = graph(runs)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the program " + runs.getFirst().program().name() + " was not loaded"));
        for (int i = 0; i < runs.size(); i++) {
            Member member = graph.members().get(i);
            Rows rows = runs.get(i).rows();
            member.layout().fill(graph.step(), rows, caches);
            member.gather().ifPresent(gather -> gather.fill(caches.ids(), rows.start(), 0, rows.count()));
        }
        graph.decision().ifPresent(decision -> fill(decision, graph, runs));
        return run(graph, runs.getFirst().rows().count(), execution);
    }

    /**
     * Runs programs one after the other for a row of each of the same texts, no more than there is room for.
     *
     * @return whether the graph ran to its end
     */
    boolean runTogether(List<Joint> runs, Execution execution) {
        ProgramGraph graph = together(runs).orElseThrow();
        int texts = runs.getFirst().parts().size();
        for (int i = 0; i < runs.size(); i++) {
            graph.members().get(i).layout().fillRows(graph.step(), texts);
            for (int row = 0; row < texts; row++) {
                fill(graph, i, row, runs.get(i).parts().get(row));
            }
        }
        return run(graph, texts, execution);
    }

    private static void fill(ProgramGraph graph, int program, int row, Part part) {
        Member member = graph.members().get(program);
        int[] ids = part.text().ids();
        int start = part.rows().start();
        member.layout().fill(graph.step(), row, part.rows(), part.text());
        member.gather().ifPresent(gather -> gather.fill(ids, start, row, 1));
    }

    /** Whether there is a graph for such runs. */
    boolean joinsTexts(List<Joint> runs) {
        return together(runs).isPresent();
    }

    /** The smallest graph of programs that has room for a row of each of the texts. */
    private Optional<ProgramGraph> together(List<Joint> runs) {
        List<String> names = runs.stream().map(run -> run.program().name()).toList();
        int texts = runs.getFirst().parts().size();
        return together.getOrDefault(names, List.of()).stream()
                .filter(g -> g.capacity() >= texts)
                .findFirst();
    }

    /** Gives each text what its rows of the latest runs, which are these, brought along. */
    void handOut(List<Joint> runs) {
        ProgramGraph graph = together(runs).orElseThrow();
        List<Part> parts = runs.getFirst().parts();
        graph.outputs().forEach((output, at) -> {
            int width = output.buffer().width();
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).text().bring(output.program(), output.buffer(), graph.result(), at + i * width);
            }
        });
    }

    private boolean run(ProgramGraph graph, int rows, Execution execution) {
        if (graph.capacity() > 1 && !frozen) {
            for (int i = 0; i < graph.kernels().size(); i++) {
                graph.kernels().get(i).work().set(graph.grids().get(i), rows);
            }
        }
        ticket = ticket % MOST_TICKETS + 1;
        graph.step().set(TransferKernels.TICKET, ticket);
        for (Stretch stretch : graph.stretches()) {
            execution.execute(stretch.index());
            if (stretch.result().get(TransferKernels.TICKET) != ticket) {
                return false;
            }
        }
        return true;
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

    /** Where what a graph consists of comes from, each kernel once; nothing for one that compiles a kernel. */
    List<Source> sources(int graph) {
        Draft draft = drafts.get(graph);
        return draft.alone()
                ? List.of()
                : draft.kernels().stream()
                        .map(Kernel::text)
                        .distinct()
                        .map(text -> Objects.requireNonNull(sources.get(text)))
                        .toList();
    }

    /** Gives the driver what was kept of a kernel; tells whether there was anything that it took. */
    boolean load(Source source, KernelCode code) {
        boolean taken = source.kept()
                .filter(text -> code.install(source.task(), source.kernel(), text))
                .isPresent();
        if (!taken) {
            sketches.ifPresent(known -> known.require(source.kernel()));
        }
        return taken;
    }

    /** Keeps what the driver was given of a kernel. */
    void keep(Source source, KernelCode code, KernelFiles files) {
        Kernel kernel = source.kernel();
        List<String> accesses =
                executor.sketches().map(known -> known.accesses(kernel)).orElse(List.of());
        code.text(source.task(), kernel.name(), accesses).ifPresent(text -> files.keep(kernel, text));
    }

    /** Gives a graph's tasks what their sources have. */
    void share(int graph, KernelCode code) {
        Draft draft = drafts.get(graph);
        for (int i = 0; i < draft.kernels().size(); i++) {
            Kernel kernel = draft.kernels().get(i);
            String from = Objects.requireNonNull(sources.get(kernel.text())).task();
            String to = draft.name() + "." + task(kernel, i);
            if (!from.equals(to) && !code.share(from, to, kernel.name())) {
                sketches.ifPresent(known -> known.require(kernel));
            }
        }
    }

    /**
     * What each kernel of the latest runs did.
     *
     * @param runs what was run
     * @param log TornadoVM's, of their executions
     */
    Map<String, DeviceProfile.Kernel> profiled(List<Run> runs, String log) {
        List<Extent> extents =
                runs.stream().map(run -> extent(run.program(), run.rows())).toList();
        return profiled(graph(runs).orElseThrow(), extents, log);
    }

    /** How many kernels runs of several texts launch. */
    int kernelsTogether(List<Joint> runs) {
        return together(runs).orElseThrow().kernels().size();
    }

    /** What each kernel of the latest runs of several texts did. */
    Map<String, DeviceProfile.Kernel> profiledTogether(List<Joint> runs, String log) {
        List<Extent> extents = runs.stream().map(ArenaGraphs::extent).toList();
        return profiled(together(runs).orElseThrow(), extents, log);
    }

    private static Extent extent(Joint run) {
        return run.parts().stream()
                .map(part -> extent(run.program(), part.rows()))
                .reduce(new Extent(0, 0, 0, 0), Extent::plus);
    }

    private Map<String, DeviceProfile.Kernel> profiled(ProgramGraph graph, List<Extent> extents, String log) {
        Map<String, Long> nanos = ProfileLog.kernelNanos(log);
        Map<String, DeviceProfile.Kernel> kernels = new LinkedHashMap<>();
        for (Stretch stretch : graph.stretches()) {
            Draft draft = drafts.get(stretch.index());
            for (int i = 0; i < draft.kernels().size(); i++) {
                Kernel kernel = draft.kernels().get(i);
                Cost cost = Optional.ofNullable(graph.computed().get(kernel))
                        .map(c -> cost(c, extents.get(c.part())))
                        .orElse(Cost.ZERO);
                long took = nanos.getOrDefault(draft.name() + "." + task(kernel, i), 0L);
                kernels.merge(
                        kernel.method(),
                        new DeviceProfile.Kernel(1, took, cost.flops(), cost.weightBytes() + cost.stateBytes()),
                        DeviceProfile.Kernel::plus);
            }
        }
        return kernels;
    }

    private static Cost cost(Computed computed, Extent extent) {
        return computed.fused().ops().stream().map(op -> op.cost(extent)).reduce(Cost.ZERO, Cost::plus);
    }

    private static Extent extent(Program program, Rows rows) {
        int window = program.window();
        Extent extent = new Extent(0, 0, 0, 0);
        for (int r = 0; r < rows.count(); r++) {
            int visible = rows.start() + r + 1 - rows.of(RowInput.FIRST_VISIBLE)[r];
            boolean patch = program.unit() == Program.Unit.PATCH;
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
