package blt4j.cli.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one model's measurements are.
 *
 * @param model its name
 * @param backend what it ran on
 * @param cells the measurements, in the order of the table
 */
record Results(String model, String backend, Map<Cell, Map<String, Double>> cells) {
    /** What stands for a task in the place of a noise. */
    static final String TASK = "task";
    /** What stands for a text as it is. */
    static final String CLEAN = "none";

    /**
     * Something to measure.
     *
     * @param name of the text or task
     * @param condition the noise, {@link #CLEAN}, or {@link #TASK}
     */
    record Cell(String name, String condition) {
        boolean isTask() {
            return condition.equals(TASK);
        }

        boolean isClean() {
            return condition.equals(CLEAN);
        }
    }

    /** How many more bits a byte takes under the noise than in the clean text, where that was measured. */
    Optional<Double> loss(Cell cell) {
        return clean(cell).map(clean -> at(cell, "bits_per_byte") - at(clean, "bits_per_byte"));
    }

    /** How much smaller the share of bytes that greedy choice would have written is than in the clean text. */
    Optional<Double> drop(Cell cell) {
        return clean(cell).map(clean -> at(clean, "accuracy") - at(cell, "accuracy"));
    }

    private Optional<Cell> clean(Cell cell) {
        Cell clean = new Cell(cell.name(), CLEAN);
        return cell.isTask() || cell.isClean() || !cells.containsKey(clean) ? Optional.empty() : Optional.of(clean);
    }

    /** A number of a measurement; NaN where there is none. */
    double at(Cell cell, String number) {
        return cells.getOrDefault(cell, Map.of()).getOrDefault(number, Double.NaN);
    }

    /** The same, with a row a noise more for the mean of all texts, each of which counts the same, if there are several. */
    Results withMeans() {
        List<Cell> texts = cells.keySet().stream().filter(c -> !c.isTask()).toList();
        long names = texts.stream().map(Cell::name).distinct().count();
        if (names < 2) {
            return this;
        }
        Map<Cell, Map<String, Double>> more = new LinkedHashMap<>();
        texts.forEach(cell -> more.put(cell, cells.getOrDefault(cell, Map.of())));
        for (String condition : texts.stream().map(Cell::condition).distinct().toList()) {
            List<Cell> alike =
                    texts.stream().filter(c -> c.condition().equals(condition)).toList();
            Map<String, Double> means = new LinkedHashMap<>();
            for (String number : more.getOrDefault(alike.getFirst(), Map.of()).keySet()) {
                means.put(
                        number,
                        alike.stream()
                                .mapToDouble(cell -> at(cell, number))
                                .average()
                                .orElse(Double.NaN));
            }
            more.put(new Cell("mean of " + names, condition), means);
        }
        cells.forEach(more::putIfAbsent);
        return new Results(model, backend, more);
    }
}
