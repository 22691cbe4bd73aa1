package blt4j.tornado;

import blt4j.compute.Rows;
import blt4j.program.Program;
import java.util.ArrayList;
import java.util.List;

/** Runs of a row of each of several texts, put off to see whether what follows can be one execution with them. */
final class WaitingTexts {
    private final List<List<Program>> sequences;
    private final List<ArenaGraphs.Joint> runs = new ArrayList<>();

    /** Has runs wait of which a sequence of programs consists. */
    WaitingTexts(List<List<Program>> sequences) {
        this.sequences = List.copyOf(sequences);
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Whether a run can wait with what does: of the same texts in the same order, and the program that comes next. */
    boolean takes(Program program, List<ArenaGraphs.Part> parts) {
        return runs.isEmpty() || (sameTexts(runs.getFirst().parts(), parts) && continues(program));
    }

    private boolean continues(Program program) {
        int count = runs.size();
        return sequences.stream()
                .anyMatch(sequence -> sequence.size() > count
                        && sequence.get(count).equals(program)
                        && runs.stream()
                                .map(ArenaGraphs.Joint::program)
                                .toList()
                                .equals(sequence.subList(0, count)));
    }

    private static boolean sameTexts(List<ArenaGraphs.Part> some, List<ArenaGraphs.Part> others) {
        return some.stream()
                .map(ArenaGraphs.Part::text)
                .toList()
                .equals(others.stream().map(ArenaGraphs.Part::text).toList());
    }

    /** Adds a run; of its rows copies, as whoever runs them fills them anew. */
    void add(Program program, List<ArenaGraphs.Part> parts) {
        runs.add(new ArenaGraphs.Joint(
                program,
                parts.stream()
                        .map(part -> new ArenaGraphs.Part(part.text(), TornadoExecutor.copy(part.rows(), new Rows(1))))
                        .toList()));
    }

    /** What waits, which then waits no longer. */
    List<ArenaGraphs.Joint> take() {
        List<ArenaGraphs.Joint> taken = List.copyOf(runs);
        runs.clear();
        return taken;
    }
}
