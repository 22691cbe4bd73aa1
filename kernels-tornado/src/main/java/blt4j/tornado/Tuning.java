package blt4j.tornado;

import blt4j.program.Op;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which way of computing an op is the fastest on a device, where that was measured ({@link Tuner}). Elsewhere a rule by the
 * device's size chooses.
 *
 * @param ways by the op, as {@link #op} tells it
 */
record Tuning(Map<String, String> ways) {
    /** Nothing was measured. */
    static final Tuning NONE = new Tuning(Map.of());

    /** Many rows in tiles of work-groups ({@link ProjectionKernels#tile}, {@link AttentionTiles}). */
    static final String TILES = "tiles";

    /** A projection of many rows on tensor cores ({@link TensorTiles}). */
    static final String TENSOR_CORES = "tensor cores";

    /** A projection of many rows in panels of a thread each ({@link ProjectionPanels}). */
    static final String PANELS = "panels";

    /** Attention with a small work-group for each head of each row ({@link AttentionKernels}). */
    static final String SMALL_GROUPS = "64 threads a head";

    /** Attention of one row with a large work-group for each head ({@link LatestAttention}). */
    static final String LARGE_GROUPS = LatestAttention.GROUP + " threads a head";

    /** Copies the ways. */
    Tuning {
        ways = Map.copyOf(ways);
    }

    /** What projections are told apart by. */
    static String op(Fused.Projection o, int format, boolean single) {
        Op.MatMul first = o.matrices().getFirst();
        String outputs = o.matrices().stream()
                .map(m -> String.valueOf(m.weight().rows()))
                .collect(Collectors.joining("+"));
        return rows(single) + ": " + first.weight().columns() + " to " + outputs
                + (first.slices() > 1 ? " x" + first.slices() : "")
                + (o.norm().isPresent() ? ", normed" : "")
                + (o.gate().isPresent() ? ", gated" : "")
                + (o.rotations().isEmpty() ? "" : ", rotated")
                + switch (format) {
                    case Narrow.FLOAT32 -> ", f32";
                    case Narrow.FLOAT16 -> ", f16";
                    case Narrow.BYTES -> ", q8";
                    default -> ", bf16";
                };
    }

    /** What attention is told apart by. */
    static String op(Op.Attention o, boolean single) {
        return rows(single) + ": attention, " + o.heads() + " heads of " + o.headSize()
                + (o.keyValueHeads() < o.heads() ? " over " + o.keyValueHeads() : "")
                + (o.window() > 0 ? ", window " + o.window() : "");
    }

    private static String rows(boolean single) {
        return single ? "one row" : "many rows";
    }

    /** Whether an op is to be computed in a way, or would be by the rule. */
    boolean is(String op, String way, boolean byRule) {
        return Optional.ofNullable(ways.get(op)).map(way::equals).orElse(byRule);
    }

    /** The shape of a projection of one row, if it was measured. */
    Optional<Shape> shape(String op) {
        return Optional.ofNullable(ways.get(op)).flatMap(Shape::parse);
    }

    /** These ways, and others where they are of the same ops. */
    Tuning with(Map<String, String> others) {
        Map<String, String> both = new HashMap<>(ways);
        both.putAll(others);
        return new Tuning(both);
    }
}
