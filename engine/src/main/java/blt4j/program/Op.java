package blt4j.program;

import blt4j.stage.Cost;
import blt4j.stage.RotaryEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One operation of the pipeline over named buffers. {@code n} stands for the rows of the run.
 *
 * <p>Buffers are row-major without gaps. Where an op's weight is narrower than its buffer's row, the op applies to each
 * equal slice of the row in turn: a norm with a gain of length 64 over rows of width 128 norms both halves, a
 * projection from 64 to 32 over such rows yields rows of width 64. So a patch's k vectors are one row.
 *
 * <p>An op says itself what it reads, which integers of a row it needs and what it costs; backends decide only how it is
 * computed.
 */
public sealed interface Op {
    /** What the op costs for a run of the given extent. */
    Cost cost(Extent extent);

    /** The weights that the op reads. */
    default List<Weight> weights() {
        return List.of();
    }

    /** Where the result goes. */
    Buffer out();

    /** The buffers that are named as inputs, in the order of the components. */
    default List<Buffer> inputs() {
        return List.of();
    }

    /** All buffers: the inputs, then {@link #out()}. */
    default List<Buffer> buffers() {
        List<Buffer> buffers = new ArrayList<>(inputs());
        buffers.add(out());
        return buffers;
    }

    /** Whether the result depends on what {@link #out()} held before, although it is not named as an input. */
    default boolean accumulates() {
        return false;
    }

    /** The integers that are needed of each row, besides its position. */
    default Set<RowInput> rowInputs() {
        return Set.of();
    }

    /** How many ids before a row's own are needed. */
    default int earlierIds() {
        return 0;
    }

    /** How many numbers of a row are multiplied with numbers of a matrix of weights, counted once for each product. */
    default long products() {
        return 0;
    }

    /**
     * The most positions of a text for which the result at a position does not depend on how long the text is;
     * {@link Integer#MAX_VALUE} if it never does.
     */
    default int settledLength() {
        return Integer.MAX_VALUE;
    }

    /** {@code out[r] = table[ID[r]]}. */
    record Embedding(Weight table, Buffer out) implements Op {
        @Override
        public Set<RowInput> rowInputs() {
            return Set.of(RowInput.ID);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(0, e.rows() * table.dtype().rowBytes(table.columns()), 4 * e.rows() * out.width());
        }

        @Override
        public List<Weight> weights() {
            return List.of(table);
        }
    }

    /**
     * Adds hash n-gram embeddings: {@code out[r] += Σ tables[f·G + g][hash(f, groupSizes[g]) mod size]}, where the hash
     * of the n ids that end at the byte is {@code Σ_k id_{i−n+1+k} · P_f^k} in wrapping 64-bit arithmetic, ids before
     * the text count 0, and mod is the non-negative one.
     *
     * @param tables function-major, one per function and group size, all of one shape
     * @param groupSizes the n of the n-grams
     * @param out accumulated into
     */
    record HashEmbedding(List<Weight> tables, List<Integer> groupSizes, Buffer out) implements Op {
        /** Copies the lists. */
        public HashEmbedding {
            tables = List.copyOf(tables);
            groupSizes = List.copyOf(groupSizes);
        }

        @Override
        public boolean accumulates() {
            return true;
        }

        @Override
        public Set<RowInput> rowInputs() {
            return Set.of(RowInput.ID);
        }

        @Override
        public int earlierIds() {
            return groupSizes.stream().mapToInt(Integer::intValue).max().orElse(1) - 1;
        }

        @Override
        public Cost cost(Extent e) {
            long adds = e.rows() * tables.size() * out.width();
            Weight table = tables.getFirst();
            return new Cost(
                    adds,
                    e.rows() * tables.size() * table.dtype().rowBytes(table.columns()),
                    8 * e.rows() * out.width());
        }

        @Override
        public List<Weight> weights() {
            return tables;
        }
    }

    /** {@code out[r] = in[r]}. */
    record Copy(Buffer in, Buffer out) implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(in);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(0, 0, 8 * e.rows() * out.width());
        }
    }

    /** {@code out[r] = in[r] / sqrt(mean(in[r]²) + epsilon) ⊙ gain}, in float32, per slice of the gain's length. */
    record RmsNorm(Buffer in, Weight gain, float epsilon, Buffer out) implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(in);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(4 * e.rows() * in.width(), gain.bytes(), 8 * e.rows() * in.width());
        }

        @Override
        public List<Weight> weights() {
            return List.of(gain);
        }
    }

    /**
     * {@code out[r] = beta · out[r] + weight · in[r]}, per slice of the weight's columns. {@code beta} is 0 for a plain
     * projection, 1 for a residual, 2 for the double residual of BLT's cross-attention.
     */
    record MatMul(Buffer in, Weight weight, float beta, Buffer out) implements Op {
        /** Checks that the widths fit. */
        public MatMul {
            if (in.width() % weight.columns() != 0 || in.width() / weight.columns() * weight.rows() != out.width()) {
                throw new IllegalArgumentException("weight " + weight + " does not lead from " + in + " to " + out);
            }
        }

        /** A projection without a residual. */
        public MatMul(Buffer in, Weight weight, Buffer out) {
            this(in, weight, 0, out);
        }

        /** How many slices each row has. */
        public int slices() {
            return in.width() / weight.columns();
        }

        @Override
        public List<Buffer> inputs() {
            return List.of(in);
        }

        @Override
        public boolean accumulates() {
            return beta != 0;
        }

        @Override
        public long products() {
            return slices() * weight.count();
        }

        @Override
        public Cost cost(Extent e) {
            long moved = in.width() + (beta == 0 ? 1L : 2L) * out.width();
            return new Cost(2 * e.rows() * slices() * weight.count(), weight.bytes(), 4 * e.rows() * moved);
        }

        @Override
        public List<Weight> weights() {
            return List.of(weight);
        }
    }

    /**
     * Rotary position embedding in place on adjacent pairs (2j, 2j+1) of every head: angle = position · frequency j,
     * position = the row's byte position or patch index.
     */
    record Rope(Buffer out, int headSize, RotaryEmbedding rotation) implements Op {
        /** Turns by {@code position · theta^(−2j/headSize)}. */
        public Rope(Buffer out, int headSize, double theta) {
            this(out, headSize, new RotaryEmbedding.Plain(theta));
        }

        @Override
        public boolean accumulates() {
            return true;
        }

        @Override
        public int settledLength() {
            return rotation.settledLength();
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(3 * e.rows() * out.width(), 0, 8 * e.rows() * out.width());
        }
    }

    /**
     * Causal self-attention of each row over the rows of its caches from {@code max(FIRST_VISIBLE[r], position −
     * window + 1)} to itself, scaled by 1/sqrt(headSize). Query head h reads key/value head h · keyValueHeads / heads.
     * The run's own keys and values are in the caches already.
     *
     * @param queries n × heads · headSize
     * @param keys cache of width keyValueHeads · headSize
     * @param values likewise
     * @param window how many rows back a query sees, itself included; 0 for all
     * @param out n × heads · headSize
     */
    record Attention(
            Buffer queries,
            Buffer keys,
            Buffer values,
            int heads,
            int keyValueHeads,
            int headSize,
            int window,
            Buffer out)
            implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(queries, keys, values);
        }

        @Override
        public Set<RowInput> rowInputs() {
            return Set.of(RowInput.FIRST_VISIBLE);
        }

        @Override
        public Cost cost(Extent e) {
            long pairs = window == 0 ? e.visible() : e.visibleInWindow();
            long read = pairs * (keys.width() + values.width());
            return new Cost(4 * pairs * heads * headSize, 0, 4 * (read + 2 * e.rows() * out.width()));
        }
    }

    /** Over patches: {@code out[r] = max over the bytes PATCH_BEGIN[r] … PATCH_END[r]−1 of in}, element by element. */
    record PatchPooling(Buffer in, Buffer out) implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(in);
        }

        @Override
        public Set<RowInput> rowInputs() {
            return Set.of(RowInput.PATCH_BEGIN, RowInput.PATCH_END);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(e.patchBytes() * in.width(), 0, 4 * (e.patchBytes() + e.rows()) * in.width());
        }
    }

    /** Attention between bytes and the k vectors of patches. */
    sealed interface CrossAttention extends Op {
        /** Rows of vectors of heads · headSize. */
        Buffer queries();

        /** A cache of rows of vectors of keyValueHeads · headSize. */
        Buffer keys();

        /** Likewise. */
        Buffer values();

        /** Vectors of a patch. */
        int k();

        /** Query heads of one vector. */
        int heads();

        /** Key and value heads of one vector. */
        int keyValueHeads();

        /** Numbers of a head. */
        int headSize();

        @Override
        default List<Buffer> inputs() {
            return List.of(queries(), keys(), values());
        }
    }

    /**
     * Over patches, in the encoder: each of a patch's k queries attends to all bytes of that patch and to nothing else.
     *
     * @param queries n × k · heads · headSize
     * @param keys byte cache of width keyValueHeads · headSize
     * @param values likewise
     * @param k queries per patch
     * @param out as {@code queries}
     */
    record PatchCrossAttention(
            Buffer queries, Buffer keys, Buffer values, int k, int heads, int keyValueHeads, int headSize, Buffer out)
            implements CrossAttention {
        @Override
        public Set<RowInput> rowInputs() {
            return Set.of(RowInput.PATCH_BEGIN, RowInput.PATCH_END);
        }

        @Override
        public Cost cost(Extent e) {
            long read = e.patchBytes() * (keys.width() + values.width());
            return new Cost(4 * e.patchBytes() * k * heads * headSize, 0, 4 * (read + 2 * e.rows() * out.width()));
        }
    }

    /**
     * Over bytes, in the decoder: each byte attends to the k vectors of patch {@code PATCH[r]}.
     *
     * @param queries n × heads · headSize
     * @param keys patch cache of width k · keyValueHeads · headSize
     * @param values likewise
     * @param k vectors per patch
     * @param out as {@code queries}
     */
    record ByteCrossAttention(
            Buffer queries, Buffer keys, Buffer values, int k, int heads, int keyValueHeads, int headSize, Buffer out)
            implements CrossAttention {
        @Override
        public Set<RowInput> rowInputs() {
            return Set.of(RowInput.PATCH);
        }

        @Override
        public Cost cost(Extent e) {
            long read = e.rows() * (keys.width() + values.width());
            return new Cost(4 * e.rows() * k * heads * headSize, 0, 4 * (read + 2 * e.rows() * out.width()));
        }
    }

    /** {@code out = silu(gate) ⊙ up}, element by element; {@code out} may be {@code gate}. */
    record SwiGlu(Buffer gate, Buffer up, Buffer out) implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(gate, up);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(5 * e.rows() * out.width(), 0, 12 * e.rows() * out.width());
        }
    }

    /** {@code out[r] = −Σ p ln p} with {@code p = softmax(logits[r])}, in nats; {@code out} has width 1. */
    record Entropy(Buffer logits, Buffer out) implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(logits);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(6 * e.rows() * logits.width(), 0, 4 * e.rows() * (logits.width() + 1));
        }
    }

    /**
     * {@code out[r]} is the index of the largest of {@code logits[r]}, of equals the lowest, passing over what is no
     * number; −1 if the largest is not finite. {@code out} has width 1.
     */
    record ArgMax(Buffer logits, Buffer out) implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(logits);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(e.rows() * logits.width(), 0, 4 * e.rows() * (logits.width() + 1));
        }
    }

    /**
     * Sampling probabilities: {@code out[r] = softmax(logits[r] / t)} with the row's {@link RowInput#TEMPERATURE} t. Where
     * that is 0, {@code out[r]} holds nothing in particular.
     */
    record Softmax(Buffer logits, Buffer out) implements Op {
        @Override
        public List<Buffer> inputs() {
            return List.of(logits);
        }

        @Override
        public Set<RowInput> rowInputs() {
            return Set.of(RowInput.TEMPERATURE);
        }

        @Override
        public Cost cost(Extent e) {
            return new Cost(5 * e.rows() * logits.width(), 0, 8 * e.rows() * logits.width());
        }
    }
}
