package blt4j.model.checkpoint;

import blt4j.model.config.ModelConfig;
import blt4j.weights.AssembledWeights;
import blt4j.weights.CheckpointException;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.util.function.Function;

/** Finds every tensor that a configuration calls for, checks its shape, and gives it its canonical name. */
final class TensorGathering {
    private TensorGathering() {}

    /**
     * Gathers tensors.
     *
     * @param files the tensors under the names they have in their files; owned by what is returned
     * @param locate from canonical name to the tensor in the files; throws where there is none
     * @throws CheckpointException if a tensor is missing or its shape contradicts the configuration
     */
    static Weights gather(ModelConfig config, Weights files, Function<String, Tensor> locate) {
        AssembledWeights.Builder gathered =
                AssembledWeights.from(files.describe()).owning(files);
        CanonicalTensors.visit(config, (name, shape) -> {
            Tensor tensor = locate.apply(name);
            if (!tensor.shape().equals(shape)) {
                throw new CheckpointException("The tensor '" + tensor.name() + "' in " + files.describe()
                        + " has the shape " + tensor.shape() + ", but the configuration calls for " + shape + ".");
            }
            gathered.add(name, tensor);
        });
        return gathered.build();
    }
}
