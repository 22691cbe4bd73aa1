package blt4j.visualizer.xray;

import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.predict.TopPredictions.Prediction;
import blt4j.analysis.xray.AttentionWeights;
import blt4j.analysis.xray.ByteXray.DecoderLayer;
import blt4j.analysis.xray.ByteXray.Layer;
import blt4j.analysis.xray.ByteXray.PatchXray;
import blt4j.analysis.xray.NgramHit;
import blt4j.visualizer.control.ByteLabel;
import blt4j.visualizer.export.Table;
import blt4j.visualizer.state.Xrayed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All numbers of an X-ray in rows, one a number. */
public final class XrayTable {
    private static final List<String> COLUMNS = List.of("what", "layer", "head", "from", "to", "text", "value");

    private final Xrayed seen;
    private final List<List<Object>> rows = new ArrayList<>();

    private XrayTable(Xrayed seen) {
        this.seen = seen;
    }

    /**
     * The numbers: {@code from} and {@code to} are bytes, patches, vectors, ids or places in a vector, as {@code what} has
     * them; layers and heads count from 1, and 0 stands where there are none.
     */
    public static Table of(Xrayed seen) {
        XrayTable table = new XrayTable(seen);
        table.ngrams();
        table.layers("encoder", seen.xray().encoder(), seen.index(), true);
        table.patch("own", seen.own());
        if (!seen.readsOwn()) {
            table.patch("read", seen.read());
        }
        table.decoder();
        return new Table(COLUMNS, table.rows);
    }

    private void add(String what, int layer, int head, int from, int to, String text, double value) {
        rows.add(List.of(what, layer, head, from, to, text, value));
    }

    private void vector(String what, int layer, int from, float[] values) {
        for (int i = 0; i < values.length; i++) {
            add(what, layer, 0, from, i, "", values[i]);
        }
    }

    private void ngrams() {
        var embedding = seen.xray().embedding();
        add("embedding_norm", 0, 0, seen.index(), 0, "", embedding.norm());
        add("embedding_share", 0, 0, seen.index(), 0, "", embedding.share());
        for (NgramHit hit : embedding.hits()) {
            int begin = Math.max(0, seen.index() + 1 - hit.length());
            String text = ByteLabel.visible(seen.text().bytes(begin, seen.index() + 1));
            add("ngram_norm", 0, 0, hit.table(), hit.bucket(), text, hit.norm());
            add("ngram_share", 0, 0, hit.table(), hit.bucket(), text, hit.share());
        }
        vector("embedding", 0, seen.index(), embedding.sum());
    }

    private void layers(String stage, List<Layer> layers, int row, boolean bytes) {
        for (int i = 0; i < layers.size(); i++) {
            attention(stage + "_attention", i + 1, layers.get(i).attention(), row, bytes);
            vector(stage + "_hidden", i + 1, row, layers.get(i).hidden());
        }
    }

    /** Bytes are those of the text, −1 being the BOS. */
    private void attention(String what, int layer, AttentionWeights weights, int row, boolean bytes) {
        for (int head = 0; head < weights.heads(); head++) {
            for (int key = 0; key < weights.keys(); key++) {
                int to = weights.first() + key;
                int of = bytes ? seen.from() + to - 1 : to;
                add(what, layer, head + 1, row, of, bytes ? "" : patch(to), weights.weight(head, key));
            }
        }
    }

    private String patch(int patch) {
        return seen.ofBos(patch) ? "BOS" : ByteLabel.visible(seen.bytes(patch));
    }

    private void patch(String which, PatchXray patch) {
        AttentionWeights pooling = patch.pooling();
        int heads = pooling.heads() / patch.k();
        for (int query = 0; query < patch.k(); query++) {
            float[] of = Arrays.copyOfRange(
                    pooling.weights(), query * heads * pooling.keys(), (query + 1) * heads * pooling.keys());
            attention(
                    which + "_patch_query_" + (query + 1),
                    0,
                    new AttentionWeights(heads, pooling.first(), pooling.keys(), of),
                    patch.index(),
                    true);
        }
        vector(which + "_patch_vectors", 0, patch.index(), patch.vectors());
        layers(which + "_latent", patch.latent(), patch.index(), false);
    }

    private void decoder() {
        List<DecoderLayer> layers = seen.xray().decoder();
        for (int i = 0; i < layers.size(); i++) {
            DecoderLayer layer = layers.get(i);
            int number = i + 1;
            layer.cross().ifPresent(cross -> {
                for (int head = 0; head < cross.heads(); head++) {
                    for (int key = 0; key < cross.keys(); key++) {
                        double weight = cross.weight(head, key);
                        add(
                                "decoder_cross",
                                number,
                                head + 1,
                                seen.read().index(),
                                key,
                                patch(seen.read().index()),
                                weight);
                    }
                }
            });
            lens(number, layer.lens());
        }
        layers("decoder", layers.stream().map(DecoderLayer::layer).toList(), seen.index(), true);
        float[] probabilities = seen.xray().probabilities();
        for (int id = 0; id < probabilities.length; id++) {
            add("probability", 0, 0, seen.index(), id, ByteLabel.id(id), probabilities[id]);
        }
    }

    private void lens(int layer, TopPredictions lens) {
        for (Prediction p : lens.likeliest()) {
            add("lens", layer, 0, p.rank(), p.id(), ByteLabel.id(p.id()), p.probability());
        }
    }
}
