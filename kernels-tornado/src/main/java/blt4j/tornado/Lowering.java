package blt4j.tornado;

import blt4j.BltException;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.RowInput;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Lowers the fused ops of a program to kernels. Each fused op is looked at once, in {@link #lower}; what a kernel is (its
 * Java method, its {@link LaunchShape} and its parameters, {@link OpTable}) is told together, by a method for each kind of op.
 */
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
    private final IntArray step;
    private final Tuning tuning;
    private final boolean single;
    private final boolean ofTexts;
    private final KernelContext context;
    private final ProjectionLowering projections;
    private Optional<HashGather> gather = Optional.empty();

    /**
     * Prepares to lower a program.
     *
     * @param context that the kernels are given
     * @param layout of the program's part of the step
     * @param places in the state
     * @param step of the graph
     * @param widened room for the weights of a projection where they are brought to 32 bits first
     * @param tuning which ways of computing ops were measured to be the fastest
     */
    @SuppressWarnings("TooManyParameters")
    Lowering(
            KernelContext context,
            StepLayout layout,
            WeightStore weights,
            Places places,
            IntArray step,
            FloatArray state,
            FloatArray widened,
            Tuning tuning) {
        this.context = context;
        this.layout = layout;
        this.weights = weights;
        this.places = places;
        this.step = step;
        this.state = state;
        this.tuning = tuning;
        this.single = layout.capacity() == 1;
        this.ofTexts = layout.kind() == StepLayout.Kind.TEXTS;
        this.projections = new ProjectionLowering(this, context, weights, step, state, widened);
    }

    /** What gathers hash embeddings on the host, if there are tables that are not on the device. */
    Optional<HashGather> gather() {
        return gather;
    }

    /** Which ways of computing ops were measured to be the fastest. */
    Tuning tuning() {
        return tuning;
    }

    /** Whether the kernels are for one row. */
    boolean single() {
        return single;
    }

    /** A cache's place is in the step, another buffer's in the state. */
    int place(Buffer buffer) {
        int cache = layout.place(buffer);
        return cache < 0 ? cache : places.activation(buffer);
    }

    /** Where the cosines and sines of a rotation begin. */
    int angles(Op.Rope rope) {
        return places.angles(rope);
    }

    /** An op's parameters, of which only what it has of the step is known yet. */
    int[] parameters() {
        int[] p = new int[OpTable.STRIDE];
        p[OpTable.STEP] = layout.base();
        p[OpTable.APART] = layout.apart();
        p[OpTable.IDS_APART] = layout.idsApart();
        return p;
    }

    /** The kernels of an op, one but for weights that are brought to 32 bits first. */
    List<Kernel> lower(Fused fused) {
        return switch (fused) {
            case Fused.Projection o -> projections.lower(o);
            case Fused.Rotation o -> List.of(rotation(o));
            case Fused.Single(Op op) -> List.of(lower(op));
        };
    }

    private Kernel lower(Op op) {
        return switch (op) {
            case Op.Embedding o -> embedding(o);
            case Op.HashEmbedding o -> weights.holds(o) ? hashEmbedding(o) : gathered(o);
            case Op.Copy o -> copy(o);
            case Op.SwiGlu o -> swiGlu(o);
            case Op.PatchPooling o -> patchPooling(o);
            case Op.RmsNorm o -> rmsNorm(o);
            case Op.Entropy o -> entropy(o);
            case Op.ArgMax o -> argMax(o);
            case Op.Softmax o -> softmax(o);
            case Op.Attention o -> attention(o);
            case Op.PatchCrossAttention o -> patchCrossAttention(o);
            case Op.ByteCrossAttention o -> byteCrossAttention(o);
            case Op.MatMul _, Op.Rope _ -> throw new IllegalArgumentException("such ops are joined first");
        };
    }

    private Kernel rotation(Fused.Rotation o) {
        int[] p = parameters();
        int pairs = o.first().out().width() / 2;
        p[OpTable.OUT] = place(o.first().out());
        p[OpTable.WIDTH] = o.first().out().width();
        p[OpTable.ANGLES] = angles(o.first());
        p[OpTable.ROTATED_SIZE] = o.first().headSize();
        if (o.second().isPresent()) {
            Buffer second = o.second().get().out();
            p[OpTable.SECOND] = place(second);
            p[OpTable.SECOND_WIDTH] = second.width();
            pairs = (o.first().out().width() + second.width()) / 2;
        }
        return Kernel.of(
                "ElementKernels.rope",
                LaunchShape.threads(pairs),
                ElementKernels::rope,
                context,
                step,
                OpTable.toArray(p),
                state);
    }

    /** The parameters of an op that is by itself: where its result goes, and how wide that is. */
    private int[] parameters(Op op) {
        int[] p = parameters();
        p[OpTable.OUT] = place(op.out());
        p[OpTable.WIDTH] = op.out().width();
        return p;
    }

    private Kernel embedding(Op.Embedding o) {
        WeightStore.Location w = weights.of(o.table());
        int[] p = parameters(o);
        p[OpTable.TABLE] = w.offset();
        p[OpTable.COLUMN] = layout.column(RowInput.ID);
        return Kernel.of(
                "ElementKernels.embedding",
                LaunchShape.threads(o.out().width()),
                ElementKernels::embedding,
                context,
                step,
                OpTable.toArray(p),
                weights.numbers(),
                weights.wide(w),
                weights.narrow(w),
                state,
                weights.format(w));
    }

    private Kernel hashEmbedding(Op.HashEmbedding o) {
        require(o.tables().size() <= RowKernels.MAX_TABLES, "has too many hash tables");
        WeightStore.Location w = weights.of(o);
        int[] p = parameters(o);
        p[OpTable.TABLE] = w.offset();
        p[OpTable.FUNCTIONS] = o.tables().size() / o.groupSizes().size();
        p[OpTable.SIZES] = o.groupSizes().size();
        p[OpTable.ENTRIES] = o.tables().getFirst().rows();
        p[OpTable.COLUMN] = layout.column(RowInput.ID);
        return Kernel.of(
                "RowKernels.hashEmbedding",
                LaunchShape.groups(1),
                RowKernels::hashEmbedding,
                context,
                step,
                OpTable.toArray(p),
                weights.primes(o),
                weights.numbers(),
                weights.wide(w),
                weights.narrow(w),
                state,
                weights.format(w));
    }

    /** Hash embeddings whose tables stay in their file: the host sums their rows, the device adds the sums. */
    private Kernel gathered(Op.HashEmbedding o) {
        HashGather host =
                new HashGather(o, o.tables().stream().map(weights::tensor).toList(), layout.capacity());
        gather = Optional.of(host);
        int[] p = parameters(o);
        p[OpTable.COLUMN] = layout.column(RowInput.ID);
        return Kernel.of(
                "RowKernels.add",
                LaunchShape.groups(1),
                RowKernels::add,
                context,
                step,
                OpTable.toArray(p),
                host.sums(),
                state);
    }

    private Kernel copy(Op.Copy o) {
        int[] p = parameters(o);
        p[OpTable.IN] = place(o.in());
        LaunchShape shape = LaunchShape.threads(o.out().width());
        return Kernel.of("ElementKernels.copy", shape, ElementKernels::copy, context, step, OpTable.toArray(p), state);
    }

    private Kernel swiGlu(Op.SwiGlu o) {
        int[] p = parameters(o);
        p[OpTable.IN] = place(o.gate());
        p[OpTable.SECOND] = place(o.up());
        LaunchShape shape = LaunchShape.threads(o.out().width());
        return Kernel.of(
                "ElementKernels.swiGlu", shape, ElementKernels::swiGlu, context, step, OpTable.toArray(p), state);
    }

    private Kernel patchPooling(Op.PatchPooling o) {
        int[] p = parameters(o);
        p[OpTable.IN] = place(o.in());
        patches(p);
        return Kernel.of(
                "ElementKernels.patchPooling",
                LaunchShape.threads(o.out().width()),
                ElementKernels::patchPooling,
                context,
                step,
                OpTable.toArray(p),
                state);
    }

    private Kernel rmsNorm(Op.RmsNorm o) {
        int[] p = parameters(o);
        int width = o.gain().columns();
        p[OpTable.IN] = place(o.in());
        p[OpTable.WIDTH] = width;
        p[OpTable.SLICES] = o.in().width() / width;
        p[OpTable.NUMBERS] = weights.gain(o);
        return Kernel.of(
                "RowKernels.rmsNorm",
                LaunchShape.groups(o.out().width() / width),
                RowKernels::rmsNorm,
                context,
                step,
                OpTable.toArray(p),
                weights.numbers(),
                state);
    }

    private Kernel entropy(Op.Entropy o) {
        int[] p = parameters(o);
        p[OpTable.IN] = place(o.logits());
        p[OpTable.WIDTH] = o.logits().width();
        return Kernel.of(
                "RowKernels.entropy",
                LaunchShape.groups(1),
                RowKernels::entropy,
                context,
                step,
                OpTable.toArray(p),
                state);
    }

    private Kernel argMax(Op.ArgMax o) {
        int[] p = parameters(o);
        p[OpTable.IN] = place(o.logits());
        p[OpTable.WIDTH] = o.logits().width();
        return Kernel.of(
                "RowKernels.argMax",
                LaunchShape.groups(1),
                RowKernels::argMax,
                context,
                step,
                OpTable.toArray(p),
                state);
    }

    private Kernel softmax(Op.Softmax o) {
        int[] p = parameters(o);
        p[OpTable.IN] = place(o.logits());
        p[OpTable.COLUMN] = layout.column(RowInput.TEMPERATURE);
        return Kernel.of(
                "RowKernels.softmax",
                LaunchShape.groups(1),
                RowKernels::softmax,
                context,
                step,
                OpTable.toArray(p),
                weights.numbers(),
                state);
    }

    /**
     * Attention over a row's past: of many rows of a text by tiles, of one or one of each text on a GPU by groups of
     * neighbours, else a group a head.
     */
    private Kernel attention(Op.Attention o) {
        int[] p = parameters(o);
        operands(o.queries(), o.keys(), o.values(), p);
        heads(o.heads(), o.keyValueHeads(), o.headSize(), 1, p);
        p[OpTable.WINDOW] = o.window();
        p[OpTable.COLUMN] = layout.column(RowInput.FIRST_VISIBLE);
        IntArray op = OpTable.toArray(p);
        boolean latest = single || ofTexts;
        String name = Tuning.op(o, latest);
        if (!latest && o.headSize() <= AttentionTiles.MAX_HEAD && tuning.is(name, Tuning.TILES, true)) {
            int wide = o.headSize() > AttentionTiles.ROWS ? 1 : 0;
            LaunchShape tiles = LaunchShape.tiles(1, o.heads());
            return Kernel.of("AttentionTiles.past", tiles, AttentionTiles::past, context, step, op, state, wide);
        }
        boolean large = weights.target().multiprocessors() > 0;
        if (latest && tuning.is(name, Tuning.LARGE_GROUPS, large)) {
            LaunchShape groups = LaunchShape.groups(o.heads()).inGroupsOf(LatestAttention.GROUP);
            return Kernel.of("LatestAttention.past", groups, LatestAttention::past, context, step, op, state);
        }
        return attention(o.heads(), op, AttentionKernels.PAST);
    }

    private Kernel patchCrossAttention(Op.PatchCrossAttention o) {
        int[] p = parameters(o);
        operands(o.queries(), o.keys(), o.values(), p);
        heads(o.heads(), o.keyValueHeads(), o.headSize(), o.k(), p);
        patches(p);
        return attention(o.k() * o.heads(), OpTable.toArray(p), AttentionKernels.PATCH_BYTES);
    }

    private Kernel byteCrossAttention(Op.ByteCrossAttention o) {
        int[] p = parameters(o);
        operands(o.queries(), o.keys(), o.values(), p);
        heads(o.heads(), o.keyValueHeads(), o.headSize(), o.k(), p);
        p[OpTable.COLUMN] = layout.column(RowInput.PATCH);
        return attention(o.heads(), OpTable.toArray(p), AttentionKernels.PATCH_VECTORS);
    }

    private Kernel attention(int groups, IntArray op, int over) {
        LaunchShape shape = LaunchShape.groups(groups);
        return Kernel.of(
                "AttentionKernels.attention", shape, AttentionKernels::attention, context, step, op, state, over);
    }

    /** Where the step says which bytes a patch has. */
    private void patches(int[] p) {
        p[OpTable.COLUMN] = layout.column(RowInput.PATCH_BEGIN);
        p[OpTable.SECOND_COLUMN] = layout.column(RowInput.PATCH_END);
    }

    private void operands(Buffer queries, Buffer keys, Buffer values, int[] p) {
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

    /** Holds a model to what the kernels can compute. */
    static void require(boolean holds, String trouble) {
        if (!holds) {
            throw new BltException("The model " + trouble + " for TornadoVM's kernels; run it on the CPU.");
        }
    }
}
