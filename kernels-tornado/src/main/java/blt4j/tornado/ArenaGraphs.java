package blt4j.tornado;

import blt4j.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The task graphs over one state array: a home graph that brings weights and state to the device, two that move numbers
 * about, and two for each program, one for a single row (decode) and one for a chunk of rows (prefill). They are compiled
 * when they are first executed.
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
    private record Plan(String name, Set<FloatArray> arrays) {}

    /**
     * A program's graph for some number of rows.
     *
     * @param index its place in the execution plan
     * @param tasks how many kernels it launches
     */
    record ProgramGraph(int index, int tasks, StepLayout layout, Optional<HashGather> gather) {}

    private final FloatArray state;
    private final IntArray copy = new IntArray(3);
    private final FloatArray stage = new FloatArray(StateArena.STAGE);
    private final GridScheduler scheduler = new GridScheduler();
    private final List<ImmutableTaskGraph> snapshots = new ArrayList<>();
    private final Map<String, ProgramGraph> decode = new HashMap<>();
    private final Map<String, ProgramGraph> prefill = new HashMap<>();

    ArenaGraphs(TornadoExecutor executor, FloatArray state) {
        this.state = state;
        WeightStore weights = executor.weights();
        List<Plan> plans = plans(executor.programs(), weights);
        snapshots.add(home(plans.get(HOME)).snapshot());
        snapshots.add(shared(plans, COPY)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, copy)
                .task("copy", TransferKernels::copy, copy, state)
                .snapshot());
        snapshots.add(shared(plans, STAGE)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, copy, stage)
                .task("write", TransferKernels::write, copy, stage, state)
                .snapshot());
        for (Program program : executor.programs()) {
            decode.put(program.name(), add(plans, program, weights, 1));
            prefill.put(program.name(), add(plans, program, weights, executor.maxRows()));
        }
    }

    private List<Plan> plans(List<Program> programs, WeightStore weights) {
        List<Plan> plans = new ArrayList<>();
        Set<FloatArray> all = new LinkedHashSet<>(weights.arrays());
        all.add(state);
        plans.add(new Plan("home", all));
        plans.add(new Plan("copy", Set.of(state)));
        plans.add(new Plan("stage", Set.of(state)));
        for (Program program : programs) {
            Set<FloatArray> arrays = weights.arraysOf(program);
            arrays.add(state);
            String name = program.name().replaceAll("[^A-Za-z0-9]", "");
            plans.add(new Plan(name + "Decode", arrays));
            plans.add(new Plan(name + "Prefill", arrays));
        }
        return plans;
    }

    private TaskGraph home(Plan plan) {
        TaskGraph graph = new TaskGraph(plan.name());
        Object[] arrays = plan.arrays().toArray();
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, arrays);
        int index = 0;
        for (FloatArray array : plan.arrays()) {
            if (array != state || plan.arrays().size() == 1) {
                graph.task("touch" + index++, TransferKernels::touch, array, state);
            }
        }
        return graph.persistOnDevice(arrays).transferToHost(DataTransferMode.UNDER_DEMAND, state);
    }

    /** A graph that finds its arrays where any other graph left them. */
    private TaskGraph shared(List<Plan> plans, int index) {
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

    private ProgramGraph add(List<Plan> plans, Program program, WeightStore weights, int capacity) {
        int index = snapshots.size();
        StepLayout layout = new StepLayout(program, capacity);
        TaskGraph graph = shared(plans, index).transferToDevice(DataTransferMode.EVERY_EXECUTION, layout.step());
        Lowering lowering = new Lowering(graph, plans.get(index).name(), scheduler, layout, weights, state);
        program.ops().forEach(lowering::add);
        snapshots.add(graph.snapshot());
        return new ProgramGraph(index, program.ops().size(), layout, lowering.gather());
    }

    /** The graph that runs a number of rows of a program. */
    ProgramGraph of(Program program, int rows) {
        ProgramGraph graph = (rows == 1 ? decode : prefill).get(program.name());
        if (graph == null) {
            throw new IllegalArgumentException("the program " + program.name() + " was not loaded");
        }
        return graph;
    }

    int count() {
        return snapshots.size();
    }

    ImmutableTaskGraph[] snapshots() {
        return snapshots.toArray(ImmutableTaskGraph[]::new);
    }

    GridScheduler scheduler() {
        return scheduler;
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
