package blt4j.tornado;

import blt4j.BltException;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.RowInput;
import blt4j.program.Weight;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Turns what a program computes into kernels. */
final class Lowering {
    /** Where the state's buffers and tables are. */
    interface Places {
        /** Where an activation begins. */
        int activation(Buffer buffer);

        /** Where the cosines and sines of a rotation begin. */
        int angles(Op.Rope rope);
    }

    private final StepLayout layout;
    private final WeightStore weights;
    private final Places places;
    private final FloatArray state;
    private final FloatArray widened;
    private final IntArray step;
    private final boolean single;
    private final KernelContext context;
    private Optional<HashGather> gather = Optional.empty();

    /**
     * Prepares to lower a program.
     *
     * @param context that the kernels are given
     * @param layout of the program's part of the step
     * @param places in the state
     * @param step of the graph
     * @param widened room for the weights of a projection where they are brought to 32 bits first
     */
    Lowering(
            KernelContext context,
            StepLayout layout,
            WeightStore weights,
            Places places,
            IntArray step,
            FloatArray state,
            FloatArray widened) {
        this.context = context;
        this.layout = layout;
        this.weights = weights;
        this.places = places;
        this.step = step;
        this.state = state;
        this.widened = widened;
        this.single = layout.capacity() == 1;
    }

    /** What gathers hash embeddings on the host, if there are tables that are not on the device. */
    Optional<HashGather> gather() {
        return gather;
    }

    /** A cache's place is in the step, another buffer's in the state. */
    private int place(Buffer buffer) {
        int cache = layout.place(buffer);
        return cache < 0 ? cache : places.activation(buffer);
    }

    /** The kernels of an op, one but for weights that are brought to 32 bits first. */
    List<Kernel> lower(Fused fused) {
        if (fused instanceof Fused.Projection o && !single && LaunchShape.isPanels(weights)) {
            return panels(o);
        }
        IntArray op = OpTable.toArray(parameters(fused));
        return List.of(kernel(fused, op));
    }

    private Kernel kernel(Fused fused, IntArray op) {
        LaunchShape shape = LaunchShape.of(fused, single, weights);
        return switch (fused) {
            case Fused.Projection o -> projection(o, shape, op);
            case Fused.Rotation _ ->
                Kernel.of("ElementKernels.rope", shape, ElementKernels::rope, context, step, op, state);
            case Fused.Single(Op o) -> single(o, shape, op);
        };
    }

    private List<Kernel> panels(Fused.Projection o) {
        WeightStore.Location w = weights.of(o.matrices().getFirst().weight());
        int format = weights.format(w);
        int[] p = parameters(o);
        if (format == Narrow.FLOAT32) {
            return List.of(panel(o, p, weights.wide(w)));
        }
        Kernel widening = Kernel.of(
                "ProjectionPanels.widen",
                LaunchShape.widening(o),
                ProjectionPanels::widen,
                context,
                OpTable.toArray(p.clone()),
                weights.numbers(),
                weights.narrow(w),
                widened,
                format);
        int begin = 0;
        for (int m = 0; m < o.matrices().size(); m++) {
            p[OpTable.MATRICES + m * OpTable.MATRIX] = begin;
            begin += o.matrices().get(m).weight().rows()
                    * o.matrices().get(m).weight().columns();
        }
        return List.of(widening, panel(o, p, widened));
    }

    private Kernel panel(Fused.Projection o, int[] p, FloatArray wide) {
        return Kernel.of(
                "ProjectionPanels.panel",
                LaunchShape.of(o, false, weights),
                ProjectionPanels::panel,
                context,
                step,
                OpTable.toArray(p),
                weights.numbers(),
                wide,
                state,
                o.norm().isPresent() ? 1 : 0,
                o.gate().isPresent() ? 1 : 0,
                o.turns().size());
    }

    private Kernel projection(Fused.Projection o, LaunchShape shape, IntArray op) {
        int normed = o.norm().isPresent() ? 1 : 0;
        int gated = o.gate().isPresent() ? 1 : 0;
        int turned = o.turns().size();
        WeightStore.Location w = weights.of(o.matrices().getFirst().weight());
        int format = weights.format(w);
        if (!single) {
            return Kernel.of(
                    "ProjectionKernels.tile",
                    shape,
                    ProjectionKernels::tile,
                    context,
                    step,
                    op,
                    weights.numbers(),
                    weights.wide(w),
                    weights.narrow(w),
                    state,
                    normed,
                    gated,
                    turned,
                    format);
        }
        int code = LaunchShape.shape(o, weights).code();
        if (format == Narrow.BFLOAT16_BITS) {
            return Kernel.of(
                    "ProjectionKernels.vectorOfBits",
                    shape,
                    ProjectionKernels::vectorOfBits,
                    context,
                    step,
                    op,
                    weights.numbers(),
                    weights.narrow(w),
                    state,
                    normed,
                    gated,
                    turned,
                    code);
        }
        return Kernel.of(
                "ProjectionKernels.vector",
                shape,
                ProjectionKernels::vector,
                context,
                step,
                op,
                weights.numbers(),
                weights.wide(w),
                weights.narrow(w),
                state,
                normed,
                gated,
                turned,
                format,
                code);
    }

    private Kernel single(Op op, LaunchShape shape, IntArray p) {
        FloatArray numbers = weights.numbers();
        return switch (op) {
            case Op.Embedding o -> {
                WeightStore.Location w = weights.of(o.table());
                yield Kernel.of(
                        "ElementKernels.embedding",
                        shape,
                        ElementKernels::embedding,
                        context,
                        step,
                        p,
                        numbers,
                        weights.wide(w),
                        weights.narrow(w),
                        state,
                        weights.format(w));
            }
            case Op.HashEmbedding o -> hashEmbedding(o, shape, p);
            case Op.Copy _ -> Kernel.of("ElementKernels.copy", shape, ElementKernels::copy, context, step, p, state);
            case Op.SwiGlu _ ->
                Kernel.of("ElementKernels.swiGlu", shape, ElementKernels::swiGlu, context, step, p, state);
            case Op.Entropy _ -> Kernel.of("RowKernels.entropy", shape, RowKernels::entropy, context, step, p, state);
            case Op.ArgMax _ -> Kernel.of("RowKernels.argMax", shape, RowKernels::argMax, context, step, p, state);
            case Op.Softmax _ ->
                Kernel.of("RowKernels.softmax", shape, RowKernels::softmax, context, step, p, numbers, state);
            case Op.RmsNorm _ ->
                Kernel.of("RowKernels.rmsNorm", shape, RowKernels::rmsNorm, context, step, p, numbers, state);
            case Op.PatchPooling _ ->
                Kernel.of("ElementKernels.patchPooling", shape, ElementKernels::patchPooling, context, step, p, state);
            case Op.Attention o
            when AttentionKernels.tiled(o, single) -> {
                int wide = o.headSize() > AttentionTiles.ROWS ? 1 : 0;
                yield Kernel.of("AttentionTiles.past", shape, AttentionTiles::past, context, step, p, state, wide);
            }
            case Op.Attention _
            when single && weights.target().multiprocessors() > 0 ->
                Kernel.of("LatestAttention.past", shape, LatestAttention::past, context, step, p, state);
            case Op.Attention _ -> attention(shape, p, AttentionKernels.PAST);
            case Op.PatchCrossAttention _ -> attention(shape, p, AttentionKernels.PATCH_BYTES);
            case Op.ByteCrossAttention _ -> attention(shape, p, AttentionKernels.PATCH_VECTORS);
            case Op.MatMul _, Op.Rope _ -> throw new IllegalArgumentException("such ops are joined first");
        };
    }

    private Kernel attention(LaunchShape shape, IntArray p, int over) {
        return Kernel.of(
                "AttentionKernels.attention", shape, AttentionKernels::attention, context, step, p, state, over);
    }

    private Kernel hashEmbedding(Op.HashEmbedding o, LaunchShape shape, IntArray p) {
        if (!weights.holds(o)) {
            HashGather host =
                    new HashGather(o, o.tables().stream().map(weights::tensor).toList(), layout.capacity());
            gather = Optional.of(host);
            return Kernel.of("RowKernels.add", shape, RowKernels::add, context, step, p, host.sums(), state);
        }
        WeightStore.Location w = weights.of(o);
        return Kernel.of(
                "RowKernels.hashEmbedding",
                shape,
                RowKernels::hashEmbedding,
                context,
                step,
                p,
                weights.primes(o),
                weights.numbers(),
                weights.wide(w),
                weights.narrow(w),
                state,
                weights.format(w));
    }

    private int[] parameters(Fused fused) {
        int[] p = new int[OpTable.STRIDE];
        p[OpTable.STEP] = layout.base();
        switch (fused) {
            case Fused.Projection o -> projection(o, p);
            case Fused.Rotation o -> {
                p[OpTable.OUT] = place(o.first().out());
                p[OpTable.WIDTH] = o.first().out().width();
                p[OpTable.ANGLES] = places.angles(o.first());
                p[OpTable.TURNED_SIZE] = o.first().headSize();
                o.second().ifPresent(second -> {
                    p[OpTable.SECOND] = place(second.out());
                    p[OpTable.SECOND_WIDTH] = second.out().width();
                });
            }
            case Fused.Single(Op op) -> {
                p[OpTable.OUT] = place(op.out());
                p[OpTable.WIDTH] = op.out().width();
                single(op, p);
                columns(op, p);
            }
        }
        return p;
    }

    private void projection(Fused.Projection o, int[] p) {
        Op.MatMul first = o.matrices().getFirst();
        p[OpTable.IN] = place(o.in());
        p[OpTable.WIDTH] = first.weight().columns();
        p[OpTable.SLICES] = first.slices();
        p[OpTable.NUMBERS] = o.norm().map(weights::gain).orElse(0);
        p[OpTable.BETA] = (int) first.beta();
        require(p[OpTable.BETA] == first.beta(), "keeps what is no whole number times its output");
        if (!o.turns().isEmpty()) {
            p[OpTable.ANGLES] = places.angles(o.turns().getFirst());
            p[OpTable.TURNED_SIZE] = o.turns().getFirst().headSize();
        }
        for (int m = 0; m < o.matrices().size(); m++) {
            Weight weight = o.matrices().get(m).weight();
            int at = OpTable.MATRICES + m * OpTable.MATRIX;
            p[at] = weights.of(weight).offset();
            p[at + 1] = place(o.out(m));
            p[at + 2] = weight.rows();
        }
    }

    private void columns(Op op, int[] p) {
        switch (op) {
            case Op.Embedding _, Op.HashEmbedding _ -> p[OpTable.COLUMN] = layout.column(RowInput.ID);
            case Op.Softmax _ -> p[OpTable.COLUMN] = layout.column(RowInput.TEMPERATURE);
            case Op.Attention _ -> p[OpTable.COLUMN] = layout.column(RowInput.FIRST_VISIBLE);
            case Op.ByteCrossAttention _ -> p[OpTable.COLUMN] = layout.column(RowInput.PATCH);
            case Op.PatchPooling _, Op.PatchCrossAttention _ -> {
                p[OpTable.COLUMN] = layout.column(RowInput.PATCH_BEGIN);
                p[OpTable.SECOND_COLUMN] = layout.column(RowInput.PATCH_END);
            }
            case Op.Copy _, Op.RmsNorm _, Op.MatMul _, Op.Rope _, Op.SwiGlu _, Op.Entropy _, Op.ArgMax _ -> {}
        }
    }

    private void single(Op op, int[] p) {
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
            case Op.Copy o -> p[OpTable.IN] = place(o.in());
            case Op.PatchPooling o -> p[OpTable.IN] = place(o.in());
            case Op.SwiGlu o -> {
                p[OpTable.IN] = place(o.gate());
                p[OpTable.SECOND] = place(o.up());
            }
            case Op.Entropy o -> {
                p[OpTable.IN] = place(o.logits());
                p[OpTable.WIDTH] = o.logits().width();
            }
            case Op.ArgMax o -> {
                p[OpTable.IN] = place(o.logits());
                p[OpTable.WIDTH] = o.logits().width();
            }
            case Op.Softmax o -> p[OpTable.IN] = place(o.logits());
            case Op.RmsNorm o -> {
                p[OpTable.IN] = place(o.in());
                p[OpTable.WIDTH] = o.gain().columns();
                p[OpTable.SLICES] = o.in().width() / o.gain().columns();
                p[OpTable.NUMBERS] = weights.gain(o);
            }
            case Op.Attention o -> {
                attention(o.queries(), o.keys(), o.values(), p);
                heads(o.heads(), o.keyValueHeads(), o.headSize(), 1, p);
                p[OpTable.WINDOW] = o.window();
            }
            case Op.PatchCrossAttention o -> {
                attention(o.queries(), o.keys(), o.values(), p);
                heads(o.heads(), o.keyValueHeads(), o.headSize(), o.k(), p);
            }
            case Op.ByteCrossAttention o -> {
                attention(o.queries(), o.keys(), o.values(), p);
                heads(o.heads(), o.keyValueHeads(), o.headSize(), o.k(), p);
            }
            case Op.MatMul _, Op.Rope _ -> throw new IllegalArgumentException("such ops are joined first");
        }
    }

    private void attention(Buffer queries, Buffer keys, Buffer values, int[] p) {
        p[OpTable.IN] = place(queries);
        p[OpTable.KEYS] = place(keys);
        p[OpTable.VALUES] = place(values);
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
}
