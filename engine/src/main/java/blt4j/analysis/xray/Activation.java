package blt4j.analysis.xray;

import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.stage.StageProgram;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What one op computed for one row.
 *
 * @param program to which the op belongs
 * @param row the byte position (0 is the BOS) or patch
 * @param step the op's place in the program, from 0
 * @param part of an op that adds up several tables, up to which of them {@code values} has come; otherwise 0
 * @param kind what was computed
 * @param name to find it by: of an op with a weight, the name of the module in a Hugging Face checkpoint, such as
 *     {@code model.local_decoder.layers.0.mlp.down_proj}; otherwise that of the buffer it writes, such as
 *     {@code decoder.attended}. Buffers are used again from layer to layer, modules are not.
 * @param values the row of the op's output after it, residual included; a copy
 * @param attention of an attention, its weights
 */
@SuppressWarnings("ArrayRecordComponent") // vectors, handed over
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Activation(
        StageProgram program,
        int row,
        int step,
        int part,
        Kind kind,
        String name,
        float[] values,
        Optional<AttentionWeights> attention) {
    private static final String WEIGHT = ".weight";

    /** What an op computes. */
    public enum Kind {
        /** A table's row for an id. */
        EMBEDDING,
        /** The sum of the embedding and the n-grams' rows of hash tables. */
        HASH_EMBEDDING,
        /** A buffer, copied. */
        COPY,
        /** RMSNorm with its gain. */
        RMS_NORM,
        /** A matrix product. */
        PROJECTION,
        /** Rotary position embedding. */
        ROTARY_EMBEDDING,
        /** SwiGLU of gate and up projection. */
        SWI_GLU,
        /** The maximum over a patch's bytes. */
        PATCH_POOLING,
        /** Self-attention. */
        SELF_ATTENTION,
        /** The encoder's cross-attention: a patch's queries to its bytes. */
        PATCH_CROSS_ATTENTION,
        /** The decoder's cross-attention: a byte's query to its patch's vectors. */
        BYTE_CROSS_ATTENTION,
        /** The entropy of the next byte, in nats. */
        ENTROPY,
        /** The likeliest id. */
        ARG_MAX,
        /** Probabilities. */
        SOFTMAX;

        private static Kind of(Op op) {
            return switch (op) {
                case Op.Embedding _ -> EMBEDDING;
                case Op.HashEmbedding _ -> HASH_EMBEDDING;
                case Op.Copy _ -> COPY;
                case Op.RmsNorm _ -> RMS_NORM;
                case Op.MatMul _ -> PROJECTION;
                case Op.Rope _ -> ROTARY_EMBEDDING;
                case Op.SwiGlu _ -> SWI_GLU;
                case Op.PatchPooling _ -> PATCH_POOLING;
                case Op.Attention _ -> SELF_ATTENTION;
                case Op.PatchCrossAttention _ -> PATCH_CROSS_ATTENTION;
                case Op.ByteCrossAttention _ -> BYTE_CROSS_ATTENTION;
                case Op.Entropy _ -> ENTROPY;
                case Op.ArgMax _ -> ARG_MAX;
                case Op.Softmax _ -> SOFTMAX;
            };
        }
    }

    /** What a step of a program made of a row, up to a part of it. */
    static Activation of(
            Program program, int row, int step, int part, float[] values, Optional<AttentionWeights> attention) {
        Op op = program.ops().get(step);
        return new Activation(program, row, step, part, Kind.of(op), name(op, part), values, attention);
    }

    private static String name(Op op, int part) {
        if (op.weights().isEmpty()) {
            return op.out().name();
        }
        String weight = op.weights().get(part).name();
        return weight.endsWith(WEIGHT) ? weight.substring(0, weight.length() - WEIGHT.length()) : weight;
    }

    /** {@return whether it is the hidden state after one of a transformer's layers} */
    public boolean endsLayer() {
        return name.endsWith(".mlp.down_proj");
    }
}
