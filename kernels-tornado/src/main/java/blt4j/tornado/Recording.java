package blt4j.tornado;

import java.lang.reflect.Method;
import java.util.Optional;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * Recording of a graph's launches by NVIDIA's drivers, which then repeat them as one (CUDA graphs).
 *
 * <p>Nothing may be waited for meanwhile, or the recording is lost. TornadoVM's PTX driver keeps its events in a ring and
 * waits for whichever is pushed out, whatever is going on; so the ring is emptied before, and what does not fit into it is
 * not recorded. The ring is a part of the driver that the JVM shows where the launcher opened it; elsewhere nothing is
 * recorded with that driver. The CUDA driver's does not wait.
 */
class Recording {
    /** The system property that keeps launches from being recorded. */
    static final String CUDA_GRAPHS = "blt4j.cuda.graphs";

    /** TornadoVM's setting for how many events the ring holds. */
    static final String RING = "tornado.eventpool.size";

    private static final int TORNADOS_RING = 1024;

    /** Events of a kernel at most: its grid's transfer, its launch, and a barrier. */
    private static final int EVENTS = 3;

    private static final int SPARE = 64;

    private final Object context;
    private final Optional<Method> stream;

    Recording(Object context, Optional<Method> stream) {
        this.context = context;
        this.stream = stream;
    }

    /** How a device records, if it does and {@value #CUDA_GRAPHS} does not forbid it. */
    static Optional<Recording> of(TornadoDevice device) {
        if (System.getProperty(CUDA_GRAPHS, "true").equals("false")) {
            return Optional.empty();
        }
        return switch (device.getTornadoVMBackend()) {
            case CUDA -> Optional.of(new Recording(device, Optional.empty()));
            case PTX -> withRing(device);
            default -> Optional.empty();
        };
    }

    private static Optional<Recording> withRing(TornadoDevice device) {
        try {
            Object context = Devices.context(device);
            Method stream = context.getClass().getDeclaredMethod("getStream", long.class);
            return stream.trySetAccessible()
                    ? Optional.of(new Recording(context, Optional.of(stream)))
                    : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Whether a graph of so many kernels can be recorded. */
    boolean holds(int kernels) {
        return stream.isEmpty() || EVENTS * kernels + SPARE <= Integer.getInteger(RING, TORNADOS_RING);
    }

    /** Has a plan's graphs recorded. */
    TornadoExecutionPlan record(TornadoExecutionPlan plan) {
        return plan.withCUDAGraph();
    }

    /** Executes a graph of a plan, recording it the first time. */
    TornadoExecutionResult launch(TornadoExecutionPlan plan, int graph) {
        return plan.withGraph(graph).execute();
    }

    /** Makes sure that nothing is waited for while a plan's next graph is recorded. */
    void prepare(long plan) {
        if (stream.isEmpty()) {
            return;
        }
        try {
            Object queue = stream.get().invoke(context, plan);
            queue.getClass().getMethod("sync").invoke(queue);
            queue.getClass().getMethod("reset").invoke(queue);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("TornadoVM's events cannot be put away", e);
        }
    }
}
