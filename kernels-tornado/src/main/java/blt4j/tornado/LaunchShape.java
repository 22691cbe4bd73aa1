package blt4j.tornado;

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
        /** Tiles for tensor cores, whose threads are in a row. */
        TENSOR_TILES,
        /** Panels, a thread each. */
        PANELS,
        /** Threads, as many whatever the rows are. */
        ONCE
    }

    /** So many threads for each row. */
    static LaunchShape threads(int perRow) {
        return new LaunchShape(Kind.THREADS, perRow, 1);
    }

    /** So many work-groups for each row. */
    static LaunchShape groups(int perRow) {
        return new LaunchShape(Kind.GROUPS, perRow, 1);
    }

    /** Tiles of a number of slices of each row, and so many across. */
    static LaunchShape tiles(int slices, int across) {
        return new LaunchShape(Kind.TILES, slices, across);
    }

    /** Tiles for tensor cores of a number of slices of each row, and so many across. */
    static LaunchShape tensorTiles(int slices, int across) {
        return new LaunchShape(Kind.TENSOR_TILES, slices, across, TensorTiles.THREADS);
    }

    /** Panels of a number of slices of each row, and so many across. */
    static LaunchShape panels(int slices, int across) {
        return new LaunchShape(Kind.PANELS, slices, across);
    }

    /** So many threads whatever the rows are. */
    static LaunchShape once(int threads) {
        return new LaunchShape(Kind.ONCE, 1, threads);
    }

    /** A grid for so many rows. */
    WorkerGrid grid(int rows) {
        boolean flat = kind == Kind.TILES || kind == Kind.PANELS || kind == Kind.TENSOR_TILES;
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
            case TENSOR_TILES -> across * group;
            case PANELS -> across;
            case ONCE -> Math.ceilDiv(across, GROUP) * GROUP;
        };
    }

    private int y(int rows) {
        return switch (kind) {
            case THREADS, GROUPS, ONCE -> 1;
            case TILES -> Math.ceilDiv(rows * perRow, ProjectionKernels.TILE_ROWS) * ProjectionKernels.TILE;
            case TENSOR_TILES -> Math.ceilDiv(rows * perRow, TensorTiles.ROWS);
            case PANELS -> Math.ceilDiv(rows * perRow, ProjectionPanels.ROWS);
        };
    }
}
