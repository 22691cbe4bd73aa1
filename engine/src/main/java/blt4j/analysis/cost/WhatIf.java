package blt4j.analysis.cost;

import blt4j.compute.Rows;
import blt4j.patching.ContextReset;
import blt4j.patching.PatcherConfig;
import blt4j.patching.PatcherConfig.EveryByte;
import blt4j.patching.PatcherConfig.Static;
import blt4j.patching.Patches;
import blt4j.patching.Patching;
import blt4j.program.Extent;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.RowInput;
import blt4j.stage.Cost;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What reading a text would cost if it were cut into other patches: if every byte, every few bytes, or every token were
 * a step of the latent transformer. The model stays the same; what runs once a byte costs the same under every
 * segmentation and is added up once. Complete patches count, as they do when a session reads.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WhatIf {
    private final List<Program> programs;
    private final int[] ids;
    private final ContextReset contexts;
    private final int[] documents;
    private final int[] lines;
    private final Map<Stage, Cost> byteWork = new EnumMap<>(Stage.class);

    /**
     * Prepares a text.
     *
     * @param programs a model's
     * @param ids the text, the BOS first
     * @param resetAtNewline whether the entropy model's context begins anew after newlines
     * @param separatesDocuments whether no stage sees past an EOS
     */
    public WhatIf(
            List<? extends StageProgram> programs, int[] ids, boolean resetAtNewline, boolean separatesDocuments) {
        this.programs = Program.all(programs);
        this.ids = ids.clone();
        this.contexts = ContextReset.ofDocuments(separatesDocuments);
        this.documents = contexts.firstVisible(ids);
        this.lines = new ContextReset(resetAtNewline, separatesDocuments).firstVisible(ids);
        for (Program program : this.programs) {
            if (program.unit() == Unit.BYTE) {
                byteWork.merge(program.stage(), cost(program, firstVisible(program), ids.length, 0), Cost::plus);
            }
        }
    }

    private static Cost cost(Program program, int[] firstVisible, int rows, long patchBytes) {
        if (rows == 0) {
            return Cost.ZERO;
        }
        long visible = 0;
        long inWindow = 0;
        int window = program.window() == 0 ? Integer.MAX_VALUE : program.window();
        for (int row = 0; row < rows; row++) {
            int seen = row - firstVisible[row] + 1;
            visible += seen;
            inWindow += Math.min(seen, window);
        }
        return program.cost(new Extent(rows, visible, inWindow, patchBytes));
    }

    /**
     * {@return the work under a segmentation of the text}
     *
     * @param patches of as many positions as the text has ids
     */
    public WorkTotals with(Patches patches) {
        if (patches.length() != ids.length) {
            throw new IllegalArgumentException(
                    "patches of " + patches.length() + " positions do not fit a text of " + ids.length);
        }
        int complete = complete(patches);
        int[] firstVisible = contexts.firstVisiblePatches(ids, patches, complete);
        long patchBytes = complete == 0 ? 0 : patches.end(complete - 1);
        EnumMap<Stage, Cost> work = new EnumMap<>(Stage.class);
        work.putAll(byteWork);
        for (Program program : programs) {
            if (program.unit() == Unit.PATCH) {
                work.merge(program.stage(), cost(program, firstVisible, complete, patchBytes), Cost::plus);
            }
        }
        return new WorkTotals(ids.length, complete, work);
    }

    /**
     * {@return the ledger of a reading under a segmentation, as if a session had run it: what each byte and each
     * patch costs} It tells of the text at hand alone; no time passed.
     *
     * @param patches of as many positions as the text has ids
     */
    public Ledger ledger(Patches patches) {
        int complete = complete(patches);
        int[] patchesVisible = contexts.firstVisiblePatches(ids, patches, complete);
        Ledger ledger = new Ledger(programs);
        Rows rows = new Rows(Math.max(ids.length, complete));
        for (int patch = 0; patch < complete; patch++) {
            rows.of(RowInput.PATCH_BEGIN)[patch] = patches.begin(patch);
            rows.of(RowInput.PATCH_END)[patch] = patches.end(patch);
        }
        for (Program program : programs) {
            boolean bytes = program.unit() == Unit.BYTE;
            int[] first = bytes ? firstVisible(program) : patchesVisible;
            int count = bytes ? ids.length : complete;
            System.arraycopy(first, 0, rows.of(RowInput.FIRST_VISIBLE), 0, count);
            ledger.ran(program, rows.cover(0, count), 0);
        }
        return ledger;
    }

    private int[] firstVisible(Program program) {
        return program.stage() == Stage.ENTROPY_MODEL ? lines : documents;
    }

    private static int complete(Patches patches) {
        return patches.nextBegins() ? patches.count() : Math.max(0, patches.count() - 1);
    }

    /** {@return the work if every byte were a patch} No entropy model would be needed. */
    public WorkTotals everyByte() {
        return by(new PatcherConfig(new EveryByte()));
    }

    /**
     * {@return the work if every {@code size} bytes were a patch} No entropy model would be needed.
     *
     * @param size in bytes, at least 1
     */
    public WorkTotals every(int size) {
        return by(new PatcherConfig(new Static(size, true)));
    }

    private WorkTotals by(PatcherConfig config) {
        return with(Patching.segment(config, ids, new float[0])).without(Stage.ENTROPY_MODEL);
    }
}
