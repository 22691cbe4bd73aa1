package blt4j.samples;

import blt4j.analysis.xray.Activation;
import blt4j.analysis.xray.Activations;
import blt4j.analysis.xray.AttentionWeights;
import blt4j.analysis.xray.Tracer;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.BundledModels;
import blt4j.patching.BytePatches;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Takes the activations of the latent transformer's layers at a text's last complete patch: where does it look? */
public final class InsideALayer {
    private InsideALayer() {}

    /** {@code TEXT}. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: InsideALayer TEXT");
            return;
        }
        System.out.print(look(BundledModels.defaultModel(), args[0]));
    }

    static String look(Path model, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Blt blt = Blt.open(model);
                Session session = Session.open(blt, SessionOptions.ofCapacity(bytes.length))) {
            session.append(bytes);
            StageProgram latent = blt.programs().of(Stage.LATENT_TRANSFORMER).getFirst();
            int patch = session.completePatches() - 1;
            Activations inside = Tracer.of(session).trace(latent, patch);
            BytePatches patches = session.patches().inBytes();
            StringBuilder said = new StringBuilder("patch \"" + string(bytes, patches, patch) + "\"\n");
            List<AttentionWeights> attention = inside.attention(Activation.Kind.SELF_ATTENTION);
            for (int layer = 0; layer < attention.size(); layer++) {
                float[] mean = attention.get(layer).mean();
                int most = mostOf(mean, patch);
                said.append(String.format(
                        Locale.ROOT,
                        "layer %d: hidden state of length %.2f; looks back most at \"%s\" (%.0f %%)%n",
                        layer + 1,
                        length(inside.layers().get(layer)),
                        string(bytes, patches, most),
                        100 * mean[most]));
            }
            return said.toString();
        }
    }

    private static int mostOf(float[] weights, int count) {
        int most = 0;
        for (int i = 1; i < count; i++) {
            most = weights[i] > weights[most] ? i : most;
        }
        return most;
    }

    private static double length(float[] hidden) {
        double squares = 0;
        for (float h : hidden) {
            squares += h * h;
        }
        return Math.sqrt(squares);
    }

    private static String string(byte[] bytes, BytePatches patches, int patch) {
        int begin = patches.begin(patch);
        return new String(bytes, begin, patches.end(patch) - begin, StandardCharsets.UTF_8);
    }
}
