package blt4j.analysis.cost;

import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a stage is made of, in few lines: its layers by kind and shape, equal ones counted, in the order in which they
 * first run.
 *
 * @param stage which
 * @param width of a byte's or patch's vector in it
 * @param parts its layers
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Outline(Stage stage, int width, List<Part> parts) {
    /** Kinds of layers. */
    public enum Kind {
        /** A table of vectors, one per id of the vocabulary; sizes are entries and width. */
        EMBEDDING,
        /** Tables of vectors for hashed n-grams; sizes are tables, entries of each and width. */
        HASH_EMBEDDING,
        /** Self-attention with its projections; sizes are heads, head size and window (0: none). */
        ATTENTION,
        /** A gated feed-forward network; sizes are its inner width. */
        FEED_FORWARD,
        /** Max-pooling of a patch's bytes; sizes are its width. */
        POOLING,
        /** Attention of a patch's vectors to its bytes, or of bytes to patches; sizes are vectors per patch and heads. */
        CROSS_ATTENTION,
        /** The entropy of the distribution; sizes are its ids. */
        ENTROPY
    }

    /**
     * Equal layers.
     *
     * @param kind what they are
     * @param sizes by which they differ from others of their kind
     * @param count how many there are
     */
    public record Part(Kind kind, List<Integer> sizes, int count) {
        /** Copies the list. */
        public Part {
            sizes = List.copyOf(sizes);
        }
    }

    /** Copies the list. */
    public Outline {
        parts = List.copyOf(parts);
    }

    /**
     * Outlines a model, stage by stage in the order of the pipeline.
     *
     * @param programs a model's
     * @return its stages, in order
     */
    public static List<Outline> of(List<? extends StageProgram> programs) {
        List<Outline> outlines = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            List<Op> ops = Program.all(programs).stream()
                    .filter(p -> p.stage() == stage)
                    .flatMap(p -> p.ops().stream())
                    .toList();
            if (!ops.isEmpty()) {
                outlines.add(of(stage, ops));
            }
        }
        return outlines;
    }

    private static Outline of(Stage stage, List<Op> ops) {
        Map<Part, Integer> counts = new LinkedHashMap<>();
        ops.forEach(op -> part(op).ifPresent(part -> counts.merge(part, 1, Integer::sum)));
        List<Part> parts = counts.entrySet().stream()
                .map(e -> new Part(e.getKey().kind(), e.getKey().sizes(), e.getValue()))
                .toList();
        int width = ops.stream()
                .filter(op -> op instanceof Op.Attention)
                .mapToInt(op -> op.out().width())
                .max()
                .orElse(ops.getFirst().out().width());
        return new Outline(stage, width, parts);
    }

    /** The layer that an op is the heart of; projections, norms and the like belong to their neighbours. */
    private static Optional<Part> part(Op op) {
        return switch (op) {
            case Op.Embedding e ->
                part(Kind.EMBEDDING, e.table().rows(), e.table().columns());
            case Op.HashEmbedding h ->
                part(
                        Kind.HASH_EMBEDDING,
                        h.tables().size(),
                        h.tables().getFirst().rows(),
                        h.tables().getFirst().columns());
            case Op.Attention a -> part(Kind.ATTENTION, a.heads(), a.headSize(), a.window());
            case Op.SwiGlu s -> part(Kind.FEED_FORWARD, s.out().width());
            case Op.PatchPooling p -> part(Kind.POOLING, p.in().width());
            case Op.PatchCrossAttention c -> part(Kind.CROSS_ATTENTION, c.k(), c.heads());
            case Op.ByteCrossAttention c -> part(Kind.CROSS_ATTENTION, c.k(), c.heads());
            case Op.Entropy e -> part(Kind.ENTROPY, e.logits().width());
            default -> Optional.empty();
        };
    }

    private static Optional<Part> part(Kind kind, Integer... sizes) {
        return Optional.of(new Part(kind, List.of(sizes), 1));
    }

    /** {@return how many layers of self-attention it has} */
    public int layers() {
        return parts.stream()
                .filter(p -> p.kind() == Kind.ATTENTION)
                .mapToInt(Part::count)
                .sum();
    }
}
