package blt4j.compute.cpu;

import blt4j.BltException;
import blt4j.compute.Backend;
import blt4j.compute.Executor;
import blt4j.compute.MachineLimits;
import blt4j.compute.cpu.kernel.KernelChoice;
import blt4j.compute.cpu.kernel.Kernels;
import blt4j.compute.cpu.kernel.PlainKernels;
import blt4j.compute.cpu.kernel.VectorApi;
import blt4j.compute.cpu.kernel.VectorKernels;
import blt4j.compute.cpu.thread.Team;
import blt4j.device.Precision;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.util.List;

/** Runs programs on the CPU, on a team of threads. */
public final class CpuBackend implements Backend {
    /**
     * The system property that chooses kernels: {@code vector}, {@code plain} Java, or {@code auto}, which begins plain
     * and goes over to vectors where there are any.
     */
    public static final String KERNELS = "blt4j.kernels";

    private final KernelChoice kernels;
    private final Team team;

    /**
     * Starts the threads.
     *
     * @param threads how many, the caller's counted; 0 for one per core
     */
    public CpuBackend(int threads) {
        this(threads, bestKernels());
    }

    /** With given kernels for all runs. */
    CpuBackend(int threads, Kernels kernels) {
        this(threads, KernelChoice.always(kernels));
    }

    private CpuBackend(int threads, KernelChoice kernels) {
        if (threads < 0) {
            throw new IllegalArgumentException(threads + " threads");
        }
        this.kernels = kernels;
        this.team = new Team(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    }

    private static KernelChoice bestKernels() {
        String wanted = System.getProperty(KERNELS, "auto");
        return switch (wanted) {
            case "plain" -> KernelChoice.always(new PlainKernels(8));
            case "vector" -> {
                if (!vectors()) {
                    throw new BltException("-D" + KERNELS + "=vector needs a processor with vectors, and a JVM with"
                            + " --add-modules jdk.incubator.vector.");
                }
                yield KernelChoice.always(new VectorKernels());
            }
            case "auto" -> {
                if (!vectors()) {
                    yield KernelChoice.always(new PlainKernels(8));
                }
                Kernels vector = new VectorKernels();
                yield KernelChoice.firstPlain(new PlainKernels(vector.lanes()), vector);
            }
            default -> throw new BltException("-D" + KERNELS + " is " + wanted + "; it can be auto, plain or vector.");
        };
    }

    private static boolean vectors() {
        return VectorApi.present() && VectorKernels.supported();
    }

    @Override
    public String describe() {
        int threads = team.size();
        return "CPU, " + kernels.describe() + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public Executor load(List<Program> programs, Weights weights, Precision precision) {
        return new CpuExecutor(programs, weights, precision, kernels, team);
    }

    @Override
    public MachineLimits measureLimits() {
        return MachineLimits.measure(team.size());
    }

    @Override
    public void warmUp() {
        kernels.warmUp();
    }

    @Override
    public void close() {
        team.close();
    }
}
