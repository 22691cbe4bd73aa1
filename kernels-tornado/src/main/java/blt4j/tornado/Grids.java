package blt4j.tornado;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * The grids of all graphs' kernels. With each execution TornadoVM looks through the names that a scheduler has for one of
 * the graph's, and writes all of its grids down in words, which would take a tenth of the host's work; so it is shown
 * those of one graph at a time and no words.
 */
final class Grids extends GridScheduler {
    private final Map<String, Set<String>> names = new HashMap<>();
    private Set<String> shown = Set.of();

    /** Notes the grid of a graph's task; shows that graph. */
    void add(String graph, String task, WorkerGrid grid) {
        String name = graph + "." + task;
        addWorkerGrid(name, grid);
        names.computeIfAbsent(graph, _ -> new LinkedHashSet<>()).add(name);
        show(graph);
    }

    /** Shows a graph's names alone, if it has any. */
    void show(String graph) {
        shown = names.getOrDefault(graph, Set.of());
    }

    @Override
    public Set<String> keySet() {
        return shown;
    }

    @Override
    public String toString() {
        return "grids";
    }
}
