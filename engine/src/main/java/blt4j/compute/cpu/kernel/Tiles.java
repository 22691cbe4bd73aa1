package blt4j.compute.cpu.kernel;

/** The two products of {@link Kernels} that most of the time goes into, for a number of vector registers. */
interface Tiles {
    /** Rows of a tile. */
    int rows();

    /** Puts {@code depth} weights at their place, as row {@code i} of the tile at {@code tile0}. */
    void place(float[] row, int row0, int depth, float[] tile, int tile0, int i);

    /** {@link Kernels#tile}. */
    void tile(
            float[] w,
            int w0,
            int rows,
            int depth,
            float[] a,
            int a0,
            int aStep,
            int panels,
            float[] c,
            int c0,
            int cStep,
            boolean add);

    /** {@link Kernels#tileAcross}. */
    void across(
            float[] w,
            int w0,
            int rows,
            int depth,
            float[] a,
            int a0,
            int aStep,
            int panels,
            float[] c,
            int c0,
            int cStep);
}
