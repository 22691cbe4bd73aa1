package blt4j.compute;

import blt4j.program.Buffer;
import blt4j.program.Program;
import blt4j.program.RowInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs that made a text's caches, in order, so that another executor can repeat them. A run that covers rows again,
 * after a truncation, takes the place of what it covers and of all later rows of its program, so the log grows with the
 * text and not with its editing.
 */
final class RunLog {
    private static final int ROW_BYTES = 4 * RowInput.values().length;

    private final List<Run> runs;
    private boolean open;

    RunLog() {
        this(new ArrayList<>());
    }

    private RunLog(List<Run> runs) {
        this.runs = runs;
    }

    /** Rows of a program: where they start, how many, in a text of what length, and every input's values for them. */
    private record Run(
            Program program,
            int start,
            int count,
            int length,
            Map<RowInput, int[]> inputs,
            Optional<Rows.Dependence> dependence) {
        int end() {
            return start + count;
        }

        /** Whether the run has a condition on a number that a program leaves in an output. */
        boolean dependsOn(Program other, Buffer output) {
            return dependence
                    .map(Rows.Dependence::condition)
                    .filter(c -> c.program().equals(other) && c.output().equals(output))
                    .isPresent();
        }
    }

    /** Adds a run that is about to be made. */
    void add(Program program, Rows rows) {
        dropFrom(program, rows.start());
        runs.add(run(program, rows));
        open |= rows.dependence().isPresent();
    }

    private static Run run(Program program, Rows rows) {
        Map<RowInput, int[]> inputs = new EnumMap<>(RowInput.class);
        for (RowInput input : RowInput.values()) {
            inputs.put(input, Arrays.copyOf(rows.of(input), rows.count()));
        }
        return new Run(program, rows.start(), rows.count(), rows.length(), inputs, rows.dependence());
    }

    private static void fill(Rows rows, Run run) {
        rows.cover(run.start(), run.count()).within(run.length()).depending(run.dependence());
        run.inputs().forEach((input, values) -> System.arraycopy(values, 0, rows.of(input), 0, run.count()));
    }

    /** Drops a program's rows from a position on; its runs are in the order of their rows. */
    private void dropFrom(Program program, int position) {
        for (int i = runs.size() - 1; i >= 0; i--) {
            Run run = runs.get(i);
            if (!run.program().equals(program)) {
                continue;
            }
            if (run.end() <= position) {
                return;
            }
            if (run.start() >= position) {
                runs.remove(i);
            } else {
                runs.set(
                        i,
                        new Run(
                                program,
                                run.start(),
                                position - run.start(),
                                run.length(),
                                run.inputs(),
                                run.dependence()));
            }
        }
    }

    /** Whether what some of the runs were is still to be told. */
    boolean open() {
        return open;
    }

    /** Makes runs that depend on a number what they are, now that it is known. */
    void settle(Program program, Buffer output, float number) {
        Rows rows = new Rows(1);
        for (int i = runs.size() - 1; i >= 0; i--) {
            Run run = runs.get(i);
            if (run.dependsOn(program, output)) {
                fill(rows, run);
                if (rows.settle(condition -> condition.holds(number))) {
                    runs.set(i, run(run.program(), rows));
                } else {
                    runs.remove(i);
                }
            }
        }
        open = runs.stream().anyMatch(run -> run.dependence().isPresent());
    }

    /** Makes all runs again on another executor, for caches that are new there. */
    void repeat(Executor executor, TextCaches caches) {
        Rows rows = new Rows(executor.maxRows());
        for (Run run : runs) {
            fill(rows, run);
            if (rows.settle(condition -> condition.holds(executor, caches))) {
                executor.run(run.program(), caches, rows);
            }
        }
    }

    RunLog copy() {
        RunLog copy = new RunLog(new ArrayList<>(runs));
        copy.open = open;
        return copy;
    }

    /** About the bytes that it takes. */
    long byteSize() {
        return runs.stream().mapToLong(run -> (long) run.count() * ROW_BYTES).sum();
    }
}
