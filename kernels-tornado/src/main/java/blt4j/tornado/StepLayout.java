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

/** Where in the {@link StepArray} of a graph the caches and columns of one of its programs are. */
final class StepLayout {
    /** What of a text a run is told. */
    interface Text {
        /** Where a buffer is. */
        StateArena.Region region(Buffer buffer);

        /** The id at a position; 0 before the text. */
        int id(int position);
    }

    /** Whose rows a graph runs. */
    enum Kind {
        /** Rows of one text that follow each other. */
        TEXT,
        /** A row of each of several texts. */
        TEXTS
    }

    private final Kind kind;
    private final int base;
    private final int capacity;
    private final int history;
    private final int part;
    private final int size;
    private final List<Buffer> caches;
    private final Map<RowInput, Integer> columns = new EnumMap<>(RowInput.class);

    /**
     * Lays out a program's part of the step of a graph.
     *
     * @param ops what it computes
     * @param caches the caches that they name
     * @param kind of the graph
     * @param capacity the rows that the graph has room for
     * @param base where in the step the part begins
     */
    StepLayout(List<Fused> ops, List<Buffer> caches, Kind kind, int capacity, int base) {
        this.kind = kind;
        this.base = base;
        this.capacity = capacity;
        this.history = history(ops);
        this.caches = List.copyOf(caches);
        this.part = StepArray.HEADER + StepArray.CACHE * caches.size();
        int end = base + part * parts();
        for (RowInput input : inputs(ops)) {
            if (input == RowInput.ID) {
                end += history;
            }
            columns.put(input, end);
            end += (capacity - 1) * apart(input) + 1;
        }
        this.size = end - base;
    }

    private int parts() {
        return kind == Kind.TEXTS ? capacity : 1;
    }

    /** How far apart the integers of an input are. */
    private int apart(RowInput input) {
        return input == RowInput.ID ? idsApart() : 1;
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

    /** Where the part begins. */
    int base() {
        return base;
    }

    /** How many integers it has. */
    int size() {
        return size;
    }

    /** The place of a cache; 0 for what is none of the graph's. */
    int place(Buffer buffer) {
        int cache = caches.indexOf(buffer);
        return cache < 0 ? 0 : -(base + StepArray.HEADER + StepArray.CACHE * cache);
    }

    /** Whose rows it is for. */
    Kind kind() {
        return kind;
    }

    /** How far apart the parts of rows are ({@link OpTable#APART}). */
    int apart() {
        return kind == Kind.TEXTS ? part : 0;
    }

    /** How far apart the rows' ids are ({@link OpTable#IDS_APART}). */
    int idsApart() {
        return kind == Kind.TEXTS ? history + 1 : 1;
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

    /** The index of the number of live rows. */
    int rows() {
        return base + StepArray.ROWS;
    }

    /** Fills a run's part of the step in. */
    void fill(IntArray step, Rows rows, Text text) {
        fillRows(step, rows.count());
        fill(step, 0, rows, text);
    }

    /** Fills in how many rows are live. */
    void fillRows(IntArray step, int count) {
        step.set(rows(), count);
    }

    /**
     * Fills in what rows of a text come with.
     *
     * @param first the graph's row that the first of them is
     */
    void fill(IntArray step, int first, Rows rows, Text text) {
        int start = rows.start();
        int shift = first * apart();
        step.set(base + StepArray.START + shift, start - first);
        for (Buffer cache : caches) {
            StateArena.Region region = text.region(cache);
            step.set(shift - place(cache), region.offset());
            step.set(shift + 1 - place(cache), region.rows());
        }
        columns.forEach((input, column) -> {
            int[] values = rows.of(input);
            int apart = apart(input);
            for (int r = 0; r < rows.count(); r++) {
                step.set(column + (first + r) * apart, values[r]);
            }
        });
        if (columns.containsKey(RowInput.ID)) {
            int last = column(RowInput.ID) + first * idsApart();
            for (int back = 1; back <= history; back++) {
                step.set(last - back, text.id(start - back));
            }
        }
    }

    /** Fills the part of the step in for a run without any rows. */
    void clear(IntArray step) {
        step.set(base + StepArray.ROWS, 0);
        for (Buffer cache : caches) {
            for (int shift = 0; shift < parts() * part; shift += part) {
                step.set(shift - place(cache), 0);
                step.set(shift + 1 - place(cache), 1); // rows are counted modulo this
            }
        }
    }

    /** Whether rows of the program are bytes whose ids later rows may ask for. */
    static boolean bringsIds(Program program) {
        return program.unit() == Unit.BYTE
                && program.ops().stream().anyMatch(op -> op.rowInputs().contains(RowInput.ID));
    }
}
