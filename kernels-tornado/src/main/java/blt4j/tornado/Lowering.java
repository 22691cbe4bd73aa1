package blt4j.tornado;

import blt4j.BltException;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.RowInput;
import blt4j.program.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraphInterface;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Turns what a segment computes into the tasks of one graph, a kernel a task. */
final class Lowering {
    private final TaskGraphInterface graph;
    private final String graphName;
    private final Grids scheduler;
    private final StepLayout layout;
    private final WeightStore weights;
    private final IntArray table;
    private final FloatArray state;
    private final IntArray step;
    private final boolean single;
    private final KernelContext context = new KernelContext();
    private final List<WorkerGrid> grids = new ArrayList<>();
    private Optional<HashGather> gather = Optional.empty();

    /**
     * Prepares to add tasks.
     *
     * @param graph where to
     * @param scheduler where the tasks' work-groups are noted
     * @param layout of the graph's step
     */
    Lowering(
            TaskGraphInterface graph,
            String graphName,
            Grids scheduler,
            StepLayout layout,
            WeightStore weights,
            IntArray table,
            FloatArray state) {
        this.graph = graph;
        this.graphName = graphName;
        this.scheduler = scheduler;
        this.layout = layout;
        this.weights = weights;
        this.table = table;
        this.state = state;
        this.step = layout.step();
        this.single = layout.capacity() == 1;
    }

    /** What gathers hash embeddings on the host, if there are tables that are not on the device. */
    Optional<HashGather> gather() {
        return gather;
    }

    /** The grids of the tasks, in order. */
    List<WorkerGrid> grids() {
        return grids;
    }

    /**
     * Names what of an op is compiled into a graph: its kernel, its array of weights, the kernel's constants. Whatever else
     * there is to it is in its parameters.
     */
    static String kind(Fused fused, WeightStore weights) {
        return switch (fused) {
            case Fused.Projection p ->
                "projection-" + p.norm().isPresent() + "-" + p.gate().isPresent() + "-"
                        + p.turns().size() + "-"
                        + LaunchShape.shape(p, weights).code() + "-"
                        + weights.index(
                                weights.of(p.matrices().getFirst().weight()).array());
            case Fused.Rotation _ -> "rotation";
            case Fused.Single(Op.Embedding o) ->
                "embedding-" + weights.index(weights.of(o.table()).array());
            case Fused.Single(Op.HashEmbedding o) ->
                weights.holds(o)
                        ? "hash-" + weights.index(weights.of(o).array()) + "-" + o.groupSizes()
                        : "gather-" + o.tables();
            case Fused.Single(Op.Attention o) ->
                "Attention-" + Math.min(3, Math.ceilDiv(o.headSize(), AttentionTiles.ROWS));
            case Fused.Single(Op op) -> op.getClass().getSimpleName();
        };
    }

    /** The parameters of an op, which are read where the graph is at. */
    static int[] parameters(Fused fused, WeightStore weights, Places places) {
        int[] p = new int[OpTable.STRIDE];
        switch (fused) {
            case Fused.Projection o -> projection(o, weights, places, p);
            case Fused.Rotation o -> {
                p[OpTable.OUT] = places.of(o.first().out());
                p[OpTable.WIDTH] = o.first().out().width();
                p[OpTable.NUMBERS] = weights.frequencies(o.first());
                p[OpTable.HEAD_SIZE] = o.first().headSize();
                o.second().ifPresent(second -> {
                    p[OpTable.SECOND] = places.of(second.out());
                    p[OpTable.SECOND_WIDTH] = second.out().width();
                });
            }
            case Fused.Single(Op op) -> {
                p[OpTable.OUT] = places.of(op.out());
                p[OpTable.WIDTH] = op.out().width();
                single(op, weights, places, p);
            }
        }
        return p;
    }

    /** Where a segment's buffers are: an activation in the state, a cache in the step. */
    interface Places {
        /** The place of a buffer. */
        int of(Buffer buffer);
    }

    private static void projection(Fused.Projection o, WeightStore weights, Places places, int[] p) {
        Op.MatMul first = o.matrices().getFirst();
        p[OpTable.IN] = places.of(o.in());
        p[OpTable.WIDTH] = first.weight().columns();
        p[OpTable.SLICES] = first.slices();
        p[OpTable.NUMBERS] = o.norm().map(weights::gain).orElse(0);
        p[OpTable.BETA] = (int) first.beta();
        require(p[OpTable.BETA] == first.beta(), "keeps what is no whole number times its output");
        if (!o.turns().isEmpty()) {
            p[OpTable.FREQUENCIES] = weights.frequencies(o.turns().getFirst());
            p[OpTable.TURNED_SIZE] = o.turns().getFirst().headSize();
        }
        for (int m = 0; m < o.matrices().size(); m++) {
            Weight weight = o.matrices().get(m).weight();
            int at = OpTable.MATRICES + m * OpTable.MATRIX;
            p[at] = weights.of(weight).offset();
            p[at + 1] = places.of(o.out(m));
            p[at + 2] = weight.rows();
        }
    }

    private static void single(Op op, WeightStore weights, Places places, int[] p) {
        switch (op) {
            case Op.Embedding o -> p[OpTable.TABLE] = weights.of(o.table()).offset();
            case Op.HashEmbedding o -> {
                if (weights.holds(o)) {
                    require(o.tables().size() <= RowKernels.MAX_TABLES, "has too many hash tables");
                    p[OpTable.TABLE] = weights.of(o).offset();
                    p[OpTable.FUNCTIONS] = o.tables().size() / o.groupSizes().size();
                    p[OpTable.SIZES] = o.groupSizes().size();
                    p[OpTable.ENTRIES] = o.tables().getFirst().rows();
                }
            }
            case Op.Copy o -> p[OpTable.IN] = places.of(o.in());
            case Op.PatchPooling o -> p[OpTable.IN] = places.of(o.in());
            case Op.SwiGlu o -> {
                p[OpTable.IN] = places.of(o.gate());
                p[OpTable.SECOND] = places.of(o.up());
            }
            case Op.Entropy o -> {
                p[OpTable.IN] = places.of(o.logits());
                p[OpTable.WIDTH] = o.logits().width();
            }
            case Op.ArgMax o -> {
                p[OpTable.IN] = places.of(o.logits());
                p[OpTable.WIDTH] = o.logits().width();
            }
            case Op.Softmax o -> p[OpTable.IN] = places.of(o.logits());
            case Op.RmsNorm o -> {
                p[OpTable.IN] = places.of(o.in());
                p[OpTable.WIDTH] = o.gain().columns();
                p[OpTable.SLICES] = o.in().width() / o.gain().columns();
                p[OpTable.NUMBERS] = weights.gain(o);
            }
            case Op.Attention o -> {
                attention(places, o.queries(), o.keys(), o.values(), p);
                heads(o.heads(), o.keyValueHeads(), o.headSize(), 1, p);
                p[OpTable.WINDOW] = o.window();
            }
            case Op.PatchCrossAttention o -> {
                attention(places, o.queries(), o.keys(), o.values(), p);
                heads(o.heads(), o.keyValueHeads(), o.headSize(), o.k(), p);
            }
            case Op.ByteCrossAttention o -> {
                attention(places, o.queries(), o.keys(), o.values(), p);
                heads(o.heads(), o.keyValueHeads(), o.headSize(), o.k(), p);
            }
            case Op.MatMul _, Op.Rope _ -> throw new IllegalArgumentException("such ops are joined first");
        }
    }

    private static void attention(Places places, Buffer queries, Buffer keys, Buffer values, int[] p) {
        p[OpTable.IN] = places.of(queries);
        p[OpTable.KEYS] = places.of(keys);
        p[OpTable.VALUES] = places.of(values);
    }

    private static void heads(int heads, int keyValueHeads, int headSize, int k, int[] p) {
        require(headSize <= AttentionKernels.MAX_HEAD, "has too wide heads");
        p[OpTable.HEADS] = heads;
        p[OpTable.KEY_VALUE_HEADS] = keyValueHeads;
        p[OpTable.HEAD_SIZE] = headSize;
        p[OpTable.PER_PATCH] = k;
    }

    private static void require(boolean holds, String trouble) {
        if (!holds) {
            throw new BltException("The model " + trouble + " for TornadoVM's kernels; run it on the CPU.");
        }
    }

    /** Adds the task of an op. */
    void add(Fused fused) {
        int slot = grids.size();
        String task = switch (fused) {
            case Fused.Projection _ -> "projection" + slot;
            case Fused.Rotation _ -> "rope" + slot;
            case Fused.Single(Op op) -> op.getClass().getSimpleName().toLowerCase(Locale.ROOT) + slot;
        };
        WorkerGrid grid = LaunchShape.of(fused, single, weights).grid(layout.capacity());
        grids.add(grid);
        scheduler.add(graphName, task, grid);
        switch (fused) {
            case Fused.Projection o -> projection(task, slot, o);
            case Fused.Rotation _ ->
                graph.task(task, ElementKernels::rope, context, step, table, weights.numbers(), state, slot);
            case Fused.Single(Op op) -> single(task, slot, op);
        }
    }

    private void projection(String task, int slot, Fused.Projection o) {
        FloatArray numbers = weights.numbers();
        int normed = o.norm().isPresent() ? 1 : 0;
        int gated = o.gate().isPresent() ? 1 : 0;
        WeightStore.Location w = weights.of(o.matrices().getFirst().weight());
        int format = weights.format(w);
        int turns = o.turns().size();
        if (!single) {
            graph.task(
                    task,
                    ProjectionKernels::tile,
                    context,
                    step,
                    table,
                    numbers,
                    weights.wide(w),
                    weights.narrow(w),
                    state,
                    slot,
                    normed,
                    gated,
                    turns,
                    format);
        } else if (format == Narrow.BFLOAT16_BITS) {
            graph.task(
                    task,
                    ProjectionKernels::vectorOfBits,
                    context,
                    step,
                    table,
                    numbers,
                    weights.narrow(w),
                    state,
                    slot,
                    normed,
                    gated,
                    turns,
                    LaunchShape.shape(o, weights).code());
        } else {
            graph.task(
                    task,
                    ProjectionKernels::vector,
                    context,
                    step,
                    table,
                    numbers,
                    weights.wide(w),
                    weights.narrow(w),
                    state,
                    slot,
                    normed,
                    gated,
                    turns,
                    format,
                    LaunchShape.shape(o, weights).code());
        }
    }

    private void single(String task, int slot, Op op) {
        switch (op) {
            case Op.Embedding o -> embedding(task, slot, o);
            case Op.HashEmbedding o -> hashEmbedding(task, slot, o);
            case Op.Copy _ -> graph.task(task, ElementKernels::copy, context, step, table, state, slot);
            case Op.SwiGlu _ -> graph.task(task, ElementKernels::swiGlu, context, step, table, state, slot);
            case Op.Entropy _ -> graph.task(task, RowKernels::entropy, context, step, table, state, slot);
            case Op.ArgMax _ -> graph.task(task, RowKernels::argMax, context, step, table, state, slot);
            case Op.Softmax _ ->
                graph.task(
                        task,
                        RowKernels::softmax,
                        context,
                        step,
                        table,
                        weights.numbers(),
                        state,
                        slot,
                        layout.column(RowInput.TEMPERATURE));
            case Op.RmsNorm _ ->
                graph.task(task, RowKernels::rmsNorm, context, step, table, weights.numbers(), state, slot);
            case Op.PatchPooling _ ->
                graph.task(
                        task,
                        ElementKernels::patchPooling,
                        context,
                        step,
                        table,
                        state,
                        slot,
                        layout.column(RowInput.PATCH_BEGIN),
                        layout.column(RowInput.PATCH_END));
            case Op.Attention o -> {
                int first = layout.column(RowInput.FIRST_VISIBLE);
                if (AttentionKernels.tiled(o, single)) {
                    int wide = o.headSize() > AttentionTiles.ROWS ? 1 : 0;
                    graph.task(task, AttentionTiles::past, context, step, table, state, slot, first, wide);
                } else if (single && weights.target().multiprocessors() > 0) {
                    graph.task(task, LatestAttention::past, context, step, table, state, slot, first);
                } else {
                    attention(task, slot, AttentionKernels.PAST, first, first);
                }
            }
            case Op.PatchCrossAttention _ ->
                attention(
                        task,
                        slot,
                        AttentionKernels.PATCH_BYTES,
                        layout.column(RowInput.PATCH_BEGIN),
                        layout.column(RowInput.PATCH_END));
            case Op.ByteCrossAttention _ -> {
                int patches = layout.column(RowInput.PATCH);
                attention(task, slot, AttentionKernels.PATCH_VECTORS, patches, patches);
            }
            case Op.MatMul _, Op.Rope _ -> throw new IllegalArgumentException("such ops are joined first");
        }
    }

    private void attention(String task, int slot, int over, int begins, int ends) {
        graph.task(task, AttentionKernels::attention, context, step, table, state, slot, over, begins, ends);
    }

    private void embedding(String task, int slot, Op.Embedding o) {
        WeightStore.Location w = weights.of(o.table());
        graph.task(
                task,
                ElementKernels::embedding,
                context,
                step,
                table,
                weights.numbers(),
                weights.wide(w),
                weights.narrow(w),
                state,
                slot,
                layout.column(RowInput.ID),
                weights.format(w));
    }

    private void hashEmbedding(String task, int slot, Op.HashEmbedding o) {
        if (!weights.holds(o)) {
            HashGather host =
                    new HashGather(o, o.tables().stream().map(weights::tensor).toList(), layout.capacity());
            graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, host.sums());
            graph.task(task, RowKernels::add, context, step, table, host.sums(), state, slot);
            gather = Optional.of(host);
            return;
        }
        WeightStore.Location w = weights.of(o);
        graph.task(
                task,
                RowKernels::hashEmbedding,
                context,
                step,
                table,
                weights.primes(o),
                weights.numbers(),
                weights.wide(w),
                weights.narrow(w),
                state,
                slot,
                layout.column(RowInput.ID),
                weights.format(w));
    }
}
