package blt4j.model.pipeline;

import blt4j.model.config.TransformerConfig;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Weight;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** Collects the ops of one program; knows the transformer block that all four stages share. */
final class ProgramBuilder {
    private final String name;
    private final Buffer.Role cacheRole;
    private final Weights weights;
    private final List<Op> ops = new ArrayList<>();

    /**
     * Starts a program.
     *
     * @param name prefix of its buffers' names
     * @param cacheRole what a row of its caches is
     * @param weights where shapes and types of the named tensors are found
     */
    ProgramBuilder(String name, Buffer.Role cacheRole, Weights weights) {
        this.name = name;
        this.cacheRole = cacheRole;
        this.weights = weights;
    }

    List<Op> ops() {
        return ops;
    }

    ProgramBuilder add(Op op) {
        ops.add(op);
        return this;
    }

    Buffer activation(String suffix, int width) {
        return Buffer.activation(name + "." + suffix, width);
    }

    Buffer cache(String suffix, int width, int window) {
        return new Buffer(name + "." + suffix, cacheRole, width, window);
    }

    Weight weight(String tensorName) {
        Tensor tensor = weights.get(tensorName);
        return new Weight(tensorName, tensor.dtype(), tensor.rows(), tensor.columns());
    }

    /** Norms {@code in} into an activation of the same width. */
    Buffer norm(Buffer in, String gain, float epsilon) {
        Buffer out = activation("norm", in.width());
        add(new Op.RmsNorm(in, weight(gain), epsilon, out));
        return out;
    }

    /** Projects {@code in}; the result's width follows from the weight. */
    void project(Buffer in, String weightName, Buffer out) {
        add(new Op.MatMul(in, weight(weightName), out));
    }

    /** The stack of blocks {@code prefix + "layers.0."} … over {@code x}, in place. */
    void blocks(String prefix, TransformerConfig config, Buffer x) {
        for (int layer = 0; layer < config.layers(); layer++) {
            block(prefix + "layers." + layer + ".", layer, config, x);
        }
    }

    /** One pre-norm block over {@code x}, in place: {@code x += Attn(norm(x)); x += W2(silu(W1 norm(x)) ⊙ W3 norm(x))}. */
    void block(String prefix, int layer, TransformerConfig config, Buffer x) {
        attention(prefix, layer, config, x);
        feedForward(prefix, config, x);
    }

    private void attention(String prefix, int layer, TransformerConfig config, Buffer x) {
        Buffer queries = activation("queries", config.hiddenSize());
        Buffer keys = cache("keys." + layer, config.keyValueSize(), config.window());
        Buffer values = cache("values." + layer, config.keyValueSize(), config.window());
        Buffer attended = activation("attended", config.hiddenSize());
        Buffer normed = norm(x, prefix + "input_layernorm.weight", config.normEpsilon());
        project(normed, prefix + "self_attn.q_proj.weight", queries);
        project(normed, prefix + "self_attn.k_proj.weight", keys);
        project(normed, prefix + "self_attn.v_proj.weight", values);
        add(new Op.Rope(queries, config.headSize(), config.rotation()));
        add(new Op.Rope(keys, config.headSize(), config.rotation()));
        add(new Op.Attention(
                queries,
                keys,
                values,
                config.heads(),
                config.keyValueHeads(),
                config.headSize(),
                config.window(),
                attended));
        add(new Op.MatMul(attended, weight(prefix + "self_attn.o_proj.weight"), 1, x));
    }

    private void feedForward(String prefix, TransformerConfig config, Buffer x) {
        Buffer gate = activation("gate", config.intermediateSize());
        Buffer up = activation("up", config.intermediateSize());
        Buffer normed = norm(x, prefix + "post_attention_layernorm.weight", config.normEpsilon());
        project(normed, prefix + "mlp.gate_proj.weight", gate);
        project(normed, prefix + "mlp.up_proj.weight", up);
        add(new Op.SwiGlu(gate, up, gate));
        add(new Op.MatMul(gate, weight(prefix + "mlp.down_proj.weight"), 1, x));
    }
}
