package blt4j.analysis.xray;

import java.util.List;
import java.util.NoSuchElementException;
import org.apiguardian.api.API;

/**
 * What a program computed for one row, op by op.
 *
 * @param all in order
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Activations(List<Activation> all) {
    /** Copies the list. */
    public Activations {
        all = List.copyOf(all);
    }

    /**
     * The last activation of a name.
     *
     * @param name of a module or a buffer, as {@link Activation#name} has it
     * @return the activation
     * @throws NoSuchElementException if there is none
     */
    public Activation named(String name) {
        return all.stream()
                .filter(a -> a.name().equals(name))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new NoSuchElementException("no activation is called " + name));
    }

    /** {@return the hidden states after the transformer's layers, in order} */
    public List<float[]> layers() {
        return all.stream()
                .filter(Activation::endsLayer)
                .map(Activation::values)
                .toList();
    }

    /**
     * The weights of an attention in each layer that has one.
     *
     * @param kind which attention
     * @return the weights, in the layers' order
     */
    public List<AttentionWeights> attention(Activation.Kind kind) {
        return all.stream()
                .filter(a -> a.kind() == kind)
                .flatMap(a -> a.attention().stream())
                .toList();
    }

    /** {@return what stood in the last op's output} */
    public float[] result() {
        return all.getLast().values();
    }
}
