package blt4j.tornado;

import blt4j.compute.Rows;
import blt4j.program.Buffer;
import blt4j.program.Op;
import blt4j.program.Program;
import blt4j.program.Program.Unit;
import blt4j.program.RowInput;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Where in the {@link Step} of one graph its columns and places are. */
final class StepLayout {
    private final int capacity;
    private final int history;
    private final Map<RowInput, Integer> columns = new EnumMap<>(RowInput.class);
    private final Map<Buffer, Integer> places = new LinkedHashMap<>();
    private final IntArray step;

    /**
     * Lays out the step of a program.
     *
     * @param capacity the rows that the graph has room for
     */
    StepLayout(Program program, int capacity) {
        this.capacity = capacity;
        this.history = history(program);
        int size = Step.HEADER;
        for (RowInput input : inputs(program)) {
            if (input == RowInput.ID) {
                size += history;
            }
            columns.put(input, size);
            size += capacity;
        }
        for (Buffer buffer : buffers(program)) {
            places.put(buffer, size);
            size += Step.PLACE;
        }
        this.step = new IntArray(size);
    }

    /** How many ids before a row's own its hashes look at. */
    private static int history(Program program) {
        int longest = 1;
        for (Op op : program.ops()) {
            if (op instanceof Op.HashEmbedding hash) {
                for (int length : hash.groupSizes()) {
                    longest = Math.max(longest, length);
                }
            }
        }
        return longest - 1;
    }

    private static Set<RowInput> inputs(Program program) {
        Set<RowInput> inputs = EnumSet.noneOf(RowInput.class);
        for (Op op : program.ops()) {
            switch (op) {
                case Op.Embedding _, Op.HashEmbedding _ -> inputs.add(RowInput.ID);
                case Op.Attention _ -> inputs.add(RowInput.FIRST_VISIBLE);
                case Op.PatchPooling _, Op.PatchCrossAttention _ -> {
                    inputs.add(RowInput.PATCH_BEGIN);
                    inputs.add(RowInput.PATCH_END);
                }
                case Op.ByteCrossAttention _ -> inputs.add(RowInput.PATCH);
                case Op.Copy _, Op.RmsNorm _, Op.MatMul _, Op.Rope _, Op.SwiGlu _, Op.Entropy _ -> {}
            }
        }
        return inputs;
    }

    /** All buffers that a program's ops and outputs name. */
    static Set<Buffer> buffers(Program program) {
        Set<Buffer> buffers = new LinkedHashSet<>();
        for (Op op : program.ops()) {
            buffers.add(op.out());
            switch (op) {
                case Op.Copy o -> buffers.add(o.in());
                case Op.RmsNorm o -> buffers.add(o.in());
                case Op.MatMul o -> buffers.add(o.in());
                case Op.PatchPooling o -> buffers.add(o.in());
                case Op.SwiGlu o -> buffers.addAll(Set.of(o.gate(), o.up()));
                case Op.Entropy o -> buffers.add(o.logits());
                case Op.Attention o -> buffers.addAll(Set.of(o.queries(), o.keys(), o.values()));
                case Op.PatchCrossAttention o -> buffers.addAll(Set.of(o.queries(), o.keys(), o.values()));
                case Op.ByteCrossAttention o -> buffers.addAll(Set.of(o.queries(), o.keys(), o.values()));
                case Op.Embedding _, Op.HashEmbedding _, Op.Rope _ -> {}
            }
        }
        buffers.addAll(program.outputs());
        return buffers;
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
            throw new IllegalArgumentException("the program takes no " + input);
        }
        return column;
    }

    /** The index of a buffer's place. */
    int place(Buffer buffer) {
        Integer place = places.get(buffer);
        if (place == null) {
            throw new IllegalArgumentException("the program has no buffer " + buffer.name());
        }
        return place;
    }

    /**
     * Fills the step in for a run.
     *
     * @param from the first of {@code rows} that runs, when a run is cut into pieces
     * @param count how many run; at most the capacity
     */
    void fill(Rows rows, int from, int count, TornadoMemory memory) {
        int start = rows.start() + from;
        step.set(Step.ROWS, count);
        step.set(Step.START, start);
        columns.forEach((input, column) -> {
            int[] values = rows.of(input);
            for (int r = 0; r < count; r++) {
                step.set(column + r, values[from + r]);
            }
        });
        if (columns.containsKey(RowInput.ID)) {
            for (int back = 1; back <= history; back++) {
                step.set(column(RowInput.ID) - back, memory.id(start - back));
            }
        }
        places.forEach((buffer, place) -> {
            StateArena.Region region = memory.region(buffer);
            step.set(place, region.offset());
            step.set(place + 1, buffer.cached() ? start % region.rows() : 0);
            step.set(place + 2, region.rows());
        });
    }

    /** Whether rows of the program are bytes whose ids later rows may ask for. */
    static boolean bringsIds(Program program) {
        return program.unit() == Unit.BYTE && inputs(program).contains(RowInput.ID);
    }
}
