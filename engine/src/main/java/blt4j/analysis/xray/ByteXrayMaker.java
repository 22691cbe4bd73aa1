package blt4j.analysis.xray;

import blt4j.BltException;
import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.xray.ByteXray.DecoderLayer;
import blt4j.analysis.xray.ByteXray.Embedding;
import blt4j.analysis.xray.ByteXray.Layer;
import blt4j.analysis.xray.ByteXray.PatchXray;
import blt4j.compute.KeptRows;
import blt4j.generation.Session;
import blt4j.model.pipeline.Programs;
import blt4j.model.pipeline.Programs.BltPrograms;
import blt4j.patching.Patches;
import blt4j.program.Op;
import blt4j.program.RowInput;
import blt4j.weights.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Gathers a {@link ByteXray} from traced rows. */
final class ByteXrayMaker {
    private static final String FINAL_NORM = "model.local_decoder.norm.weight";
    private static final String HEAD = "lm_head.weight";

    private final Session session;
    private final BltPrograms programs;
    private final int position;
    private final Tracer tracer;
    private final Patches patches;

    ByteXrayMaker(Session session, int index) {
        Objects.checkIndex(index + 1, session.length() + 1);
        this.session = session;
        this.position = index + 1;
        this.programs = Programs.of(session.blt().programs())
                .blt()
                .filter(_ -> !session.options().entropyOnly())
                .orElseThrow(() -> new BltException("The model "
                        + session.blt().config().name()
                        + " is read as an entropy model alone, which has no patches to look into."));
        if (!session.blt().config().hasHead()) {
            throw new BltException("The model " + session.blt().config().name()
                    + " was saved without its head (lm_head.weight), so its layers cannot be asked what they predict.");
        }
        this.tracer = Tracer.of(session);
        this.patches = session.patches();
    }

    ByteXray make() {
        Activations encoded = tracer.trace(programs.encoder(), position);
        PatchXray own = patch(patches.indexOf(position));
        Activations decoded = tracer.trace(programs.decoder(), position);
        int readIndex =
                KeptRows.of(session.kept()).inputs(programs.decoder(), position).of(RowInput.PATCH)[0];
        PatchXray read = readIndex == own.index() ? own : patch(readIndex);
        float[] logits = decoded.named("lm_head").values();
        int next = position + 1;
        TopPredictions prediction = next <= session.length()
                ? TopPredictions.of(logits, ByteXray.LIKELIEST, session.idAt(next))
                : TopPredictions.of(logits, ByteXray.LIKELIEST);
        return new ByteXray(
                position - 1,
                session.idAt(position),
                embedding(encoded),
                layers(encoded),
                own,
                read,
                decoderLayers(decoded),
                prediction,
                probabilities(logits));
    }

    private Embedding embedding(Activations encoded) {
        float[] own = encoded.all().getFirst().values();
        Optional<Op.HashEmbedding> hash = programs.encoder().ops().stream()
                .filter(op -> op instanceof Op.HashEmbedding)
                .map(op -> (Op.HashEmbedding) op)
                .findFirst();
        float[] sum = encoded.all().stream()
                .filter(a -> a.kind() == Activation.Kind.HASH_EMBEDDING)
                .reduce((_, later) -> later)
                .map(Activation::values)
                .orElse(own);
        List<NgramHit> hits = new ArrayList<>();
        hash.ifPresent(h -> {
            for (int table = 0; table < h.tables().size(); table++) {
                hits.add(hit(h, table, sum));
            }
        });
        return new Embedding(own, RowMath.norm(own), share(own, sum), hits, sum);
    }

    private NgramHit hit(Op.HashEmbedding hash, int table, float[] sum) {
        int[] ids = tracer.ids(position, hash.earlierIds() + 1);
        int bucket = NgramHit.bucket(hash, table, ids);
        Tensor entries = tracer.weights().get(hash.tables().get(table).name());
        float[] added = new float[sum.length];
        entries.readRow(bucket, added, 0);
        int groups = hash.groupSizes().size();
        int length = hash.groupSizes().get(table % groups);
        int[] ngram = Arrays.copyOfRange(ids, Math.max(0, ids.length - length), ids.length);
        return new NgramHit(
                table, table / groups, length, ngram, bucket, added, RowMath.norm(added), share(added, sum));
    }

    private static double share(float[] part, float[] sum) {
        double whole = RowMath.dot(sum, 0, sum, 0, sum.length);
        return whole == 0 ? 0 : RowMath.dot(part, 0, sum, 0, sum.length) / whole;
    }

    private static List<Layer> layers(Activations traced) {
        List<float[]> hidden = traced.layers();
        List<AttentionWeights> attention = traced.attention(Activation.Kind.SELF_ATTENTION);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(new Layer(attention.get(i), hidden.get(i)));
        }
        return layers;
    }

    /** Both of its programs; what the first leaves behind the second finds with the tracer. */
    private PatchXray patch(int index) {
        Activations encoded = tracer.trace(programs.patchEncoder(), index);
        Activations latent = tracer.trace(programs.latent(), index);
        AttentionWeights pooling =
                encoded.attention(Activation.Kind.PATCH_CROSS_ATTENTION).getFirst();
        int k = session.blt().config().blt().orElseThrow().crossAttentionK();
        return new PatchXray(
                index,
                Math.max(0, patches.begin(index) - 1),
                patches.end(index) - 1,
                index < session.completePatches(),
                k,
                pooling,
                encoded.result(),
                layers(latent));
    }

    private List<DecoderLayer> decoderLayers(Activations decoded) {
        List<Layer> layers = layers(decoded);
        List<AttentionWeights> cross = decoded.attention(Activation.Kind.BYTE_CROSS_ATTENTION);
        List<DecoderLayer> result = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Optional<AttentionWeights> of = i < cross.size() ? Optional.of(cross.get(i)) : Optional.empty();
            result.add(new DecoderLayer(of, layer, lens(layer.hidden())));
        }
        return result;
    }

    private TopPredictions lens(float[] hidden) {
        Op.RmsNorm norm = (Op.RmsNorm) Tracer.op(programs.decoder(), FINAL_NORM);
        float[] normed = new float[hidden.length];
        float[] gain = tracer.weights().get(FINAL_NORM).toFloats();
        RowMath.rmsNorm(hidden, gain, norm.epsilon(), normed);
        Tensor head = tracer.weights().get(HEAD);
        float[] logits = new float[head.rows()];
        RowMath.multiply(head, normed, 0, logits, 0);
        int next = position + 1;
        return next <= session.length()
                ? TopPredictions.of(logits, ByteXray.LIKELIEST, session.idAt(next))
                : TopPredictions.of(logits, ByteXray.LIKELIEST);
    }

    private static float[] probabilities(float[] logits) {
        double[] exact = RowMath.softmax(logits, 1);
        float[] probabilities = new float[exact.length];
        for (int id = 0; id < exact.length; id++) {
            probabilities[id] = (float) exact[id];
        }
        return probabilities;
    }
}
