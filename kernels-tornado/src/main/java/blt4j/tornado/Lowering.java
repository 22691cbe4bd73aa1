package blt4j.tornado;

import blt4j.BltException;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.RowInput;
import blt4j.program.Weight;
import blt4j.vocabulary.NgramHash;
import java.util.Locale;
import java.util.Optional;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/** Turns a program's ops into the tasks of one graph, an op a task. */
final class Lowering {
    private final TaskGraph graph;
    private final String graphName;
    private final GridScheduler scheduler;
    private final StepLayout layout;
    private final WeightStore weights;
    private final FloatArray state;
    private final IntArray step;
    private final int capacity;
    private final KernelContext context = new KernelContext();
    private Optional<HashGather> gather = Optional.empty();
    private int tasks;

    /**
     * Prepares to add tasks.
     *
     * @param graph where to
     * @param scheduler where the tasks' work-groups are noted
     * @param layout of the graph's step
     */
    Lowering(
            TaskGraph graph,
            String graphName,
            GridScheduler scheduler,
            StepLayout layout,
            WeightStore weights,
            FloatArray state) {
        this.graph = graph;
        this.graphName = graphName;
        this.scheduler = scheduler;
        this.layout = layout;
        this.weights = weights;
        this.state = state;
        this.step = layout.step();
        this.capacity = layout.capacity();
    }

    /** What gathers hash embeddings on the host, if the program has tables that are not on the device. */
    Optional<HashGather> gather() {
        return gather;
    }

    /** Adds the task of an op. */
    void add(Op op) {
        String task = op.getClass().getSimpleName().toLowerCase(Locale.ROOT) + tasks++;
        switch (op) {
            case Op.Embedding o -> embedding(task, o);
            case Op.HashEmbedding o -> hashEmbedding(task, o);
            case Op.Copy o ->
                graph.task(
                        task,
                        ElementKernels::copy,
                        step,
                        state,
                        at(o.in()),
                        at(o.out()),
                        o.out().width(),
                        capacity);
            case Op.RmsNorm o -> norm(task, o);
            case Op.MatMul o -> matMul(task, o);
            case Op.Rope o -> rope(task, o);
            case Op.Attention o -> attention(task, o);
            case Op.PatchPooling o -> pooling(task, o);
            case Op.PatchCrossAttention o -> patchCrossAttention(task, o);
            case Op.ByteCrossAttention o -> byteCrossAttention(task, o);
            case Op.SwiGlu o ->
                graph.task(
                        task,
                        ElementKernels::swiGlu,
                        step,
                        state,
                        at(o.gate()),
                        at(o.up()),
                        at(o.out()),
                        o.out().width(),
                        capacity);
            case Op.Entropy o -> {
                graph.task(
                        task,
                        RowKernels::entropy,
                        context,
                        step,
                        state,
                        at(o.logits()),
                        at(o.out()),
                        o.logits().width());
                groups(task, capacity, RowKernels.GROUP);
            }
        }
    }

    private int at(Buffer buffer) {
        return layout.place(buffer);
    }

    private void groups(String task, int groups, int size) {
        WorkerGrid grid = new WorkerGrid1D(groups * size);
        grid.setLocalWork(size, 1, 1);
        scheduler.addWorkerGrid(graphName + "." + task, grid);
    }

    private void embedding(String task, Op.Embedding o) {
        WeightStore.Location table = weights.of(o.table());
        graph.task(
                task,
                ElementKernels::embedding,
                step,
                table.array(),
                state,
                table.offset(),
                layout.column(RowInput.ID),
                at(o.out()),
                o.out().width(),
                capacity);
    }

    private void hashEmbedding(String task, Op.HashEmbedding o) {
        int width = o.out().width();
        if (!weights.holds(o)) {
            HashGather host =
                    new HashGather(o, o.tables().stream().map(weights::tensor).toList(), capacity);
            graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, host.sums());
            graph.task(task, ElementKernels::add, step, host.sums(), state, at(o.out()), width, capacity);
            gather = Optional.of(host);
            return;
        }
        int sizes = o.groupSizes().size();
        int functions = o.tables().size() / sizes;
        require(
                o.tables().size() <= RowKernels.MAX_TABLES,
                "hash tables",
                o.tables().size(),
                RowKernels.MAX_TABLES);
        LongArray primes = new LongArray(functions + sizes);
        for (int f = 0; f < functions; f++) {
            primes.set(f, NgramHash.prime(f));
        }
        for (int g = 0; g < sizes; g++) {
            primes.set(functions + g, o.groupSizes().get(g));
        }
        WeightStore.Location tables = weights.of(o);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, primes);
        graph.task(
                task,
                RowKernels::hashEmbedding,
                context,
                step,
                primes,
                tables.array(),
                state,
                tables.offset(),
                layout.column(RowInput.ID),
                functions,
                sizes,
                o.tables().getFirst().rows(),
                at(o.out()),
                width);
        groups(task, capacity, RowKernels.GROUP);
    }

    private void norm(String task, Op.RmsNorm o) {
        WeightStore.Location gain = weights.of(o.gain());
        int width = o.gain().columns();
        int slices = o.in().width() / width;
        graph.task(
                task,
                RowKernels::rmsNorm,
                context,
                step,
                gain.array(),
                state,
                at(o.in()),
                gain.offset(),
                o.epsilon(),
                at(o.out()),
                width,
                slices);
        groups(task, capacity * slices, RowKernels.GROUP);
    }

    private void matMul(String task, Op.MatMul o) {
        Weight weight = o.weight();
        WeightStore.Location w = weights.of(weight);
        int in = at(o.in());
        int out = at(o.out());
        if (capacity == 1) {
            graph.task(
                    task,
                    MatrixKernels::matrixVector,
                    context,
                    step,
                    w.array(),
                    state,
                    in,
                    w.offset(),
                    o.keep(),
                    out,
                    weight.columns(),
                    weight.rows(),
                    o.slices());
            groups(task, o.slices() * weight.rows(), MatrixKernels.GROUP);
            return;
        }
        graph.task(
                task,
                MatrixKernels::matrixMatrix,
                context,
                step,
                w.array(),
                state,
                in,
                w.offset(),
                o.keep(),
                out,
                weight.columns(),
                weight.rows(),
                o.slices());
        int tile = MatrixKernels.TILE;
        WorkerGrid grid = new WorkerGrid2D(
                Math.ceilDiv(weight.rows(), tile * MatrixKernels.SPAN) * tile,
                Math.ceilDiv(capacity * o.slices(), tile) * tile);
        grid.setLocalWork(tile, tile, 1);
        scheduler.addWorkerGrid(graphName + "." + task, grid);
    }

    private void rope(String task, Op.Rope o) {
        WeightStore.Location frequencies = weights.of(o);
        graph.task(
                task,
                ElementKernels::rope,
                step,
                frequencies.array(),
                state,
                frequencies.offset(),
                at(o.out()),
                o.out().width(),
                o.headSize(),
                capacity);
    }

    private void pooling(String task, Op.PatchPooling o) {
        graph.task(
                task,
                ElementKernels::patchPooling,
                step,
                state,
                at(o.in()),
                layout.column(RowInput.PATCH_BEGIN),
                layout.column(RowInput.PATCH_END),
                at(o.out()),
                o.out().width(),
                capacity);
    }

    private void attention(String task, Op.Attention o) {
        requireHead(o.headSize());
        graph.task(
                task,
                AttentionKernels::selfAttention,
                context,
                step,
                state,
                at(o.queries()),
                at(o.keys()),
                at(o.values()),
                layout.column(RowInput.FIRST_VISIBLE),
                o.window(),
                o.heads(),
                o.keyValueHeads(),
                o.headSize(),
                at(o.out()));
        groups(task, capacity * o.heads(), AttentionKernels.GROUP);
    }

    private void patchCrossAttention(String task, Op.PatchCrossAttention o) {
        requireHead(o.headSize());
        graph.task(
                task,
                AttentionKernels::patchCrossAttention,
                context,
                step,
                state,
                at(o.queries()),
                at(o.keys()),
                at(o.values()),
                layout.column(RowInput.PATCH_BEGIN),
                layout.column(RowInput.PATCH_END),
                o.k(),
                o.heads(),
                o.keyValueHeads(),
                o.headSize(),
                at(o.out()));
        groups(task, capacity * o.k() * o.heads(), AttentionKernels.GROUP);
    }

    private void byteCrossAttention(String task, Op.ByteCrossAttention o) {
        requireHead(o.headSize());
        graph.task(
                task,
                AttentionKernels::byteCrossAttention,
                context,
                step,
                state,
                at(o.queries()),
                at(o.keys()),
                at(o.values()),
                layout.column(RowInput.PATCH),
                o.k(),
                o.heads(),
                o.keyValueHeads(),
                o.headSize(),
                at(o.out()));
        groups(task, capacity * o.heads(), AttentionKernels.GROUP);
    }

    private static void requireHead(int headSize) {
        require(headSize <= AttentionKernels.MAX_HEAD, "numbers in a head", headSize, AttentionKernels.MAX_HEAD);
    }

    private static void require(boolean holds, String what, int found, int most) {
        if (!holds) {
            throw new BltException("The model has " + found + " " + what + ", and TornadoVM's kernels take " + most
                    + " at most; run it on the CPU.");
        }
    }
}
