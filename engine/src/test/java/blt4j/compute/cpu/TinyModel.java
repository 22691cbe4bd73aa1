package blt4j.compute.cpu;

import blt4j.fixture.TestWeights;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Weight;
import blt4j.stage.Stage;
import blt4j.weights.DType;
import java.util.ArrayList;
import java.util.List;

/** Programs in which every op occurs, in shapes as odd as wanted. */
final class TinyModel {
    final TestWeights weights = new TestWeights();
    final Program encoder;
    final Program patches;
    final Program decoder;
    final Buffer hidden;
    final Buffer logits = Buffer.activation("logits", 260);
    final Buffer likeliest = Buffer.activation("likeliest", 1);
    final Buffer probabilities = Buffer.activation("probabilities", 260);

    private final DType dtype;
    private final int heads;
    private final int keyHeads;
    private final int size;
    private final int window;

    TinyModel(int headSize, int heads, int keyHeads, int window, DType dtype) {
        this.size = headSize;
        this.heads = heads;
        this.keyHeads = keyHeads;
        this.window = window;
        this.dtype = dtype;
        int width = heads * headSize;
        int kvWidth = keyHeads * headSize;
        this.hidden = Buffer.byteCache("hidden", width, 0);
        Buffer byteKeys = Buffer.byteCache("bytes.keys", kvWidth, 0);
        Buffer byteValues = Buffer.byteCache("bytes.values", kvWidth, 0);
        Buffer patchKeys = Buffer.patchCache("patches.keys", 2 * kvWidth);
        Buffer patchValues = Buffer.patchCache("patches.values", 2 * kvWidth);
        this.encoder = encoder(width, byteKeys, byteValues);
        this.patches = patches(width, kvWidth, byteKeys, byteValues, patchKeys, patchValues);
        this.decoder = decoder(width, patchKeys, patchValues);
    }

    private Weight weight(String name, int rows, int columns) {
        return weights.add(name, dtype, rows, columns, 1 / Math.sqrt(columns));
    }

    private Weight gain(String name, int columns) {
        return weights.add(name, dtype, 1, columns, 1);
    }

    private Program encoder(int width, Buffer keys, Buffer values) {
        List<Op> ops = new ArrayList<>();
        Buffer normed = Buffer.activation("encoder.cross.norm", width);
        ops.add(new Op.Embedding(weight("bytes", 260, width), hidden));
        List<Weight> tables = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            tables.add(weight("hash." + t, 101, width));
        }
        ops.add(new Op.HashEmbedding(tables, List.of(3, 5), hidden));
        block(ops, "encoder.0", hidden, Buffer.Role.BYTE_CACHE, 2 * width + 12);
        block(ops, "encoder.1", hidden, Buffer.Role.BYTE_CACHE, 40);
        ops.add(new Op.RmsNorm(hidden, gain("cross.k.norm", width), 1e-5f, normed));
        ops.add(new Op.MatMul(normed, weight("cross.k", keys.width(), width), keys));
        ops.add(new Op.MatMul(normed, weight("cross.v", keys.width(), width), values));
        return new Program(
                "encoder", Stage.LOCAL_ENCODER, Program.Unit.BYTE, window, ops, List.of(hidden, keys, values));
    }

    private Program patches(int width, int kvWidth, Buffer keys, Buffer values, Buffer patchKeys, Buffer patchValues) {
        List<Op> ops = new ArrayList<>();
        Buffer pooled = Buffer.activation("pooled", width);
        Buffer both = Buffer.activation("both", 2 * width);
        Buffer normed = Buffer.activation("both.norm", 2 * width);
        Buffer queries = Buffer.activation("patch.queries", 2 * width);
        Buffer attended = Buffer.activation("patch.attended", 2 * width);
        ops.add(new Op.PatchPooling(hidden, pooled));
        ops.add(new Op.MatMul(pooled, weight("patch.in", 2 * width, width), both));
        ops.add(new Op.RmsNorm(both, gain("patch.norm", width), 1e-5f, normed));
        ops.add(new Op.MatMul(normed, weight("patch.q", width, width), queries));
        ops.add(new Op.PatchCrossAttention(queries, keys, values, 2, heads, keyHeads, size, attended));
        ops.add(new Op.MatMul(attended, weight("patch.o", width, width), 2, both));
        block(ops, "latent", both, Buffer.Role.PATCH_CACHE, 3 * width);
        ops.add(new Op.MatMul(both, weight("patch.k", kvWidth, width), patchKeys));
        ops.add(new Op.MatMul(both, weight("patch.v", kvWidth, width), patchValues));
        return new Program(
                "patches", Stage.LATENT_TRANSFORMER, Program.Unit.PATCH, 0, ops, List.of(both, patchKeys, patchValues));
    }

    private Program decoder(int width, Buffer keys, Buffer values) {
        List<Op> ops = new ArrayList<>();
        Buffer x = Buffer.activation("decoder.x", width);
        Buffer normed = Buffer.activation("decoder.norm", width);
        Buffer queries = Buffer.activation("decoder.queries", width);
        Buffer attended = Buffer.activation("decoder.attended", width);
        Buffer entropy = Buffer.activation("entropy", 1);
        ops.add(new Op.Copy(hidden, x));
        ops.add(new Op.RmsNorm(x, gain("decoder.cross.norm", width), 1e-5f, normed));
        ops.add(new Op.MatMul(normed, weight("decoder.cross.q", width, width), queries));
        ops.add(new Op.ByteCrossAttention(queries, keys, values, 2, heads, keyHeads, size, attended));
        ops.add(new Op.MatMul(attended, weight("decoder.cross.o", width, width), 2, x));
        block(ops, "decoder", x, Buffer.Role.BYTE_CACHE, 3 * width);
        ops.add(new Op.RmsNorm(x, gain("decoder.last.norm", width), 1e-5f, normed));
        ops.add(new Op.MatMul(normed, weight("head", 260, width), logits));
        ops.add(new Op.Entropy(logits, entropy));
        ops.add(new Op.ArgMax(logits, likeliest));
        ops.add(new Op.Softmax(logits, probabilities));
        return new Program(
                "decoder",
                Stage.LOCAL_DECODER,
                Program.Unit.BYTE,
                window,
                ops,
                List.of(logits, entropy, likeliest, probabilities));
    }

    private void block(List<Op> ops, String name, Buffer x, Buffer.Role role, int feedForward) {
        int width = x.width();
        int blockHeads = width / size;
        int blockKeyHeads = width == heads * size ? keyHeads : blockHeads;
        int blockWindow = role == Buffer.Role.BYTE_CACHE ? window : 0;
        Buffer normed = Buffer.activation(name + ".norm", width);
        Buffer queries = Buffer.activation(name + ".queries", width);
        Buffer attended = Buffer.activation(name + ".attended", width);
        Buffer keys = new Buffer(name + ".keys", role, blockKeyHeads * size, blockWindow);
        Buffer values = new Buffer(name + ".values", role, blockKeyHeads * size, blockWindow);
        Buffer gate = Buffer.activation(name + ".gate", feedForward);
        Buffer up = Buffer.activation(name + ".up", feedForward);
        ops.add(new Op.RmsNorm(x, gain(name + ".norm1", width), 1e-5f, normed));
        ops.add(new Op.MatMul(normed, weight(name + ".q", width, width), queries));
        ops.add(new Op.MatMul(normed, weight(name + ".k", keys.width(), width), keys));
        ops.add(new Op.MatMul(normed, weight(name + ".v", keys.width(), width), values));
        ops.add(new Op.Rope(queries, size, 10000));
        ops.add(new Op.Rope(keys, size, 10000));
        ops.add(new Op.Attention(queries, keys, values, blockHeads, blockKeyHeads, size, blockWindow, attended));
        ops.add(new Op.MatMul(attended, weight(name + ".o", width, width), 1, x));
        ops.add(new Op.RmsNorm(x, gain(name + ".norm2", width), 1e-5f, normed));
        ops.add(new Op.MatMul(normed, weight(name + ".gate", feedForward, width), gate));
        ops.add(new Op.MatMul(normed, weight(name + ".up", feedForward, width), up));
        ops.add(new Op.SwiGlu(gate, up, gate));
        ops.add(new Op.MatMul(gate, weight(name + ".down", width, feedForward), 1, x));
    }
}
