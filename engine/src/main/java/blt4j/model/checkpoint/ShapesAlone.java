package blt4j.model.checkpoint;

import blt4j.model.config.ModelConfig;
import blt4j.model.pipeline.Pipeline;
import blt4j.model.pipeline.Programs;
import blt4j.weights.DType;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors that a configuration calls for, by name and shape, without numbers: enough to write its programs and to
 * reckon what they cost, not to run them.
 */
public final class ShapesAlone implements Weights {
    private final String name;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /**
     * The tensors of a configuration.
     *
     * @param config whose
     * @param dtype how they would be stored
     */
    public ShapesAlone(ModelConfig config, DType dtype) {
        this.name = config.name();
        CanonicalTensors.visit(
                config, (tensor, shape) -> tensors.put(tensor, new Tensor(tensor, dtype, shape, MemorySegment.NULL)));
    }

    /**
     * The programs of a configuration whose weights are not at hand, stored as published, in bfloat16.
     *
     * @param config whose
     */
    public static Programs programs(ModelConfig config) {
        return Pipeline.of(config, new ShapesAlone(config, DType.BF16));
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(tensors.keySet());
    }

    @Override
    public Optional<Tensor> find(String tensor) {
        return Optional.ofNullable(tensors.get(tensor));
    }

    @Override
    public String describe() {
        return name + " (shapes alone)";
    }

    @Override
    public void close() {}
}
