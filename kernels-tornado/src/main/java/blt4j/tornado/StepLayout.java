package blt4j.tornado;

import blt4j.compute.Rows;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.RowInput;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Where in the {@link StepArray} of one graph its caches and columns are. */
final class StepLayout {
    /** What of a text a run is told. */
    interface Text {
        /** Where a buffer is. */
        StateArena.Region region(Buffer buffer);

        /** The id at a position; 0 before the text. */
        int id(int position);
    }

    private final int capacity;
    private final int history;
    private final Map<RowInput, Integer> columns = new EnumMap<>(RowInput.class);
    private final IntArray step;

    /**
     * Lays out the step of a graph.
     *
     * @param ops what it computes
     * @param caches how many caches they name
     * @param capacity the rows that the graph has room for
     */
    StepLayout(List<Fused> ops, int caches, int capacity) {
        this.capacity = capacity;
        this.history = history(ops);
        int size = StepArray.HEADER + StepArray.CACHE * caches;
        for (RowInput input : inputs(ops)) {
            if (input == RowInput.ID) {
                size += history;
            }
            columns.put(input, size);
            size += capacity;
        }
        this.step = new IntArray(size);
    }

    /** How many ids before a row's own its hashes look at. */
    private static int history(List<Fused> ops) {
        return ops.stream()
                .mapToInt(fused -> fused instanceof Fused.Single(Op op) ? op.earlierIds() : 0)
                .max()
                .orElse(0);
    }

    private static Set<RowInput> inputs(List<Fused> ops) {
        Set<RowInput> inputs = EnumSet.noneOf(RowInput.class);
        for (Fused fused : ops) {
            if (fused instanceof Fused.Single(Op op)) {
                inputs.addAll(op.rowInputs());
            }
        }
        return inputs;
    }

    /** The caches (and what else each text has of its own) that ops name, each once, in the order in which they are named. */
    static List<Buffer> caches(List<Fused> ops, Predicate<Buffer> own) {
        return ops.stream()
                .flatMap(o -> o.buffers().stream())
                .filter(own)
                .distinct()
                .toList();
    }

    /** The place of a cache, given its number. */
    static int place(int cache) {
        return -(StepArray.HEADER + StepArray.CACHE * cache);
    }

    /** The array that travels to the device. */
    IntArray step() {
        return step;
    }

    /** The rows that there is room for. */
    int capacity() {
        return capacity;
    }

    /** The index of the first row's integer. */
    int column(RowInput input) {
        Integer column = columns.get(input);
        if (column == null) {
            throw new IllegalArgumentException("the graph takes no " + input);
        }
        return column;
    }

    /**
     * Fills the step in for a run.
     *
     * @param cursor where the parameters of the first op are
     * @param caches the caches that are meant, as many as there is room for
     */
    void fill(int cursor, List<Buffer> caches, Rows rows, Text text) {
        int start = rows.start();
        step.set(StepArray.CURSOR, cursor);
        step.set(StepArray.ROWS, rows.count());
        step.set(StepArray.START, start);
        for (int c = 0; c < caches.size(); c++) {
            StateArena.Region region = text.region(caches.get(c));
            step.set(-place(c), region.offset());
            step.set(1 - place(c), region.rows());
        }
        columns.forEach((input, column) -> {
            int[] values = rows.of(input);
            for (int r = 0; r < rows.count(); r++) {
                step.set(column + r, values[r]);
            }
        });
        if (columns.containsKey(RowInput.ID)) {
            for (int back = 1; back <= history; back++) {
                step.set(column(RowInput.ID) - back, text.id(start - back));
            }
        }
    }

    /** Whether rows of the program are bytes whose ids later rows may ask for. */
    static boolean bringsIds(Program program) {
        return program.unit() == Unit.BYTE
                && program.ops().stream().anyMatch(op -> op.rowInputs().contains(RowInput.ID));
    }
}
