package blt4j.analysis.cost;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.ToyPrograms;
import blt4j.model.PublishedModels;
import blt4j.model.checkpoint.ShapesAlone;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.program.Extent;
import blt4j.stage.Stage;
import blt4j.vocabulary.Vocabulary;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostAtContextTest {
    /** 40 positions, of which the windows of 5 and 3 hide most, in ten patches. */
    @Test
    void isTheMeanOverATextOfTheContextsLength() {
        CostPerByte cost = CostAtContext.of(ToyPrograms.ALL, 40).perByte(4);
        long all = 40 * 41 / 2;
        double entropy =
                ToyPrograms.ENTROPY.cost(new Extent(40, all, 15 + 35 * 5, 0)).flops() / 40.0;
        assertEquals(entropy, cost.flops(Stage.ENTROPY_MODEL), 1e-9);
        double latent = ToyPrograms.LATENT.cost(new Extent(10, 55, 55, 40)).flops() / 40.0;
        assertEquals(latent, cost.flops(Stage.LATENT_TRANSFORMER), 1e-9);
        double encoder = ToyPrograms.ENCODER
                        .cost(new Extent(40, all, 6 + 37 * 3, 0))
                        .flops()
                + ToyPrograms.PATCH_ENCODER.cost(new Extent(10, 55, 55, 40)).flops();
        assertEquals(encoder / 40, cost.flops(Stage.LOCAL_ENCODER), 1e-9);
    }

    /** The definition holds to what the ledger adds up, where a text has just the context's length. */
    @Test
    void isWhatTheLedgerSaysOfATextOfThatLength() {
        int[] ids = Vocabulary.prompt("a".repeat(4095).getBytes(UTF_8));
        Patches patches = Patching.segment(new PatcherConfig(new Static(8)), ids, new float[0]);
        Patches whole = new Patches(starts(8, patches.count()), 4096, true);
        for (var config : List.of(PublishedModels.blt1b(), PublishedModels.blt7b())) {
            var programs = ShapesAlone.programs(config).all();
            WorkTotals read = new WhatIf(programs, ids, false, false).with(whole);
            CostPerByte cost = CostAtContext.of(programs, 4096).perByte(8);
            for (Stage stage : Stage.values()) {
                assertEquals(
                        (double) read.flops(stage) / 4096, cost.flops(stage), 1e-6 * cost.flops(stage), config.name());
            }
        }
    }

    private static int[] starts(int size, int count) {
        int[] starts = new int[count];
        Arrays.setAll(starts, i -> i * size);
        return starts;
    }

    @Test
    void sharesOfBytesMakeUpTheMean() {
        CostAtContext costs = CostAtContext.of(ToyPrograms.ALL, 100);
        int[] sizes = {1, 1, 7, 3, 8};
        for (Stage stage : Stage.values()) {
            double sum = 0;
            for (int size : sizes) {
                sum += size * costs.ofByte(stage, size, 4);
            }
            assertEquals(costs.perByte(4).flops(stage), sum / 20, 1e-9);
        }
    }

    @Test
    void tokensNeedNoEntropyModel() {
        CostAtContext costs = CostAtContext.of(ToyPrograms.ALL, 100);
        CostPerByte patches = costs.perByte(4);
        CostPerByte tokens = costs.perByteOfTokens(4);
        assertEquals(0, tokens.flops(Stage.ENTROPY_MODEL));
        assertEquals(patches.total() - patches.flops(Stage.ENTROPY_MODEL), tokens.total(), 1e-9);
        assertTrue(patches.savingAgainst(tokens) < 0);
        assertEquals(
                1, Arrays.stream(Stage.values()).mapToDouble(patches::share).sum(), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> CostAtContext.of(ToyPrograms.ALL, 0));
    }

    /** The promise of the paper: of a large model the entropy model is next to nothing, of a small one it is a lot. */
    @Test
    void theEntropyModelMattersLittleToTheLargestModel() {
        CostPerByte large = CostAtContext.of(
                        ShapesAlone.programs(PublishedModels.blt7b()).all(), CostAtContext.DEFAULT_CONTEXT)
                .perByte(4.5);
        assertTrue(large.share(Stage.ENTROPY_MODEL) < 0.1, "share " + large.share(Stage.ENTROPY_MODEL));
    }
}
