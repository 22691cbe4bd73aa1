package blt4j.weights;

import java.util.Optional;
import java.util.Set;

/** Named tensors of one checkpoint, under canonical (Hugging Face) names. Owns what they are mapped from. */
public interface Weights extends AutoCloseable {
    /** The canonical names of all tensors. */
    Set<String> names();

    /** The tensor of a name, if there is one. */
    Optional<Tensor> find(String name);

    /**
     * The tensor of a name.
     *
     * @throws CheckpointException if there is none
     */
    default Tensor get(String name) {
        return find(name)
                .orElseThrow(() ->
                        new CheckpointException("The checkpoint " + describe() + " has no tensor '" + name + "'."));
    }

    /** Where the tensors come from, for messages. */
    String describe();

    @Override
    void close();
}
