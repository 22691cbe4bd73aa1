package blt4j.compute;

import blt4j.device.Precision;
import blt4j.program.Program;
import blt4j.weights.Weights;
import java.util.List;

/** A device that runs programs. */
public interface Backend extends AutoCloseable {
    /** What a person sees, such as "CPU, 512-bit vectors, 2 threads". */
    String describe();

    /**
     * Prepares a model's programs. The weights stay owned by the caller and must outlive the executor.
     *
     * @param programs all programs that share buffers
     * @param weights where the tensors that the programs name are found
     * @param precision how projections' weights are held; embeddings and tables stay as stored
     */
    Executor load(List<Program> programs, Weights weights, Precision precision);

    /**
     * Whether what it computes has to travel before it can be read, so that programs had better say themselves what a
     * draw needs (the likeliest id, sampling probabilities) than have all logits fetched.
     */
    default boolean remote() {
        return false;
    }

    /** Measures what the device can do at best, for about a second. */
    MachineLimits measureLimits();

    /** Warms the backend up: returns when it runs at full speed. For measurements; otherwise that comes by use. */
    default void warmUp() {}

    @Override
    void close();
}
