package blt4j.generation;

import blt4j.compute.Executor;
import blt4j.compute.Rows;
import blt4j.compute.TextCaches;
import blt4j.compute.TextRows;
import blt4j.program.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward pass of a text, run by run: {@link #prepare} sets up the next run of a program, the caller makes it, and
 * {@link #ran} takes over its results. So a caller can batch the same program's runs of several texts.
 */
interface Reading {
    /** Drops a run that was prepared but not made, as after an exception. */
    void begin();

    /** Sets the rows of the run that is due next; tells whether there is one. */
    boolean prepare();

    /** Which program the prepared run is of. */
    Program program();

    /** Where the program stands among those that a text passes through. */
    int order();

    /** The rows of the prepared run. */
    Rows rows();

    /** The text's caches. */
    TextCaches caches();

    /** Takes over what the prepared run computed, in so many nanoseconds. */
    void ran(long nanoseconds);

    /**
     * Lets texts of one model catch up together. Who is due for an earlier program goes first, so that texts that take
     * different ways (a patch ends in some alone) meet again at the next program that all pass through.
     */
    static void catchUp(Executor executor, List<? extends Reading> texts) {
        List<Reading> waiting = new ArrayList<>();
        for (Reading text : texts) {
            text.begin();
            if (text.prepare()) {
                waiting.add(text);
            }
        }
        while (!waiting.isEmpty()) {
            int first = waiting.stream().mapToInt(Reading::order).min().orElseThrow();
            List<Reading> due =
                    waiting.stream().filter(text -> text.order() == first).toList();
            runTogether(executor, due);
            for (Reading text : due) {
                if (!text.prepare()) {
                    waiting.remove(text);
                }
            }
        }
    }

    private static void runTogether(Executor executor, List<Reading> due) {
        long began = System.nanoTime();
        executor.runTogether(
                due.getFirst().program(),
                due.stream()
                        .map(text -> new TextRows(text.caches(), text.rows()))
                        .toList());
        long took = System.nanoTime() - began;
        long all = due.stream().mapToLong(text -> text.rows().count()).sum();
        for (Reading text : due) {
            text.ran(took * text.rows().count() / all);
        }
    }
}
