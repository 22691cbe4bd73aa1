package blt4j.visualizer.export;

import java.util.List;

/**
 * Figures to take away.
 *
 * @param columns their names, in the form that programs like: lower case, words joined by underscores
 * @param rows numbers, strings and booleans, as many as there are columns; may be made when they are asked for, on
 *     any thread, and so must not change
 */
public record Table(List<String> columns, List<List<Object>> rows) {
    /** Copies the columns' names. */
    public Table {
        columns = List.copyOf(columns);
    }
}
