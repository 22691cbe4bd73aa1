package blt4j.analysis;

import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.Weight;
import blt4j.stage.Stage;
import blt4j.weights.DType;
import java.util.List;

/** Programs of every kind of cost, small enough to reckon by hand. */
public final class ToyPrograms {
    public static final Program ENTROPY = attending("entropy", Stage.ENTROPY_MODEL, Unit.BYTE, 5);
    public static final Program ENCODER = attending("encoder", Stage.LOCAL_ENCODER, Unit.BYTE, 3);
    public static final Program PATCH_ENCODER = pooling();
    public static final Program LATENT = attending("latent", Stage.LATENT_TRANSFORMER, Unit.PATCH, 0);
    public static final Program DECODER = attending("decoder", Stage.LOCAL_DECODER, Unit.BYTE, 0);
    public static final List<Program> ALL = List.of(ENTROPY, ENCODER, PATCH_ENCODER, LATENT, DECODER);

    private ToyPrograms() {}

    private static Program attending(String name, Stage stage, Unit unit, int window) {
        Buffer x = Buffer.activation(name + ".x", 8);
        Buffer queries = Buffer.activation(name + ".q", 8);
        Buffer.Role role = unit == Unit.BYTE ? Buffer.Role.BYTE_CACHE : Buffer.Role.PATCH_CACHE;
        Buffer keys = new Buffer(name + ".k", role, 8, window);
        Buffer values = new Buffer(name + ".v", role, 8, window);
        Weight square = new Weight(name + ".w", DType.F32, 8, 8);
        return new Program(
                name,
                stage,
                unit,
                window,
                List.of(
                        new Op.Embedding(new Weight(name + ".e", DType.F32, 260, 8), x),
                        new Op.MatMul(x, square, queries),
                        new Op.MatMul(x, square, keys),
                        new Op.MatMul(x, square, values),
                        new Op.Attention(queries, keys, values, 2, 2, 4, window, x)),
                List.of(x));
    }

    private static Program pooling() {
        Buffer hidden = Buffer.byteCache("hidden", 8, 0);
        Buffer keys = Buffer.byteCache("cross.k", 8, 0);
        Buffer values = Buffer.byteCache("cross.v", 8, 0);
        Buffer pooled = Buffer.activation("pooled", 8);
        return new Program(
                "patch-encoder",
                Stage.LOCAL_ENCODER,
                Unit.PATCH,
                0,
                List.of(
                        new Op.PatchPooling(hidden, pooled),
                        new Op.PatchCrossAttention(pooled, keys, values, 1, 2, 2, 4, pooled)),
                List.of(pooled));
    }
}
