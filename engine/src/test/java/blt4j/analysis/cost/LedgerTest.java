package blt4j.analysis.cost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import blt4j.analysis.ToyPrograms;
import blt4j.compute.Rows;
import blt4j.patching.ContextReset;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.Space;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.program.Extent;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.RowInput;
import blt4j.stage.Cost;
import blt4j.stage.Stage;
import blt4j.vocabulary.Vocabulary;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final byte[] text =
            "so here is a line,\nand then another one, of words".getBytes(StandardCharsets.US_ASCII);
    private final int[] ids = Vocabulary.prompt(text);
    private final int[] first = new ContextReset(true, true).firstVisible(ids);
    private final Patches patches = Patching.segment(new PatcherConfig(new Space()), ids, new float[0]);
    private final Rows rows = new Rows(64);

    @Test
    void everyRowCostsWhatItsProgramSays() {
        Ledger ledger = new Ledger(ToyPrograms.ALL);
        read(ledger, ids.length, patches.count(), new Random(1));
        long entropy =
                ToyPrograms.ENTROPY.cost(Extent.row(30 - first[30] + 1, 5, 0)).flops();
        assertEquals(entropy, ledger.byteFlops(30, Stage.ENTROPY_MODEL));
        long latent = ToyPrograms.LATENT.cost(Extent.row(4, 0, patches.size(3))).flops();
        assertEquals(latent, ledger.patchFlops(3, Stage.LATENT_TRANSFORMER));
        long pooled = ToyPrograms.PATCH_ENCODER
                .cost(Extent.row(4, 0, patches.size(3)))
                .flops();
        assertEquals(pooled, ledger.patchFlops(3, Stage.LOCAL_ENCODER));
        assertTrue(pooled > 0 && entropy > 0 && latent > 0);
        assertEquals(0, ledger.byteFlops(ids.length, Stage.ENTROPY_MODEL));
        assertEquals(0, ledger.patchFlops(0, Stage.LOCAL_DECODER));
    }

    @Test
    void theTextsWorkDoesNotDependOnHowItWasRead() {
        for (int trial = 0; trial < 50; trial++) {
            Random random = new Random(trial);
            Ledger ledger = new Ledger(ToyPrograms.ALL);
            read(ledger, ids.length, patches.count(), random);
            // Back to somewhere, and on again.
            int length = random.nextInt(ids.length);
            int kept = patches.indexOf(length);
            for (Program program : ToyPrograms.ALL) {
                ledger.kept(program, program.unit() == Unit.BYTE ? length : kept);
            }
            assertEquals(length, ledger.text().positions());
            assertEquals(0, ledger.byteFlops(length, Stage.LOCAL_DECODER));
            read(ledger, ids.length, patches.count(), random);
            assertEquals(whole(), ledger.text(), "trial " + trial);
            assertTrue(ledger.spent().flops() > ledger.text().flops());
            assertEquals((double) ledger.text().flops(), sumOfPositions(ledger), 1e-6);
        }
    }

    private WorkTotals whole() {
        Ledger once = new Ledger(ToyPrograms.ALL);
        for (Program program : ToyPrograms.ALL) {
            run(once, program, 0, program.unit() == Unit.BYTE ? ids.length : patches.count());
        }
        assertEquals(once.spent(), once.text(), "read once, at once");
        return once.text();
    }

    private double sumOfPositions(Ledger ledger) {
        double sum = 0;
        int middle = 17;
        for (Stage stage : Stage.values()) {
            sum += Arrays.stream(ledger.flopsPerPosition(stage, 0, middle)).sum();
            sum += Arrays.stream(ledger.flopsPerPosition(stage, middle, ids.length))
                    .sum();
        }
        return sum;
    }

    @Test
    void theWorkOfABeginningIsTheSumOfItsPositions() {
        Ledger ledger = new WhatIf(ToyPrograms.ALL, ids, true, true).ledger(new Patches(starts(), ids.length, true));
        for (Stage stage : Stage.values()) {
            double[] each = ledger.flopsPerPosition(stage, 0, ids.length);
            double sum = 0;
            for (int position = 0; position <= ids.length; position++) {
                assertEquals(sum, ledger.flopsBefore(stage, position), 1e-6 * Math.max(1, sum));
                sum += position < ids.length ? each[position] : 0;
            }
        }
    }

    @Test
    void whatIfTheTextWereReadAsItWasRead() {
        Patches closed = new Patches(starts(), ids.length, true);
        Ledger ledger = new Ledger(ToyPrograms.ALL);
        int[] documents = new int[ids.length];
        for (Program program : ToyPrograms.ALL) {
            boolean entropy = program.stage() == Stage.ENTROPY_MODEL;
            run(
                    ledger,
                    program,
                    0,
                    program.unit() == Unit.BYTE ? ids.length : patches.count(),
                    entropy ? first : documents);
        }
        WhatIf whatIf = new WhatIf(ToyPrograms.ALL, ids, true, true);
        assertEquals(ledger.text(), whatIf.with(closed));
        assertEquals(ledger.text(), whatIf.ledger(closed).text(), "as if it had been run");
        for (Stage stage : Stage.values()) {
            assertArrayEquals(
                    ledger.flopsPerPosition(stage, 0, ids.length),
                    whatIf.ledger(closed).flopsPerPosition(stage, 0, ids.length));
        }
    }

    @Test
    void patchesDoNotSeePastTheOneWithAnEos() {
        int[] two = {1, 70, 71, Vocabulary.EOS, 1, 72, 73, 74};
        Patches cut = new Patches(new int[] {0, 1, 3, 4, 5}, 8, false);
        WorkTotals apart = new WhatIf(ToyPrograms.ALL, two, false, true).with(cut);
        assertEquals(4, apart.patches(), "the open patch is not read");
        Cost latent = ToyPrograms.LATENT.cost(new Extent(4, 1 + 2 + 3 + 1, 7, 5));
        assertEquals(latent, apart.cost(Stage.LATENT_TRANSFORMER));
        Cost entropies = ToyPrograms.ENTROPY.cost(new Extent(8, 20, 20, 0));
        assertEquals(entropies, apart.cost(Stage.ENTROPY_MODEL));
        Cost inOne = ToyPrograms.ENTROPY.cost(new Extent(8, 36, 1 + 2 + 3 + 4 + 5 * 4, 0));
        assertEquals(
                inOne, new WhatIf(ToyPrograms.ALL, two, false, false).with(cut).cost(Stage.ENTROPY_MODEL));
    }

    @Test
    void shorterStepsCostMore() {
        WhatIf whatIf = new WhatIf(ToyPrograms.ALL, ids, false, false);
        WorkTotals bytes = whatIf.everyByte();
        assertEquals(ids.length, bytes.patches());
        assertEquals(0, bytes.flops(Stage.ENTROPY_MODEL));
        assertTrue(bytes.flops() > whatIf.every(4).flops());
        WorkTotals spaces = whatIf.with(patches);
        assertEquals(1 - (double) spaces.flops() / bytes.flops(), spaces.savingAgainst(bytes));
        assertThrows(IllegalArgumentException.class, () -> whatIf.with(new Patches(new int[] {0}, 3, true)));
    }

    @Test
    void hearingARunLeavesNoGarbage() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        Ledger ledger = new Ledger(ToyPrograms.ALL);
        run(ledger, ToyPrograms.DECODER, 0, ids.length);
        Rows row = new Rows(1).cover(ids.length - 1, 1);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            ledger.ran(ToyPrograms.DECODER, row, 1);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 1_000, bytes + " bytes for 1,000 rows");
        assertEquals(1_000 + ids.length, ledger.nanoseconds(Stage.LOCAL_DECODER));
    }

    private int[] starts() {
        int[] starts = new int[patches.count()];
        Arrays.setAll(starts, patches::begin);
        return starts;
    }

    /** In chunks of any size, from wherever each program stands. */
    private void read(Ledger ledger, int positions, int patchCount, Random random) {
        for (Program program : ToyPrograms.ALL) {
            boolean bytes = program.unit() == Unit.BYTE;
            int total = bytes ? positions : patchCount;
            int start = bytes ? ledger.text().positions() : ledger.text().patches();
            start = done(ledger, program, start);
            while (start < total) {
                int count = 1 + random.nextInt(Math.min(9, total - start));
                run(ledger, program, start, count);
                start += count;
            }
        }
    }

    /** Every program of a unit has read as far as those before it had when the text was cut. */
    private static int done(Ledger ledger, Program program, int most) {
        int rows = most;
        while (rows > 0 && flops(ledger, program, rows - 1) == 0) {
            rows--;
        }
        return rows;
    }

    private static long flops(Ledger ledger, Program program, int row) {
        return program.unit() == Unit.BYTE
                ? ledger.byteFlops(row, program.stage())
                : ledger.patchFlops(row, program.stage());
    }

    private void run(Ledger ledger, Program program, int start, int count) {
        run(ledger, program, start, count, first);
    }

    private void run(Ledger ledger, Program program, int start, int count, int[] visible) {
        rows.cover(start, count);
        for (int i = 0; i < count; i++) {
            boolean bytes = program.unit() == Unit.BYTE;
            rows.of(RowInput.FIRST_VISIBLE)[i] = bytes ? visible[start + i] : 0;
            rows.of(RowInput.PATCH_BEGIN)[i] = bytes ? -7 : patches.begin(start + i);
            rows.of(RowInput.PATCH_END)[i] = bytes ? -7 : patches.end(start + i);
        }
        ledger.ran(program, rows, count);
    }
}
