package blt4j.analysis.xray;

import blt4j.program.Op;
import blt4j.program.Program;
import java.util.Optional;

/**
 * What one op computed for one row.
 *
 * @param program to which the op belongs
 * @param row the byte position (0 is the BOS) or patch
 * @param step the op's place in the program, from 0
 * @param part of an op that adds up several tables, up to which of them {@code values} has come; otherwise 0
 * @param op what was computed
 * @param values the row of the op's {@linkplain Op#out output} after it, residual included; a copy
 * @param attention of an attention, its weights
 */
@SuppressWarnings("ArrayRecordComponent") // vectors, handed over
public record Activation(
        Program program, int row, int step, int part, Op op, float[] values, Optional<AttentionWeights> attention) {
    private static final String WEIGHT = ".weight";

    /**
     * A name to find it by: of an op with a weight, the name of the module in a Hugging Face checkpoint, such as
     * {@code model.local_decoder.layers.0.mlp.down_proj}; otherwise that of the buffer it writes, such as
     * {@code decoder.attended}. Buffers are used again from layer to layer, modules are not.
     */
    public String name() {
        if (op.weights().isEmpty()) {
            return op.out().name();
        }
        String weight = op.weights().get(part).name();
        return weight.endsWith(WEIGHT) ? weight.substring(0, weight.length() - WEIGHT.length()) : weight;
    }

    /** Whether it is the hidden state after one of a transformer's layers. */
    public boolean endsLayer() {
        return name().endsWith(".mlp.down_proj");
    }
}
