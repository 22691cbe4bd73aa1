package blt4j.program;

import blt4j.stage.Cost;
import blt4j.stage.Stage;
import blt4j.stage.StageProgram;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A part of the pipeline as data: ops run in order for n new rows.
 *
 * @param name unique within a model, for tasks and messages
 * @param stage whom its work is attributed to
 * @param unit what its rows are
 * @param window the sliding window of its self-attention, 0 for none
 * @param ops in order; later ops see what earlier ones wrote
 * @param outputs the buffers that are read after a run
 */
public record Program(String name, Stage stage, Unit unit, int window, List<Op> ops, List<Buffer> outputs)
        implements StageProgram {
    /** What a program's rows are. */
    public enum Unit {
        /** Runs once a byte. */
        BYTE,
        /** Runs once a patch. */
        PATCH
    }

    /** Copies the lists. */
    public Program {
        ops = List.copyOf(ops);
        outputs = List.copyOf(outputs);
    }

    /**
     * The program behind what the world is shown of it.
     *
     * @throws IllegalArgumentException if it is no model's
     */
    public static Program of(StageProgram program) {
        if (program instanceof Program own) {
            return own;
        }
        throw new IllegalArgumentException(program.name() + " is not a program of a model");
    }

    /**
     * The programs behind what the world is shown of them.
     *
     * @throws IllegalArgumentException if they are no model's
     */
    public static List<Program> all(List<? extends StageProgram> programs) {
        return programs.stream().map(Program::of).toList();
    }

    /** What a run of the given extent costs. */
    public Cost cost(Extent extent) {
        Cost sum = Cost.ZERO;
        for (Op op : ops) {
            sum = sum.plus(op.cost(extent));
        }
        return sum;
    }

    /** The weights of all ops, each once. */
    public Set<Weight> weights() {
        return ops.stream().flatMap(op -> op.weights().stream()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** All buffers that its ops and outputs name, each once. */
    public Set<Buffer> buffers() {
        Set<Buffer> buffers = new LinkedHashSet<>();
        ops.forEach(op -> buffers.addAll(op.buffers()));
        buffers.addAll(outputs);
        return buffers;
    }

    /** The most rows for which its ops' results do not depend on how many there are ({@link Op#settledLength}). */
    public int settledLength() {
        return ops.stream().mapToInt(Op::settledLength).min().orElse(Integer.MAX_VALUE);
    }

    @Override
    public long parameters() {
        return weights().stream().mapToLong(Weight::count).sum();
    }
}
