package blt4j.tornado;

import blt4j.program.Op;
import blt4j.program.Weight;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;

/**
 * How many threads a kernel takes, which depends on the rows of a run. A grid is not compiled in, so it is set for each
 * run.
 *
 * @param perRow threads, groups or slices for each row
 * @param across groups in the other direction, for tiles
 * @param group threads of a work-group, where groups are counted
 */
record LaunchShape(Kind kind, int perRow, int across, int group) {
    private static final int GROUP = 64;

    /** Work whose groups, if it has any, are of 64 threads. */
    LaunchShape(Kind kind, int perRow, int across) {
        this(kind, perRow, across, GROUP);
    }

    /** The same in groups of so many threads. */
    LaunchShape inGroupsOf(int threads) {
        return new LaunchShape(kind, perRow, across, threads);
    }

    /** What is counted. */
    enum Kind {
        /** Threads, each by itself. */
        THREADS,
        /** Work-groups. */
        GROUPS,
        /** Tiles of 16 × 16 threads. */
        TILES,
        /** Panels, a thread each. */
        PANELS,
        /** Threads, as many whatever the rows are. */
        ONCE
    }

    /**
     * The work of a kernel.
     *
     * @param single whether it is compiled for one row
     * @param weights that it computes with
     */
    static LaunchShape of(Fused fused, boolean single, WeightStore weights) {
        return switch (fused) {
            case Fused.Projection p
            when single -> projection(p, true).inGroupsOf(shape(p, weights).threads());
            case Fused.Projection p
            when isPanels(weights) ->
                new LaunchShape(Kind.PANELS, p.matrices().getFirst().slices(), blocks(p, ProjectionPanels.OUTPUTS));
            case Fused.Projection p -> projection(p, false);
            case Fused.Rotation t ->
                new LaunchShape(
                        Kind.THREADS,
                        (t.first().out().width()
                                        + t.second().map(s -> s.out().width()).orElse(0))
                                / 2,
                        1);
            case Fused.Single(Op.Attention o)
            when AttentionKernels.tiled(o, single) -> new LaunchShape(Kind.TILES, 1, o.heads());
            case Fused.Single(Op.Attention o)
            when single && weights.target().multiprocessors() > 0 -> of(o).inGroupsOf(LatestAttention.GROUP);
            case Fused.Single(Op op) -> of(op);
        };
    }

    /** How the projection of one row is shared out. */
    static Shape shape(Fused.Projection p, WeightStore weights) {
        int multiprocessors = weights.target().multiprocessors();
        Weight first = p.matrices().getFirst().weight();
        int format = weights.format(weights.of(first));
        int loads = format == Narrow.FLOAT32 ? first.columns() : Math.ceilDiv(first.columns(), Narrow.QUAD);
        return multiprocessors == 0
                ? Shape.SMALL
                : Shape.by(multiprocessors, projection(p, true).perRow(), loads);
    }

    private static LaunchShape projection(Fused.Projection p, boolean single) {
        int outputs = single ? ProjectionKernels.OUTPUTS : ProjectionKernels.TILE_ROWS;
        int blocks = blocks(p, outputs);
        int slices = p.matrices().getFirst().slices();
        return single ? new LaunchShape(Kind.GROUPS, slices * blocks, 1) : new LaunchShape(Kind.TILES, slices, blocks);
    }

    /** Blocks of so many outputs of each matrix; when gated, half of them of each of both. */
    private static int blocks(Fused.Projection p, int outputs) {
        return p.gate().isPresent()
                ? Math.ceilDiv(p.matrices().getFirst().weight().rows(), outputs / 2)
                : p.matrices().stream()
                        .mapToInt(m -> Math.ceilDiv(m.weight().rows(), outputs))
                        .sum();
    }

    /** Whether a projection of many rows is for a CPU, and taken panel by panel. */
    static boolean isPanels(WeightStore weights) {
        return weights.target().multiprocessors() == 0;
    }

    /** The work of {@link ProjectionPanels#widen}. */
    static LaunchShape widening(Fused.Projection p) {
        return new LaunchShape(
                Kind.ONCE,
                1,
                p.matrices().stream().mapToInt(m -> m.weight().rows()).sum());
    }

    private static LaunchShape of(Op op) {
        int width = op.out().width();
        return switch (op) {
            case Op.Embedding _, Op.Copy _, Op.SwiGlu _, Op.PatchPooling _ -> new LaunchShape(Kind.THREADS, width, 1);
            case Op.Rope _ -> new LaunchShape(Kind.THREADS, width / 2, 1);
            case Op.HashEmbedding _, Op.Entropy _, Op.ArgMax _, Op.Softmax _ -> new LaunchShape(Kind.GROUPS, 1, 1);
            case Op.RmsNorm o -> new LaunchShape(Kind.GROUPS, width / o.gain().columns(), 1);
            case Op.Attention o -> new LaunchShape(Kind.GROUPS, o.heads(), 1);
            case Op.PatchCrossAttention o -> new LaunchShape(Kind.GROUPS, o.k() * o.heads(), 1);
            case Op.ByteCrossAttention o -> new LaunchShape(Kind.GROUPS, o.heads(), 1);
            case Op.MatMul _ -> throw new IllegalArgumentException("projections are joined first");
        };
    }

    /** A grid for so many rows. */
    WorkerGrid grid(int rows) {
        boolean flat = kind == Kind.TILES || kind == Kind.PANELS;
        WorkerGrid grid = flat ? new WorkerGrid2D(x(rows), y(rows)) : new WorkerGrid1D(x(rows));
        if (kind == Kind.PANELS) {
            grid.setLocalWork(1, 1, 1);
            return grid;
        }
        int tile = ProjectionKernels.TILE;
        grid.setLocalWork(kind == Kind.TILES ? tile : group, kind == Kind.TILES ? tile : 1, 1);
        return grid;
    }

    /** Makes a grid one for so many rows. */
    void set(WorkerGrid grid, int rows) {
        long[] now = grid.getGlobalWork();
        if (now[0] != x(rows) || (now.length > 1 && now[1] != y(rows))) {
            grid.setGlobalWork(x(rows), y(rows), 1);
        }
    }

    private int x(int rows) {
        return switch (kind) {
            case THREADS -> Math.ceilDiv(rows * perRow, GROUP) * GROUP;
            case GROUPS -> rows * perRow * group;
            case TILES -> across * ProjectionKernels.TILE;
            case PANELS -> across;
            case ONCE -> Math.ceilDiv(across, GROUP) * GROUP;
        };
    }

    private int y(int rows) {
        return switch (kind) {
            case THREADS, GROUPS, ONCE -> 1;
            case TILES -> Math.ceilDiv(rows * perRow, ProjectionKernels.TILE_ROWS) * ProjectionKernels.TILE;
            case PANELS -> Math.ceilDiv(rows * perRow, ProjectionPanels.ROWS);
        };
    }
}
