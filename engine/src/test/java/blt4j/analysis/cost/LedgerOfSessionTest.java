package blt4j.analysis.cost;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.fixture.TestModels;
import blt4j.generation.ReadProgress;
import blt4j.generation.Session;
import blt4j.generation.SessionOptions;
import blt4j.model.Blt;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Threshold;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The ledger of a real session, edited and re-patched, against what reading the text as it stands would cost. */
class LedgerOfSessionTest {
    private static final SessionOptions ROOM = SessionOptions.ofCapacity(400);

    @Test
    void aMuchEditedTextCostsWhatItWouldReadAtOnce() {
        for (String model : List.of("hf-tiny", "hf-gqa-bf16", "meta-tiny")) {
            try (Blt blt = TestModels.open(model);
                    Session session = Session.open(blt, ROOM)) {
                List<? extends StageProgram> programs = blt.programs().all();
                Ledger ledger = new Ledger(programs);
                session.observe(ledger);
                Random random = new Random(1);
                for (int i = 0; i < 12; i++) {
                    session.truncate(random.nextInt(session.length() + 1));
                    session.append("One line, ünd 中 more\nafter it. "
                            .repeat(1 + random.nextInt(4))
                            .getBytes(UTF_8));
                    if (random.nextInt(3) == 0) {
                        session.repatch(halfAbove(session));
                    }
                    session.predict(ReadProgress.NONE);
                    assertEquals(asIfReadAtOnce(session, programs), ledger.text(), model + " " + i);
                }
                assertTrue(ledger.spent().flops() > ledger.text().flops());
                double[] latent = ledger.flopsPerPosition(Stage.LATENT_TRANSFORMER, 0, session.length() + 1);
                assertEquals(
                        (double) ledger.text().flops(Stage.LATENT_TRANSFORMER),
                        Arrays.stream(latent).sum(),
                        1);
            }
        }
    }

    private static PatcherConfig halfAbove(Session session) {
        float[] entropies = session.entropies();
        Arrays.sort(entropies);
        return new PatcherConfig(new Threshold(entropies[entropies.length / 2])).withMaxPatchLength(9);
    }

    private static WorkTotals asIfReadAtOnce(Session session, List<? extends StageProgram> programs) {
        int[] ids = Vocabulary.prompt(session.bytes());
        boolean documents = session.blt().config().separatesDocuments();
        return new WhatIf(programs, ids, session.patching().resetAtNewline(), documents).with(session.patches());
    }

    @Test
    void aLateListenerCountsWhatItHeard() {
        try (Blt blt = TestModels.open("hf-tiny");
                Session session = Session.open(blt, ROOM)) {
            session.append("heard by nobody".getBytes(UTF_8));
            Ledger ledger = new Ledger(blt.programs().all());
            session.observe(ledger);
            session.append("!".getBytes(UTF_8));
            assertEquals(0, ledger.byteFlops(3, Stage.ENTROPY_MODEL));
            assertTrue(ledger.byteFlops(16, Stage.ENTROPY_MODEL) > 0);
            assertEquals(ledger.spent(), ledger.text());
        }
    }
}
