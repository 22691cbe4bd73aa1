package blt4j.analysis.xray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.analysis.predict.TopPredictions;
import blt4j.analysis.xray.ByteXray.DecoderLayer;
import blt4j.analysis.xray.ByteXray.PatchXray;
import blt4j.fixture.TestModels;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.vocabulary.Vocabulary;
import blt4j.weights.Safetensors;
import blt4j.weights.Tensor;
import blt4j.weights.Weights;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An X-ray's numbers are those that PyTorch hooks saw in transformers' model (record.py says how). */
class ByteXrayTest {
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "hf-gqa-bf16"})
    void numbersAreThoseThatHooksSaw(String name) throws URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(ByteXrayTest.class.getResource("/xray/" + name + ".safetensors"))
                .toURI());
        try (Blt blt = TestModels.open(name);
                Safetensors seen = Safetensors.open(file)) {
            int[] ids = integers(seen.get("ids"));
            int[] rows = integers(seen.get("rows"));
            try (Session session = Session.open(blt, SessionOptions.ofCapacity(ids.length))) {
                session.appendIds(Arrays.copyOfRange(ids, 1, ids.length));
                for (int row = 0; row < rows.length; row++) {
                    Seen hooks = new Seen(seen, row);
                    ByteXray xray = ByteXray.of(session, rows[row] - 1);
                    assertEquals(ids[rows[row]], xray.id());
                    embedding(hooks, xray.embedding());
                    for (int i = 0; i < xray.encoder().size(); i++) {
                        hooks.row("encoder.hidden." + i, xray.encoder().get(i).hidden());
                        hooks.heads(
                                "encoder.attention." + i,
                                row,
                                xray.encoder().get(i).attention());
                    }
                    patch(hooks, xray.patch());
                    patch(hooks, xray.read());
                    decoder(hooks, xray);
                }
            }
        }
    }

    private static void embedding(Seen hooks, ByteXray.Embedding embedding) {
        hooks.row("byte_embedding", embedding.own());
        hooks.row("embedding", embedding.sum());
        int[] buckets = integers(hooks.tensors.get("bucket"));
        double shares = embedding.share();
        for (NgramHit hit : embedding.hits()) {
            hooks.row("hash." + hit.table(), hit.added());
            assertEquals(buckets[hooks.row * embedding.hits().size() + hit.table()], hit.bucket());
            shares += hit.share();
        }
        assertEquals(1, shares, 1e-5);
    }

    private static void patch(Seen hooks, PatchXray patch) {
        int[] begins = integers(hooks.tensors.get("patch_begin"));
        assertEquals(Math.max(0, begins[patch.index()] - 1), patch.begin());
        hooks.heads("pooling.attention", patch.index(), patch.pooling());
        hooks.at("patches", patch.index(), patch.vectors());
        for (int i = 0; i < patch.latent().size(); i++) {
            hooks.at("latent.hidden." + i, patch.index(), patch.latent().get(i).hidden());
            hooks.heads(
                    "latent.attention." + i,
                    patch.index(),
                    patch.latent().get(i).attention());
        }
    }

    private static void decoder(Seen hooks, ByteXray xray) {
        int k = xray.patch().k();
        for (int i = 0; i < xray.decoder().size(); i++) {
            DecoderLayer layer = xray.decoder().get(i);
            hooks.row("decoder.hidden." + i, layer.layer().hidden());
            hooks.heads("decoder.attention." + i, hooks.row, layer.layer().attention());
            AttentionWeights cross = layer.cross().orElseThrow();
            AttentionWeights overAll =
                    new AttentionWeights(cross.heads(), xray.read().index() * k, k, cross.weights());
            hooks.heads("decoder.cross." + i, hooks.row, overAll);
            float[] logits = hooks.row("lens." + i);
            TopPredictions expected = TopPredictions.of(logits, ByteXray.LIKELIEST);
            for (int rank = 0; rank < ByteXray.LIKELIEST; rank++) {
                assertEquals(
                        expected.likeliest().get(rank).probability(),
                        layer.lens().likeliest().get(rank).probability(),
                        TOLERANCE);
            }
            assertEquals(
                    expected.likeliest().getFirst().id(),
                    layer.lens().likeliest().getFirst().id());
        }
        TopPredictions lens = xray.decoder().getLast().lens();
        assertEquals(lens.likeliest(), xray.prediction().likeliest());
        assertEquals(lens.entropy(), xray.prediction().entropy(), 1e-6);
    }

    /** What hooks saw, and which of the recorded rows is looked at. */
    private record Seen(Weights tensors, int row) {
        float[] row(String name) {
            Tensor tensor = tensors.get(name);
            float[] all = tensor.toFloats();
            int width = all.length / tensor.shape().getFirst();
            return Arrays.copyOfRange(all, row * width, (row + 1) * width);
        }

        void row(String name, float[] actual) {
            assertArrayEquals(row(name), actual, TOLERANCE, name);
        }

        void at(String name, int index, float[] actual) {
            new Seen(tensors, index).row(name, actual);
        }

        /** Attention over the keys that are seen; what was recorded of all others is 0. */
        void heads(String name, int index, AttentionWeights actual) {
            float[] recorded = new Seen(tensors, index).row(name);
            int all = recorded.length / actual.heads();
            float[] padded = new float[recorded.length];
            for (int head = 0; head < actual.heads(); head++) {
                System.arraycopy(actual.ofHead(head), 0, padded, head * all + actual.first(), actual.keys());
            }
            assertArrayEquals(recorded, padded, TOLERANCE, name);
        }
    }

    private static int[] integers(Tensor tensor) {
        float[] floats = tensor.toFloats();
        int[] integers = new int[floats.length];
        Arrays.setAll(integers, i -> (int) floats[i]);
        return integers;
    }

    @Test
    void tellsWhatCame() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, SessionOptions.ofCapacity(64))) {
            session.append("The keeper".getBytes(StandardCharsets.UTF_8));
            ByteXray middle = ByteXray.of(session, 3);
            assertEquals(
                    Vocabulary.id((byte) 'k'),
                    middle.prediction().actual().orElseThrow().id());
            ByteXray end = ByteXray.of(session, 9);
            assertTrue(end.prediction().actual().isEmpty());
            float[] logits = new float[Vocabulary.SIZE];
            session.nextByteLogits(10, logits);
            assertEquals(
                    TopPredictions.of(logits, 1).likeliest().getFirst().id(),
                    end.prediction().likeliest().getFirst().id());
            List<NgramHit> hits = ByteXray.of(session, 1).embedding().hits();
            assertArrayEquals(
                    new int[] {Vocabulary.BOS, Vocabulary.id((byte) 'T'), Vocabulary.id((byte) 'h')},
                    hits.getFirst().ids());
            assertEquals(3, hits.getLast().ids().length, "before the text there is nothing");
        }
    }

    @Test
    void refusesWhatItCannotLookInto() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, SessionOptions.ofCapacity(8));
                Session entropies =
                        Session.open(blt, SessionOptions.ofCapacity(8).withEntropyModelAlone())) {
            session.append(new byte[] {'a', 'b'});
            entropies.append(new byte[] {'a', 'b'});
            assertThrows(IndexOutOfBoundsException.class, () -> ByteXray.of(session, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> ByteXray.of(session, -2));
            assertEquals(Vocabulary.BOS, ByteXray.of(session, -1).id());
            assertThrows(BltException.class, () -> ByteXray.of(entropies, 0));
            assertFalse(ByteXray.of(session, 1).patch().complete());
        }
    }
}
