package blt4j.analysis.xray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.BltException;
import blt4j.compute.KeptRows;
import blt4j.fixture.TestModels;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.model.pipeline.Programs;
import blt4j.model.pipeline.Programs.BltPrograms;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.vocabulary.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is traced is what the session computed. */
class TracerTest {
    private static final byte[] TEXT = ("Bytes that are easy to predict are gathered into long patches;\n"
                    + "bytes that are hard to predict begin a new one.")
            .getBytes(StandardCharsets.UTF_8);
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @ValueSource(strings = {"hf-tiny", "hf-gqa-bf16", "meta-tiny"})
    void rowsAreThoseOfTheSession(String name) {
        try (Blt blt = TestModels.open(name);
                Session session = Session.open(blt, SessionOptions.ofCapacity(2 * TEXT.length + 1))) {
            session.append(TEXT);
            session.appendId(Vocabulary.EOS); // behind which another document begins, where the model separates them
            session.append(TEXT);
            Tracer tracer = Tracer.of(session);
            for (int row : new int[] {0, 1, 17, TEXT.length, TEXT.length + 1, TEXT.length + 3, 2 * TEXT.length + 1}) {
                rowIsThatOfTheSession(session, tracer, row);
            }
            BltPrograms programs = Programs.of(blt.programs()).blt().orElseThrow();
            for (int patch = 0; patch < session.completePatches(); patch += 5) {
                for (Program program : List.of(programs.patchEncoder(), programs.latent(), programs.patchDecoder())) {
                    cachesAreThoseOfTheSession(session, tracer, program, patch);
                }
            }
        }
    }

    private static void rowIsThatOfTheSession(Session session, Tracer tracer, int row) {
        Program entropyModel =
                Programs.of(session.blt().programs()).entropyModel().orElseThrow();
        float[] entropy =
                tracer.trace(entropyModel, row).named("entropy.entropy").values();
        assertEquals(session.entropyOf(row), entropy[0], TOLERANCE);
        BltPrograms programs = Programs.of(session.blt().programs()).blt().orElseThrow();
        cachesAreThoseOfTheSession(session, tracer, entropyModel, row);
        cachesAreThoseOfTheSession(session, tracer, programs.encoder(), row);
        float[] logits = new float[Vocabulary.SIZE];
        session.nextByteLogits(row, logits);
        assertArrayEquals(
                logits,
                cachesAreThoseOfTheSession(session, tracer, programs.decoder(), row)
                        .named("lm_head")
                        .values(),
                1e-3f);
    }

    private static Activations cachesAreThoseOfTheSession(Session session, Tracer tracer, Program program, int row) {
        Activations traced = tracer.trace(program, row);
        Map<Buffer, float[]> last = new LinkedHashMap<>();
        traced.all().forEach(a -> last.put(program.ops().get(a.step()).out(), a.values()));
        last.forEach((out, values) -> {
            if (out.cached()) {
                float[] kept = new float[out.width()];
                KeptRows.of(session.kept()).read(program, out, row, 1, kept);
                assertArrayEquals(kept, values, TOLERANCE, () -> out.name() + " of row " + row);
            }
        });
        return traced;
    }

    @Test
    void showsEveryOpAndEveryTable() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, SessionOptions.ofCapacity(TEXT.length))) {
            session.append(TEXT);
            Program encoder = Programs.of(blt.programs()).blt().orElseThrow().encoder();
            List<Activation> seen = new ArrayList<>();
            Tracer.of(session).trace(encoder, 8, 2, seen::add);
            int tables = encoder.ops().stream()
                    .filter(op -> op instanceof Op.HashEmbedding)
                    .mapToInt(op -> op.weights().size())
                    .sum();
            assertEquals(2 * (encoder.ops().size() - 1 + tables), seen.size());
            assertEquals(9, seen.getLast().row());
            assertEquals("model.encoder_hash_tok_embedding.0", seen.get(1).name());
            assertTrue(seen.stream().anyMatch(a -> a.name().equals("model.local_encoder.layers.0.mlp.down_proj")));
            AttentionWeights weights = new Activations(seen)
                    .attention(Activation.Kind.SELF_ATTENTION)
                    .getLast();
            assertEquals(10, weights.keys());
            float sum = 0;
            for (float w : weights.mean()) {
                sum += w;
            }
            assertEquals(1, sum, 1e-5);
        }
    }

    @Test
    void saysWhatIsNotKept() {
        try (Blt blt = TestModels.openWindowed("hf-tiny", 8);
                Session session =
                        Session.open(blt, SessionOptions.ofCapacity(1000).withRewind(4))) {
            session.append(new byte[1000]);
            Tracer tracer = Tracer.of(session);
            Program encoder = Programs.of(blt.programs()).blt().orElseThrow().encoder();
            tracer.trace(encoder, 1000);
            assertThrows(BltException.class, () -> tracer.trace(encoder, 10));
            assertThrows(IndexOutOfBoundsException.class, () -> tracer.trace(encoder, 1001));
        }
    }
}
