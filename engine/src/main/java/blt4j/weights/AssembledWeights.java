package blt4j.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tensors gathered from other weights, under names of their own. Owns the weights they came from. */
public final class AssembledWeights implements Weights {
    private final String description;
    private final Map<String, Tensor> tensors;
    private final List<Weights> sources;

    private AssembledWeights(String description, Map<String, Tensor> tensors, List<Weights> sources) {
        this.description = description;
        this.tensors = tensors;
        this.sources = sources;
    }

    /**
     * Begins to gather.
     *
     * @param description where the tensors come from, for messages
     */
    public static Builder from(String description) {
        return new Builder(description);
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Optional<Tensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        sources.forEach(Weights::close);
    }

    /** Gathers tensors. Used once. */
    public static final class Builder {
        private final String description;
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        private final List<Weights> sources = new ArrayList<>();

        private Builder(String description) {
            this.description = description;
        }

        /** Hands over weights, to be closed with what is built. */
        public Builder owning(Weights source) {
            sources.add(source);
            return this;
        }

        /** Adds a tensor under a name, in place of any that had it. */
        public Builder add(String name, Tensor tensor) {
            tensors.put(name, tensor.named(name));
            return this;
        }

        /** What was gathered. */
        public AssembledWeights build() {
            return new AssembledWeights(description, Collections.unmodifiableMap(tensors), List.copyOf(sources));
        }
    }
}
