package blt4j.analysis.xray;

import blt4j.program.Op;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a program computed for one row, op by op.
 *
 * @param all in order
 */
public record Activations(List<Activation> all) {
    /** Copies the list. */
    public Activations {
        all = List.copyOf(all);
    }

    /**
     * The last activation of a name.
     *
     * @param name of a module or a buffer, as {@link Activation#name} has it
     * @throws NoSuchElementException if there is none
     */
    public Activation named(String name) {
        return all.stream()
                .filter(a -> a.name().equals(name))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new NoSuchElementException("no activation is called " + name));
    }

    /** The hidden states after the transformer's layers, in order. */
    public List<float[]> layers() {
        return all.stream()
                .filter(Activation::endsLayer)
                .map(Activation::values)
                .toList();
    }

    /** The weights of an attention in each layer that has one, in order. */
    public List<AttentionWeights> attention(Class<? extends Op> kind) {
        return all.stream()
                .filter(a -> kind.isInstance(a.op()))
                .flatMap(a -> a.attention().stream())
                .toList();
    }

    /** What stood in the last op's output. */
    public float[] result() {
        return all.getLast().values();
    }
}
