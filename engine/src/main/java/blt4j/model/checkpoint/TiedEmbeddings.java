package blt4j.model.checkpoint;

import blt4j.weights.Weights;
import java.util.function.UnaryOperator;

/**
 * Where the embedding of bytes and the head are one tensor, which is stored once: under either name. Transformers kept
 * the embedding's until version 5, and keeps the head's since.
 */
final class TiedEmbeddings {
    private TiedEmbeddings() {}

    /**
     * From canonical names to those in the files, where one of the two stands for both.
     *
     * @param stored from canonical names to those in the files otherwise
     */
    static UnaryOperator<String> in(Weights files, UnaryOperator<String> stored) {
        return in(files, stored, CanonicalTensors.EMBEDDING, CanonicalTensors.HEAD);
    }

    /** As above, for another pair of canonical names. */
    static UnaryOperator<String> in(Weights files, UnaryOperator<String> stored, String embedding, String head) {
        boolean hasEmbedding = files.names().contains(stored.apply(embedding));
        boolean hasHead = files.names().contains(stored.apply(head));
        return name -> {
            if (name.equals(head) && !hasHead) {
                return stored.apply(embedding);
            }
            return stored.apply(name.equals(embedding) && !hasEmbedding && hasHead ? head : name);
        };
    }
}
