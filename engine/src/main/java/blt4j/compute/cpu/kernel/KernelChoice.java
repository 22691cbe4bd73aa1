package blt4j.compute.cpu.kernel;

/**
 * Which kernels a run is computed with: plain ones for the first moments of a process, vector kernels from then on.
 *
 * <p>Code on the Vector API is fast once the optimizing compiler has been at it, and hundreds of times slower than a
 * plain loop before: a second goes by until it is worth its while. A short text is through by then. So the first runs,
 * up to {@link #ENOUGH} multiplications, are plain. The switch comes between two runs and depends on nothing but the
 * work, so that the same calls give the same bits each time.
 */
public final class KernelChoice {
    /** What plain loops do in about a third of a second; four thousand bytes of a small entropy model. */
    static final long ENOUGH = 1_500_000_000;

    private final Kernels first;
    private final Kernels settled;
    private boolean beginning;
    private long work;
    private volatile boolean warm;

    private KernelChoice(Kernels first, Kernels settled, boolean beginning) {
        this.first = first;
        this.settled = settled;
        this.beginning = beginning;
        this.warm = !beginning;
    }

    /** The same kernels for all runs. */
    public static KernelChoice always(Kernels kernels) {
        return new KernelChoice(kernels, kernels, false);
    }

    /** Begins with {@code plain}, whose panels have as many rows as those of {@code vector}. */
    public static KernelChoice firstPlain(Kernels plain, Kernels vector) {
        return new KernelChoice(plain, vector, true);
    }

    /** Chooses for a run, before any thread begins it. */
    public Kernels forRun(long multiplications) {
        if (beginning) {
            work += multiplications;
            beginning = !warm && work <= ENOUGH;
        }
        return now();
    }

    /** What the newest run was computed with. */
    public Kernels now() {
        return beginning ? first : settled;
    }

    /** Has the vector kernels compiled, on the caller's thread, and chosen from then on. */
    public void warmUp() {
        if (!warm) {
            new KernelWarmUp(first, settled).run();
            warm = true;
        }
    }

    /** How many rows share a panel, in whatever run. */
    public int lanes() {
        return settled.lanes();
    }

    /** What a person sees, such as "512-bit vectors". */
    public String describe() {
        return settled.describe();
    }
}
